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
	k.askToCancel(o, faultOf(r))
	return nil, nil
}

// askToCancel cancels an order with its group, at once unless a fault delays it.
func (k *book) askToCancel(o *order, fault string) {
	switch {
	case o.Status == "pending_cancel": // asked for before
	case fault != "" && o.atExchange():
		k.cancelLater(o, fault == "filled")
	default:
		k.cancelGroup(o)
	}
}

func (o *order) mayEnd() error {
	switch {
	case o.standby:
		return invalid("order chain not fully replaced")
	case o.open() && o.Status != "pending_replace":
		return nil
	}
	return invalid("order is already in \"" + o.Status + "\" state")
}

// canceled is one order's part of the answer to cancelling all.
type canceled struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
}

func (k *book) cancelAll(r *http.Request) (any, error) { return k.cancelEvery(faultOf(r)), nil }

// cancelEvery asks for the end of all that is open.
func (k *book) cancelEvery(fault string) []canceled {
	all := []canceled{}
	for _, o := range k.openOrders() {
		switch {
		case !o.open(): // it went with others of its group
		case o.mayEnd() != nil:
			all = append(all, canceled{o.ID, http.StatusUnprocessableEntity})
		default:
			k.askToCancel(o, fault)
			all = append(all, canceled{o.ID, http.StatusOK})
		}
	}
	return all
}
