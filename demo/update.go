package demo

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// How much an account remembers; of the rest the oldest is forgotten.
const (
	mostKeptOrders     = 1000
	mostKeptActivities = 2000
	mostKeptUpdates    = 2000
)

// update is what the stream of order events tells. Price and the quantities
// come with executions only.
type update struct {
	Event       string           `json:"event"`
	ExecutionID string           `json:"execution_id"`
	Timestamp   time.Time        `json:"timestamp"`
	Price       *decimal.Decimal `json:"price,omitempty"`
	Qty         *decimal.Decimal `json:"qty,omitempty"`
	PositionQty *decimal.Decimal `json:"position_qty,omitempty"`
	Order       *order           `json:"order"`
}

// tell tells those who listen what has become of an order: it is written down
// at once, for the order goes on.
func (k *book) tell(u update) {
	k.count++
	if k.listeners == nil {
		return
	}
	if u.ExecutionID == "" {
		u.ExecutionID = idOf("execution", k.serial(u.Event))
	}
	k.remember(u)
	k.listeners.rouse(k.env)
	if !k.listeners.heard(k.env) {
		return
	}
	if message, err := json.Marshal(envelope{updates, u}); err == nil {
		k.listeners.tell(k.env, message)
	}
}

// toldUpdate is an update that was told, with what a stream over HTTP says besides.
type toldUpdate struct {
	At      time.Time `json:"at"`
	EventID string    `json:"event_id"`
	update
}

// remember keeps an update for the streams over HTTP: its order goes on.
func (k *book) remember(u update) {
	at := k.last
	if at.Before(u.Timestamp) {
		at = u.Timestamp
	}
	u.Order = u.Order.copied()
	k.told = append(k.told, toldUpdate{at, ulid(at, uint64(k.count)), u}) //nolint:gosec // not negative
	if extra := len(k.told) - mostKeptUpdates; extra > mostKeptUpdates/10 {
		k.told = slices.Delete(k.told, 0, extra)
	}
}

// updates are those that were told.
func (k *book) updates() []happening {
	all := make([]happening, 0, len(k.told))
	for _, u := range k.told {
		all = append(all, happening{u.EventID, u.At, func() any { return u }})
	}
	return all
}

// serial is a name that nothing else in the account has.
func (k *book) serial(kind string) string { return fmt.Sprintf("%s/%s %d", k.env, kind, k.count) }

// stamp is the time of an event, later than that of every event before it.
func (k *book) stamp(at time.Time) time.Time {
	at = at.Round(0).UTC()
	if next := k.last.Add(time.Millisecond); at.Before(next) {
		at = next
	}
	k.last = at
	return at
}

// trim forgets the oldest orders that are over and the oldest activities.
func (k *book) trim() {
	if extra := len(k.orders) - mostKeptOrders; extra > 0 {
		k.setOrders(slices.DeleteFunc(k.orders, func(o *order) bool {
			gone := extra > 0 && !o.alive()
			if gone {
				extra--
				delete(k.ledger.filled, o.ID)
			}
			return gone
		}))
	}
	if extra := len(k.activities) - mostKeptActivities; extra > 0 {
		k.activities = slices.Delete(k.activities, 0, extra)
	}
}

// alive reports whether an order or one of its legs may still be filled.
func (o *order) alive() bool { return o.open() || slices.ContainsFunc(o.Legs, (*order).open) }
