package trade

import (
	"encoding/json"
	"slices"
	"time"

	"quipu/client"
)

// Action is what an entry of the journal asks of the broker.
type Action string

// The actions.
const (
	Submit  Action = "submit"
	Replace Action = "replace"
	Cancel  Action = "cancel"
	Close   Action = "close" // a whole position

	CancelAll Action = "cancel all"
	CloseAll  Action = "close all"
	Flatten   Action = "flatten" // the kill switch, from its confirmation to its end; it sends nothing itself
	Suspend   Action = "suspend" // suspend_trade

	Unprotect Action = "unprotect" // a close cancels what holds the units, from before the first cancellation; it sends nothing itself
)

// marks reports that an entry sends nothing itself: it has no answer to look up.
func (a Action) marks() bool { return a == Flatten || a == Unprotect }

// makesOrder reports whether the broker makes a new order of it.
func (a Action) makesOrder() bool { return a == Submit || a == Replace || a == Close }

// State is what is known about an entry.
type State string

// The states, in the order that an entry can take them.
const (
	Intended  State = "intended"  // written down; nothing has left
	Sent      State = "sent"      // about to leave, or under way
	NotSent   State = "not sent"  // nothing left, or the broker did not take it: too many requests
	Refused   State = "refused"   // the broker said no
	Unknown   State = "unknown"   // the broker may have it
	Accepted  State = "accepted"  // the broker has it
	Settled   State = "settled"   // the broker has it, and its order is final
	Dismissed State = "dismissed" // unknown, and the person said to forget it
)

// Open reports whether the broker may have the entry while nobody knows: it
// counts against the limits and blocks its symbol and side.
func (s State) Open() bool { return s == Sent || s == Unknown }

// Counts reports whether an entry is an order that the broker has or may have.
func (s State) Counts() bool { return s.Open() || s == Accepted || s == Settled || s == Dismissed }

// Intent is what a person confirmed, with the bytes that are sent for it.
type Intent struct {
	ID      string         `json:"id"` // client_order_id of a submit and a replace; an id of the journal's for others
	Action  Action         `json:"action"`
	Symbol  string         `json:"symbol"`
	AssetID string         `json:"asset_id,omitempty"`
	Side    string         `json:"side,omitempty"`
	Qty     client.Decimal `json:"qty,omitzero"`
	Value   client.Decimal `json:"value,omitzero"` // estimate in US dollars
	Reduces bool           `json:"reduces,omitempty"`

	Target string          `json:"target,omitempty"` // id of the order to replace or to cancel
	Since  time.Time       `json:"since,omitzero"`   // of a close: the broker's time of the newest order that was known
	Body   json.RawMessage `json:"body,omitempty"`   // exactly what is sent; none of a cancel and a close
	Exits  []Exit          `json:"exits,omitempty"`  // of an unprotect: what is cancelled
	After  string          `json:"after,omitempty"`  // of a close: the id of the unprotect before it
	Held   []Held          `json:"held,omitempty"`   // of a close of all: what was held
}

// Held is a position that a close of all is for.
type Held struct {
	Symbol  string         `json:"symbol"`
	AssetID string         `json:"asset_id,omitempty"`
	Qty     client.Decimal `json:"qty"` // below zero of a short position
}

// Entry is an intent with what became of it.
type Entry struct {
	Intent
	State  State     `json:"state"`
	At     time.Time `json:"at"`     // of the intent
	Latest time.Time `json:"latest"` // of the latest change

	OrderID string `json:"order_id,omitempty"` // the broker's
	Status  string `json:"status,omitempty"`   // of the order when it was read last
	Reason  string `json:"reason,omitempty"`   // of a refusal or a failure, in words

	Left  Left      `json:"-"` // of an entry that Bare gave
	Steps []Learned `json:"-"` // what was learned, the oldest first; of an entry that a rotation carried over, the latest alone
}

// Learned is when something was learned about an entry.
type Learned struct {
	State  State
	At     time.Time
	Status string // of the order
}

// NotDone reports that the order of an entry ended, and was not filled, or not all of it.
func (e *Entry) NotDone() bool {
	return e.Status == "rejected" || e.Status == "canceled" || e.Status == "expired"
}

// PriceWords say the prices of an order that an entry submits, "" where it names none.
func (e *Entry) PriceWords() string {
	var o client.OrderRequest
	if e.Action != Submit || json.Unmarshal(e.Body, &o) != nil || !o.LimitPrice.Valid && !o.StopPrice.Valid && !o.TrailPrice.Valid && !o.TrailPercent.Valid {
		return ""
	}
	return PriceWords(client.Order{
		Symbol: e.Symbol, Type: o.Type, LimitPrice: o.LimitPrice, StopPrice: o.StopPrice, TrailPrice: o.TrailPrice, TrailPercent: o.TrailPercent,
	})
}

// record is a line of the journal: an intent, or what was learned about one.
type record struct {
	Version int       `json:"v"`
	At      time.Time `json:"at"`
	Began   time.Time `json:"began,omitzero"` // of an entry that a rotation carried over
	ID      string    `json:"id"`
	State   State     `json:"state"`
	Intent  *Intent   `json:"intent,omitempty"`
	OrderID string    `json:"order_id,omitempty"`
	Status  string    `json:"status,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

// apply brings an entry to a record.
func (e *Entry) apply(r record) {
	if r.Intent != nil {
		e.Intent, e.At = *r.Intent, r.At
	}
	if !r.Began.IsZero() {
		e.At = r.Began
	}
	e.State, e.Latest = r.State, r.At
	if r.OrderID != "" {
		e.OrderID = r.OrderID
	}
	if r.Status != "" {
		e.Status = r.Status
	}
	e.Reason = r.Reason
	e.Steps = append(e.Steps, Learned{r.State, r.At, r.Status})
}

// About gives the entries that any of some orders was made, replaced or cancelled by, in
// the order given: of an exit its parent is one of them. A cancellation of all orders
// names none, and is not among them.
func About(all []Entry, orders ...client.Order) []Entry {
	return slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return !slices.ContainsFunc(orders, e.Concerns) })
}

// Concerns reports whether an order was made, replaced or cancelled by the entry.
func (e *Entry) Concerns(o client.Order) bool {
	if o.ID != "" && (e.Target == o.ID || slices.ContainsFunc(e.Exits, func(exit Exit) bool { return exit.ID == o.ID })) {
		return true
	}
	return e.Owns(o)
}

// record gives an entry as one line.
func (e *Entry) record() record {
	intent := e.Intent
	return record{
		Version: journalVersion, At: e.Latest, Began: e.At, ID: e.ID, State: e.State,
		Intent: &intent, OrderID: e.OrderID, Status: e.Status, Reason: e.Reason,
	}
}
