// Package market holds what every part of the program has to agree on about the
// US markets: the time zone, and the words that Alpaca's API uses for classes of
// assets and for sides.
package market

import (
	"cmp"
	"strings"
	"time"
	_ "time/tzdata" // New York, wherever the program runs
)

// NewYork is the time zone of the exchanges: trading days and times of day are
// in it.
var NewYork = func() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		return time.UTC
	}
	return zone
}()

// Date is the day in New York, 2006-01-02; "" for the zero time.
func Date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(NewYork).Format(time.DateOnly)
}

// Midnight is when the day of a time began in New York.
func Midnight(at time.Time) time.Time {
	year, month, day := at.In(NewYork).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, NewYork)
}

// The classes of assets.
const (
	Equity = "us_equity"
	Option = "us_option"
	Crypto = "crypto"
)

// Fill is the type of an activity that is a fill, whole or in part.
const Fill = "FILL"

// The sides of an order.
const (
	Buy       = "buy"
	Sell      = "sell"
	SellShort = "sell_short"
)

// The sides of a position.
const (
	Long  = "long"
	Short = "short"
)

// ContractSize is how many shares an option contract stands for, but for an adjusted one.
const ContractSize = 100

// UnitsPer is how many units a price of an instrument is paid for: ContractSize of an
// option, one of anything else. It is false for an adjusted option, whose root has a
// digit (AAPL1261218C00250000): after a split or a merger it may stand for any number.
func UnitsPer(symbol, class string) (units int64, known bool) {
	switch {
	case class != Option:
		return 1, true
	case !isOption(symbol) || strings.ContainsAny(symbol[:len(symbol)-optionTail], "0123456789"):
		return 0, false
	}
	return ContractSize, true
}

// optionTail is how long the date, the right and the strike of an OCC symbol are.
const optionTail = 15

// StatedClass is the class that a symbol states by its form: crypto with a slash
// (BTC/USD, not the BTCUSD of a position), an option as an OCC symbol. It is "" for
// every other, which may be a share's or a coin's.
func StatedClass(symbol string) string {
	switch {
	case strings.Contains(symbol, "/"):
		return Crypto
	case isOption(symbol):
		return Option
	}
	return ""
}

// ClassOf is StatedClass, and Equity where that is "". It is a guess then, for where
// nothing can be looked up.
func ClassOf(symbol string) string { return cmp.Or(StatedClass(symbol), Equity) }

// isOption reports an OCC symbol as Alpaca writes it: one to six letters, the
// date as yymmdd, C or P, and eight digits of the strike.
func isOption(symbol string) bool {
	date := len(symbol) - optionTail
	if date < 1 || date > 6 || (symbol[date+6] != 'C' && symbol[date+6] != 'P') {
		return false
	}
	if _, err := time.Parse("060102", symbol[date:date+6]); err != nil {
		return false
	}
	return strings.Trim(symbol[date+7:], "0123456789") == ""
}

// Pair writes a crypto symbol as traders do: the BTCUSD of a position becomes
// BTC/USD. A symbol that does not end in a quote currency stays as it is.
func Pair(symbol string) string {
	if strings.Contains(symbol, "/") {
		return symbol
	}
	for _, quote := range quotes {
		if base, found := strings.CutSuffix(symbol, quote); found && base != "" {
			return base + "/" + quote
		}
	}
	return symbol
}

// PositionSymbol writes a symbol as positions do: crypto without the slash of
// orders and assets.
func PositionSymbol(symbol string) string { return strings.ReplaceAll(symbol, "/", "") }
