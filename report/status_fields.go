package report

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/portfolio"
)

// StatusField is a name that templates know.
type StatusField struct{ Name, Help string }

// StatusFields are all names that templates know. Each is a method of status.
var StatusFields = []StatusField{
	{"Environment", "paper, or LIVE"},
	{"Number", "the account's number"},
	{"Status", "active, or why it is not"},
	{"Equity", "amount"},
	{"DayPL", "profit or loss of the day without money that was moved, amount"},
	{"DayPercent", "the same as a percentage"},
	{"DaySince", "the close that it counts from: 25 Nov"},
	{"OpenPL", "profit or loss of all open positions, amount"},
	{"OpenPercent", "the same as a percentage of their cost"},
	{"BuyingPower", "amount"},
	{"Cash", "amount"},
	{"Positions", "how many are open"},
	{"Orders", "how many are open, such as 3; 2000+ where there are more than can be read"},
	{"Market", "open or closed, — where the broker does not say"},
	{"Session", "pre-market, regular, after-hours, overnight or closed"},
	{"MarketDay", "full day, half day, holiday or weekend"},
	{"Left", "the time until it opens or closes: 2 h 13 m"},
	{"At", "when it was read, by your own clock: {{.At.Format \"15:04\"}}"},
}

// StatusNames are the names that templates know.
func StatusNames() []string {
	names := make([]string, len(StatusFields))
	for i, f := range StatusFields {
		names[i] = f.Name
	}
	return names
}

// status is the dot of a template. It reads what the template names, when the
// template names it, and once.
type status struct {
	from   StatusSource
	days   func() ([]client.TradingDay, error)
	failed error // of the last reading that failed
}

func newStatus(from StatusSource) *status {
	s := &status{from: from}
	s.from.Account = once(s, from.Account)
	s.from.Positions = once(s, from.Positions)
	s.from.Orders = once(s, from.Orders)
	s.from.Clock = once(s, from.Clock)
	s.days = once(s, func() ([]client.TradingDay, error) {
		clock, err := s.from.Clock()
		if err != nil {
			return nil, err
		}
		return from.Days(clock.Timestamp)
	})
	return s
}

// once reads at the first call and keeps the result.
func once[T any](s *status, read func() (T, error)) func() (T, error) {
	return sync.OnceValues(func() (T, error) {
		value, err := read()
		if err != nil {
			s.failed = err
		}
		return value, err
	})
}

func (s *status) Environment() string {
	if s.from.Environment == "live" {
		return "LIVE"
	}
	return s.from.Environment
}

func (s *status) Number() (BarText, error) {
	a, err := s.from.Account()
	return BarText(a.Number), err
}

func (s *status) Status() (BarText, error) {
	a, err := s.from.Account()
	return BarText(accountStatus(&a).Text), err
}

func (s *status) Equity() (Figure, error) {
	a, err := s.from.Account()
	return s.amount(a.Equity, a.Currency), err
}

func (s *status) DayPL() (Figure, error) {
	a, err := s.from.Account()
	return s.gain(portfolio.DayPL(&a).Amount, a.Currency), err
}

func (s *status) DayPercent() (Figure, error) {
	a, err := s.from.Account()
	return percentage(portfolio.DayPL(&a).Fraction), err
}

func (s *status) DaySince() (string, error) {
	a, err := s.from.Account()
	closed, _ := portfolio.DayPLSince(&a, nil, s.from.ReadAt)
	return format.ShortDate(closed, s.from.ReadAt), err
}

func (s *status) OpenPL() (Figure, error) {
	all, err := s.from.Positions()
	if err != nil {
		return Figure{}, err
	}
	a, err := s.from.Account() // which names the currency
	return s.gain(portfolio.OpenPL(all).Amount, a.Currency), err
}

func (s *status) OpenPercent() (Figure, error) {
	all, err := s.from.Positions()
	return percentage(portfolio.OpenPL(all).Fraction), err
}

func (s *status) BuyingPower() (Figure, error) {
	a, err := s.from.Account()
	return s.amount(a.BuyingPower, a.Currency), err
}

func (s *status) Cash() (Figure, error) {
	a, err := s.from.Account()
	return s.amount(a.Cash, a.Currency), err
}

func (s *status) Positions() (int, error) {
	all, err := s.from.Positions()
	return len(all), err
}

// Orders is a number, which templates compare, but for a count that is not known.
func (s *status) Orders() (any, error) {
	count, err := s.from.Orders()
	if count.More {
		return fmt.Sprintf("%d+", count.N), err
	}
	return count.N, err
}

func (s *status) Market() (string, error) {
	clock, err := s.from.Clock()
	switch {
	case err == nil && clock.Unsaid:
		return s.marketByCalendar()
	case clock.IsOpen:
		return "open", err
	}
	return "closed", err
}

// marketByCalendar is Market where the clock does not tell.
func (s *status) marketByCalendar() (string, error) {
	now, err := s.session(func(now client.Session) bool { return now.Open.Known })
	switch {
	case !now.Open.Known:
		return format.Unknown, err
	case now.Open.On:
		return "open", err
	}
	return "closed", err
}

func (s *status) Session() (string, error) {
	now, err := s.session(func(now client.Session) bool { return now.Phase != "" })
	return cmp.Or(now.Phase.Words(), format.Unknown), err
}

func (s *status) MarketDay() (string, error) {
	now, err := s.session(func(now client.Session) bool { return now.Day != "" })
	return cmp.Or(now.Day.Words(), format.Unknown), err
}

// Left reads the calendar where the clock's next opening may be that of the
// pre-market: /v3/clock does not say of which phase it is.
func (s *status) Left() (string, error) {
	clock, _ := s.from.Clock()
	now, err := s.session(func(now client.Session) bool {
		return !clock.Unsaid && now.Phase != client.AfterHours && now.Phase != client.Closed && now.Phase != client.Overnight
	})
	if err != nil || now.Next.IsZero() {
		return format.Unknown, err
	}
	return format.Until(now.Next.Sub(clock.Timestamp)), nil
}

// session is what the exchanges do. It reads the calendar only where the clock
// alone does not tell enough.
func (s *status) session(enough func(client.Session) bool) (client.Session, error) {
	clock, err := s.from.Clock()
	if err != nil {
		return client.Session{}, err
	}
	if now := client.SessionAt(clock, nil, clock.Timestamp); enough(now) {
		return now, nil
	}
	days, err := s.days()
	return client.SessionAt(clock, days, clock.Timestamp), err
}

func (s *status) At() time.Time { return s.from.ReadAt }

// String is the whole as JSON; what cannot be read is in failed.
func (s *status) String() string {
	text, _ := templateJSON(s)
	return text
}

// value is what the method of that name gives.
func (s *status) value(name string) (any, error) {
	if !slices.Contains(StatusNames(), name) {
		return nil, &UnknownFieldError{name}
	}
	results := reflect.ValueOf(s).MethodByName(name).Call(nil)
	if len(results) == 2 && !results[1].IsNil() {
		err, _ := results[1].Interface().(error)
		return nil, err
	}
	return results[0].Interface(), nil
}

func (s *status) amount(d client.Decimal, currency string) Figure {
	return figure(format.AccountMoney(format.Options{Private: s.from.Private, Currency: currency}, d.NullDecimal), d, 2, s.from.Private)
}

func (s *status) gain(d client.Decimal, currency string) Figure {
	return figure(format.ProfitCell(d.NullDecimal, false, format.Options{Private: s.from.Private, Currency: currency}).Text, d, 2, s.from.Private)
}

func percentage(d client.Decimal) Figure {
	return figure(format.Percent(d.NullDecimal), d, 4, false)
}
