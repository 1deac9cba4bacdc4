package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/table"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

// flattenRun is the kill switch, once it was confirmed. It belongs to the account: it goes
// on when its view is closed.
type flattenRun struct {
	seq        int // identifies it in replies, 0 for none
	generation int // that its replies come to
	number     string
	running    bool
	stopping   bool // a key was pressed
	stop       context.CancelFunc
	so         trade.Flattening // how far it has come
	suspended  bool             // trading was asked to be suspended
}

// is reports whether a reply is about it.
func (f *flattenRun) is(generation, seq int) bool {
	return f.seq != 0 && f.seq == seq && f.generation == generation
}

type (
	flattenPlanned struct {
		seq  int
		plan trade.FlatPlan
		err  error
	}
	flattenHeard struct {
		seq   int
		so    trade.Flattening
		heard <-chan trade.Flattening // that the next one comes by
	}
	flattenEnded struct {
		seq int
		at  time.Time
		so  trade.Flattening
	}
)

var _ = registerOverlay(lastRank, func(a account) action[account] {
	return action[account]{
		Binding: keys.Flatten, name: "Kill switch: cancel all orders, close all positions", shown: inHelp,
		when: a.portfolio.flatten.running || a.whyNotFlatten() == "", do: account.openFlatten,
	}
})

var _ = registerOverlay(lastRank, func(a account) action[account] {
	return action[account]{name: "Result of the kill switch", shown: unlisted, when: a.portfolio.flatten.seq != 0, do: opens(flattenOverlay{})}
})

// whyNotFlatten says why the kill switch does not work; "" where it does. It reads all
// figures itself: those on the screen may be old.
func (a account) whyNotFlatten() string {
	if a.portfolio.update.Snapshot == nil {
		return "The account was not read yet."
	}
	return a.unrefused().whyNeverTrade()
}

// flattenPlanning is the overlay while what the kill switch would do is being read.
type flattenPlanning struct {
	seq int
	reading
}

// openFlatten reads what the kill switch would do, or shows the one that runs.
func (a account) openFlatten() (account, tea.Cmd) {
	if a.portfolio.flatten.running {
		return a.push(flattenOverlay{}), nil
	}
	a.numbers++
	return a.push(flattenPlanning{seq: a.numbers}).readOverlay()
}

func (o flattenPlanning) actions(account) []action[account] { return backActions("leave") }

// read reads it, and again some time after a failure.
func (o flattenPlanning) read(a account) (overlay, tea.Cmd) {
	if o.reading.read() || !o.due(a.now, 0) {
		return o, nil
	}
	o.begin(a.now)
	ctx, generation, seq, trading := a.ctx, a.generation, o.seq, a.session.access.Trade
	return o, func() tea.Msg {
		plan, err := trading.PlanFlat(ctx)
		return reply{generation, flattenPlanned{seq, plan, err}}
	}
}

// onFlattenPlanned asks for the word, or says that there is nothing to do.
func (a account) onFlattenPlanned(msg flattenPlanned) (account, tea.Cmd) {
	o, at := findOverlay[flattenPlanning](a)
	if at < 0 || o.seq != msg.seq {
		return a, nil
	}
	o.end(a.now, msg.err)
	if msg.err != nil {
		return a.put(at, o), nil
	}
	a = a.remove(at)
	if msg.plan.Nothing() {
		a.portfolio.message = "The account is flat: there is nothing to cancel and nothing to close."
		return a, nil
	}
	return a.askFlatten(msg.plan, false)
}

// askFlatten says what would happen, and wants the word. With limits shares are closed by
// limit orders.
func (a account) askFlatten(plan trade.FlatPlan, limits bool) (account, tea.Cmd) {
	c := confirmation{
		title: "Kill switch on " + a.orderAccount() + ".", yes: "cancel and close everything", back: "leave", word: trade.FlattenWord, reads: true,
		notes: plan.Lines(limits, 0), do: func(a account) (account, tea.Cmd) { return a.startFlatten(plan, limits) },
	}
	var also []string
	if e := a.portfolio.cutShort; e.ID != "" {
		also = []string{safe.Capitalize(trade.CutShort(e)) + ". This is a new one."}
	}
	if a.portfolio.update.Snapshot.MoreOrders {
		also = append(also, "More orders are open than were read: all are cancelled.")
	}
	c.notes = append(also, c.notes...)
	for _, most := range []int{12, 6, 3, 1} {
		c.shorter = append(c.shorter, append(also, plan.Lines(limits, most)...))
	}
	if plan.TakesLimits() {
		does := "close by limit orders"
		if limits {
			does = "close at the market"
		}
		c.other = []action[account]{{Binding: describe(keys.ByLimits, does), when: true, do: func(a account) (account, tea.Cmd) {
			return a.pop().askFlatten(plan, !limits)
		}}}
	}
	return a.askToSend(c, "")
}

// startFlatten begins what was confirmed.
func (a account) startFlatten(plan trade.FlatPlan, limits bool) (account, tea.Cmd) {
	a.numbers++
	run := flattenRun{seq: a.numbers, generation: a.generation, number: a.number(), running: true, so: trade.Flattening{Stage: trade.Cancelling}}
	var ctx context.Context
	ctx, run.stop = context.WithCancel(a.ctx)
	a.portfolio.flatten, a.portfolio.cutShort = run, trade.Entry{}
	heard := make(chan trade.Flattening, 1)
	tell := func(so trade.Flattening) { // the latest replaces one that was not heard yet
		select {
		case <-heard:
		default:
		}
		heard <- so
	}
	trading, parts := a.session.access.Trade, a.parts
	return a.push(flattenOverlay{}), tea.Batch(awaitFlatten(run.generation, run.seq, heard), func() tea.Msg {
		defer close(heard)
		so := trading.Flatten(ctx, plan, limits, tell)
		return reply{run.generation, flattenEnded{run.seq, parts.currentTime(), so}}
	})
}

func awaitFlatten(generation, seq int, heard <-chan trade.Flattening) tea.Cmd {
	return func() tea.Msg {
		so, open := <-heard
		if !open {
			return nil
		}
		return reply{generation, flattenHeard{seq, so, heard}}
	}
}

func (a account) onFlattenHeard(msg flattenHeard) (account, tea.Cmd) {
	f := &a.portfolio.flatten
	if f.seq != msg.seq || !f.running {
		return a, nil
	}
	f.so = msg.so
	return a, awaitFlatten(f.generation, msg.seq, msg.heard)
}

func (a account) onFlattenEnded(msg flattenEnded) (account, tea.Cmd) {
	f := &a.portfolio.flatten
	if f.seq != msg.seq {
		return a, nil
	}
	a.now = msg.at
	f.stop()
	f.running, f.stopping, f.so = false, false, msg.so
	a.portfolio.orders.stale, a.portfolio.activity.stale = true, true
	if a.portfolio.feed != nil {
		a.portfolio.feed.Refresh()
	}
	if _, is := a.top().(flattenOverlay); !is {
		a.notify(notification{words: "Kill switch: " + resultOf(&f.so), tone: format.Accent})
	}
	return a.answered(), nil
}

// resultOf says how the kill switch ended.
func resultOf(so *trade.Flattening) string {
	if err := so.Result(); err != nil {
		return safe.Line(err.Error(), 600)
	}
	return "the account is flat"
}

// stopFlatten stops the kill switch between two requests. The key that confirmed it and
// is held down stops nothing.
func (a account) stopFlatten(tea.Msg) (account, tea.Cmd) {
	if f := &a.portfolio.flatten; f.running && !a.typed.Repeats() {
		f.stopping = true
		f.stop()
	}
	return a, nil
}

func (o flattenPlanning) draw(a account, _ int) []string {
	t := a.theme
	words, style := "Reading what the kill switch would do…", t.Text
	if o.err != nil {
		words, style = "Nothing was sent: "+problemWords(o.err)+".", t.Notice
		if left := o.backoff.Next().Sub(a.now); left > 0 {
			words += " Next try in " + format.Span(left) + "."
		}
	}
	lines := []string{a.accountBadge(), "", t.Strong.Render("Kill switch"), ""}
	for _, line := range text.Wrap(words, a.width-4) {
		lines = append(lines, style.Render(line))
	}
	return text.Indent(lines, 2)
}

// flattenOverlay shows the kill switch while it runs, and what it has done. at is the
// cancelled order under the cursor.
type flattenOverlay struct{ at int }

func (o flattenOverlay) actions(a account) []action[account] {
	f := &a.portfolio.flatten
	if f.running {
		return []action[account]{{Binding: keys.AnyKey, when: true, input: account.stopFlatten}}
	}
	cancelled := f.so.Cancelled
	again := o.at < len(cancelled) && cancelled[o.at].Symbol != "" && a.mayTrade()
	return append([]action[account]{
		{Binding: keys.PlaceAgain, when: again, do: func(a account) (account, tea.Cmd) { return a.readCancelled(cancelled[o.at]) }},
		chooseActions(keys.Choose, keys.Up, keys.Down, o.at, len(cancelled), func(at int) overlay { return flattenOverlay{at} }),
		{Binding: keys.SuspendTrading, when: a.maySuspend(), do: account.askSuspend},
	}, backActions("close")...)
}

func (o flattenOverlay) draw(a account, rows int) []string {
	f, t, width := &a.portfolio.flatten, a.theme, a.width-4
	lines := []string{text.Spread(t.Strong.Render("Kill switch"), a.accountBadge(), width), ""}
	for _, line := range a.flattenState(f) {
		lines = append(lines, text.Wrap(line, width)...)
	}
	lines = append(lines, "")
	for _, step := range f.so.Steps() {
		mark, style := map[trade.Progression]string{trade.StepWaits: "·", trade.StepRuns: "●", trade.StepDone: "✓", trade.StepEnded: "✗"}[step.Is], t.Text
		if step.Is == trade.StepWaits {
			style = t.Muted
		}
		lines = append(lines, style.Render(text.Clip(mark+" "+step.Words, width)))
	}
	left := max(rows-len(lines), 0)
	cancelled := len(f.so.Cancelled)
	if f.running {
		cancelled = 0
	}
	positions := a.flattenPositions(&f.so, max(left-2-min(cancelled, left/2), 3))
	if len(positions) > 0 {
		lines = append(append(lines, ""), positions...)
	}
	if cancelled > 0 {
		lines = append(lines, "", t.Muted.Render("Cancelled, unless filled before. Each can be placed again:"))
	}
	lines = text.Indent(lines, 2)
	if cancelled > 0 {
		lines = append(lines, o.drawCancelled(a, f.so.Cancelled, rows-len(lines))...)
	}
	return lines
}

// drawCancelled lists the cancelled orders, the chosen one in sight.
func (o flattenOverlay) drawCancelled(a account, cancelled []client.Order, rows int) []string {
	var lines []string
	from, to := inSight(o.at, len(cancelled), rows)
	for i := from; i < to; i++ {
		style := a.theme.Text
		if i == o.at {
			style = a.theme.Selected
		}
		words := trade.OrderWordsAs(cancelled[i], trade.OrderName(cancelled[i], false), a.formatOptions())
		lines = append(lines, " "+table.RowMark(a.theme, i == o.at)+style.Render(" "+text.Clip(safe.Capitalize(words), a.width-6)+" "))
	}
	return lines
}

// flattenState says in a line or two how far the kill switch is.
func (a account) flattenState(f *flattenRun) []string {
	t := a.theme
	switch {
	case !f.running && f.so.Result() == nil:
		words := "The account is flat."
		if f.suspended {
			words += " Trading was asked to be suspended: see Sent orders."
		}
		return []string{t.Gain.Render(words)}
	case !f.running:
		return []string{t.Loss.Render(safe.Capitalize(resultOf(&f.so)))}
	case f.stopping:
		return []string{t.Notice.Render("Stopping once the request that is under way has its answer…")}
	case !f.so.Until.IsZero():
		return []string{t.Notice.Render("Waiting " + format.Span(max(f.so.Until.Sub(a.now), 0)) + ": " + shortProblem(f.so.Err) + ". It goes on by itself.")}
	}
	return []string{t.Text.Render("Running. Any key stops it.")}
}

// flattenPositions says what became of each position, in at most rows lines: those that
// are still there first.
func (a account) flattenPositions(so *trade.Flattening, rows int) []string {
	t, l := a.theme, a.formatOptions()
	answers := slices.Clone(so.Answers)
	slices.SortStableFunc(answers, func(x, y trade.FlatAnswer) int {
		switch {
		case x.Stays() == y.Stays():
			return 0
		case x.Stays():
			return -1
		}
		return 1
	})
	names := 0
	for _, answer := range answers {
		names = max(names, lipgloss.Width(answer.Symbol))
	}
	var lines []string
	for i, answer := range answers {
		if len(lines) == rows-1 && i < len(answers)-1 {
			return append(lines, t.Muted.Render(fmt.Sprintf("and %d more", len(answers)-i)))
		}
		left := answer.Left
		left.Decimal = left.Decimal.Abs()
		size := format.Amount(l, format.Quantity(left.NullDecimal))
		if answer.Left.Decimal.IsNegative() {
			size += " short"
		}
		words, style := answer.Words(size), t.Text
		switch {
		case !answer.Stays():
			style = t.Muted
		case answer.Reason != "":
			style = t.Notice
		}
		lines = append(lines, t.Text.Render(text.PadRight(answer.Symbol, names))+"  "+style.Render(text.Clip(words, a.width-6-names)))
	}
	return lines
}

// cancelledRead is a cancelled order as the broker has it now.
type cancelledRead struct {
	inputs int // when it was asked for
	order  client.Order
	err    error
}

// readCancelled reads what became of an order, before it is placed again.
func (a account) readCancelled(o client.Order) (account, tea.Cmd) {
	a.portfolio.message = "Reading what became of the order…"
	ctx, generation, trading, inputs := a.ctx, a.generation, a.session.access.Trade, a.typed.Count
	return a, func() tea.Msg {
		order, err := trading.Order(ctx, o.ID)
		return reply{generation, cancelledRead{inputs, order, err}}
	}
}

// onCancelledRead opens a ticket for what of an order was cancelled.
func (a account) onCancelledRead(msg cancelledRead) (account, tea.Cmd) {
	a.portfolio.message = ""
	switch {
	case msg.err != nil:
		a.portfolio.message = "It is not known what became of the order: " + problemWords(msg.err)
	case msg.order.Status != "canceled":
		a.portfolio.message = "It is not cancelled but " + format.Words(msg.order.Status) + ": nothing is placed again."
	case a.typed.Count != msg.inputs:
		a.portfolio.message = "Press enter again to place it."
	default:
		return a.openTicketAgain(msg.order)
	}
	return a, nil
}

// maySuspend reports whether trading can be suspended at the broker: the account is flat,
// and the sign-in may change its settings.
func (a account) maySuspend() bool {
	f := &a.portfolio.flatten
	return !f.running && !f.suspended && f.so.Stage == trade.Flat && a.whyNeverTrade() == "" && a.session.credential.ChangesSettings()
}

// askSuspend asks for the word that suspends trading.
func (a account) askSuspend() (account, tea.Cmd) {
	return a.askToSend(confirmation{
		title: trade.SuspendQuestion, notes: []string{"On " + a.orderAccount() + "."}, yes: "suspend trading", back: "leave it", word: trade.SuspendWord, reads: true,
		do: account.suspend,
	}, "")
}

func (a account) suspend() (account, tea.Cmd) {
	a.portfolio.flatten.suspended = true
	s := sentOrder{Sent: ticket.Sent{Words: "Suspend trading at Alpaca, on " + a.orderAccount() + ".", Name: "Suspend trading"}}
	return a.addSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) { return t.SuspendTrading(ctx) })
}

// cutShortRead is the kill switch that the journal says did not end.
type cutShortRead struct {
	entry trade.Entry
	cut   bool
	err   error
}

// readCutShort reads whether an earlier kill switch was cut short.
func (a account) readCutShort() tea.Cmd {
	ctx, generation, trading := a.ctx, a.generation, a.session.access.Trade
	if trading == nil || a.parts.Settings.ReadOnly {
		return nil
	}
	return func() tea.Msg {
		e, cut, err := trading.Interrupted(ctx)
		return reply{generation, cutShortRead{e, cut, err}}
	}
}

// onCutShortRead asks once whether to go on. Nothing goes on by itself.
func (a account) onCutShortRead(msg cutShortRead) account {
	p := &a.portfolio
	if msg.err != nil || p.flatten.running {
		return a
	}
	p.cutShort = trade.Entry{}
	if !msg.cut {
		return a
	}
	p.cutShort = msg.entry
	if p.asked == msg.entry.ID || a.top() != nil || p.filtering {
		return a
	}
	p.asked = msg.entry.ID
	return a.push(cutShortQuestion{})
}

// cutShortQuestion asks whether to go on with a kill switch that was cut short.
type cutShortQuestion struct{}

func (cutShortQuestion) actions(a account) []action[account] {
	return append([]action[account]{
		{Binding: describe(keys.Flatten, "look at it again"), when: a.whyNotFlatten() == "", do: func(a account) (account, tea.Cmd) { return a.pop().openFlatten() }},
	}, backActions("not now")...)
}

func (cutShortQuestion) draw(a account, _ int) []string {
	t := a.theme
	lines := []string{a.accountBadge(), ""}
	say := func(style lipgloss.Style, words string) {
		for _, line := range text.Wrap(words, a.width-4) {
			lines = append(lines, style.Render(line))
		}
	}
	say(t.Strong, safe.Capitalize(trade.CutShort(a.portfolio.cutShort))+". Go on?")
	lines = append(lines, "")
	say(t.Text, "Nothing goes on by itself. K says what would happen now and asks for the word; the command Dismiss forgets it.")
	return text.Indent(lines, 2)
}
