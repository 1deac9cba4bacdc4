package client

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// asking is one call, what it sends and what it is answered.
type asking struct {
	name string
	ask  func(ctx context.Context, c *Client) error
	want string // method, address without the host, body
	give string // "" is a list of nothing
}

// wrote gives a request as one line: method, address, body.
func wrote(t *testing.T, r *http.Request) string {
	t.Helper()
	line := r.Method + " " + r.URL.RequestURI()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		line += " " + string(body)
	}
	return line
}

// listens answers every request with the same body and notes each line.
func listens(t *testing.T, status int, body string, lines *[]string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		*lines = append(*lines, wrote(t, r))
		if sent := r.Header.Get("Content-Type"); (r.Body != nil) != (sent == "application/json") {
			t.Errorf("%s has the type %q", r.Method, sent)
		}
		if r.Body != nil && (r.GetBody != nil || r.ContentLength < 2) {
			t.Errorf("a body of %d bytes that net/http may send again: %t", r.ContentLength, r.GetBody != nil)
		}
		return answer(status, body, nil), nil
	}
}

var (
	lunch  = time.Date(2026, 3, 9, 12, 0, 0, 500, time.FixedZone("", 3600))
	aList  = `{"id":"w1","name":"one"}`
	anID   = "a/b c?d=1&e#%2F"
	escape = "a%2Fb%20c%3Fd=1&e%23%252F"
)

func TestWhatReadsSend(t *testing.T) {
	for _, a := range []asking{
		{"flat orders", ordersOf(OrderQuery{Flat: true}), "GET /v2/orders?direction=desc&limit=500&nested=false&status=open", ""},
		{"orders", ordersOf(OrderQuery{}), "GET /v2/orders?direction=desc&limit=500&nested=true&status=open", ""},
		{"closed orders", ordersOf(OrderQuery{Status: "closed", Limit: 1, Ascending: true}),
			"GET /v2/orders?direction=asc&limit=1&nested=true&status=closed", ""},
		{"orders of a time", ordersOf(OrderQuery{Status: "all", Limit: 500, After: lunch, Until: lunch.Add(time.Hour)}),
			"GET /v2/orders?after=2026-03-09T11%3A00%3A00.0000005Z&direction=desc&limit=500&nested=true&status=all&until=2026-03-09T12%3A00%3A00.0000005Z", ""},
		{"orders of symbols", ordersOf(OrderQuery{Symbols: []string{"BTC/USD", "BRK.B"}}),
			"GET /v2/orders?direction=desc&limit=500&nested=true&status=open&symbols=BTC%2FUSD%2CBTCUSD%2CBRK.B", ""},
		{"orders of a position's pair", ordersOf(OrderQuery{Symbols: []string{"BTCUSD", "BTC/USD"}}),
			"GET /v2/orders?direction=desc&limit=500&nested=true&status=open&symbols=BTCUSD%2CBTC%2FUSD", ""},
		{"more orders than there may be", ordersOf(OrderQuery{Limit: 501}), "GET /v2/orders?direction=desc&limit=500&nested=true&status=open", ""},
		{"fewer than none", ordersOf(OrderQuery{Limit: -1}), "GET /v2/orders?direction=desc&limit=500&nested=true&status=open", ""},
		{"an order", func(ctx context.Context, c *Client) error { _, err := c.Order(ctx, anID); return err },
			"GET /v2/orders/" + escape + "?nested=true", `{"id":"o"}`},

		{"activities", activitiesOf(ActivityQuery{}), "GET /v2/account/activities?direction=desc&page_size=100", ""},
		{"a page of activities", activitiesOf(ActivityQuery{PageToken: "2026::a+b", PageSize: 7, Types: []string{"FILL", "DIV"}, After: lunch, Until: lunch}),
			"GET /v2/account/activities?activity_types=FILL%2CDIV&after=2026-03-09T11%3A00%3A00Z&direction=desc&page_size=7&page_token=2026%3A%3Aa%2Bb&until=2026-03-09T11%3A00%3A01Z", ""},
		{"a page too large", activitiesOf(ActivityQuery{PageSize: 101}), "GET /v2/account/activities?direction=desc&page_size=100", ""},

		{"shares", assetsOf("us_equity"), "GET /v2/assets?asset_class=us_equity&status=active", ""},
		{"coins", assetsOf("crypto"), "GET /v2/assets?asset_class=crypto&status=active", ""},

		{"calendar", calendarOf(lunch, lunch.AddDate(0, 0, 4)), "GET /v2/calendar?end=2026-03-13&start=2026-03-09", ""},
		{"calendar late in Europe", calendarOf(lunch.Add(-9*time.Hour), lunch), "GET /v2/calendar?end=2026-03-09&start=2026-03-08", ""},
		{"calendar from the beginning", calendarOf(time.Time{}, lunch), "GET /v2/calendar?end=2026-03-09", ""},
		{"calendar without an end", calendarOf(lunch, time.Time{}), "GET /v2/calendar?start=2026-03-09", ""},

		{"watchlists", func(ctx context.Context, c *Client) error { _, err := c.Watchlists(ctx); return err }, "GET /v2/watchlists", ""},
		{"a watchlist", func(ctx context.Context, c *Client) error { _, err := c.Watchlist(ctx, anID); return err },
			"GET /v2/watchlists/" + escape, aList},
		{"settings", func(ctx context.Context, c *Client) error { _, err := c.Configurations(ctx); return err }, "GET /v2/account/configurations", `{"suspend_trade":false}`},
	} {
		t.Run(a.name, func(t *testing.T) {
			var lines []string
			if a.give == "" {
				a.give = "[]"
			}
			if err := a.ask(t.Context(), fakeClient(t, listens(t, http.StatusOK, a.give, &lines))); err != nil {
				t.Error(err)
			}
			if len(lines) != 1 || lines[0] != a.want {
				t.Errorf("sent %q\nwant %q", lines, a.want)
			}
		})
	}
}

// TestAssetsOfEveryClass: asked for no class, the API gives shares alone.
func TestAssetsOfEveryClass(t *testing.T) {
	var lines []string
	all, err := fakeClient(t, listens(t, http.StatusOK, `[{"symbol":"A"}]`, &lines)).Assets(t.Context(), "")
	want := "GET /v2/assets?asset_class=us_equity&status=active, GET /v2/assets?asset_class=crypto&status=active"
	if got := strings.Join(lines, ", "); got != want || len(all) != 2 || err != nil {
		t.Errorf("%d assets, %v, sent %s\nwant %s", len(all), err, got, want)
	}
	f := newFake()
	f.fault = func(r *http.Request) (*http.Response, error) {
		if strings.Contains(r.URL.RawQuery, "crypto") {
			return answer(http.StatusForbidden, "", nil), nil
		}
		return answer(http.StatusOK, `[{"symbol":"A"}]`, nil), nil
	}
	if all, err = fakeClient(t, f).Assets(t.Context(), ""); all != nil {
		t.Errorf("half a list: %v", all)
	}
	failure(t, err, ErrForbidden)
}

func ordersOf(q OrderQuery) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { _, err := c.Orders(ctx, q); return err }
}

func activitiesOf(q ActivityQuery) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { _, err := c.Activities(ctx, q); return err }
}

func assetsOf(class string) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { _, err := c.Assets(ctx, class); return err }
}

func calendarOf(start, end time.Time) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { _, err := c.Calendar(ctx, start, end); return err }
}

// changes are all calls that change something.
var changes = []asking{
	{"create", func(ctx context.Context, c *Client) error {
		_, err := c.CreateWatchlist(ctx, `a "list"`, []string{"AAPL", "BTC/USD"})
		return err
	}, `POST /v2/watchlists {"name":"a \"list\"","symbols":["AAPL","BTC/USD"]}`, aList},
	{"create of nothing", func(ctx context.Context, c *Client) error { _, err := c.CreateWatchlist(ctx, "", nil); return err },
		`POST /v2/watchlists {"name":"","symbols":[]}`, aList},
	{"add", func(ctx context.Context, c *Client) error {
		_, err := c.AddToWatchlist(ctx, anID, "BTC/USD")
		return err
	},
		"POST /v2/watchlists/" + escape + ` {"symbol":"BTC/USD"}`, aList},
	{"remove", func(ctx context.Context, c *Client) error {
		_, err := c.RemoveFromWatchlist(ctx, "w1", "BTC/USD")
		return err
	}, "DELETE /v2/watchlists/w1/BTC%2FUSD", aList},
	{"delete", func(ctx context.Context, c *Client) error { return c.DeleteWatchlist(ctx, anID) }, "DELETE /v2/watchlists/" + escape, aList},
	{"submit", func(ctx context.Context, c *Client) error { _, err := c.SubmitOrder(ctx, aBody); return err }, "POST /v2/orders " + string(aBody), anOrder},
	{"replace", func(ctx context.Context, c *Client) error { _, err := c.ReplaceOrder(ctx, anID, aBody); return err },
		"PATCH /v2/orders/" + escape + " " + string(aBody), anOrder},
	{"cancel", func(ctx context.Context, c *Client) error { return c.CancelOrder(ctx, anID) }, "DELETE /v2/orders/" + escape, ""},
	{"cancel all", func(ctx context.Context, c *Client) error { _, err := c.CancelAll(ctx); return err }, "DELETE /v2/orders", "[]"},
	{"close", closePart(ClosePart{}), "DELETE /v2/positions/" + escape, anOrder},
	{"close a quantity", closePart(ClosePart{Qty: amount("1.5")}), "DELETE /v2/positions/" + escape + "?qty=1.5", anOrder},
	{"close a percentage", closePart(ClosePart{Percentage: amount("25")}), "DELETE /v2/positions/" + escape + "?percentage=25", anOrder},
	{"close all", func(ctx context.Context, c *Client) error { _, err := c.CloseAllPositions(ctx); return err }, "DELETE /v2/positions", "[]"},
	{"suspend", func(ctx context.Context, c *Client) error { _, err := c.SuspendTrade(ctx, true); return err },
		`PATCH /v2/account/configurations {"suspend_trade":true}`, `{"suspend_trade":true}`},
}

func closePart(part ClosePart) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { _, err := c.ClosePosition(ctx, anID, part); return err }
}

func TestWhatChangesSend(t *testing.T) {
	for _, a := range changes {
		t.Run(a.name, func(t *testing.T) {
			var lines []string
			if err := a.ask(t.Context(), fakeClient(t, listens(t, http.StatusOK, a.give, &lines))); err != nil {
				t.Error(err)
			}
			if len(lines) != 1 || lines[0] != a.want {
				t.Errorf("sent %q\nwant %q", lines, a.want)
			}
		})
	}
}

// TestRenameKeepsTheSymbols: a list that does not say what is on it must not be
// written back empty.
func TestRenameKeepsTheSymbols(t *testing.T) {
	const put = `PUT /v2/watchlists/w1 {"name":"new","symbols":`
	for give, want := range map[string]string{
		`{"id":"w1","assets":[{"symbol":"B"},{"symbol":"BTC/USD"},{"symbol":"A"}]}`: put + `["B","BTC/USD","A"]}`,
		`{"id":"w1","assets":[]}`:           put + `[]}`,
		`{"id":"w1","assets":null}`:         put + `[]}`,
		`{"id":"w1"}`:                       "",
		`{"id":"w1","assets":[{"id":"x"}]}`: "",
	} {
		var lines []string
		_, err := fakeClient(t, listens(t, http.StatusOK, give, &lines)).RenameWatchlist(t.Context(), "w1", "new")
		if want == "" {
			failure(t, err, ErrUnreadable)
			if len(lines) != 1 {
				t.Errorf("%s: sent %q", give, lines)
			}
			continue
		}
		if err != nil || len(lines) != 2 || lines[0] != "GET /v2/watchlists/w1" || lines[1] != want {
			t.Errorf("%s: sent %q (%v)\nwant %q", give, lines, err, want)
		}
	}
}

// TestDottedPathsAreRefused: joined to an address, an empty part or dots
// would name what is above, such as the list in place of a symbol on it.
func TestDottedPathsAreRefused(t *testing.T) {
	for _, part := range []string{"", ".", ".."} {
		for name, ask := range map[string]func(c *Client) error{
			"cancel":         func(c *Client) error { return c.CancelOrder(t.Context(), part) },
			"replace order":  func(c *Client) error { _, err := c.ReplaceOrder(t.Context(), part, aBody); return err },
			"close":          func(c *Client) error { _, err := c.ClosePosition(t.Context(), part, ClosePart{}); return err },
			"order":          func(c *Client) error { _, err := c.Order(t.Context(), part); return err },
			"read":           func(c *Client) error { _, err := c.Watchlist(t.Context(), part); return err },
			"rename":         func(c *Client) error { _, err := c.RenameWatchlist(t.Context(), part, "x"); return err },
			"delete":         func(c *Client) error { return c.DeleteWatchlist(t.Context(), part) },
			"add":            func(c *Client) error { _, err := c.AddToWatchlist(t.Context(), part, "A"); return err },
			"take":           func(c *Client) error { _, err := c.RemoveFromWatchlist(t.Context(), "w1", part); return err },
			"remove from it": func(c *Client) error { _, err := c.RemoveFromWatchlist(t.Context(), part, "A"); return err },
		} {
			var lines []string
			err := ask(fakeClient(t, listens(t, http.StatusOK, aList, &lines)))
			if len(lines) != 0 {
				t.Errorf("%s of %q: sent %q", name, part, lines)
			}
			failure(t, err, ErrRejected)
		}
	}
}
