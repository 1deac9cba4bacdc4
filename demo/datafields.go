package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// fields is a JSON object whose fields differ between the shelves.
type fields map[string]any

// trade is the latest one. Its size and number come from its second.
func (q *quote) trade(price int64, at time.Time) fields {
	n := scramble(numberOf(q.symbol) + uint64(at.Unix())) //nolint:gosec // after 1970
	trade := fields{"t": at, "p": known(q.shown(price))}
	switch q.class {
	case classCrypto:
		trade["s"], trade["i"], trade["tks"] = known(decimal.New(int64(n%900_000)+1, -6)), n>>16, []string{"B", "S"}[n%2]
	case classOption:
		trade["s"], trade["x"], trade["c"] = n%12+1, "C", "I"
	default:
		trade["s"], trade["i"], trade["x"], trade["c"], trade["z"] = n%300+1, n>>20, "V", []string{"@"}, tapes[q.exchange]
	}
	return trade
}

// tapes tell where a share is listed. Every other exchange is on B.
var tapes = map[string]string{"NYSE": "A", "NASDAQ": "C", "OTC": "O", "ARCA": "B", "AMEX": "B", "BATS": "B"}

// bidAndAsk stand on either side of the price. A halted instrument has neither.
func (q *quote) bidAndAsk(at time.Time) fields {
	n := scramble(numberOf(q.symbol) - uint64(at.Unix())) //nolint:gosec // after 1970
	price, trades := q.latest()
	var bid, ask decimal.Decimal
	if trades {
		step := q.halfSpread(price)
		bid, ask = decimal.Max(price.Sub(step), price.Div(decimal.NewFromInt(2))), price.Add(step)
	}
	quote := fields{"t": at, "bp": known(bid), "ap": known(ask), "bs": 100 * (n%9 + 1), "as": 100 * (n/16%9 + 1)}
	switch q.class {
	case classCrypto:
		quote["bs"], quote["as"] = known(decimal.New(int64(n%2_000_000)+1, -6)), known(decimal.New(int64(n/16%2_000_000)+1, -6))
	case classOption:
		quote["bs"], quote["as"], quote["bx"], quote["ax"], quote["c"] = n%90+1, n/16%90+1, "C", "C", "A"
	default:
		quote["bx"], quote["ax"], quote["c"], quote["z"] = "V", "V", []string{"R"}, tapes[q.exchange]
	}
	return quote
}

// halfSpread is how far bid and ask are from the price.
func (q *quote) halfSpread(price decimal.Decimal) decimal.Decimal {
	digits := q.digits
	if price.LessThan(decimal.NewFromInt(1)) {
		digits = max(digits, 4)
	}
	switch least := decimal.New(1, -digits); q.class {
	case classCrypto:
		return decimal.Max(price.Shift(-4).Round(digits), least)
	case classOption:
		return decimal.Max(decimal.New(5, -2), least)
	default:
		return least
	}
}
