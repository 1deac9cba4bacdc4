package sdk

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
	"github.com/shopspring/decimal"

	"quipu/demo"
)

// newBroker gives a broker whose market stands still, and what it redirects to.
func newBroker(t *testing.T) (*demo.Broker, string, <-chan string) {
	t.Helper()
	codes := make(chan string, 1)
	callback := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { codes <- r.FormValue("code") }))
	t.Cleanup(callback.Close)
	broker, err := demo.Start(t.Context(), demo.Options{StaticMarket: true, RedirectURIs: []string{callback.URL}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	return broker, callback.URL, codes
}

// signIn gets a token for an account as a person and a program would.
func signIn(t *testing.T, b *demo.Broker, redirect string, codes <-chan string, env string) string {
	t.Helper()
	query := url.Values{"response_type": {"code"}, "client_id": {b.ClientID}, "redirect_uri": {redirect}, "env": {env}}
	if err := demo.Approve(t.Context(), b.AuthorizeURL()+"?"+query.Encode(), nil); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"grant_type": {"authorization_code"}, "code": {<-codes}, "client_id": {b.ClientID},
		"client_secret": {b.ClientSecret.Reveal()}, "redirect_uri": {redirect}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.TokenURL(), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil || token.Access == "" {
		t.Fatalf("the token endpoint answered %d, %v", response.StatusCode, err)
	}
	return token.Access
}

// clients are the SDK with either kind of credentials.
func clients(t *testing.T, b *demo.Broker, token string) map[string]*alpaca.Client {
	t.Helper()
	for _, name := range []string{"APCA_API_KEY_ID", "APCA_API_SECRET_KEY", "APCA_API_OAUTH", "APCA_API_BASE_URL"} {
		t.Setenv(name, "") // the SDK reads them by itself
	}
	return map[string]*alpaca.Client{
		"keys":  alpaca.NewClient(alpaca.ClientOpts{BaseURL: b.URL, APIKey: b.KeyID, APISecret: b.KeySecret.Reveal()}),
		"token": alpaca.NewClient(alpaca.ClientOpts{BaseURL: b.URL, OAuth: token}),
	}
}

func TestSDKReadsTheBroker(t *testing.T) {
	b, redirect, codes := newBroker(t)
	for name, sdk := range clients(t, b, signIn(t, b, redirect, codes, "paper")) {
		t.Run(name, func(t *testing.T) {
			account := readAccount(t, sdk)
			readPositions(t, sdk, account)
			readClock(t, sdk)
			readHistory(t, sdk, account)
			readOrders(t, sdk)
			readActivities(t, sdk)
		})
	}
}

func readAccount(t *testing.T, sdk *alpaca.Client) *alpaca.Account {
	account, err := sdk.GetAccount()
	if err != nil {
		t.Fatal(err)
	}
	if account.AccountNumber != "PA3QUIPU0007" || account.Status != "ACTIVE" || account.Currency != "USD" {
		t.Errorf("account %s, %s, in %s", account.AccountNumber, account.Status, account.Currency)
	}
	sum := account.Cash.Add(account.LongMarketValue).Add(account.ShortMarketValue)
	if !sum.Equal(account.Equity) || !account.PortfolioValue.Equal(account.Equity) || account.Multiplier.String() != "2" {
		t.Errorf("equity %s, parts %s, portfolio %s, multiplier %s", account.Equity, sum, account.PortfolioValue, account.Multiplier)
	}
	return account
}

func readPositions(t *testing.T, sdk *alpaca.Client, account *alpaca.Account) {
	positions, err := sdk.GetPositions()
	if err != nil {
		t.Fatal(err)
	}
	found, day := map[string]alpaca.Position{}, decimal.Decimal{}
	for _, p := range positions {
		found[p.Symbol] = p
		if p.UnrealizedIntradayPL != nil {
			day = day.Add(*p.UnrealizedIntradayPL)
		}
	}
	if len(found) != 14 || !day.Equal(account.Equity.Sub(account.LastEquity)) {
		t.Errorf("%d positions made %s today, the account %s", len(found), day, account.Equity.Sub(account.LastEquity))
	}
	if p := found["BRK.B"]; p.Qty.String() != "3.141592653" || p.CurrentPrice.String() != "471.02" {
		t.Errorf("BRK.B: %s at %s", p.Qty, p.CurrentPrice)
	}
	if p := found["TSLA"]; p.Side != "short" || p.Qty.String() != "-12" || p.MarketValue.String() != "-2982" || p.UnrealizedPL.String() != "39" {
		t.Errorf("TSLA: %s %s worth %s, gained %s", p.Side, p.Qty, p.MarketValue, p.UnrealizedPL)
	}
	if p := found["HALT"]; p.CurrentPrice != nil || p.MarketValue != nil || p.CostBasis.String() != "10" {
		t.Errorf("HALT: price %v, worth %v, cost %s", p.CurrentPrice, p.MarketValue, p.CostBasis)
	}
	if p, err := sdk.GetPosition("BTCUSD"); err != nil || p.AssetClass != alpaca.Crypto || p.Qty.String() != "0.000123456" {
		t.Errorf("BTCUSD: %+v, %v", p, err)
	}
}

func readClock(t *testing.T, sdk *alpaca.Client) {
	clock, err := sdk.GetClock()
	if err != nil {
		t.Fatal(err)
	}
	left := clock.NextClose.Sub(clock.Timestamp)
	if !clock.IsOpen || left <= 2*time.Hour || left > 2*time.Hour+13*time.Minute || !clock.NextOpen.After(clock.NextClose) {
		t.Errorf("the clock says %+v", clock)
	}
}

func readHistory(t *testing.T, sdk *alpaca.Client, account *alpaca.Account) {
	history, err := sdk.GetPortfolioHistory(alpaca.GetPortfolioHistoryRequest{Period: "1D", TimeFrame: alpaca.Min15})
	if err != nil {
		t.Fatal(err)
	}
	last := len(history.Equity) - 1
	if last < 10 || !history.Equity[last].Equal(account.Equity) || !history.BaseValue.Equal(account.LastEquity) || history.Timeframe != alpaca.Min15 {
		t.Errorf("%d points of %s from %s, the last %s; the account stands at %s", last+1, history.Timeframe, history.BaseValue, history.Equity[last], account.Equity)
	}
}

func readOrders(t *testing.T, sdk *alpaca.Client) {
	orders, err := sdk.GetOrders(alpaca.GetOrdersRequest{Status: "open", Limit: 500, Nested: true})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, o := range orders {
		kinds[string(o.OrderClass)] += len(o.Legs)
		if o.Symbol == "BTC/USD" && (o.LimitPrice == nil || o.LimitPrice.String() != "58000") {
			t.Errorf("the order for bitcoin has the limit %v", o.LimitPrice)
		}
		if o.Notional != nil && (o.Qty != nil || o.Notional.String() != "250") {
			t.Errorf("the order by amount is for %s or %v", o.Notional, o.Qty)
		}
	}
	if len(orders) != 8 || kinds["bracket"] != 2 || kinds["mleg"] != 2 {
		t.Errorf("%d orders with the legs %v", len(orders), kinds)
	}
	one, err := sdk.GetOrder(orders[0].ID)
	if err != nil || one.ClientOrderID != orders[0].ClientOrderID {
		t.Errorf("one order: %+v, %v", one, err)
	}
}

func readActivities(t *testing.T, sdk *alpaca.Client) {
	activities, err := sdk.GetAccountActivities(alpaca.GetAccountActivitiesRequest{PageSize: 10, Direction: "asc"})
	if err != nil {
		t.Fatal(err)
	}
	if first := activities[0]; len(activities) != 10 || first.ActivityType != "JNLC" || first.NetAmount.String() != "100000" {
		t.Errorf("%d activities, the first is %+v", len(activities), first)
	}
}

func TestSDKReadsTheLiveAccount(t *testing.T) {
	b, redirect, codes := newBroker(t)
	account, err := clients(t, b, signIn(t, b, redirect, codes, "live"))["token"].GetAccount()
	if err != nil || account.AccountNumber != "3QUIPU0007" || account.ShortingEnabled {
		t.Errorf("live: %+v, %v", account, err)
	}
}

func TestSDKUnderstandsOurErrors(t *testing.T) {
	b, redirect, codes := newBroker(t)
	sdk := clients(t, b, signIn(t, b, redirect, codes, "paper"))["token"]
	_, err := sdk.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: "AAPL", Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.Day})
	var refused *alpaca.APIError
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusForbidden || refused.Code != 40110000 {
		t.Errorf("an order without the scope: %v", err)
	}
	b.Revoke()
	if _, err := sdk.GetAccount(); !errors.As(err, &refused) || refused.StatusCode != http.StatusUnauthorized || refused.Code != 40110000 {
		t.Errorf("a revoked token: %v", err)
	}
}
