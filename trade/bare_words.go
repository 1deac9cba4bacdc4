package trade

import (
	"context"
	"slices"
	"strings"

	"quipu/client"
	"quipu/format"
)

// Left is what a close that cancelled exits left of them, as it was read last.
type Left struct {
	Held    client.Decimal // units of the position, without a sign
	Covered client.Decimal // units of it that resting orders close
	Exits   []string       // the status of each of Entry.Exits, "" where it is not known
}

// exitStatuses reads how the orders of a mark are. One that ended stays as it is, and is
// read once.
func (t *Trader) exitStatuses(ctx context.Context, f Facts, exits []Exit) []string {
	all := make([]string, len(exits))
	for i, exit := range exits {
		if o := client.FindOrder(f.Orders, exit.ID); o != nil {
			all[i] = o.Status
			continue
		}
		if status, known := t.ended.Load(exit.ID); known {
			all[i] = status.(string)
			continue
		}
		o, err := t.Broker.Order(ctx, exit.ID)
		if err != nil {
			continue
		}
		if all[i] = o.Status; o.Closed() {
			t.ended.Store(exit.ID, o.Status)
		}
	}
	return all
}

// BareWords says how much of a position is protected, and what became of the orders that
// a close was to cancel, of an entry that Bare gave.
func (e *Entry) BareWords() string {
	var others []string
	for i, exit := range e.Exits {
		switch status := e.exitStatus(i); {
		case status == "canceled":
		case status == "":
			others = append(others, "what became of "+exit.Words+" is not known")
		case status == "pending_cancel":
			others = append(others, exit.Words+" is being cancelled")
		case client.Order{Status: status}.Closed():
			others = append(others, exit.Words+" is "+format.Words(status))
		default:
			others = append(others, exit.Words+" still works")
		}
	}
	if gone := e.GoneWords(); gone != "" {
		others = append([]string{"quipu has cancelled " + gone}, others...)
	}
	return e.protection() + ": " + strings.Join(others, "; ")
}

// protection says how much of the position resting orders close.
func (e *Entry) protection() string {
	switch l := e.Left; {
	case l.Held.Valid && !l.Covered.Valid:
		return "perhaps nothing protects " + e.Symbol
	case l.Covered.Valid && l.Covered.Decimal.IsPositive():
		return "only " + format.Quantity(l.Covered.NullDecimal) + " of " + format.Quantity(l.Held.NullDecimal) + " " + e.Symbol + " are protected"
	}
	return "nothing protects " + e.Symbol
}

// LeftWords says what a close that did not end the position has done to what protects it.
func (c *Closed) LeftWords() string {
	words := "nothing protects what is left of the position"
	switch {
	case len(c.Kept) > 0:
		words = "only a part of the position is protected"
	case !c.Freed:
		words = "perhaps " + words
	}
	words += ": quipu has asked Alpaca to cancel " + OrdersWords(slices.Concat(c.Cancelled...))
	if len(c.Kept) > 0 {
		words += "; not cancelled: " + OrdersWords(c.Kept)
	}
	return words
}

// GoneWords names the orders that a close has cancelled, of an entry that Bare gave.
func (e *Entry) GoneWords() string {
	var names []string
	for i, exit := range e.Exits {
		if e.exitStatus(i) == "canceled" {
			names = append(names, exit.Words)
		}
	}
	return strings.Join(names, ", ")
}

// exitStatus is the status of one of Exits, "" where it is not known.
func (e *Entry) exitStatus(at int) string {
	if at >= len(e.Left.Exits) {
		return ""
	}
	return e.Left.Exits[at]
}
