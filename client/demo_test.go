package client

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/demo"
	"quipu/safe"
)

// theDemo is a demo broker whose prices stand still, with clients for both of
// its APIs.
type theDemo struct {
	*demo.Broker
	*Client
	data     *Data
	callback *httptest.Server
	codes    chan string
}

func startDemo(t *testing.T) *theDemo {
	t.Helper()
	d := &theDemo{codes: make(chan string, 1)}
	d.callback = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { d.codes <- r.FormValue("code") }))
	t.Cleanup(d.callback.Close)
	broker, err := demo.Start(t.Context(), demo.Options{StaticMarket: true, RedirectURIs: []string{d.callback.URL}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Broker = broker
	d.Client, d.data = d.as(t, Keys(broker.KeyID, broker.KeySecret))
	return d
}

func (d *theDemo) as(t *testing.T, who Credentials) (*Client, *Data) {
	t.Helper()
	o := Options{BaseURL: d.URL, Credentials: who, Rand: func() float64 { return 0 }}
	data, err := NewData(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(data.Close)
	return dial(t, o), data
}

// signIn gets a token of those scopes as a person and a program would.
func (d *theDemo) signIn(t *testing.T, scope string) Credentials {
	t.Helper()
	query := url.Values{"response_type": {"code"}, "client_id": {d.ClientID}, "redirect_uri": {d.callback.URL}, "env": {"paper"}}
	if scope != "" {
		query.Set("scope", scope)
	}
	if err := demo.Approve(t.Context(), d.AuthorizeURL()+"?"+query.Encode(), nil); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).PostForm(d.TokenURL(), url.Values{"grant_type": {"authorization_code"}, "code": {<-d.codes},
		"client_id": {d.ClientID}, "client_secret": {d.ClientSecret.Reveal()}, "redirect_uri": {d.callback.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil || token.Access == "" {
		t.Fatalf("the token endpoint answered %d, %v", response.StatusCode, err)
	}
	return Bearer(safe.NewSecret(token.Access))
}

func TestDemoOrders(t *testing.T) {
	d := startDemo(t)
	all, err := d.Orders(t.Context(), OrderQuery{Status: "all"})
	closed, err2 := d.Orders(t.Context(), OrderQuery{Status: "closed"})
	open, err3 := d.OpenOrders(t.Context())
	if err != nil || err2 != nil || err3 != nil || len(closed) == 0 || len(open) == 0 || len(all) != len(closed)+len(open) {
		t.Fatalf("%d closed and %d open of %d: %v %v %v", len(closed), len(open), len(all), err, err2, err3)
	}
	for i, o := range all {
		if i > 0 && o.SubmittedAt.After(*all[i-1].SubmittedAt) {
			t.Errorf("order %d is newer than the one before it", i)
		}
	}
	for _, o := range closed {
		if !o.Closed() && !worksOn(o) || o.Closed() && o.Status == "filled" && !o.FilledAvgPrice.Valid {
			t.Errorf("among the closed ones is %+v", o)
		}
	}
	rising, err := d.Orders(t.Context(), OrderQuery{Status: "all", Ascending: true, Limit: 3})
	if err != nil || len(rising) != 3 || rising[0].ID != all[len(all)-1].ID {
		t.Errorf("the oldest are %+v, %v", rising, err)
	}
	coins, err := d.Orders(t.Context(), OrderQuery{Status: "all", Symbols: []string{"BTC/USD"}})
	if err != nil || len(coins) == 0 {
		t.Errorf("%d orders of BTC/USD, %v", len(coins), err)
	}
	for _, o := range coins {
		if o.Symbol != "BTC/USD" {
			t.Errorf("among the orders of BTC/USD is %+v", o)
		}
	}
	one, err := d.Order(t.Context(), closed[0].ID)
	if err != nil || one.ID != closed[0].ID || one.Status != closed[0].Status {
		t.Errorf("%+v, %v", one, err)
	}
	_, err = d.Order(t.Context(), "no/such?order")
	failure(t, err, ErrNotFound)
}

func TestDemoActivities(t *testing.T) {
	d := startDemo(t)
	seen, kinds, pages := map[string]bool{}, map[string]int{}, 0
	for token := ""; ; pages++ {
		page, err := d.Activities(t.Context(), ActivityQuery{PageToken: token, PageSize: 7})
		if err != nil || pages > 1000 {
			t.Fatalf("page %d: %v", pages, err)
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			if seen[a.ID] || a.ID == "" {
				t.Fatalf("page %d gives %q again", pages, a.ID)
			}
			seen[a.ID] = true
			kinds[a.Type]++
			if !a.Amount().Valid || a.Type == "FILL" && a.At.IsZero() {
				t.Errorf("it does not say what it did or when: %+v", a)
			}
		}
		token = page[len(page)-1].ID
	}
	if pages < 3 || kinds["FILL"] == 0 || len(kinds) < 3 {
		t.Errorf("%v on %d pages", kinds, pages)
	}
	fills, err := d.Activities(t.Context(), ActivityQuery{Types: []string{"FILL"}})
	if err != nil || len(fills) != min(kinds["FILL"], 100) {
		t.Errorf("%d of %d fills, %v", len(fills), kinds["FILL"], err)
	}
	if none, err := d.Activities(t.Context(), ActivityQuery{Until: time.Unix(0, 0)}); err != nil || len(none) != 0 {
		t.Errorf("before all time: %d, %v", len(none), err)
	}
}

func TestDemoAssetsAndCalendar(t *testing.T) {
	d := startDemo(t)
	all, err := d.Assets(t.Context(), "")
	coins, err2 := d.Assets(t.Context(), "crypto")
	if err != nil || err2 != nil || len(coins) == 0 || len(all) < 1000+len(coins) {
		t.Fatalf("%d assets, %d coins: %v %v", len(all), len(coins), err, err2)
	}
	x := NewAssetIndex(all)
	if got := x.Search("btcusd", 1); len(got) != 1 || got[0].Symbol != "BTC/USD" || got[0].Class != "crypto" || !got[0].Tradable {
		t.Errorf("btcusd finds %+v", got)
	}
	if got := x.Search("apple inc", 1); len(got) != 1 || got[0].Symbol != "AAPL" {
		t.Errorf("apple inc finds %+v", got)
	}
	from := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	days, err := d.Calendar(t.Context(), from, from.AddDate(0, 0, 7))
	if err != nil || len(days) < 5 {
		t.Fatalf("%+v, %v", days, err)
	}
	for _, day := range days {
		if day.Open.IsZero() || !day.Close.After(day.Open) || day.SessionOpen.After(day.Open) || day.SessionClose.Before(day.Close) || day.Open.Format(time.DateOnly) != day.Date {
			t.Errorf("the day is %+v", day)
		}
	}
}

func TestDemoWatchlistsLife(t *testing.T) {
	d := startDemo(t)
	before, err := d.Watchlists(t.Context())
	if err != nil || len(before) == 0 || before[0].Name == "" || before[0].UpdatedAt == nil || before[0].Assets != nil {
		t.Fatalf("%+v, %v", before, err)
	}
	list, err := d.CreateWatchlist(t.Context(), "Mine / yours", []string{"AAPL", "BTC/USD"})
	want := func(name, symbols string) {
		t.Helper()
		read, err2 := d.Watchlist(t.Context(), list.ID)
		if err != nil || err2 != nil || list.Name != name || symbolsOf(list.Assets) != symbols || read.Name != name || symbolsOf(read.Assets) != symbols {
			t.Fatalf("it is %+v and read as %+v (%v, %v), want %s with %s", list, read, err, err2, name, symbols)
		}
	}
	want("Mine / yours", "AAPL BTC/USD")
	list, err = d.AddToWatchlist(t.Context(), list.ID, "ETH/USD")
	want("Mine / yours", "AAPL BTC/USD ETH/USD")
	list, err = d.RemoveFromWatchlist(t.Context(), list.ID, "BTC/USD")
	want("Mine / yours", "AAPL ETH/USD")
	list, err = d.RenameWatchlist(t.Context(), list.ID, "Ours")
	want("Ours", "AAPL ETH/USD")

	_, err = d.AddToWatchlist(t.Context(), list.ID, "ETH/USD")
	failure(t, err, ErrRejected)
	_, err = d.AddToWatchlist(t.Context(), list.ID, "NO SUCH THING")
	failure(t, err, ErrRejected)
	_, err = d.CreateWatchlist(t.Context(), "Ours", nil)
	failure(t, err, ErrRejected)
	_, err = d.RenameWatchlist(t.Context(), list.ID, before[0].Name)
	failure(t, err, ErrRejected)
	_, err = d.RemoveFromWatchlist(t.Context(), list.ID, "MSFT")
	failure(t, err, ErrNotFound)

	if err := d.DeleteWatchlist(t.Context(), list.ID); err != nil {
		t.Error(err)
	}
	_, err = d.Watchlist(t.Context(), list.ID)
	failure(t, err, ErrNotFound)
	failure(t, d.DeleteWatchlist(t.Context(), list.ID), ErrNotFound)
	if after, err := d.Watchlists(t.Context()); err != nil || len(after) != len(before) {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestDemoMarketData(t *testing.T) {
	d := startDemo(t)
	positions, err := d.Positions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := []Instrument{{"BTC/USD", "crypto"}, {"NOSUCH", "us_equity"}}
	contract := ""
	for _, p := range positions {
		of = append(of, Instrument{p.Symbol, p.AssetClass})
		if p.AssetClass == "us_option" {
			contract = p.Symbol
		}
	}
	bars, err := d.data.Bars(t.Context(), of, BarQuery{Timeframe: "1Day", Start: time.Now().AddDate(0, -1, 0)})
	latest, err2 := d.data.Latest(t.Context(), of)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for _, symbol := range []string{"AAPL", "BRK.B", "BTCUSD", "BTC/USD", contract} {
		l := latest[symbol]
		if len(bars[symbol]) < 5 || !bars[symbol][0].Close.Valid || !l.Price.Valid || l.At.IsZero() || !l.Quote.Spread().Valid || !l.Previous.Close.Valid {
			t.Errorf("%s: %d bars, latest %+v", symbol, len(bars[symbol]), l)
		}
		for i, bar := range bars[symbol] {
			if i > 0 && !bar.At.After(bars[symbol][i-1].At) || bar.High.Decimal.LessThan(bar.Low.Decimal) {
				t.Errorf("%s: bar %d is %+v", symbol, i, bar)
			}
		}
	}
	if _, known := latest["NOSUCH"]; known || bars["NOSUCH"] != nil {
		t.Error("what nobody trades has a price")
	}
	for _, p := range positions {
		if l, known := latest[p.Symbol]; known && p.CurrentPrice.Valid && !l.Price.Decimal.Equal(p.CurrentPrice.Decimal) {
			t.Errorf("%s costs %v, its position says %v", p.Symbol, l.Price.Decimal, p.CurrentPrice.Decimal)
		}
	}
}

// TestDemoBarsInPages reads more than fits on one page.
func TestDemoBarsInPages(t *testing.T) {
	d := startDemo(t)
	query := BarQuery{Timeframe: "1Min", Start: time.Now().AddDate(0, 0, -10), End: time.Now().AddDate(0, 0, -1)}
	bars, err := d.data.Bars(t.Context(), []Instrument{{"BTCUSD", "crypto"}}, query)
	if err != nil || len(bars["BTCUSD"]) <= 10_000 {
		t.Fatalf("%d bars, %v", len(bars["BTCUSD"]), err)
	}
	for i, bar := range bars["BTCUSD"][1:] {
		if bar.At.Sub(bars["BTCUSD"][i].At) != time.Minute {
			t.Fatalf("after %v comes %v", bars["BTCUSD"][i].At, bar.At)
		}
	}
}

func TestDemoScopes(t *testing.T) {
	d := startDemo(t)
	c, data := d.as(t, d.signIn(t, ""))
	lists, err := c.Watchlists(t.Context())
	if err != nil || len(lists) == 0 {
		t.Fatalf("%+v, %v", lists, err)
	}
	of := []Instrument{{"AAPL", "us_equity"}}
	for name, ask := range map[string]func() error{
		"account:write": func() error { return c.DeleteWatchlist(t.Context(), lists[0].ID) },
		"account:write ": func() error {
			_, err := c.CreateWatchlist(t.Context(), "x", nil)
			return err
		},
		"data":  func() error { _, err := data.Latest(t.Context(), of); return err },
		"data ": func() error { _, err := data.Bars(t.Context(), of, BarQuery{Timeframe: "1Day"}); return err },
	} {
		if e := failure(t, ask(), ErrForbidden); !strings.Contains(e.Message, "not granted the scope "+strings.TrimSpace(name)) {
			t.Errorf("%s: %q", name, e)
		}
	}
	c, data = d.as(t, d.signIn(t, "account:write data"))
	if _, err := data.Latest(t.Context(), of); err != nil {
		t.Error(err)
	}
	if err := c.DeleteWatchlist(t.Context(), lists[0].ID); err != nil {
		t.Error(err)
	}
}

// TestDemoStream follows an order through the stream, cuts it and follows on.
func TestDemoStream(t *testing.T) {
	d := startDemo(t)
	poller := d.Poll(t.Context(), PollOptions{Stream: true})
	live := func() Update {
		t.Helper()
		return awaited(t, poller, func(u Update) bool { return u.Stream == StreamLive && u.Snapshot != nil })
	}
	quantity := func(u Update) string { return quantityOf(u.Snapshot, "KO") }
	if got := quantity(live()); got != "150" {
		t.Fatalf("it begins with %s of KO", got)
	}
	fill := func(qty, price string) {
		t.Helper()
		id, err := d.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: decimal.RequireFromString(qty), Limit: decimal.RequireFromString("1")})
		if err == nil {
			err = d.Fill("paper", id, decimal.RequireFromString(qty), decimal.RequireFromString(price))
		}
		if err != nil {
			t.Fatal(err)
		}
		for e := range poller.Events() {
			if e.Order.ID == id && e.Fills() {
				is(t, "quantity of the event", e.Qty, qty)
				is(t, "price of the event", e.Price, price)
				if e.Order.Status != "filled" || e.Order.Symbol != "KO" || e.Missed {
					t.Errorf("the event is %+v", e)
				}
				return
			}
		}
	}
	fill("10", "60")
	u := awaited(t, poller, func(u Update) bool { return u.Snapshot != nil && quantity(u) == "160" })
	if u.Stream != StreamLive {
		t.Errorf("stream %v", u.Stream)
	}
	d.Emit("paper", []byte(`{"stream":"trade_updates","data":{"event":"order_of_tea","order":{"id":"tea","symbol":"T\u001b[2J","status":"steeping"}}}`))
	for e := range poller.Events() {
		if e.Order.ID == "tea" {
			line(t, e.Order.Symbol)
			break
		}
	}
	d.CutStreams()
	rejoined := []byte(`{"stream":"trade_updates","data":{"event":"order_of_tea","order":{"id":"second cup","status":"steeping"}}}`)
	awaited(t, poller, func(Update) bool {
		d.Emit("paper", rejoined) // nobody hears it before the stream is joined again
		for {
			select {
			case e := <-poller.Events():
				if e.Order.ID == "second cup" {
					return true
				}
			default:
				return false
			}
		}
	})
	if joins := d.Calls()["GET /stream"]; joins < 2 {
		t.Errorf("joined %d times", joins)
	}
	fill("5", "61")
	awaited(t, poller, func(u Update) bool { return u.Snapshot != nil && quantity(u) == "165" })
}

// awaited reads updates until one is good.
func awaited(t *testing.T, p *Poller, good func(Update) bool) Update {
	t.Helper()
	var last Update
	for u := range p.Updates() {
		if last = u; good(u) {
			return u
		}
	}
	t.Fatalf("the poller went with %+v", last)
	return last
}

func quantityOf(s *Snapshot, symbol string) string {
	for _, p := range s.Positions {
		if p.Symbol == symbol {
			return p.Qty.Decimal.String()
		}
	}
	return "none"
}
