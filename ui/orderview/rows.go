// Package orderview shows orders: the rows and columns of their table, and the detail of
// one. It is given values and asks nothing.
package orderview

import (
	"fmt"
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
)

// Row is a row of an order, or a heading.
type Row struct {
	*client.Order
	Heading string
	Depth   int    // 1 for a leg or a predecessor
	Below   int    // how many legs and predecessors it has
	Open    bool   // they are shown
	Was     string // what a predecessor is to its parent: "replaced"
	Key     string
	Ended   time.Time      // zero while it works
	Market  client.Decimal // price of the instrument now, for a working order
	Day     string         // that the heading over it names, 2006-01-02; "" under "Open"
}

// Rows lists open orders, then closed ones by day. An expanded order is followed by
// its legs and the orders it replaced.
func Rows(working, closed []client.Order, unfolded map[string]bool, now time.Time) []Row {
	all := make(map[string]*client.Order, len(working)+len(closed))
	for _, list := range [][]client.Order{closed, working} {
		for i := range list {
			all[list[i].ID] = &list[i]
		}
	}
	rows := make([]Row, 0, len(working)+len(closed)+16)
	if len(working) > 0 {
		rows = append(rows, headingRow(fmt.Sprintf("Open · %d", len(working)), "open"))
	}
	isWorking := make(map[string]bool, len(working))
	for i := range working {
		isWorking[working[i].ID] = true
		rows = appendOrder(rows, &working[i], "", all, unfolded)
	}
	day, below := "", shownBelow(working, closed, all)
	for i := range closed {
		o := &closed[i]
		if isWorking[o.ID] || below[o.ID] {
			continue
		}
		if name := format.Day(dayOf(o), now); name != day {
			day = name
			rows = append(rows, headingRow(day, "day "+day))
		}
		rows = appendOrder(rows, o, market.Date(dayOf(o)), all, unfolded)
	}
	return rows
}

func headingRow(heading, key string) Row {
	return Row{Order: &client.Order{}, Heading: heading, Key: key}
}

// appendOrder adds an order under the heading of a day and, if it is expanded, its legs
// and predecessors.
func appendOrder(rows []Row, o *client.Order, day string, all map[string]*client.Order, unfolded map[string]bool) []Row {
	before := predecessors(o, all)
	row := Row{Order: o, Below: len(o.Legs) + len(before), Open: unfolded[o.ID], Key: o.ID, Ended: endOf(o), Day: day}
	rows = append(rows, row)
	if !row.Open {
		return rows
	}
	for i := range o.Legs {
		leg := &o.Legs[i]
		rows = append(rows, Row{Order: leg, Depth: 1, Key: o.ID + "/" + leg.ID, Ended: endOf(leg), Day: day})
	}
	for _, old := range before {
		rows = append(rows, Row{Order: old, Depth: 1, Was: "replaced", Key: o.ID + "/" + old.ID, Ended: endOf(old), Day: day})
	}
	return rows
}

// shownBelow tells the orders that are shown under the one that replaced them. Of those
// that name each other as replaced, the first of the list is shown by itself, as is one
// that the order which it names does not name in turn.
func shownBelow(working, closed []client.Order, all map[string]*client.Order) map[string]bool {
	below := map[string]bool{}
	add := func(o *client.Order) {
		for _, old := range predecessors(o, all) {
			below[old.ID] = true
		}
	}
	replaced := func(o *client.Order) bool { return o.ReplacedBy != "" && all[o.ReplacedBy] != nil }
	for i := range working {
		add(&working[i])
	}
	for i := range closed {
		if !replaced(&closed[i]) {
			add(&closed[i])
		}
	}
	for i := range closed {
		if o := &closed[i]; replaced(o) && !below[o.ID] {
			add(o)
		}
	}
	return below
}

// predecessors gives the orders that o replaced, the latest first. A chain that
// leads back to itself ends there.
func predecessors(o *client.Order, all map[string]*client.Order) []*client.Order {
	if o.Replaces == "" {
		return nil
	}
	var before []*client.Order
	seen := map[string]bool{o.ID: true}
	for o.Replaces != "" && !seen[o.Replaces] {
		old := all[o.Replaces]
		if old == nil {
			break
		}
		seen[old.ID] = true
		before = append(before, old)
		o = old
	}
	return before
}

// endOf is when an order was closed, zero while it is open.
func endOf(o *client.Order) time.Time {
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

// dayOf is the time whose day a closed order is listed under: its submission, by which
// the broker sorts the pages.
func dayOf(o *client.Order) time.Time {
	for _, at := range []*time.Time{o.SubmittedAt, o.CreatedAt, o.UpdatedAt} {
		if at != nil {
			return *at
		}
	}
	return time.Time{}
}

// endTime is when the order stopped working: the time of day under a heading that names
// that very day, else with its date. A good-till-canceled order ends on another day
// than it was sent on.
func (r *Row) endTime(l format.Options) string {
	if l.Dated || market.Date(r.Ended) != r.Day {
		return format.Moment(r.Ended, l.Now)
	}
	return format.Clock(r.Ended)
}

// name is the instrument after the sign for expanding. The parent of a multi-leg order
// has no symbol: it is named after the underlying of its legs.
func (r *Row) name(l format.Options) string {
	name := trade.OrderName(*r.Order, l.Short)
	switch {
	case r.Depth > 0:
		return "  └ " + name
	case r.Below > 0 && r.Open:
		return "▾ " + name
	case r.Below > 0:
		return "▸ " + name
	default:
		return "  " + name
	}
}

func (r *Row) matches(filter string) bool {
	if strings.Contains(strings.ToUpper(r.Symbol), filter) || strings.Contains(strings.ToUpper(trade.OrderName(*r.Order, false)), filter) ||
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

func compareTimes(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Compare(*b)
	}
}
