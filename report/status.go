package report

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/ui/format"
)

// StatusFormat is what quipu status prints unless told otherwise.
const StatusFormat = "{{.Environment}} {{.Equity}} {{.DayPL.Arrow}} {{.DayPL}} {{.DayPercent}}"

// Standing is the account at one moment, as it was read. What a template does
// not use need not be read.
type Standing struct {
	Environment string
	Account     client.Account
	Positions   []client.Position
	Orders      []client.Order // the open ones
	Clock       client.Clock
	Private     bool
}

// Needs says which readings a template uses.
type Needs struct{ Account, Positions, Orders, Clock bool }

var everything = Needs{true, true, true, true}

// StatusField is a name that templates know.
type StatusField struct {
	Name, Help string
	needs      Needs
	value      func(Standing) any
}

// StatusFields are all names that templates know.
var StatusFields = []StatusField{
	{"Environment", "paper, or LIVE", Needs{}, func(s Standing) any {
		if s.Environment == "live" {
			return "LIVE"
		}
		return s.Environment
	}},
	{"Number", "the account's number", Needs{Account: true}, func(s Standing) any { return s.Account.Number }},
	{"Status", "active, or why it is not", Needs{Account: true}, func(s Standing) any { return status(&s.Account).Text }},
	{"Equity", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.Equity) }},
	{"DayPL", "profit or loss of the day, amount", Needs{Account: true}, func(s Standing) any { return gain(s, dayPL(&s.Account)) }},
	{"DayPercent", "the same as a percentage", Needs{Account: true}, func(s Standing) any { return share(Ratio(dayPL(&s.Account), s.Account.LastEquity)) }},
	{"OpenPL", "profit or loss of all open positions, amount", Needs{Positions: true}, func(s Standing) any { gained, _ := Open(s.Positions); return gain(s, gained) }},
	{"OpenPercent", "the same as a percentage of their cost", Needs{Positions: true}, func(s Standing) any { return share(Ratio(Open(s.Positions))) }},
	{"BuyingPower", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.BuyingPower) }},
	{"Cash", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.Cash) }},
	{"Positions", "how many are open", Needs{Positions: true}, func(s Standing) any { return len(s.Positions) }},
	{"Orders", "how many are open", Needs{Orders: true}, func(s Standing) any { return len(s.Orders) }},
	{"Market", "open or closed", Needs{Clock: true}, func(s Standing) any {
		if s.Clock.IsOpen {
			return "open"
		}
		return "closed"
	}},
	{"Left", "the time until it opens or closes: 2 h 13 m", Needs{Clock: true}, func(s Standing) any {
		if s.Clock.Boundary().IsZero() {
			return format.Unknown
		}
		return format.Until(s.Clock.Boundary().Sub(s.Clock.Timestamp))
	}},
	{"At", "when it was read: {{.At.Format \"15:04\"}}", Needs{Clock: true}, func(s Standing) any { return s.Clock.Timestamp.In(time.Local) }},
}

// Figure is a number of a template: printed it is as the screen shows it.
type Figure struct {
	text   string
	value  decimal.NullDecimal
	places int32
	hidden bool
}

// String is the number as the screen shows it.
func (f Figure) String() string { return f.text }

// Raw is the exact number, a fraction for a percentage; "" where it is unknown
// or hidden.
func (f Figure) Raw() string {
	if !f.value.Valid || f.hidden {
		return ""
	}
	return exact(f.value.Decimal)
}

// Up reports a number above zero, as it is shown.
func (f Figure) Up() bool { return format.Sign(f.value, f.places) > 0 }

// Down reports a number below zero, as it is shown.
func (f Figure) Down() bool { return format.Sign(f.value, f.places) < 0 }

// Arrow is ▲, ▼ or a blank.
func (f Figure) Arrow() string { return format.Arrow(f.value, f.places) }

func amount(s Standing, d client.Decimal) Figure {
	return Figure{mask(format.Money(d.NullDecimal), Look{Private: s.Private}), d.NullDecimal, 2, s.Private}
}

func gain(s Standing, d client.Decimal) Figure {
	return Figure{mask(format.SignedMoney(d.NullDecimal), Look{Private: s.Private}), d.NullDecimal, 2, s.Private}
}

func share(d client.Decimal) Figure {
	return Figure{format.Percent(d.NullDecimal), d.NullDecimal, 4, false}
}

// StatusKind is the status for programs: every name of the templates that has
// an exact value, by the API's names where it has one.
var StatusKind = Kind[Standing]{
	Name: "status", Single: true,
	Key: func(s *Standing) string { return s.Account.ID },
	Fields: []Field[Standing]{
		{"account_number", "the account's number", false, func(s *Standing) Value { return Text(s.Account.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(s *Standing) Value { return Text(s.Account.Status) }},
		{"equity", "cash and the value of all positions", true, func(s *Standing) Value { return Decimal(s.Account.Equity) }},
		{"day_pl", "equity against the close of the trading day before, computed", true, func(s *Standing) Value { return Decimal(dayPL(&s.Account)) }},
		{"day_plpc", "the same as a fraction, computed", false, func(s *Standing) Value { return Decimal(Ratio(dayPL(&s.Account), s.Account.LastEquity)) }},
		{"open_pl", "of all open positions, computed", true, func(s *Standing) Value { gained, _ := Open(s.Positions); return Decimal(gained) }},
		{"open_plpc", "the same as a fraction of their cost, computed", false, func(s *Standing) Value { return Decimal(Ratio(Open(s.Positions))) }},
		{"buying_power", "what may be bought for", true, func(s *Standing) Value { return Decimal(s.Account.BuyingPower) }},
		{"cash", "below zero where money is borrowed", true, func(s *Standing) Value { return Decimal(s.Account.Cash) }},
		{"positions", "how many are open", false, func(s *Standing) Value { return Count(len(s.Positions)) }},
		{"orders", "how many are open", false, func(s *Standing) Value { return Count(len(s.Orders)) }},
		{"market_open", "the stock market's session runs", false, func(s *Standing) Value { return Switch(s.Clock.IsOpen) }},
		{"next_change", "when it opens or closes", false, func(s *Standing) Value { at := s.Clock.Boundary(); return Time(&at) }},
	},
}

// Count is a whole number, not quoted in JSON.
func Count(n int) Value { return Value{text: fmt.Sprint(n), known: true, bare: true} }
