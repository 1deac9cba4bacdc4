package trade

import (
	"slices"

	"quipu/client"
)

// GoesWith are the working orders that the broker cancels together with one: the
// exits of an entry, the other exit of two. open are the working orders with
// their legs.
func GoesWith(o client.Order, open []client.Order) []client.Order {
	if known := slices.IndexFunc(open, func(m client.Order) bool { return m.ID == o.ID }); known >= 0 {
		o.Parent = open[known].Parent
	}
	var group []client.Order
	for _, parent := range append([]client.Order{o}, open...) {
		members := append([]client.Order{parent}, parent.Legs...)
		siblings := o.Parent != "" && parent.Parent == o.Parent
		if siblings || slices.ContainsFunc(members, func(m client.Order) bool { return m.ID == o.ID }) {
			group = append(group, members...)
		}
	}
	var others []client.Order
	for _, m := range group {
		known := m.ID == o.ID || slices.ContainsFunc(others, func(other client.Order) bool { return other.ID == m.ID })
		if !known && !m.Closed() {
			others = append(others, m)
		}
	}
	return others
}

// holders are the resting orders that hold units of the position, one of each
// group that is cancelled together. A market order is none: it closes already.
func (f Facts) holders() []client.Order {
	var all []client.Order
	for _, exits := range f.Exits() {
		all = append(all, exits[0])
	}
	return all
}
