package demo

import "slices"

// enlist enters orders as the newest ones.
func (k *book) enlist(orders ...*order) {
	k.orders = append(k.orders, orders...)
	if k.alive != nil {
		k.alive = append(k.alive, orders...)
	}
}

// setOrders enters orders elsewhere, or leaves some out.
func (k *book) setOrders(orders []*order) { k.orders, k.alive = orders, nil }

// living are the orders that are alive, and those that ended since prune: few of all,
// and asked for in every second of the market. A list that was handed out does not change.
func (k *book) living() []*order {
	if k.alive == nil {
		k.alive = slices.Clone(k.orders)
	}
	return k.alive
}

// prune leaves out the orders that are over: none begins again. Not every status is true
// while a request is checked, so it is for between two requests.
func (k *book) prune() {
	over := func(o *order) bool { return !o.alive() }
	if slices.ContainsFunc(k.living(), over) {
		k.alive = slices.DeleteFunc(slices.Clone(k.alive), over)
	}
}
