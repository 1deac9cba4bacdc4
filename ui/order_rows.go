package ui

import (
	"fmt"
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
)

// orderRow is an order as a row, or a heading over those below it.
type orderRow struct {
	client.Order
	heading string
	depth   int    // 1 for a leg or a predecessor
	below   int    // how many legs and predecessors it has
	open    bool   // they are shown
	was     string // what a predecessor is to its parent: "replaced"
	key     string
	ended   time.Time // zero while it works
}

// orderRows puts open orders before closed ones, these by day, each with its
// legs and the orders it replaced under it when it is unfolded.
func orderRows(working, closed []client.Order, unfolded map[string]bool, now time.Time) []orderRow {
	all := make(map[string]client.Order, len(working)+len(closed))
	for _, list := range [][]client.Order{closed, working} {
		for _, o := range list {
			all[o.ID] = o
		}
	}
	var rows []orderRow
	add := func(o client.Order) {
		before := predecessors(o, all)
		row := orderRow{Order: o, below: len(o.Legs) + len(before), open: unfolded[o.ID], key: o.ID, ended: endOf(o)}
		rows = append(rows, row)
		if !row.open {
			return
		}
		for _, leg := range o.Legs {
			rows = append(rows, orderRow{Order: leg, depth: 1, key: o.ID + "/" + leg.ID, ended: endOf(leg)})
		}
		for _, old := range before {
			rows = append(rows, orderRow{Order: old, depth: 1, was: "replaced", key: o.ID + "/" + old.ID, ended: endOf(old)})
		}
	}
	if len(working) > 0 {
		rows = append(rows, orderRow{heading: fmt.Sprintf("Open · %d", len(working)), key: "open"})
	}
	atWork := make(map[string]bool, len(working))
	for _, o := range working {
		atWork[o.ID] = true
		add(o)
	}
	day := ""
	for _, o := range closed {
		if atWork[o.ID] || hangs(o, all) {
			continue
		}
		if name := format.Day(dayOf(o), now); name != day {
			day = name
			rows = append(rows, orderRow{heading: day, key: "day " + day})
		}
		add(o)
	}
	return rows
}

// hangs reports whether an order is shown under the one that replaced it.
func hangs(o client.Order, all map[string]client.Order) bool {
	_, known := all[o.ReplacedBy]
	return o.ReplacedBy != "" && known
}

// predecessors gives the orders that o replaced, the latest first. A chain that
// bites its own tail ends there.
func predecessors(o client.Order, all map[string]client.Order) []client.Order {
	var before []client.Order
	seen := map[string]bool{o.ID: true}
	for o.Replaces != "" && !seen[o.Replaces] {
		old, known := all[o.Replaces]
		if !known {
			break
		}
		seen[old.ID] = true
		before = append(before, old)
		o = old
	}
	return before
}

// endOf is when an order stopped working, zero while it does.
func endOf(o client.Order) time.Time {
	if !o.Closed() {
		return time.Time{}
	}
	for _, at := range []*time.Time{o.FilledAt, o.CanceledAt, o.ExpiredAt, o.ReplacedAt, o.FailedAt, o.UpdatedAt, o.SubmittedAt} {
		if at != nil {
			return *at
		}
	}
	return time.Time{}
}

// dayOf is the time that says on which day a closed order is listed: when it
// was sent, which is how the broker pages them.
func dayOf(o client.Order) time.Time {
	for _, at := range []*time.Time{o.SubmittedAt, o.CreatedAt, o.UpdatedAt} {
		if at != nil {
			return *at
		}
	}
	return time.Time{}
}

// name is the instrument, behind the sign of what is folded under it. The
// parent of a multi-leg order has none: its legs' underlying stands for it.
func (r *orderRow) name(l look) string {
	name := orderLabel(r.Order, l.short)
	switch {
	case r.depth > 0:
		return "  └ " + name
	case r.below > 0 && r.open:
		return "▾ " + name
	case r.below > 0:
		return "▸ " + name
	default:
		return "  " + name
	}
}

func orderLabel(o client.Order, short bool) string {
	if o.Symbol == "" && len(o.Legs) > 0 {
		return format.Legs(o.Legs[0].Symbol, len(o.Legs))
	}
	return format.Instrument(o.Symbol, o.AssetClass, short)
}

func (r *orderRow) matches(filter string) bool {
	if strings.Contains(strings.ToUpper(r.Symbol), filter) || strings.Contains(strings.ToUpper(orderLabel(r.Order, false)), filter) ||
		strings.Contains(strings.ToUpper(r.Side+" "+r.Type+" "+r.Status), filter) {
		return true
	}
	for i := range r.Legs {
		if strings.Contains(strings.ToUpper(r.Legs[i].Symbol), filter) {
			return true
		}
	}
	return false
}
