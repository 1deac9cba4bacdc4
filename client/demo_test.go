package client

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

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
	open, _, err3 := d.OpenOrders(t.Context())
	if err != nil || err2 != nil || err3 != nil || len(closed) == 0 || len(open) == 0 || len(all) != len(closed)+len(open) {
		t.Fatalf("%d closed and %d open of %d: %v %v %v", len(closed), len(open), len(all), err, err2, err3)
	}
	for i, o := range all {
		if i > 0 && o.SubmittedAt.After(*all[i-1].SubmittedAt) {
			t.Errorf("order %d is newer than the one before it", i)
		}
	}
	for _, o := range closed {
		if !o.Closed() || o.Closed() && o.Status == "filled" && !o.FilledAvgPrice.Valid {
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
