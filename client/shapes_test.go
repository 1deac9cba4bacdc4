package client

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// lists are the calls that are answered with a list, with the least entry that
// each believes and how many entries are too many.
var lists = map[string]struct {
	ask   func(ctx context.Context, c *Client) (int, error)
	entry string
	most  int
}{
	"orders":     {counts(func(ctx context.Context, c *Client) ([]Order, error) { return c.Orders(ctx, OrderQuery{}) }), `{"id":"o"}`, maxOrders},
	"activities": {counts(func(ctx context.Context, c *Client) ([]Activity, error) { return c.Activities(ctx, ActivityQuery{}) }), `{"id":"a"}`, maxActivity},
	"assets":     {counts(func(ctx context.Context, c *Client) ([]Asset, error) { return c.Assets(ctx, "us_equity") }), `{"symbol":"A"}`, maxAssets},
	"watchlists": {counts(func(ctx context.Context, c *Client) ([]Watchlist, error) { return c.Watchlists(ctx) }), `{"id":"w"}`, maxLists},
	"days":       {counts(func(ctx context.Context, c *Client) ([]TradingDay, error) { return c.Calendar(ctx, noon, noon) }), `{"date":"2026-03-09"}`, maxDays},
}

func counts[T any](read func(context.Context, *Client) ([]T, error)) func(context.Context, *Client) (int, error) {
	return func(ctx context.Context, c *Client) (int, error) {
		all, err := read(ctx, c)
		return len(all), err
	}
}

func TestListsOfAllShapes(t *testing.T) {
	for name, l := range lists {
		for _, c := range []struct {
			body string
			want int // -1 is ErrUnreadable
			says string
		}{
			{`[]`, 0, ""},
			{` null `, 0, ""},
			{`[` + l.entry + `]`, 1, ""},
			{`[` + l.entry + `,` + l.entry + `]`, 2, ""},
			{`[` + strings.Replace(l.entry, `{`, `{"a_field_of_tomorrow":{"x":[1,null]},`, 1) + `]`, 1, ""},
			{`[null]`, -1, ""},
			{`[{}]`, -1, ""},
			{`[` + l.entry + `,{}]`, -1, ""},
			{`{}`, -1, "unexpected object, not a list"},
			{`"[]"`, -1, "unexpected string, not a list"},
			{`true`, -1, "unexpected true or false, not a list"},
			{`[[]]`, -1, "unexpected array"},
			{`[7]`, -1, "unexpected number"},
			{`[` + l.entry, -1, "cut off"},
			{`[` + l.entry + `] x`, -1, "broken JSON"},
			{``, -1, "an empty body"},
			{page, -1, "a web page"},
			{`[` + strings.Repeat(l.entry+`,`, l.most-1) + l.entry + `]`, l.most, ""},
			{`[` + strings.Repeat(l.entry+`,`, l.most) + l.entry + `]`, -1, "more entries than can be true"},
		} {
			f := newFake()
			f.fault = always(http.StatusOK, c.body)
			n, err := l.ask(t.Context(), fakeClient(t, f))
			if c.want >= 0 && (err != nil || n != c.want) {
				t.Errorf("%s %.40s: %d, %v; want %d", name, c.body, n, err, c.want)
			}
			if c.want < 0 {
				e := failure(t, err, ErrUnreadable)
				if !strings.Contains(e.Error(), c.says) || n != 0 || f.count("") != 1 {
					t.Errorf("%s %.40s: %q with %d entries does not say %q", name, c.body, e, n, c.says)
				}
				line(t, e.Error())
			}
		}
	}
}

func TestWrongTypesOfNewAnswers(t *testing.T) {
	for name, wrong := range map[string][]string{
		"orders":     {`"id":7`, `"qty":"many"`, `"legs":7`, `"legs":[[]]`, `"created_at":"soon"`, `"extended_hours":"yes"`},
		"activities": {`"id":7`, `"qty":true`, `"price":"1,5"`, `"transaction_time":"12:00"`, `"created_at":1767225600`, `"net_amount":{}`},
		"assets":     {`"symbol":[]`, `"name":1`, `"tradable":"true"`, `"class":{}`},
		"watchlists": {`"name":{}`, `"updated_at":"today"`, `"assets":{}`, `"assets":[{}]`, `"assets":["AAPL"]`},
		"days":       {`"open":930`, `"date":"09.03.2026"`, `"date":""`, `"date":"2026-02-30"`},
	} {
		for _, field := range wrong {
			f := newFake()
			f.fault = always(http.StatusOK, strings.Replace("["+lists[name].entry+"]", "}", ","+field+"}", 1))
			_, err := lists[name].ask(t.Context(), fakeClient(t, f))
			line(t, failure(t, err, ErrUnreadable).Error())
		}
	}
}

// TestOneOrder says in its own words what is no order.
func TestOneOrder(t *testing.T) {
	for _, body := range []string{`{}`, `null`, `{"message":"hello"}`} {
		f := newFake()
		f.fault = always(http.StatusOK, body)
		_, err := fakeClient(t, f).Order(t.Context(), "o1")
		if e := failure(t, err, ErrUnreadable); strings.Contains(e.Error(), "event") || !strings.Contains(e.Error(), "not an order") {
			t.Errorf("%s: %q", body, e)
		}
	}
	f := newFake()
	f.fault = always(http.StatusOK, `{"id":"o1","status":"held","qty":2,"filled_qty":"0","symbol":"BTC/USD","legs":[{"id":"l1","legs":[{"id":"l2"}]}],"replaced_by":null}`)
	o, err := fakeClient(t, f).Order(t.Context(), "o1")
	is(t, "a quantity as a number", o.Qty, "2")
	is(t, "a notional that is missing", o.Notional, "")
	if err != nil || o.Status != "held" || o.Closed() || len(o.Legs) != 2 || o.Legs[0].ID != "l1" || o.Legs[0].Legs != nil || o.Legs[1].ID != "l2" || o.Legs[1].Parent != "l1" {
		t.Errorf("%+v, %v", o, err)
	}
	hundred := strings.TrimSuffix(strings.Repeat(`{"id":"m"},`, maxLegs), ",")
	nested := strings.TrimSuffix(strings.Repeat(`{"id":"l","legs":[`+hundred+`]},`, maxLegs), ",")
	f.fault = always(http.StatusOK, `{"id":"o1","legs":[`+nested+`]}`)
	if o, err := fakeClient(t, f).Order(t.Context(), "o1"); err != nil || len(o.Legs) != maxLegs {
		t.Errorf("of ten thousand legs in legs %d are kept, %v", len(o.Legs), err)
	}
	f.fault = always(http.StatusOK, `{"id":"o1","legs":[`+strings.Repeat(`{"id":"l"},`, maxLegs)+`{"id":"l"}]}`)
	_, err = fakeClient(t, f).Order(t.Context(), "o1")
	failure(t, err, ErrUnreadable)
}

// TestNewTextsAreFitForAScreen gives every text of an answer, of known and
// unknown fields, something that would take over a terminal.
func TestNewTextsAreFitForAScreen(t *testing.T) {
	const hostile = `\u001b]0;owned\u0007\u202eAB\nCD\u009b2J\u200b`
	fields := ""
	for _, field := range []string{
		"id", "class", "exchange", "symbol", "name", "status", "activity_type", "type", "side", "order_id", "order_status", "description",
		"currency", "date", "client_order_id", "asset_id", "asset_class", "order_class", "order_type", "time_in_force", "position_intent", "replaces", "replaced_by",
	} {
		fields += fmt.Sprintf(`%q:"%s",`, field, hostile+strings.Repeat("x", 500))
	}
	object := "{" + strings.TrimSuffix(fields, ",") + "}"
	f := newFake()
	c := fakeClient(t, f)
	f.fault = func(r *http.Request) (*http.Response, error) {
		if strings.Contains(r.URL.Path, "/v2/watchlists/") || strings.Contains(r.URL.Path, "/v2/orders/") {
			return answer(200, strings.TrimSuffix(object, "}")+`,"assets":[`+object+`],"legs":[`+object+`]}`, nil), nil
		}
		return answer(200, "["+object+"]", nil), nil
	}
	activities, err1 := c.Activities(t.Context(), ActivityQuery{})
	assets, err2 := c.Assets(t.Context(), "us_equity")
	watchlists, err3 := c.Watchlists(t.Context())
	watchlist, err4 := c.Watchlist(t.Context(), "w1")
	order, err5 := c.Order(t.Context(), "o1")
	event, err6 := decodeEvent([]byte(`{"event":"` + hostile + `","execution_id":"` + hostile + `","order":` + object + `}`))
	for _, err := range []error{err1, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	texts := 0
	everyText(reflect.ValueOf([]any{activities, assets, watchlists, watchlist, order, event}), func(text string) {
		texts++
		if strings.ContainsFunc(text, unfit) || len([]rune(text)) > messageLimit {
			t.Errorf("%q would reach the screen", text)
		}
	})
	if texts < 60 || len([]rune(assets[0].Symbol)) > symbolLimit || len([]rune(assets[0].Name)) > nameLimit {
		t.Errorf("%d texts, %+v", texts, assets[0])
	}
}

func unfit(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

func TestManyAssets(t *testing.T) {
	const many = 30_000
	f := newFake()
	f.fault = always(http.StatusOK, string(manyAssets(many)))
	all, err := fakeClient(t, f).Assets(t.Context(), "us_equity")
	if err != nil || len(all) != many {
		t.Fatalf("%d, %v", len(all), err)
	}
	want := Asset{ID: "aaaaaaaa-0000-4000-8000-000000029999", Class: "us_equity", Exchange: "NASDAQ", Symbol: "ARIV", Name: "Company number 29999 Inc. Common Stock",
		Status: "active", Tradable: true, Shortable: true, Fractionable: true}
	if all[many-1] != want {
		t.Errorf("the last is %+v", all[many-1])
	}
}

// manyAssets is the list of everything that can be traded.
func manyAssets(n int) []byte {
	b := []byte{'['}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"id":"aaaaaaaa-0000-4000-8000-%012d","class":"us_equity","exchange":"NASDAQ","symbol":%q,"name":"Company number %d Inc. Common Stock",`+
			`"status":"active","tradable":true,"marginable":false,"shortable":true,"easy_to_borrow":false,"fractionable":true,"maintenance_margin_requirement":30,`+
			`"margin_requirement_long":"30","attributes":["has_options"]}`, i, letters(i), i)
	}
	return append(b, ']')
}

// letters counts A to Z, AA to ZZ and so on.
func letters(i int) string {
	text := ""
	for i++; i > 0; i = (i - 1) / 26 {
		text = string(rune('A'+(i-1)%26)) + text
	}
	return text
}
