package client

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestNoShapeOfNestingHidesAnOrder: a filled bracket's legs are new and held, or they
// wait for one that is open.
func TestNoShapeOfNestingHidesAnOrder(t *testing.T) {
	const (
		legs    = `{"id":"l1","status":"new","updated_at":"2026-03-09T18:00:02Z"},{"id":"l2","status":"held","updated_at":"2026-03-09T18:00:02Z"}`
		filled  = `{"id":"p","status":"filled","updated_at":"2026-03-09T18:00:02Z","legs":[` + legs + `]}`
		held    = `{"id":"l1","status":"held","updated_at":"2026-03-09T18:00:01Z"},{"id":"l2","status":"held","updated_at":"2026-03-09T18:00:01Z"}`
		open    = `{"id":"p","status":"new","updated_at":"2026-03-09T18:00:01Z","legs":[` + held + `]}`
		both    = "l1:new l2:held"
		waiting = "p:new(l1:held l2:held)"
	)
	for name, c := range map[string]struct{ nested, flat, want string }{
		"flat alone":                       {``, legs, both},
		"each by itself":                   {legs, legs, both},
		"by itself, and not flat":          {legs, ``, both},
		"under the closed parent":          {filled, ``, both},
		"under it and flat":                {filled, legs, both},
		"the parent is flat as well":       {filled, `{"id":"p","status":"filled"},` + legs, both},
		"one under the parent":             {`{"id":"p","status":"filled","legs":[{"id":"l1","status":"new"}]}`, `{"id":"l2","status":"held"}`, both},
		"under an open one":                {open, `{"id":"p","status":"new"},` + held, waiting},
		"under an open one, and not flat":  {open, `{"id":"p","status":"new"}`, waiting},
		"before and under an open one":     {held + "," + open, `{"id":"p","status":"new"},` + held, waiting},
		"filled between the two readings":  {open, legs + `,{"id":"p","status":"filled","updated_at":"2026-03-09T18:00:02Z"}`, both},
		"a leg ended, as the later says":   {filled, `{"id":"l1","status":"new","updated_at":"2026-03-09T18:00:02Z"},{"id":"l2","status":"canceled","updated_at":"2026-03-09T18:00:03Z"}`, "l1:new"},
		"legs without an id":               {`{"id":"p","status":"filled","legs":[{"status":"new"},{"status":"held"}]}`, ``, ":new :held"},
		"legs of one id with the parent":   {`{"id":"p","status":"new","legs":[{"id":"p","status":"new"}]}`, ``, "p:new(p:new)"},
		"two that are each other's leg":    {`{"id":"a","status":"new","legs":[{"id":"b","status":"new"}]},{"id":"b","status":"new","legs":[{"id":"a","status":"new"}]}`, ``, "a:new(b:new)"},
		"a leg of a leg":                   {`{"id":"p","status":"filled","legs":[{"id":"l1","status":"new","legs":[{"id":"l2","status":"held"}]}]}`, ``, both},
		"a leg of an ended leg":            {`{"id":"p","status":"filled","legs":[{"id":"x","status":"filled","legs":[{"id":"l1","status":"new","legs":[{"id":"l2","status":"held"}]}]}]}`, ``, both},
		"in capitals":                      {`{"id":"p","status":"FILLED","legs":[{"id":"l1","status":"NEW"},{"id":"x","status":"Canceled"},{"id":"l2","status":"Held"}]}`, ``, both},
		"an order of no class beside them": {filled + `,{"id":"a","status":"new"}`, `{"id":"a","status":"new"}`, both + " a:new"},
	} {
		f := newFake()
		f.bodies["/v2/orders nested"], f.bodies["/v2/orders"] = "["+c.nested+"]", "["+c.flat+"]"
		all, more, err := fakeClient(t, f).OpenOrders(t.Context())
		if got := ordersShown(all); err != nil || more || got != c.want {
			t.Errorf("%s: %q, more %v, %v; want %q", name, got, more, err, c.want)
		}
		if c.nested == filled && all[0].Parent != "p" {
			t.Errorf("%s: the leg names the parent %q", name, all[0].Parent)
		}
	}
}

// TestOrdersSentTogetherAreReachedOrSaidToBeLeftOut: nothing new on a page does not
// mean that nothing follows.
func TestOrdersSentTogetherAreReachedOrSaidToBeLeftOut(t *testing.T) {
	for _, c := range []struct {
		same, older, page, most, reached int // most is what the broker puts on a page
		ascending, leftOut               bool
	}{
		{same: 150, older: 100, page: 100, most: 500, reached: 250},
		{same: 100, older: 100, page: 100, most: 500, reached: 200},
		{same: 101, older: 0, page: 100, most: 500, reached: 101},
		{same: 0, older: 250, page: 100, most: 500, reached: 250},
		{same: 3, older: 0, page: 100, most: 500, reached: 3},
		{same: 600, older: 100, page: 100, most: 500, reached: 600, leftOut: true},
		{same: 150, older: 100, page: 100, most: 100, reached: 200, leftOut: true},
		{same: 150, older: 100, page: 100, most: 500, reached: 250, ascending: true},
		{same: 600, older: 700, page: 500, most: 500, reached: 1200, ascending: true, leftOut: true},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			b := timedOrders(c.same, c.older, c.most)
			all, more, err := readAll(t, b, OrderQuery{Status: "closed", Limit: c.page, Ascending: c.ascending})
			if err != nil || len(all) != c.reached || more != c.leftOut {
				t.Errorf("reached %d, left out %v, %v", len(all), more, err)
			}
		})
	}
}

// TestAllOrders reads no more than it is asked for, and says what it leaves out.
func TestAllOrders(t *testing.T) {
	for _, c := range []struct {
		orders, most, want, calls int
		more                      bool
	}{{0, 100, 0, 1, false}, {99, 100, 99, 1, false}, {100, 100, 100, 1, true}, {700, 600, 600, 2, true}, {700, 2000, 700, 2, false}} {
		b := timedOrders(0, c.orders, maxOrdersPerCall)
		all, more, err := fakeClient(t, b).AllOrders(t.Context(), OrderQuery{Status: "all"}, c.most)
		if err != nil || len(all) != c.want || more != c.more || b.count("") != c.calls || len(orderIDs(all)) != c.want {
			t.Errorf("%+v: %d orders in %d calls, more %v, %v", c, len(all), b.count(""), more, err)
		}
	}
}

// TestAPageThatIsFullWithItsLegs is followed by another: brokers may count them.
func TestAPageThatIsFullWithItsLegs(t *testing.T) {
	order := func(legs int) Order { return Order{ID: "p", SubmittedAt: at(1), Legs: make([]Order, legs)} }
	for _, c := range []struct {
		page []Order
		end  bool
	}{{[]Order{order(0)}, true}, {[]Order{order(1)}, true}, {[]Order{order(2)}, false}, {[]Order{order(0), order(1)}, false}, {nil, true}} {
		if p := NewOrderPages(OrderQuery{Limit: 3}).After(c.page, 1); p.End != c.end || p.LeftOut {
			t.Errorf("%d orders: %+v", len(c.page), p)
		}
	}
}

// TestABrokerThatIgnoresTheTimesIsNoLoop ends the listing, and says so.
func TestABrokerThatIgnoresTheTimesIsNoLoop(t *testing.T) {
	for name, times := range map[string]string{"ignored": `,"submitted_at":"2026-03-09T18:00:02Z"`, "unknown": ""} {
		f := newFake()
		f.bodies["/v2/orders closed"] = `[{"id":"a"` + times + `},{"id":"b"` + times + `},{"id":"c"` + times + `}]`
		all, more, err := readAll(t, f, OrderQuery{Status: "closed", Limit: 3})
		if err != nil || !more || len(all) != 3 || f.count("") > 4 {
			t.Errorf("%s: %d orders in %d calls, more %v, %v", name, len(all), f.count(""), more, err)
		}
	}
}

// readAll reads with pages of q.Limit orders.
func readAll(t *testing.T, from http.RoundTripper, q OrderQuery) (all []Order, leftOut bool, err error) {
	t.Helper()
	c := fakeClient(t, from)
	pages := NewOrderPages(q)
	for calls := 0; !pages.End && calls < 50; calls++ {
		page, err := c.Orders(t.Context(), pages.Next)
		if err != nil {
			return nil, false, err
		}
		before := len(all)
		all = append(all, page...)
		ids := map[string]bool{}
		all = slices.DeleteFunc(all, func(o Order) bool { known := ids[o.ID]; ids[o.ID] = true; return known })
		pages = pages.After(page, len(all)-before)
	}
	return all, pages.LeftOut, nil
}

// timedOrders is a broker with orders that were sent together, and older ones, each a
// second before the next; it puts most on a page at most.
func timedOrders(same, older, most int) *fake {
	f := newFake()
	sent := time.Date(2026, 11, 27, 15, 0, 0, 123456789, time.UTC)
	f.fault = func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		after, _ := time.Parse(time.RFC3339Nano, q.Get("after"))
		until, _ := time.Parse(time.RFC3339Nano, q.Get("until"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		var page []string
		for n := range same + older {
			if q.Get("direction") == "asc" {
				n = same + older - 1 - n
			}
			at := sent.Add(-time.Duration(max(n-same+1, 0)) * time.Second)
			if at.After(after) && (until.IsZero() || at.Before(until)) && len(page) < min(limit, most) {
				page = append(page, fmt.Sprintf(`{"id":"%d","submitted_at":%q}`, n, at.Format(time.RFC3339Nano)))
			}
		}
		return answer(http.StatusOK, "["+strings.Join(page, ",")+"]", nil), nil
	}
	return f
}

func orderIDs(all []Order) map[string]bool {
	ids := make(map[string]bool, len(all))
	for i := range all {
		ids[all[i].ID] = true
	}
	return ids
}

// TestPollReadsBothListingsWhereLegsMayBe spends the second call only there, and every
// half minute, whatever shape the nested listing has.
func TestPollReadsBothListingsWhereLegsMayBe(t *testing.T) {
	const legs = `{"id":"l1","status":"new","order_class":"bracket"},{"id":"l2","status":"held","order_class":"bracket"}`
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(29 * time.Second)
		if flat, nested := p.times("/v2/orders"), p.times("/v2/orders nested"); flat != "[0 12 24]" || nested != "[0]" {
			p.Errorf("simple orders: flat at %s, nested at %s", flat, nested)
		}
		f.set(func() {
			f.bodies["/v2/orders"] = `[{"id":"p","status":"new","order_class":"bracket"},{"id":"o","status":"new"}]`
			f.bodies["/v2/orders nested"] = `[{"id":"p","status":"new","order_class":"bracket","legs":[` + legs + `]},{"id":"o","status":"new"}]`
		})
		if u := p.at(37 * time.Second); ordersShown(u.Snapshot.Orders) != "p:new(l1:new l2:held) o:new" {
			p.Errorf("shown are %s", ordersShown(u.Snapshot.Orders))
		}
		f.set(func() {
			f.bodies["/v2/orders"] = `[{"id":"o","status":"new"}]`
			f.bodies["/v2/orders nested"] = `[{"id":"p","status":"filled","order_class":"bracket","legs":[` + legs + `]},{"id":"o","status":"new"}]`
			f.bodies["/v2/orders/p"] = `{"id":"p","status":"filled","order_class":"bracket","legs":[` + legs + `]}`
		})
		for _, second := range []time.Duration{50, 100, 200} {
			if u := p.at(second * time.Second); ordersShown(u.Snapshot.Orders) != "l1:new l2:held o:new" {
				p.Errorf("after %d s there are %s", second, ordersShown(u.Snapshot.Orders))
			}
		}
		if got := p.told(); got != "new? p, fill? p" {
			p.Errorf("told %q", got)
		}
		perMinute(p.T, f, 60)
	})
}

// TestLegsThatEndUnseenAreReported: a leg is filled inside a parent that stays open, or
// the parent ends with it.
func TestLegsThatEndUnseenAreReported(t *testing.T) {
	leg := func(status, filled string) string {
		return `{"id":"l1","status":"` + status + `","filled_qty":"` + filled + `","qty":"5","side":"sell","symbol":"F"}`
	}
	oco := func(status, leg string) string {
		return `{"id":"p","status":"` + status + `","order_class":"oco","qty":"5","filled_qty":"0","legs":[` + leg + `]}`
	}
	for name, c := range map[string]struct{ after, told string }{
		"in part":               {`[` + oco("new", leg("partially_filled", "2")) + `]`, "partial_fill? l1"},
		"whole":                 {`[` + oco("new", leg("filled", "5")) + `]`, "fill? l1"},
		"whole, and the parent": {`[]`, "canceled? p, fill? l1"},
		"canceled":              {`[` + oco("new", leg("canceled", "0")) + `]`, ""},
		"nothing":               {`[` + oco("new", leg("held", "0")) + `]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.bodies["/v2/orders"] = `[` + oco("new", leg("held", "0")) + `]`
			f.bodies["/v2/orders/p"] = oco("canceled", leg("filled", "5"))
			poll(t, f, PollOptions{}, func(p *polling) {
				p.at(time.Second)
				f.set(func() { f.bodies["/v2/orders"] = c.after })
				p.at(20 * time.Second)
				if got := p.told(); got != c.told {
					p.Errorf("told %q, want %q", got, c.told)
				}
			})
		})
	}
}
