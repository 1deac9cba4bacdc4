package trade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quipu/client"
)

// AnswerTime is within which a request that left has its answer: a younger one is under
// way, and no lookup tells anything about it.
const AnswerTime = 15 * time.Second

// lookFor is how long an unknown order is looked up in quick succession.
const lookFor = time.Minute

// Unsettled gives the entries that the broker may have while nobody knows.
// Those under way in another program are not among them.
func (t *Trader) Unsettled() ([]Entry, error) {
	all, err := t.Journal.Entries()
	if err != nil {
		return nil, err
	}
	var open []Entry
	for _, e := range all {
		if t.unsettled(e) {
			open = append(open, e)
		}
	}
	return open, nil
}

func (t *Trader) unsettled(e Entry) bool {
	late := t.Now().Sub(e.Latest) >= AnswerTime
	return !e.Action.marks() && (e.State == Unknown || e.State == Sent && late) // see Interrupted and Bare
}

// Settle looks up each unsettled entry once and gives those about which more is
// known now. An order that the broker does not know stays unknown: it may still
// arrive. The error is that of the first lookup that failed.
func (t *Trader) Settle(ctx context.Context) ([]Entry, error) {
	ctx = client.Urgent(ctx)
	open, err := t.Unsettled()
	if err != nil {
		return nil, err
	}
	var settled []Entry
	for _, e := range open {
		found, lookup := t.lookUp(ctx, e)
		if lookup != nil && err == nil {
			err = lookup
		}
		if found.state == "" {
			found = finding{state: Unknown, reason: e.Reason}
		}
		if learnErr := t.Journal.Learn(e.ID, found.state, found.order.ID, found.order.Status, found.reason); learnErr != nil {
			return settled, learnErr
		}
		if found.state == Unknown {
			continue
		}
		entry, entryErr := t.entry(e.ID)
		if entryErr != nil {
			return settled, entryErr
		}
		settled = append(settled, entry)
	}
	return settled, errors.Join(err, t.settleCancels(ctx))
}

// cancelsAtOnce is how many accepted cancellations are looked up at once.
const cancelsAtOnce = 5

// settleCancels looks up what became of the orders that the broker agreed to cancel, the
// newest first, where no event and no reading has told it.
func (t *Trader) settleCancels(ctx context.Context) error {
	all, err := t.Journal.Entries()
	if err != nil {
		return err
	}
	asked := 0
	for _, e := range slices.Backward(all) {
		if e.Action != Cancel || e.State != Accepted || e.Target == "" || t.Now().Sub(e.Latest) < AnswerTime {
			continue
		}
		if asked++; asked > cancelsAtOnce {
			break
		}
		order, err := t.Broker.Order(ctx, e.Target)
		if err == nil && order.Closed() {
			_, err = t.noted(e, order)
		}
		if err != nil && !errors.Is(err, client.ErrNotFound) {
			return err
		}
	}
	return nil
}

// Pauses gives how long to wait before each lookup of an unknown entry, for a
// minute. After that it is looked up with every poll.
func Pauses() []time.Duration {
	var all []time.Duration
	for pause, sum := time.Second, time.Duration(0); sum+pause <= lookFor; pause = min(2*pause, 15*time.Second) {
		all = append(all, pause)
		sum += pause
	}
	return all
}

// Observe brings the journal to the orders that were read: an entry whose order
// is among them has arrived, also one that was dismissed, and one whose order is
// final is settled. It gives the entries about which more is known now.
func (t *Trader) Observe(orders []client.Order) ([]Entry, error) {
	read, byID := map[string]client.Order{}, map[string]client.Order{}
	for _, o := range orders {
		read[o.ClientOrderID], byID[o.ID] = o, o
	}
	all, err := t.Journal.Entries()
	if err != nil {
		return nil, err
	}
	var learned []Entry
	for _, e := range all {
		o, found := byID[e.OrderID]
		if !found {
			o = read[e.ID]
		}
		state := Accepted
		if o.Closed() {
			state = Settled
		}
		if !e.Owns(o) || e.State == Settled || e.State == state {
			continue
		}
		reason := tooLate(e, o)
		wrote, err := t.Journal.note(e.ID, state, o.ID, o.Status, reason)
		if err != nil {
			return learned, err
		}
		if !wrote {
			continue
		}
		e.State, e.OrderID, e.Status, e.Reason = state, o.ID, o.Status, reason
		learned = append(learned, e)
	}
	return learned, nil
}

// DismissWords say what it means to dismiss an entry.
func DismissWords(e Entry) string {
	switch e.Action {
	case Unprotect:
		return "quipu no longer tells that nothing protects " + e.Symbol + ", and no longer offers to put its exits back."
	case Flatten:
		return "quipu no longer tells that it was cut short: look at the orders and the positions first."
	}
	what := strings.TrimSpace(e.Side + " orders of " + e.Symbol)
	return "The broker may have it. Dismissed, it no longer blocks " + what + ", and quipu no longer asks for it: look at the orders and the positions first. Sent again, both may be filled."
}

// tooLate says of a cancel why it is not done; "" of all else. The broker's yes was no
// proof: an order that fills first wins.
func tooLate(e Entry, o client.Order) string {
	if e.Action != Cancel || !o.Closed() || o.Status == "canceled" {
		return ""
	}
	return "the order was " + words(o.Status) + " first"
}

// TooLate says of an entry that settled why what it cancels was not cancelled; "" of all
// else.
func (e *Entry) TooLate() string {
	if e.State != Settled {
		return ""
	}
	return tooLate(*e, client.Order{Status: e.Status})
}

// Dismiss forgets an unknown entry, as a person said: it no longer blocks its
// symbol; and one that Bare or Interrupted gave. An order that turns up later is told all the same.
func (t *Trader) Dismiss(id string) error {
	all, err := t.Journal.Entries()
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.ID == id && (t.unsettled(e) || e.Action.marks() && e.State.Open()) {
			return t.Journal.Learn(id, Dismissed, "", "", "dismissed by the user")
		}
	}
	return fmt.Errorf("the journal has nothing unknown, bare or cut short with the id %q", id)
}
