package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// calendarAge is how old the calendar may get: it changes by the day.
const (
	calendarAge   = 6 * time.Hour
	calendarReach = 12 * 24 * time.Hour // over the longest stretch without trading
)

// calendarState is the exchanges' trading days around today.
type calendarState struct {
	days []client.TradingDay
	reading
}

type calendarRead struct {
	days []client.TradingDay
	err  error
}

func (a account) readCalendar() (account, tea.Cmd) {
	c := &a.portfolio.calendar
	if !c.due(a.now, calendarAge) {
		return a, nil
	}
	c.begin(a.now)
	today := a.brokerTime()
	return a, readCalendar(a.ctx, a.generation, a.session.access.Broker, today.Add(-calendarReach), today.Add(calendarReach))
}

func readCalendar(ctx context.Context, generation int, broker Broker, from, to time.Time) tea.Cmd {
	return func() tea.Msg {
		days, err := broker.Calendar(ctx, from, to)
		return reply{generation, calendarRead{days, err}}
	}
}

func (a account) onCalendarRead(msg calendarRead) account {
	c := &a.portfolio.calendar
	c.end(a.now, msg.err)
	if msg.err == nil {
		c.days = msg.days
		a.rebuildWatchlist()
	}
	return a
}

// tradingSession is the present trading day by the broker's clock and calendar.
func (a account) tradingSession() portfolio.Session {
	return portfolio.SessionAt(a.portfolio.calendar.days, a.brokerTime())
}

// brokerTime is the current time by the broker's clock, in New York. The clock of this
// machine may be wrong by hours.
func (a account) brokerTime() time.Time {
	now := a.now
	if s := a.portfolio.update.Snapshot; s != nil {
		now = now.Add(s.Skew)
	}
	return now.In(market.NewYork)
}

// otherDay names the day of figures that are not of today, "" where they are.
func (a account) otherDay(at time.Time, class string) string {
	if session := a.tradingSession(); at.IsZero() || (session.Has(at, class) && session.IsToday(class)) {
		return ""
	}
	return format.OnDay(at, a.brokerTime())
}

// phase is the state of the exchanges, and when it ends.
type phase struct {
	word  string    // "open", "pre-market", "closed"
	why   string    // "early close 13:00", "holiday", "" for nothing special
	until time.Time // zero where unknown
	then  string    // what happens then: "closes", "opens"
}

// phase follows from clock and calendar. The clock decides whether the market is open;
// the calendar tells pre-market, after hours, holidays and half days apart.
func (a account) phase() phase {
	clock := a.portfolio.update.Snapshot.Clock
	at := a.brokerTime()
	today, trades := tradingDay(a.portfolio.calendar.days, at)
	if clock.IsOpen {
		p := phase{word: "open", until: clock.NextClose, then: "closes"}
		if trades && early(today) {
			p.why = "early close " + format.Clock(today.Close)
		}
		return p
	}
	p := phase{word: "closed", until: clock.NextOpen, then: "opens"}
	switch {
	case trades && within(at, today.SessionOpen, today.Open):
		p.word = "pre-market"
	case trades && within(at, today.Close, today.SessionClose):
		p.word = "after hours"
	case !trades && len(a.portfolio.calendar.days) > 0 && !weekend(at):
		p.why = "holiday"
	}
	return p
}

func tradingDay(days []client.TradingDay, at time.Time) (client.TradingDay, bool) {
	date := at.Format(time.DateOnly)
	for _, d := range days {
		if d.Date == date {
			return d, true
		}
	}
	return client.TradingDay{}, false
}

// usualDay is shorter than a whole session of six and a half hours, and longer
// than any that ends early.
const usualDay = 6 * time.Hour

// early reports whether the day ends before its time.
func early(d client.TradingDay) bool {
	return !d.Open.IsZero() && !d.Close.IsZero() && d.Close.Sub(d.Open) < usualDay
}

func within(at, from, to time.Time) bool {
	return !from.IsZero() && !to.IsZero() && !at.Before(from) && at.Before(to)
}

func weekend(at time.Time) bool {
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

// viewMarket says what the exchanges do, and for how long; a short one when that
// ends, and a shorter one does so roughly.
func (a account) viewMarket(length int) string {
	if a.portfolio.update.Snapshot == nil {
		return ""
	}
	p, t := a.phase(), a.theme
	if p.until.IsZero() {
		return t.Text.Render("market " + p.word)
	}
	until := p.until.Sub(a.brokerTime())
	left := format.Until(until)
	if length == 0 {
		left = format.Rough(until)
	}
	if length < 2 { // "open 2 h" would be since when
		return t.Muted.Render(p.then+" in ") + t.Text.Render(left)
	}
	words := t.Text.Render(p.word)
	if p.word == "open" || p.word == "closed" {
		words = t.Text.Render("market " + p.word)
	}
	if p.why != "" {
		words += t.Muted.Render(" · " + p.why)
	}
	return words + t.Muted.Render(" · "+p.then+" in ") + t.Text.Render(left)
}
