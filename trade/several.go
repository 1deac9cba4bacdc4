package trade

import (
	"cmp"
	"context"
	"sync"
	"time"

	"quipu/client"
)

// OrderChangedError says why an order is not as it was when a person confirmed. Nothing
// was sent.
type OrderChangedError struct{ Why string }

func (e *OrderChangedError) Error() string { return "the order changed meanwhile: " + e.Why }

// seenFor is how old a reading of the working orders may be that a cancellation is checked
// against.
const seenFor = 3 * time.Second

// Seen is the reading of the working orders that the cancellations of one confirmation are
// checked against. The zero value has none yet.
type Seen struct {
	mu   sync.Mutex
	at   time.Time
	open []client.Order
}

// working gives the working orders as they were read since the confirmation, and a moment
// ago at most. Errors: those of the calls; what depends on them is left alone.
func (s *Seen) working(ctx context.Context, t *Trader) ([]client.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.at.IsZero() && client.Age(s.at, t.Now()) < seenFor {
		return s.open, nil
	}
	at := t.Now()
	open, _, err := t.readWorking(ctx)
	if err == nil {
		s.at, s.open = at, open
	}
	return open, err
}

// CancelShown cancels an order that a person confirmed, once, if it still is what was
// shown. seen is that of all cancellations of the confirmation. What was filled meanwhile
// is no reason to leave the rest. gone reports that it went with one before and that
// nothing was sent. Nothing is sent once ctx has ended. Errors: *OrderChangedError, those
// of the calls, otherwise those of Cancel.
func (t *Trader) CancelShown(ctx context.Context, shown CancelGroup, seen *Seen) (entry Entry, gone bool, err error) {
	ctx = client.Urgent(ctx)
	if shown.after {
		now, err := t.Broker.Order(ctx, shown.Order.ID)
		if err == nil && (now.Status == "canceled" || now.Status == "pending_cancel") {
			return Entry{}, true, nil
		}
	}
	open, err := seen.working(ctx, t)
	if err == nil {
		err = cmp.Or(ctx.Err(), shown.Changed(open))
	}
	if err != nil {
		return Entry{}, false, err
	}
	entry, err = t.Cancel(ctx, shown.Order)
	return entry, false, err
}

// Changed is an *OrderChangedError where the order is not as it was shown, by the working
// orders as they are now.
func (g *CancelGroup) Changed(open []client.Order) error {
	if why := g.changed(open); why != "" {
		return &OrderChangedError{why}
	}
	return nil
}

// changed says what is not as it was shown, "" where nothing is.
func (g *CancelGroup) changed(open []client.Order) string {
	now := client.FindOrder(open, g.Order.ID)
	if now == nil || now.Closed() {
		return "it no longer works"
	}
	if !sameTerms(*now, g.Order) {
		return "it is " + OrderWords(*now)
	}
	for _, other := range GoesWith(*now, open) {
		if !hasOrder(g.With, other.ID) {
			return OrderWords(other) + " would go with it"
		}
	}
	return ""
}

// sameTerms reports whether two states of an order ask for the same. The stop of a
// trailing one moves by itself.
func sameTerms(a, b client.Order) bool {
	same := func(x, y client.Decimal) bool { return x.Valid == y.Valid && x.Decimal.Equal(y.Decimal) }
	stop := a.Type == TrailingStop || same(a.StopPrice, b.StopPrice)
	return a.Side == b.Side && a.Type == b.Type && a.TimeInForce == b.TimeInForce && stop && same(a.Qty, b.Qty) && same(a.Notional, b.Notional) &&
		same(a.LimitPrice, b.LimitPrice) && same(a.TrailPrice, b.TrailPrice) && same(a.TrailPercent, b.TrailPercent)
}
