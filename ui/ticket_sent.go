package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/trade"
	"quipu/ui/ticket"
)

// sentOrder is what was sent in this run, or is not known yet from an earlier one. It
// belongs to the account: it goes on when its view is closed.
type sentOrder struct {
	ticket.Sent
	seq        int
	generation int            // that the answer comes to
	number     string         // of the account
	looking    bool           // its order is being read
	symbol     string         // of its instrument, "" where it is not known here
	exits      bool           // it cancels exits first
	draft      *ticketOverlay // that it was sent from, nil of an earlier run and of a cancellation
}

// maxSent is how many are kept of those of which nothing more is to be heard.
const maxSent = 50

// latestSent is a copy of all but the oldest of those of which nothing more is to be heard.
func latestSent(all []sentOrder) []sentOrder {
	over := len(all) - maxSent + 1
	return slices.DeleteFunc(slices.Clone(all), func(s sentOrder) bool {
		drop := over > 0 && s.Final()
		if drop {
			over--
		}
		return drop
	})
}

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

// addSent begins to follow what is about to be sent, and shows it.
func (a account) addSent(s sentOrder, send func(context.Context, Trading) (trade.Entry, error)) (account, tea.Cmd) {
	a, cmd := a.beginSent(s, send)
	return a.push(sentOverlay{a.numbers}), cmd
}

// beginSent begins to follow what is about to be sent. Its number is a.numbers then.
func (a account) beginSent(s sentOrder, send func(context.Context, Trading) (trade.Entry, error)) (account, tea.Cmd) {
	a.numbers++
	s.seq, s.generation, s.number, s.Waiting, s.At = a.numbers, a.generation, a.number(), true, a.now
	a.portfolio.sent = append(latestSent(a.portfolio.sent), s)
	ctx, generation, trading, parts := a.ctx, a.generation, a.session.access.Trade, a.parts
	return a, func() tea.Msg {
		entry, err := send(ctx, trading)
		return reply{generation, orderAnswered{s.seq, parts.currentTime(), entry, err}}
	}
}

// send sends a plan, once. The ticket under the review is closed; draft is nil where
// there was none.
func (a account) send(plan trade.Plan, draft *ticketOverlay) (account, tea.Cmd) {
	s := sentOrder{Sent: ticket.Sent{Words: plan.Sentence(), Name: ticket.PlanName(plan)}, symbol: plan.Order.Symbol, draft: draft}
	return a.leaveTicket().addSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) { return t.Send(ctx, plan) })
}

// leaveTicket closes the ticket.
func (a account) leaveTicket() account {
	if _, at := findOverlay[ticketOverlay](a); at >= 0 {
		a = a.remove(at)
	}
	return a
}

// changeSent changes some of what was sent: an order, and its cancellation. It reports
// whether there was any.
func (a *account) changeSent(is func(*sentOrder) bool, change func(*sentOrder)) (found bool) {
	a.portfolio.sent = slices.Clone(a.portfolio.sent)
	for i := range a.portfolio.sent {
		if s := &a.portfolio.sent[i]; is(s) {
			change(s)
			s.At, found = a.now, true
		}
	}
	return found
}

func (a account) onOrderAnswered(msg orderAnswered) (account, tea.Cmd) {
	a.now = msg.at
	a.hearOfScope(msg.err)
	var cmd tea.Cmd
	a.portfolio.sent = slices.DeleteFunc(slices.Clone(a.portfolio.sent), func(s sentOrder) bool { // the journal told of it before the answer
		return s.seq != msg.seq && msg.entry.ID != "" && s.Entry.ID == msg.entry.ID
	})
	a.changeSent(func(s *sentOrder) bool { return s.seq == msg.seq }, func(s *sentOrder) {
		s.Waiting, s.Entry, s.Err = false, msg.entry, msg.err
		if s.Unknown() {
			cmd = a.settleLater(s)
		}
	})
	cmd = tea.Batch(cmd, a.readBare())
	a = a.answered()
	a.portfolio.orders.stale, a.portfolio.activity.stale = true, true
	if a.portfolio.feed != nil {
		a.portfolio.feed.Refresh()
	}
	for i := range a.portfolio.sent {
		if s := &a.portfolio.sent[i]; s.seq == msg.seq && (s.Err != nil || s.Unknown()) {
			a.tellUnseen(s)
		}
	}
	return a, cmd
}

// answered closes the question whether to wait when nothing is waited for any more.
func (a account) answered() account {
	if at := slices.IndexFunc(a.portfolio.overlays, isWaitQuestion); at >= 0 && a.awaited() == "" {
		return a.remove(at)
	}
	return a
}

// settleLater has an unknown order looked up after the next of the pauses. After the
// last it is looked up with every reading of the account.
func (a account) settleLater(s *sentOrder) tea.Cmd {
	pauses := trade.Pauses()
	s.Next = time.Time{}
	if s.Tries >= len(pauses) {
		return nil
	}
	s.Next = a.now.Add(pauses[s.Tries])
	at, generation := s.Next, a.generation
	return tea.Tick(pauses[s.Tries], func(time.Time) tea.Msg { return reply{generation, settleDue{at}} })
}

func (a account) onSettleDue(msg settleDue) (account, tea.Cmd) {
	due := msg.at.Equal(a.portfolio.settleAt) && !a.refused()
	for i := range a.portfolio.sent {
		due = due || a.portfolio.sent[i].Unknown() && a.portfolio.sent[i].Next.Equal(msg.at)
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
	return tea.Sequence(func() tea.Msg {
		settled, unknown, err := trading.Settle(ctx)
		return reply{generation, orderSettled{parts.currentTime(), settled, unknown, err}}
	}, a.readBare(), a.readCutShort())
}

// settleAgain has the journal looked at again when what was under way has its answer, or
// never gets one: another program may have sent it and ended.
func (a *account) settleAgain() tea.Cmd {
	a.portfolio.settleAt = a.now.Add(trade.AnswerTime)
	at, generation := a.portfolio.settleAt, a.generation
	return tea.Tick(trade.AnswerTime, func(time.Time) tea.Msg { return reply{generation, settleDue{at}} })
}

// tellUnseen notifies of what has become of an order whose view is not on the screen.
func (a *account) tellUnseen(s *sentOrder) {
	o, one := a.top().(sentOverlay)
	several, _ := a.top().(sentList)
	if (!one || o.seq != s.seq) && !slices.Contains(several.of, s.seq) {
		a.notify(notification{words: s.News(), tone: format.Accent, order: s.OrderID()})
	}
}

func (a account) onOrderSettled(msg orderSettled) (account, tea.Cmd) {
	a.now = msg.at
	cmds := []tea.Cmd{a.settleAgain()}
	for _, e := range msg.settled {
		known := sentOrder{Sent: ticket.Sent{Name: ticket.EntryWords(e) + ", of an earlier run", Entry: e, At: a.now}}
		a.changeSent(func(s *sentOrder) bool { return s.Entry.ID == e.ID }, func(s *sentOrder) {
			s.Entry, s.Err = e, nil
			known = *s
		})
		a.tellUnseen(&known)
	}
	for _, e := range msg.unknown {
		if a.isDismissed(e.ID) { // since it was looked up
			continue
		}
		next := func(s *sentOrder) {
			s.Entry = e
			s.Tries++
			cmds = append(cmds, a.settleLater(s))
		}
		listed := slices.ContainsFunc(a.portfolio.sent, func(s sentOrder) bool { return s.Entry.ID == e.ID })
		a.changeSent(func(s *sentOrder) bool { return s.Entry.ID == e.ID && s.Unknown() }, next) // an event may have told more meanwhile
		if !listed {
			s := sentOrder{Sent: ticket.Sent{Words: ticket.EntryWords(e), Name: ticket.EntryWords(e), Entry: e, At: a.now}}
			a.numbers++
			s.seq, s.number = a.numbers, a.number()
			next(&s)
			a.portfolio.sent = append(slices.Clone(a.portfolio.sent), s)
		}
	}
	return a, tea.Batch(cmds...)
}

// number is that of the account, "" before it was read.
func (a account) number() string {
	if s := a.portfolio.update.Snapshot; s != nil {
		return s.Account.Number
	}
	return ""
}

// keepOwnSent drops what was sent from another account, which was signed in to before
// in place of this one: this sign-in cannot ask for it.
func (a *account) keepOwnSent() {
	number := a.number()
	other := ""
	kept := slices.DeleteFunc(slices.Clone(a.portfolio.sent), func(s sentOrder) bool {
		strange := number != "" && s.number != "" && s.number != number
		if strange {
			other = s.number
		}
		return strange
	})
	if f := &a.portfolio.flatten; number != "" && f.number != "" && f.number != number && !f.running {
		*f = flattenRun{}
	}
	dropped := len(a.portfolio.sent) - len(kept)
	a.portfolio.sent = kept
	if dropped > 0 {
		a.notify(notification{words: fmt.Sprintf("This is another account, %s: what was sent from %s is not followed here (%s).", number, other, format.Plural(dropped, "order")), tone: format.Accent})
	}
}

// awaits reports whether a reply is the answer to what was sent before a new sign-in.
func (a account) awaits(generation int, payload any) bool {
	seq := 0
	switch msg := payload.(type) {
	case orderAnswered:
		seq = msg.seq
	case stepHeard:
		seq = msg.seq
	case flattenHeard:
		return a.portfolio.flatten.is(generation, msg.seq)
	case flattenEnded:
		return a.portfolio.flatten.is(generation, msg.seq)
	}
	return slices.ContainsFunc(a.portfolio.sent, func(s sentOrder) bool { return s.Waiting && s.seq == seq && s.generation == generation })
}

// awaited names what is sent and has no answer yet, "" where all have one.
func (a account) awaited() string {
	var names []string
	for i := range a.portfolio.sent {
		if s := &a.portfolio.sent[i]; s.Waiting {
			names = append(names, s.Name)
		}
	}
	if a.portfolio.flatten.running {
		names = append(names, "the kill switch")
	}
	return strings.Join(names, ", ")
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
		settle = settle || x.Unknown() && x.Next.IsZero()
		id := x.OrderID()
		if x.Final() || x.Unknown() || x.Waiting || x.looking || id == "" {
			continue
		}
		if at := slices.IndexFunc(s.Orders, func(o client.Order) bool { return o.ID == id }); at >= 0 {
			x.Order = s.Orders[at]
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

func (a account) onSentOrderRead(msg sentOrderRead) (account, tea.Cmd) {
	a.changeSent(func(s *sentOrder) bool { return s.seq == msg.seq }, func(s *sentOrder) {
		s.looking = false
		if msg.err == nil {
			s.Order = msg.order
		}
	})
	return a, a.readBare()
}

// hearOfSent brings what was sent to an event of the stream.
func (a *account) hearOfSent(o client.Order) tea.Cmd {
	var known []sentOrder
	heard := a.changeSent(func(s *sentOrder) bool {
		return s.OrderID() != "" && s.OrderID() == o.ID || s.Entry.Owns(o)
	}, func(s *sentOrder) {
		unknown := s.Unknown()
		s.hear(o)
		if unknown && !s.Unknown() {
			known = append(known, *s)
		}
	})
	for i := range known {
		a.tellUnseen(&known[i])
	}
	if !heard {
		return nil
	}
	ctx, trading := a.ctx, a.session.access.Trade
	return tea.Sequence(func() tea.Msg {
		_ = trading.Observe(ctx, o) // the journal finds out at the next start otherwise
		return nil
	}, a.readBare())
}

// hear takes an order as the stream tells it. That it is there answers whether it was
// sent, but not whether a cancellation was.
func (s *sentOrder) hear(o client.Order) {
	s.Order = o
	if s.Unknown() && (s.Entry.Owns(o) || o.Closed()) {
		s.Entry.State, s.Entry.Status, s.Err = trade.Accepted, o.Status, nil
		if s.Entry.Action != trade.Cancel {
			s.Entry.OrderID = o.ID
		}
	}
}
