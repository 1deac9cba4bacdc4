package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	usmarket "quipu/market"
)

// The orders' listing gives fiftyOrders unless asked, and never more than
// mostOrders.
const (
	fiftyOrders = 50
	mostOrders  = 500
)

// orderQuery is what a listing asks for.
type orderQuery struct {
	status, side     string
	symbols, classes []string
	after, until     time.Time
	nested, rising   bool
	limit            int
}

func (k *book) listOrders(r *http.Request) (any, error) {
	q, err := k.orderQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	found := []*order{}
	for _, top := range k.orders {
		found = append(found, k.listed(top, q)...)
	}
	slices.SortStableFunc(found, func(a, b *order) int { return a.SubmittedAt.Compare(b.SubmittedAt) })
	if !q.rising {
		slices.Reverse(found)
	}
	return found[:min(len(found), q.limit)], nil
}

// Nesting is how the orders' listings show working legs whose parent is filled: Alpaca
// does not document it.
type Nesting int

// The ways of listing them.
const (
	LegsByThemselves Nesting = iota // in the nested listing too
	LegsFlat                        // in the flat listing alone
	LegsUnderParent                 // in the nested listing under the filled parent; the flat one has no legs at all
)

// listed gives what a listing shows of an order and its legs.
func (k *book) listed(top *order, q orderQuery) []*order {
	list := top.unrolled(q.nested)
	outlived := q.nested && q.status == "open" && !top.open() && top.OrderClass != "mleg"
	switch {
	case outlived && k.nesting == LegsByThemselves:
		list = top.Legs
	case outlived && k.nesting == LegsUnderParent && slices.ContainsFunc(top.Legs, q.wants):
		return list
	case !q.nested && k.nesting == LegsUnderParent:
		list = list[:1]
	}
	return slices.DeleteFunc(slices.Clone(list), func(o *order) bool { return !q.wants(o) })
}

// unrolled lists an order's legs beside it unless they are wanted inside. A
// multi-leg order keeps them: without them it says nothing.
func (o *order) unrolled(nested bool) []*order {
	if nested || len(o.Legs) == 0 || o.OrderClass == "mleg" {
		return []*order{o}
	}
	alone := *o
	alone.Legs = nil
	return append([]*order{&alone}, o.Legs...)
}

func (k *book) orderQuery(v url.Values) (orderQuery, error) {
	q := orderQuery{status: or(v.Get("status"), "open"), side: v.Get("side"), limit: fiftyOrders,
		symbols: list(v, "symbols"), classes: list(v, "asset_class"), rising: v.Get("direction") == "asc"}
	if !slices.Contains([]string{"open", "closed", "all"}, q.status) {
		return q, invalid("status must be open, closed or all")
	}
	if !slices.Contains([]string{"", "asc", "desc"}, v.Get("direction")) {
		return q, invalid("direction must be asc or desc")
	}
	var err error
	if text := v.Get("nested"); text != "" {
		if q.nested, err = strconv.ParseBool(text); err != nil {
			return q, invalid("nested must be true or false")
		}
	}
	if text := v.Get("limit"); text != "" {
		if q.limit, err = strconv.Atoi(text); err != nil || q.limit < 1 || q.limit > mostOrders {
			return q, invalid("limit must be 1 to 500")
		}
	}
	return q, k.bounds(&q, v)
}

// bounds reads between which times, or which orders, the listing lies.
func (k *book) bounds(q *orderQuery, v url.Values) (err error) {
	if q.after, err = moment(v, "after"); err != nil {
		return err
	}
	if q.until, err = moment(v, "until"); err != nil {
		return err
	}
	if v.Has("after_order_id") && v.Has("before_order_id") {
		return invalid("after_order_id and before_order_id exclude each other")
	}
	for parameter, bound := range map[string]*time.Time{"after_order_id": &q.after, "before_order_id": &q.until} {
		if id := v.Get(parameter); id != "" {
			o := k.find(func(o *order) bool { return o.ID == id })
			if o == nil {
				return invalid(parameter + " names no order")
			}
			*bound = o.SubmittedAt
		}
	}
	return nil
}

func (q orderQuery) wants(o *order) bool {
	return (q.status == "all" || o.open() == (q.status == "open")) &&
		(q.side == "" || q.side == o.Side) &&
		(len(q.symbols) == 0 || slices.ContainsFunc(q.symbols, func(symbol string) bool { return o.named(symbol) || q.underlying(o, symbol) })) &&
		(len(q.classes) == 0 || slices.Contains(q.classes, o.AssetClass) || slices.Contains(q.classes, "all")) &&
		(q.after.IsZero() || o.SubmittedAt.After(q.after)) &&
		(q.until.IsZero() || o.SubmittedAt.Before(q.until))
}

// underlying reports whether an order is for an option on a symbol: orders of the
// class of options are found by it too.
func (q orderQuery) underlying(o *order, symbol string) bool {
	return o.AssetClass == classOption && slices.Contains(q.classes, classOption) && len(o.Symbol) == len(symbol)+15 && strings.HasPrefix(o.Symbol, symbol)
}

// named takes a crypto's pair with and without its slash.
func (o *order) named(symbol string) bool {
	return o.Symbol != "" && usmarket.PositionSymbol(o.Symbol) == usmarket.PositionSymbol(symbol)
}

// find looks through all orders and their legs.
func (k *book) find(is func(*order) bool) *order {
	for _, top := range k.orders {
		for _, o := range append([]*order{top}, top.Legs...) {
			if is(o) {
				return o
			}
		}
	}
	return nil
}

func (k *book) oneOrder(r *http.Request) (any, error) {
	id := r.PathValue("order_id")
	return k.orderOr404(r, func(o *order) bool { return o.ID == id })
}

func (k *book) orderByClientID(r *http.Request) (any, error) {
	id := r.URL.Query().Get("client_order_id")
	return k.orderOr404(r, func(o *order) bool { return o.ClientOrderID == id })
}

func (k *book) orderOr404(r *http.Request, is func(*order) bool) (any, error) {
	o := k.find(is)
	if o == nil {
		return nil, refusal{http.StatusNotFound, codeNotFound, "order not found"}
	}
	nested, _ := strconv.ParseBool(r.URL.Query().Get("nested"))
	return o.unrolled(nested)[0], nil
}
