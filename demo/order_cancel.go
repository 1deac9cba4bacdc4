package demo

import "net/http"

// cancel asks for the end of an order. One that is a leg takes the other with
// it, and a parent its legs.
func (k *book) cancel(r *http.Request) (any, error) {
	id := r.PathValue("order_id")
	o := k.find(func(o *order) bool { return o.ID == id })
	if o == nil {
		return nil, refusal{http.StatusNotFound, codeNotFound, "order not found for " + id}
	}
	if err := o.mayEnd(); err != nil {
		return nil, err
	}
	k.cancelGroup(o)
	return nil, nil
}

func (o *order) mayEnd() error {
	if o.open() {
		return nil
	}
	return invalid("order is already in \"" + o.Status + "\" state")
}

// canceled is one order's part of the answer to cancelling all.
type canceled struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
}

func (k *book) cancelAll(*http.Request) (any, error) { return k.cancelEvery(), nil }

// cancelEvery cancels all that is open.
func (k *book) cancelEvery() []canceled {
	all := []canceled{}
	for _, o := range k.openOrders() {
		if o.open() { // still: others of its group go with it
			k.cancelGroup(o)
			all = append(all, canceled{o.ID, http.StatusOK})
		}
	}
	return all
}
