package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

// sentOrder is what was sent in this run, or is not known yet from an earlier one. It
// belongs to the account: it goes on when its view is closed.
type sentOrder struct {
	seq     int
	words   string // what was asked of the broker
	waiting bool   // for the answer
	entry   trade.Entry
	order   client.Order // as it was heard of last, without an id before
	err     error        // why nothing was sent, or the broker's refusal
	at      time.Time    // of the latest change

	tries   int       // lookups of an unknown order
	next    time.Time // of the next one
	looking bool      // its order is being read
	draft   *ticket.Entry
	of      instrument
	side    string
}

// maxSent is how many are kept.
const maxSent = 50

type (
	orderAnswered struct {
		seq   int
		at    time.Time
		entry trade.Entry
		err   error
	}
	orderSettled struct {
		at               time.Time
		settled, unknown []trade.Entry
		err              error
	}
	sentOrderRead struct {
		seq   int
		at    time.Time
		order client.Order
		err   error
	}
	settleDue struct{ at time.Time }
)

// final reports whether nothing more is to be heard.
func (s *sentOrder) final() bool {
	switch {
	case s.waiting:
		return false
	case s.entry.State == trade.Unknown, s.entry.State == trade.Sent:
		return false
	case s.entry.State == trade.Accepted:
		return s.order.ID != "" && s.order.Closed()
	}
	return true
}

// unknown reports whether nobody knows whether the broker has it.
func (s *sentOrder) unknown() bool {
	return !s.waiting && (s.entry.State == trade.Unknown || s.entry.State == trade.Sent)
}

// orderID is the broker's id of the order, "" where it is not known.
func (s *sentOrder) orderID() string {
	if s.entry.Action == trade.Cancel {
		return s.entry.Target
	}
	return s.entry.OrderID
}

// addSent begins to follow what is about to be sent, and shows it.
func (a account) addSent(s sentOrder, send func(context.Context, Trading) (trade.Entry, error)) (account, tea.Cmd) {
	a.numbers++
	s.seq, s.waiting, s.at = a.numbers, true, a.now
	sent := append(slices.Clone(a.portfolio.sent), s)
	a.portfolio.sent = sent[max(len(sent)-maxSent, 0):]
	ctx, generation, trading, parts := a.ctx, a.generation, a.session.access.Trade, a.parts
	return a.push(sentOverlay{s.seq}), func() tea.Msg {
		entry, err := send(ctx, trading)
		return reply{generation, orderAnswered{s.seq, parts.currentTime(), entry, err}}
	}
}

// send sends a plan, once. The ticket under the review is closed.
func (a account) send(plan trade.Plan, draft ticket.Entry) (account, tea.Cmd) {
	s := sentOrder{words: plan.Sentence(), draft: &draft}
	if o, at := findOverlay[ticketOverlay](a); at >= 0 {
		s.of, s.side = o.of, o.side
		a = a.remove(at)
	}
	return a.addSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) { return t.Send(ctx, plan) })
}

// changeSent changes some of what was sent: an order, and its cancellation. It reports
// whether there was any.
func (a *account) changeSent(is func(*sentOrder) bool, change func(*sentOrder)) (found bool) {
	a.portfolio.sent = slices.Clone(a.portfolio.sent)
	for i := range a.portfolio.sent {
		if s := &a.portfolio.sent[i]; is(s) {
			change(s)
			s.at, found = a.now, true
		}
	}
	return found
}

func (a account) onOrderAnswered(msg orderAnswered) (account, tea.Cmd) {
	a.now = msg.at
	var cmd tea.Cmd
	a.changeSent(func(s *sentOrder) bool { return s.seq == msg.seq }, func(s *sentOrder) {
		s.waiting, s.entry, s.err = false, msg.entry, msg.err
		if s.unknown() {
			cmd = a.settleLater(s)
		}
	})
	a.portfolio.orders.stale, a.portfolio.activity.stale = true, true
	if a.portfolio.feed != nil {
		a.portfolio.feed.Refresh()
	}
	if o, is := a.top().(sentOverlay); !is || o.seq != msg.seq {
		for _, s := range a.portfolio.sent {
			if s.seq == msg.seq && (s.err != nil || s.unknown()) {
				a.notify(notification{words: s.words + ": " + a.sentWords(&s), tone: format.Accent})
			}
		}
	}
	return a, cmd
}

// settleLater has an unknown order looked up after the next of the pauses. After the
// last it is looked up with every reading of the account.
func (a account) settleLater(s *sentOrder) tea.Cmd {
	pauses := trade.Pauses()
	s.next = time.Time{}
	if s.tries >= len(pauses) {
		return nil
	}
	s.next = a.now.Add(pauses[s.tries])
	at, generation := s.next, a.generation
	return tea.Tick(pauses[s.tries], func(time.Time) tea.Msg { return reply{generation, settleDue{at}} })
}

func (a account) onSettleDue(msg settleDue) (account, tea.Cmd) {
	due := false
	for i := range a.portfolio.sent {
		due = due || a.portfolio.sent[i].unknown() && a.portfolio.sent[i].next.Equal(msg.at)
	}
	if !due {
		return a, nil
	}
	return a, a.settle()
}

// settle looks up what is not known yet, of earlier runs too.
func (a account) settle() tea.Cmd {
	ctx, generation, trading, parts := a.ctx, a.generation, a.session.access.Trade, a.parts
	if trading == nil || a.parts.Settings.ReadOnly {
		return nil
	}
	return func() tea.Msg {
		settled, unknown, err := trading.Settle(ctx)
		return reply{generation, orderSettled{parts.currentTime(), settled, unknown, err}}
	}
}

func (a account) onOrderSettled(msg orderSettled) (account, tea.Cmd) {
	a.now = msg.at
	var cmds []tea.Cmd
	for _, e := range msg.settled {
		if !a.changeSent(func(s *sentOrder) bool { return s.entry.ID == e.ID }, func(s *sentOrder) { s.entry, s.err = e, nil }) {
			a.notify(notification{words: "Of an earlier run: " + entryWords(e) + ": " + stateWords(e), tone: format.Accent})
		}
	}
	for _, e := range msg.unknown {
		next := func(s *sentOrder) {
			s.entry = e
			s.tries++
			cmds = append(cmds, a.settleLater(s))
		}
		if !a.changeSent(func(s *sentOrder) bool { return s.entry.ID == e.ID }, next) {
			s := sentOrder{words: entryWords(e), entry: e, at: a.now}
			a.numbers++
			s.seq = a.numbers
			next(&s)
			a.portfolio.sent = append(slices.Clone(a.portfolio.sent), s)
		}
	}
	return a, tea.Batch(cmds...)
}

// followSent brings what was sent to a fresh reading of the account. What works no
// longer is read by itself: the account lists only what works.
func (a account) followSent(connected bool) (account, tea.Cmd) {
	s := a.portfolio.update.Snapshot
	if s == nil || a.portfolio.update.State != client.Fresh || a.session.access.Trade == nil {
		return a, nil
	}
	cmds := []tea.Cmd{}
	settle := connected
	sent := slices.Clone(a.portfolio.sent)
	for i := range sent {
		x := &sent[i]
		settle = settle || x.unknown() && x.next.IsZero()
		id := x.orderID()
		if x.final() || x.unknown() || x.waiting || x.looking || id == "" {
			continue
		}
		if at := slices.IndexFunc(s.Orders, func(o client.Order) bool { return o.ID == id }); at >= 0 {
			x.order = s.Orders[at]
			continue
		}
		x.looking = true
		cmds = append(cmds, a.readSent(x.seq, id))
	}
	a.portfolio.sent = sent
	if settle {
		cmds = append(cmds, a.settle())
	}
	return a, tea.Batch(cmds...)
}

func (a account) readSent(seq int, id string) tea.Cmd {
	ctx, generation, trading, parts := a.ctx, a.generation, a.session.access.Trade, a.parts
	return func() tea.Msg {
		order, err := trading.Order(ctx, id)
		return reply{generation, sentOrderRead{seq, parts.currentTime(), order, err}}
	}
}

func (a account) onSentOrderRead(msg sentOrderRead) account {
	a.changeSent(func(s *sentOrder) bool { return s.seq == msg.seq }, func(s *sentOrder) {
		s.looking = false
		if msg.err == nil {
			s.order = msg.order
		}
	})
	return a
}

// hearOfSent brings what was sent to an event of the stream.
func (a *account) hearOfSent(o client.Order) tea.Cmd {
	heard := a.changeSent(func(s *sentOrder) bool {
		return s.orderID() != "" && s.orderID() == o.ID || s.entry.ID != "" && s.entry.ID == o.ClientOrderID
	}, func(s *sentOrder) { s.order = o })
	if !heard {
		return nil
	}
	ctx, trading := a.ctx, a.session.access.Trade
	return func() tea.Msg {
		_ = trading.Observe(ctx, o) // the journal finds out at the next start otherwise
		return nil
	}
}

// entryWords say an entry of the journal in a few words.
func entryWords(e trade.Entry) string {
	size := format.Quantity(e.Qty.NullDecimal)
	if !e.Qty.Valid {
		size = format.Money(e.Value.NullDecimal) + " of"
	}
	words := strings.Join(strings.Fields(e.Side+" "+size+" "+e.Symbol), " ")
	if e.Action == trade.Cancel {
		return "Cancel " + words
	}
	return safe.Capitalize(words)
}

// stateWords say what is known about an entry.
func stateWords(e trade.Entry) string {
	switch {
	case e.State == trade.Refused && e.Reason != "":
		return "rejected: " + e.Reason
	case e.Status != "":
		return format.Words(e.Status)
	}
	return string(e.State)
}

// unknownBanner says that orders are not known yet, "" where all are.
func (a account) unknownBanner() string {
	n := 0
	for i := range a.portfolio.sent {
		if a.portfolio.sent[i].unknown() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return format.Plural(n, "order") + " not known yet: quipu is asking Alpaca. Do not send it again."
}

// sentWords say what has become of a sent order.
func (a account) sentWords(s *sentOrder) string {
	var changed *trade.ChangedError
	switch {
	case s.waiting:
		return "sending…"
	case s.unknown():
		return a.unknownWords(s)
	case errors.As(s.err, &changed):
		return changed.Error()
	case s.entry.ID == "" && s.err != nil:
		return notSent(s.err)
	case s.entry.State == trade.NotSent:
		return "not sent: " + problemWords(s.err)
	case s.entry.State == trade.Refused:
		return "rejected: " + problemWords(s.err)
	case s.order.ID != "":
		return a.orderState(s.order)
	}
	return stateWords(s.entry) + " " + format.Clock(s.at)
}

func notSent(err error) string {
	var refusal *trade.Refusal
	if errors.As(err, &refusal) {
		return refusal.Error()
	}
	return "not sent: " + problemWords(err)
}

func (a account) unknownWords(s *sentOrder) string {
	words := "not known yet: asking Alpaca for order " + s.entry.ID
	if s.tries > 0 {
		words += fmt.Sprintf(" (try %d", s.tries+1)
		if left := s.next.Sub(a.now); !s.next.IsZero() && left > 0 {
			words += ", next in " + format.Span(left)
		}
		words += ")"
	}
	return words + "; do not send it again"
}

// orderState says how far an order is.
func (a account) orderState(o client.Order) string {
	words := format.Words(o.Status)
	if o.FilledQty.Valid && o.FilledQty.Decimal.IsPositive() {
		size := filled(o, format.Options{})
		if o.Status == "filled" {
			size = format.Quantity(o.FilledQty.NullDecimal)
		}
		words += " " + size + " @ " + orderPrice(o, o.FilledAvgPrice)
	}
	at := endOf(&o)
	if at.IsZero() && o.UpdatedAt != nil {
		at = *o.UpdatedAt
	}
	if !at.IsZero() {
		words += " " + format.Clock(at)
	}
	return words
}

// sentOverlay shows what has become of an order.
type sentOverlay struct{ seq int }

func (o sentOverlay) of(a account) *sentOrder {
	for i := range a.portfolio.sent {
		if a.portfolio.sent[i].seq == o.seq {
			return &a.portfolio.sent[i]
		}
	}
	return &sentOrder{}
}

// refusedNow reports whether nothing was sent or the broker said no: the ticket can be
// edited and sent as another order.
func (s *sentOrder) refusedNow() bool {
	return s.draft != nil && !s.waiting && (s.entry.State == trade.Refused || s.entry.State == trade.NotSent || s.entry.ID == "" && s.err != nil)
}

func (o sentOverlay) actions(a account) []action[account] {
	s := o.of(a)
	return append([]action[account]{
		{Binding: keys.Edit, when: s.refusedNow(), do: func(a account) (account, tea.Cmd) { return a.editAgain(s) }},
		{Binding: describe(keys.Open, "close"), when: true, shown: inHelp, do: account.leaveOverlay},
	}, backActions("close")...)
}

// editAgain opens the ticket of a refused order with all that was typed.
func (a account) editAgain(s *sentOrder) (account, tea.Cmd) {
	a, cmd := a.pop().openTicket(s.of, s.side)
	o, at := findOverlay[ticketOverlay](a)
	if at < 0 {
		return a, cmd
	}
	o.entry = *s.draft
	return a.put(at, o), cmd
}

func (o sentOverlay) draw(a account, _ int) []string {
	s, t := o.of(a), a.theme
	lines := []string{a.accountBadge(), ""}
	for _, line := range text.Wrap(s.words, a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	style := t.Text
	if s.unknown() {
		style = t.Notice
	} else if s.bad() {
		style = t.Loss
	}
	lines = append(lines, "")
	for _, line := range text.Wrap(a.sentWords(s), a.width-4) {
		lines = append(lines, style.Render(line))
	}
	if s.entry.ID != "" {
		lines = append(lines, "", t.Muted.Render(text.Clip("id "+s.entry.ID, a.width-4)))
	}
	return text.Indent(lines, 2)
}

// bad reports whether the order was refused, rejected or not sent.
func (s *sentOrder) bad() bool {
	return s.refusedNow() || s.err != nil && !s.waiting || s.order.Status == "rejected"
}
