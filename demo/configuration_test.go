package demo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// ask makes a call with a body and the key pair, and gives its status.
func (s *stage) ask(method, path, body string, into any) int {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, bytes.NewBufferString(body))
	if err != nil {
		s.t.Fatal(err)
	}
	s.Authenticate(request, "")
	return s.do(request, into).StatusCode
}

func TestConfigurationIsChangedInPart(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	var got configuration
	if s.get("/v2/account/configurations", "", &got); got != usualConfiguration {
		t.Fatalf("%+v", got)
	}
	want := usualConfiguration
	want.NoShorting, want.MaxMarginMultiplier = true, "1"
	if status := s.ask(http.MethodPatch, "/v2/account/configurations", `{"no_shorting":true,"max_margin_multiplier":"1"}`, &got); status != http.StatusOK || got != want {
		t.Errorf("%d %+v", status, got)
	}
	if s.get("/v2/account/configurations", "", &got); got != want {
		t.Errorf("kept is %+v", got)
	}
	var a account
	if s.get("/v2/account", "", &a); a.ShortingEnabled || a.Multiplier != "1" {
		t.Errorf("the account says %+v", a)
	}
	for _, wrong := range []string{`{"max_margin_multiplier":"3"}`, `{"max_options_trading_level":4}`, `{"trade_confirm_email":"some"}`, `{"suspend_trade":1}`, `[]`} {
		if status := s.ask(http.MethodPatch, "/v2/account/configurations", wrong, nil); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
			t.Errorf("%s is answered %d", wrong, status)
		}
	}
	if s.get("/v2/account/configurations", "", &got); got != want {
		t.Errorf("after wrong changes it is %+v", got)
	}
}

func TestConfigurationNeedsTheScopeOfTheAccount(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	if got := s.call(http.MethodPatch, "/v2/account/configurations", s.signIn("scope", "trading data"), nil).StatusCode; got != http.StatusForbidden {
		t.Errorf("answered %d", got)
	}
}

// The owner's own settings refuse at the broker, whoever asks.
func TestConfigurationRefusesOrders(t *testing.T) {
	const suspended, whole, long = `{"suspend_trade":true}`, `{"fractional_trading":false}`, `{"no_shorting":true}`
	for _, c := range []struct {
		setting, order, says string
	}{
		{suspended, `"symbol":"KO","side":"buy","qty":"1"`, "new orders are rejected by user request"},
		{suspended, `"symbol":"KO","side":"sell","qty":"1"`, "new orders are rejected by user request"},
		{whole, `"symbol":"JPM","side":"buy","qty":"0.5"`, "account is not allowed to trade fractional shares"},
		{whole, `"symbol":"JPM","side":"buy","notional":"50"`, "account is not allowed to trade fractional shares"},
		{whole, `"symbol":"JPM","side":"buy","qty":"1"`, ""},
		{long, `"symbol":"INTC","side":"sell","qty":"1"`, "account is not allowed to short"},
		{long, `"symbol":"KO","side":"sell","qty":"1"`, ""},
	} {
		s := newStage(t, Options{StaticMarket: true})
		s.ask(http.MethodPatch, "/v2/account/configurations", c.setting, nil)
		var got refusedBody
		status := s.ask(http.MethodPost, "/v2/orders", `{`+c.order+`,"type":"market","time_in_force":"day"}`, &got)
		want := http.StatusForbidden
		if c.says == "" {
			want = http.StatusOK
		}
		if status != want || got.Message != c.says {
			t.Errorf("%s with %s: %d %s", c.order, c.setting, status, got.Message)
		}
	}
}

// While trading is suspended orders may be canceled, and nothing is closed.
func TestSuspensionLeavesCancelling(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	resting := s.orders("symbols=AAPL&side=sell")[0]
	s.ask(http.MethodPatch, "/v2/account/configurations", `{"suspend_trade":true}`, nil)
	var a account
	if s.get("/v2/account", "", &a); !a.TradeSuspendedByUser {
		t.Error("the account does not say it")
	}
	var raw json.RawMessage
	if response := s.call(http.MethodDelete, "/v2/positions/KO", "", &raw); response.StatusCode != http.StatusForbidden {
		t.Errorf("closing is answered %d", response.StatusCode)
	}
	if status := s.ask(http.MethodPatch, "/v2/orders/"+resting.ID, `{"limit_price":"261"}`, &raw); status != http.StatusForbidden {
		t.Errorf("a change of an order is answered %d", status)
	}
	if response := s.call(http.MethodDelete, "/v2/orders/"+resting.ID, "", nil); response.StatusCode != http.StatusNoContent {
		t.Errorf("cancelling is answered %d", response.StatusCode)
	}
}
