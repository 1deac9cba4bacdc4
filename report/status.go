package report

import (
	"fmt"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/portfolio"
)

// StatusFormat is what quipu status prints unless told otherwise.
const StatusFormat = "{{.Environment}} {{.Equity}} {{if or .DayPL.Up .DayPL.Down}}{{.DayPL.Arrow}} {{end}}{{.DayPL}} {{.DayPercent}}"

// Standing is the account at one moment, as it was read. What a template does
// not use need not be read.
type Standing struct {
	Environment string
	Account     client.Account
	Positions   []client.Position
	Orders      []client.Order // the open ones
	Clock       client.Clock
	ReadAt      time.Time // in the zone that it is to be shown in
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
	{"DayPL", "profit or loss of the day, amount", Needs{Account: true}, func(s Standing) any { return gain(s, portfolio.DayPL(&s.Account).Amount) }},
	{"DayPercent", "the same as a percentage", Needs{Account: true}, func(s Standing) any { return share(portfolio.DayPL(&s.Account).Fraction) }},
	{"OpenPL", "profit or loss of all open positions, amount", Needs{Positions: true}, func(s Standing) any { return gain(s, portfolio.OpenPL(s.Positions).Amount) }},
	{"OpenPercent", "the same as a percentage of their cost", Needs{Positions: true}, func(s Standing) any { return share(portfolio.OpenPL(s.Positions).Fraction) }},
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
	{"At", "when it was read, by your own clock: {{.At.Format \"15:04\"}}", Needs{}, func(s Standing) any { return s.ReadAt }},
}

// StatusKind is the status for programs: every name of the templates that has
// an exact value, by the API's names where it has one.
var StatusKind = Register(Kind[Standing]{
	Command: "status",
	Name:    "status", Single: true,
	Key: func(s *Standing) string { return s.Account.ID },
	Fields: []Field[Standing]{
		{"account_number", "the account's number", false, func(s *Standing) Value { return Text(s.Account.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(s *Standing) Value { return Text(s.Account.Status) }},
		{"equity", "cash and the value of all positions", true, func(s *Standing) Value { return Decimal(s.Account.Equity) }},
		{"day_pl", "equity against the close of the trading day before, computed", true, func(s *Standing) Value { return Decimal(portfolio.DayPL(&s.Account).Amount) }},
		{"day_plpc", "the same as a fraction, computed", false, func(s *Standing) Value { return Decimal(portfolio.DayPL(&s.Account).Fraction) }},
		{"open_pl", "of all open positions, computed", true, func(s *Standing) Value { return Decimal(portfolio.OpenPL(s.Positions).Amount) }},
		{"open_plpc", "the same as a fraction of the cost of those that have one, computed", false, func(s *Standing) Value { return Decimal(portfolio.OpenPL(s.Positions).Fraction) }},
		{"buying_power", "what may be bought for", true, func(s *Standing) Value { return Decimal(s.Account.BuyingPower) }},
		{"cash", "below zero where money is borrowed", true, func(s *Standing) Value { return Decimal(s.Account.Cash) }},
		{"positions", "how many are open", false, func(s *Standing) Value { return Count(len(s.Positions)) }},
		{"orders", "how many are open", false, func(s *Standing) Value { return Count(len(s.Orders)) }},
		{"market_open", "the stock market's session runs; false where the broker does not say", false, func(s *Standing) Value { return Switch(s.Clock.IsOpen) }},
		{"next_change", "when it opens or closes", false, func(s *Standing) Value { at := s.Clock.Boundary(); return Time(&at) }},
	},
})

// Count is a whole number, not quoted in JSON.
func Count(n int) Value { return Value{text: fmt.Sprint(n), known: true, bare: true} }
