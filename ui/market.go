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
const calendarAge = 6 * time.Hour

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
	from, to := client.SessionDays(a.brokerTime())
	return a, readCalendar(a.ctx, a.generation, a.session.access.Broker, from, to)
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
func (a account) tradingSession() portfolio.LatestSession {
	return portfolio.LatestSessionAt(a.portfolio.calendar.days, a.brokerTime())
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

// marketSession is what the exchanges do at the present moment.
func (a account) marketSession() client.Session {
	s := a.portfolio.update.Snapshot
	if s == nil {
		return client.Session{}
	}
	return client.SessionAt(s.Clock, a.portfolio.calendar.days, a.brokerTime())
}

// sessionWords name the session, and what is special about its day.
func sessionWords(s client.Session) (state, why string) {
	switch state = s.Phase.Words(); {
	case s.Phase == client.Regular:
		state = "market open"
	case s.Phase == client.Closed:
		state = "market closed"
	case s.Phase == "" && s.Open.Known: // the clock alone does not tell which hours these are
		state = "outside regular hours"
	case s.Phase == "":
		state = "market " + format.Unknown
	}
	if s.Day == client.HalfDay || s.Day == client.Holiday {
		why = s.Day.Words()
	}
	return state, why
}

// How much viewMarket says.
const (
	sessionRough = iota // when the market opens or closes, roughly, or the session alone
	sessionShort
	sessionUsual
	sessionWhole // with what is special about the day
)

// viewMarket says what the exchanges do, and how soon the market opens or
// closes.
func (a account) viewMarket(length int) string {
	if a.portfolio.update.Snapshot == nil {
		return ""
	}
	s, t := a.marketSession(), a.theme
	state, why := sessionWords(s)
	words := t.Text.Render(state)
	plain := s.Phase == client.Regular || s.Phase == client.Closed
	if s.Next.IsZero() || length < sessionUsual && !plain {
		return words
	}
	until := s.Next.Sub(a.brokerTime())
	left, then := format.Until(until), "opens in "
	if length == sessionRough {
		left = format.Rough(until)
	}
	if s.Open.On {
		then = "closes in "
	}
	if length < sessionUsual { // "open 2 h" would be since when
		return t.Muted.Render(then) + t.Text.Render(left)
	}
	if why != "" && length == sessionWhole {
		words += t.Muted.Render(" · " + why)
	}
	return words + t.Muted.Render(" · "+then) + t.Text.Render(left)
}
