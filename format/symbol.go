package format

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Option is what an OCC option symbol says.
type Option struct {
	Underlying string
	Expiry     time.Time // midnight UTC of the expiry date
	Call       bool
	Strike     decimal.Decimal // US dollars per share
}

// ParseOption reads an OCC symbol as Alpaca writes it: the underlying without
// padding, then yymmdd, C or P, and the strike in thousandths of a dollar over
// eight digits. It reports false for anything else.
func ParseOption(symbol string) (Option, bool) {
	const tail = 6 + 1 + 8
	cut := len(symbol) - tail
	if cut < 1 || cut > 6 {
		return Option{}, false
	}
	expiry, err := time.Parse("060102", symbol[cut:cut+6])
	right := symbol[cut+6]
	strike := symbol[cut+7:]
	if err != nil || (right != 'C' && right != 'P') || strings.Trim(strike, "0123456789") != "" {
		return Option{}, false
	}
	thousandths, err := decimal.NewFromString(strike)
	if err != nil {
		return Option{}, false
	}
	return Option{
		Underlying: strings.TrimSpace(symbol[:cut]),
		Expiry:     expiry,
		Call:       right == 'C',
		Strike:     thousandths.Shift(-3),
	}, true
}

// Long gives underlying, expiry, strike and right: AAPL 18 Dec 26 250 C.
func (o Option) Long() string {
	return o.Underlying + o.Expiry.Format(" 2 Jan 06 ") + o.strike() + " " + o.right()
}

// Short gives the same in less room: AAPL 250C 18Dec26. The year stays: two expiries
// may differ in it alone.
func (o Option) Short() string {
	return o.Underlying + " " + o.strike() + o.right() + o.Expiry.Format(" 2Jan06")
}

func (o Option) strike() string { return strings.ReplaceAll(trimmed(o.Strike, 3), ",", "") }

func (o Option) right() string {
	if o.Call {
		return "C"
	}
	return "P"
}
