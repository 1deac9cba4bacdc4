package ui

import (
	"cmp"
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

// assetsState is the broker's list of assets, which tells the class of an instrument
// that is not held.
type assetsState struct {
	index *client.AssetIndex // nil until it is read
	reading
}

type assetClassesRead struct {
	index *client.AssetIndex
	err   error
}

// known gives the instrument with its class and asset id as far as they are known:
// from the position, from the symbol where it states the class, from the list of
// assets. A symbol like SHIBUSD alone does not tell.
func (a account) known(of instrument) instrument {
	if h := a.held(of.id()); h != nil {
		of.class, of.asset = h.AssetClass, h.AssetID
	}
	if of.class = cmp.Or(of.class, market.StatedClass(of.symbol)); of.class != "" || a.portfolio.assets.index == nil {
		return of
	}
	if asset, found := a.portfolio.assets.index.Find(of.symbol); found {
		of.class, of.asset = asset.Class, cmp.Or(of.asset, asset.ID)
	}
	return of
}

// lookingUp reports whether the class of an instrument is not known before the list of
// assets is read. Until then nobody knows which market data to ask for.
func (a account) lookingUp(of instrument) bool {
	s := a.portfolio.assets
	return a.session.access.Assets != nil && s.index == nil && a.known(of).class == ""
}

// classProblem is why the list of assets that lookingUp waits for cannot be read.
func (a account) classProblem(of instrument) error {
	if !a.lookingUp(of) {
		return nil
	}
	return a.portfolio.assets.err
}

// readAssetClasses reads the list of assets where the open detail or an alert needs a
// class that only the list can tell.
func (a account) readAssetClasses() (account, tea.Cmd) {
	s := &a.portfolio.assets
	if s.index != nil || a.session.access.Assets == nil || !s.due(a.now, 0) || !a.needsAssets() {
		return a, nil
	}
	s.begin(a.now)
	ctx, generation, assets := a.ctx, a.generation, a.session.access.Assets
	return a, func() tea.Msg {
		index, err := assets(ctx)
		return reply{generation, assetClassesRead{index, err}}
	}
}

func (a account) needsAssets() bool {
	if d, at := findOverlay[detail](a); at >= 0 && a.known(d.of).class == "" {
		return true
	}
	for _, alert := range a.waitingAlerts() {
		if alert.On == onPrice && a.known(instrument{symbol: alert.Symbol}).class == "" {
			return true
		}
	}
	return false
}

// onAssetClassesRead reads what waited for the list.
func (a account) onAssetClassesRead(msg assetClassesRead) (account, tea.Cmd) {
	s := &a.portfolio.assets
	s.end(a.now, msg.err)
	if msg.err == nil {
		s.index = msg.index
	}
	a, overlay := a.readOverlay()
	a, quotes := a.readQuotes()
	return a, tea.Batch(overlay, quotes)
}

// readGap is the least time between two readings of one kind that something
// other than their age asks for: order events come many a second.
const readGap = 2 * time.Second

// reading is when one kind of figures was read and when it is to be read again.
// The zero value is due.
type reading struct {
	wait    bool      // one is under way
	tried   time.Time // when the last one began, zero for none
	at      time.Time // when the last one that worked ended, zero for none
	stale   bool      // asked for before its time
	err     error     // of the last one
	backoff client.Backoff
}

// due reports whether figures that may be age old are to be read now.
func (r *reading) due(now time.Time, age time.Duration) bool {
	switch {
	case r.wait || r.backoff.Waits(now):
		return false
	case r.tried.IsZero() || r.err != nil:
		return true
	}
	since := client.Age(r.tried, now)
	return since >= age || r.stale && since >= readGap
}

// mayRead reports whether more may be read that is not due: an older page, or
// another period.
func (r *reading) mayRead(now time.Time) bool { return !r.wait && !r.backoff.Waits(now) }

func (r *reading) begin(now time.Time) { r.wait, r.stale, r.tried = true, false, now }

func (r *reading) end(now time.Time, err error) {
	r.wait, r.err = false, err
	r.backoff.Record(err, now, 1)
	if err == nil {
		r.at = now
	}
}

// hurry is what a person's key asks for: a reading at once.
func (r *reading) hurry() {
	r.tried = time.Time{}
	r.backoff.Hurry()
}

// ended reports whether one has worked or failed.
func (r *reading) ended() bool { return r.read() || r.err != nil }

// read reports whether one has worked.
func (r *reading) read() bool { return !r.at.IsZero() }

// old says that figures which are read every age have missed three readings, and
// why; "" while they have not.
func (r *reading) old(now time.Time, age time.Duration) string {
	if !r.read() || !client.Outdated(r.at, age, now) {
		return ""
	}
	words := "stale " + format.Span(client.Age(r.at, now))
	if why := shortProblem(r.err); why != "" {
		words += " · " + why
	}
	return words
}

// oldRemark is a remark on a table whose figures are old; none where they are not.
func oldRemark(what, old string) []string {
	if old == "" {
		return nil
	}
	return []string{what + old}
}
