package report

import (
	"fmt"
	"time"

	"quipu/client"
	"quipu/portfolio"
)

// Status is the account at one moment: quipu status.
type Status struct {
	Environment string // paper or live
	Account     client.Account
	Positions   []client.Position
	Orders      OrderCount // of the open ones
	Clock       client.Clock
	Days        []client.TradingDay // around the clock's, nil where the broker does not say
	ReadAt      time.Time           // in the zone in which it is shown
	Private     bool                // amounts are hidden
}

// StatusSource is what a status is read from.
type StatusSource struct {
	Environment string
	ReadAt      time.Time
	Private     bool

	Account   func() (client.Account, error)
	Positions func() ([]client.Position, error)
	Orders    func() (OrderCount, error)
	Clock     func() (client.Clock, error)
	Days      func(around time.Time) ([]client.TradingDay, error) // nil where the broker has no calendar
}

// OrderCount is how many orders there are: N, or more than those.
type OrderCount struct {
	N    int
	More bool
}

// value is unknown where there are more than could be counted.
func (c OrderCount) value() Value {
	if c.More {
		return Value{}
	}
	return Count(c.N)
}

// Read reads everything.
func (from StatusSource) Read() (Status, error) {
	s := Status{Environment: from.Environment, ReadAt: from.ReadAt, Private: from.Private}
	var err error
	if s.Account, err = from.Account(); err != nil {
		return Status{}, err
	}
	if s.Positions, err = from.Positions(); err != nil {
		return Status{}, err
	}
	if s.Orders, err = from.Orders(); err != nil {
		return Status{}, err
	}
	if s.Clock, err = from.Clock(); err != nil {
		return Status{}, err
	}
	if s.Days, err = from.Days(s.Clock.Timestamp); err != nil {
		return Status{}, err
	}
	return s, nil
}

// session is what the exchanges do by the broker's clock.
func (s *Status) session() client.Session {
	return client.SessionAt(s.Clock, s.Days, s.Clock.Timestamp)
}

// StatusKind is the status for programs: every name of the templates that has
// an exact value, by the API's names where it has one.
var StatusKind = Register(Kind[Status]{
	Command: "status",
	Name:    "status", Single: true,
	Key: func(s *Status) string { return s.Account.ID },
	Fields: []Field[Status]{
		{"account_number", "the account's number", false, func(s *Status) Value { return Text(s.Account.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(s *Status) Value { return Text(s.Account.Status) }},
		{"equity", "cash and the value of all positions", true, func(s *Status) Value { return Decimal(s.Account.Equity) }},
		{"day_pl", "equity against the close of the trading day before, less what was deposited since, computed", true, func(s *Status) Value { return Decimal(portfolio.DayPL(&s.Account).Amount) }},
		{"day_plpc", "the same as a fraction, computed", false, func(s *Status) Value { return Decimal(portfolio.DayPL(&s.Account).Fraction) }},
		{"balance_asof", "the date of the close that day_pl counts from, YYYY-MM-DD; null where the broker does not say", false, func(s *Status) Value { return Text(s.Account.BalanceAsOf) }},
		{"open_pl", "of all open positions, computed", true, func(s *Status) Value { return Decimal(portfolio.OpenPL(s.Positions).Amount) }},
		{"open_plpc", "the same as a fraction of the cost of those that have one, computed", false, func(s *Status) Value { return Decimal(portfolio.OpenPL(s.Positions).Fraction) }},
		{"buying_power", "available to buy with", true, func(s *Status) Value { return Decimal(s.Account.BuyingPower) }},
		{"cash", "below zero where money is borrowed", true, func(s *Status) Value { return Decimal(s.Account.Cash) }},
		{"positions", "how many are open", false, func(s *Status) Value { return Count(len(s.Positions)) }},
		{"orders", "how many are open; null where there are more than can be read", false, func(s *Status) Value { return s.Orders.value() }},
		{"market_open", "the regular session runs; false where the broker does not say", false, func(s *Status) Value { return Switch(s.session().Open.On) }},
		{"next_change", "when it opens or closes", false, func(s *Status) Value { at := s.session().Next; return Time(&at) }},
		{"session", "pre_market, regular, after_hours, overnight or closed; null where the broker does not say", false, func(s *Status) Value { return Text(string(s.session().Phase)) }},
		{"session_until", "when that ends", false, func(s *Status) Value { at := s.session().Until; return Time(&at) }},
		{"market_day", "full_day, half_day, holiday or weekend, in New York; null where the broker does not say", false, func(s *Status) Value { return Text(string(s.session().Day)) }},
	},
})

// Count is a whole number, not quoted in JSON.
func Count(n int) Value { return Value{text: fmt.Sprint(n), known: true, unquoted: true} }
