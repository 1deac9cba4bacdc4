package ticket

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/trade"
)

// Sent is what was asked of the broker, and what is known about it.
type Sent struct {
	Words   string // what was asked, in a sentence
	Name    string // the same in a few words
	Waiting bool   // for the answer
	Entry   trade.Entry
	Order   client.Order // as it was heard of last, without an id before
	Err     error        // why nothing was sent, or the broker's refusal
	Steps   []string     // what was done before, where several requests follow each other
	At      time.Time    // of the latest change

	Tries int       // lookups while it is unknown
	Next  time.Time // of the next lookup, zero for none
}

// Final reports whether nothing more is to be heard.
func (s *Sent) Final() bool {
	switch {
	case s.Waiting, s.Unknown():
		return false
	case s.Entry.State == trade.Accepted:
		return s.Order.ID != "" && s.Order.Closed()
	}
	return true
}

// Unknown reports whether nobody knows whether the broker has it.
func (s *Sent) Unknown() bool { return !s.Waiting && s.Entry.State.Open() }

// OrderID is the broker's id of the order, "" where it is not known.
func (s *Sent) OrderID() string {
	if s.Entry.Action == trade.Cancel {
		return s.Entry.Target
	}
	return s.Entry.OrderID
}

// Refused reports whether nothing was sent, or the broker said no.
func (s *Sent) Refused() bool {
	return !s.Waiting && (s.Entry.State == trade.Refused || s.Entry.State == trade.NotSent || s.Entry.ID == "" && s.Err != nil)
}

// Bad reports whether it did not become an order.
func (s *Sent) Bad() bool { return s.Refused() || s.Order.Status == "rejected" }

// State says what has become of it.
func (s *Sent) State(now time.Time) string {
	switch {
	case s.Waiting:
		return "sending…"
	case s.Unknown():
		return s.unknown(now)
	}
	words := strings.Join(s.outcome(), ": ")
	switch {
	case s.Refused():
		return words
	case s.Order.UpdatedAt != nil:
		return words + " " + format.Clock(*s.Order.UpdatedAt)
	}
	return words + " " + format.Clock(s.At)
}

// News is a line that tells what has become of it, the state first: "Not sent: Close
// AAPL: …".
func (s *Sent) News() string {
	if s.Unknown() {
		return "Not known yet: " + s.Name + ". Do not send it again."
	}
	parts := s.outcome()
	return safe.Capitalize(strings.Join(slices.Insert(parts, 1, s.Name), ": "))
}

// outcome is what is known, and the reason where there is one.
func (s *Sent) outcome() []string {
	var changed *trade.ChangedError
	var refusal *trade.Refusal
	switch {
	case errors.As(s.Err, &changed), errors.As(s.Err, &refusal):
		return []string{notSent, strings.TrimPrefix(s.Err.Error(), notSent+": ")}
	case s.Entry.State == trade.Refused && s.Err != nil:
		return []string{"rejected", Why(s.Err)}
	case s.Refused() && s.Err != nil:
		return []string{notSent, Why(s.Err)}
	case s.Refused(): // the order of a cancellation or a replacement works on
		return entryOutcome(s.Entry)
	case s.Order.ID != "":
		return []string{orderState(s.Order)}
	}
	return entryOutcome(s.Entry)
}

// Why describes an error, in the broker's words if there are any.
func Why(err error) string {
	var fault *client.Error
	if errors.As(err, &fault) {
		return fault.Why()
	}
	return safe.Line(err.Error(), 60)
}

const notSent = string(trade.NotSent)

func (s *Sent) unknown(now time.Time) string {
	words := "not known yet: asking Alpaca whether it was done"
	if s.Entry.Action == trade.Submit {
		words = "not known yet: asking Alpaca for order " + s.Entry.ID
	}
	if s.Tries > 0 {
		words += fmt.Sprintf(" (try %d", s.Tries+1)
		if left := s.Next.Sub(now); left > 0 {
			words += ", next in " + format.Span(left)
		}
		words += ")"
	}
	return words + "; do not send it again"
}

// orderState says how far an order is: "filled 10 @ $232.30".
func orderState(o client.Order) string {
	words := format.Words(o.Status)
	if o.FilledQty.Valid && o.FilledQty.Decimal.IsPositive() {
		size := format.Quantity(o.FilledQty.NullDecimal)
		if o.Status != "filled" {
			size = format.Filled(o.FilledQty.NullDecimal, o.Qty.NullDecimal, o.Notional.NullDecimal, o.Currency(), false)
		}
		words += " " + size + " @ " + format.PriceOf(o.FilledAvgPrice.NullDecimal, o.Symbol, o.AssetClass)
	}
	return words
}

// PlanName says a plan in a few words.
func PlanName(plan trade.Plan) string {
	o := plan.Order
	return EntryWords(trade.Entry{Intent: trade.Intent{Action: plan.Action, Side: o.Side, Symbol: o.Symbol, Qty: o.Qty, Value: o.Notional}})
}

// EntryWords say an entry of the journal in a few words.
func EntryWords(e trade.Entry) string {
	size := ""
	switch {
	case e.Action == trade.Close:
		return "Close " + e.Symbol
	case e.Qty.Valid:
		size = format.Quantity(e.Qty.NullDecimal)
	case e.Value.Valid:
		size = format.Money(e.Value.NullDecimal) + " of"
	}
	words := strings.Join(strings.Fields(e.Side+" "+size+" "+e.Symbol+" "+e.PriceWords()), " ")
	if e.Action != trade.Submit {
		return safe.Capitalize(string(e.Action)) + " " + words
	}
	return safe.Capitalize(words)
}

// entryOutcome is what is known about an entry, and the reason where there is one.
func entryOutcome(e trade.Entry) []string {
	state := string(e.State)
	switch {
	case e.State == trade.Refused:
		state = "rejected"
	case e.State == trade.NotSent:
	case e.Status != "":
		state = format.Words(e.Status)
	}
	if e.Reason == "" {
		return []string{state}
	}
	return []string{state, e.Reason}
}
