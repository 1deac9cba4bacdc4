package client

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
)

// is compares an exact decimal, "" being unknown.
func is(t *testing.T, name string, got Decimal, want string) {
	t.Helper()
	w, err := ParseDecimal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got.Valid != w.Valid || !got.Decimal.Equal(w.Decimal) {
		t.Errorf("%s is %v, want %q", name, got, want)
	}
}

func TestAccountFields(t *testing.T) {
	a, err := dial(t, Options{BaseURL: serveFixtures(t).URL}).Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	is(t, "equity", a.Equity, "123346.11")
	is(t, "last equity", a.LastEquity, "122011.10")
	is(t, "cash", a.Cash, "122086.5")
	is(t, "short market value", a.ShortMarketValue, "-2982")
	is(t, "buying power", a.BuyingPower, "245432.61")
	is(t, "accrued fees", a.AccruedFees, "0.514790552088631999405963")
	is(t, "options level as a number", a.OptionsApprovedLevel, "2")
	is(t, "options level as a string", a.OptionsTradingLevel, "1")
	if a.Status != "ACTIVE" || a.Currency != "USD" || !a.TransfersBlocked.On || a.AccountBlocked.On || !a.ShortingEnabled.On {
		t.Errorf("the account is %+v", a)
	}
	if want := time.Date(2024, 2, 3, 4, 5, 6, 123456789, time.UTC); a.CreatedAt == nil || !a.CreatedAt.Equal(want) {
		t.Errorf("created at %v, want %v", a.CreatedAt, want)
	}
}

func TestPositionFields(t *testing.T) {
	all, err := dial(t, Options{BaseURL: serveFixtures(t).URL}).Positions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	apple, tesla, bitcoin, call, halted := all[0], all[1], all[2], all[3], all[4]
	is(t, "day change", apple.ChangeToday, "0.0084")
	is(t, "available", apple.QtyAvailable, "0")
	is(t, "short quantity", tesla.Qty, "-12")
	is(t, "short value", tesla.MarketValue, "-2982")
	is(t, "intraday P&L", tesla.UnrealizedIntradayPL, "79.2")
	is(t, "nine decimals", bitcoin.Qty, "0.000123456")
	is(t, "more than a float64", bitcoin.UnrealizedPL, "0.821676222720000000000001")
	is(t, "missing", bitcoin.LastdayPrice, "")
	is(t, "option price per share", call.CurrentPrice, "12.8")
	is(t, "option value", call.MarketValue, "2560")
	is(t, "null price", halted.CurrentPrice, "")
	is(t, "empty percentage", halted.UnrealizedPLPC, "")
	is(t, "known beside unknown", halted.AvgEntryPrice, "1")
	if call.Symbol != "AAPL261218C00250000" || call.Exchange != "" || halted.AssetClass != "us_moonrock" || halted.Exchange != "A_NEW_PLACE" {
		t.Errorf("texts are %+v and %+v", call, halted)
	}
}

func TestOrderFields(t *testing.T) {
	all, _, err := dial(t, Options{BaseURL: serveFixtures(t).URL}).OpenOrders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bracket, notional, spread, trailing := all[0], all[1], all[2], all[3]
	is(t, "limit", bracket.LimitPrice, "130")
	is(t, "leg's stop", bracket.Legs[0].StopPrice, "90")
	is(t, "quantity of a notional order", notional.Qty, "")
	is(t, "notional", notional.Notional, "250.5")
	is(t, "credit", spread.LimitPrice, "-1.25")
	is(t, "ratio", spread.Legs[0].RatioQty, "3")
	is(t, "trail", trailing.TrailPercent, "1.5")
	is(t, "high water", trailing.HighWater, "68000.5")
	if bracket.Legs[0].Status != "held" || bracket.Legs[0].Legs != nil || !bracket.ExtendedHours.On || bracket.Replaces != "" || bracket.ReplacedBy == "" {
		t.Errorf("the bracket is %+v", bracket)
	}
	if spread.Type != "limit" || spread.Symbol != "" || spread.Status != "a_status_of_tomorrow" || len(spread.Legs) != 2 {
		t.Errorf("the multi-leg parent is %+v", spread)
	}
	if bracket.FilledAt != nil || bracket.CanceledAt != nil {
		t.Error("null and empty times are known")
	}
	if want := time.Date(2026, 10, 1, 13, 0, 2, 0, time.UTC); bracket.SubmittedAt == nil || !bracket.SubmittedAt.Equal(want) {
		t.Errorf("submitted at %v, want %v", bracket.SubmittedAt, want)
	}
	if bracket.CreatedAt == nil || bracket.CreatedAt.Nanosecond() != 1 || bracket.ExpiresAt == nil || bracket.UpdatedAt == nil {
		t.Errorf("times are lost: %+v", bracket)
	}
}

func TestClockFields(t *testing.T) {
	c, err := dial(t, Options{BaseURL: serveFixtures(t).URL}).Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 10, 1, 18, 15, 22, 123456789, time.UTC); !c.Timestamp.Equal(want) {
		t.Errorf("it is %v, want %v", c.Timestamp, want)
	}
	if !c.IsOpen || !c.Boundary().Equal(c.NextClose) || c.NextClose.Sub(c.Timestamp).Round(time.Minute) != 105*time.Minute {
		t.Errorf("the clock is %+v", c)
	}
	c.IsOpen = false
	if !c.Boundary().Equal(c.NextOpen) {
		t.Error("a closed market's boundary is not its opening")
	}
}

// decodeCase is one body and what becomes of it.
type decodeCase struct {
	name, path, body string
	check            func(t *testing.T, c *Client) error
}

func TestOddButGoodAnswers(t *testing.T) {
	for _, c := range []decodeCase{
		{"portfolio_value stands in for equity", "/v2/account", `{"id":"a","portfolio_value":"5.5"}`, func(t *testing.T, c *Client) error {
			a, err := c.Account(t.Context())
			is(t, "equity", a.Equity, "5.5")
			return err
		}},
		{"an account of bare bones", "/v2/account", `{"id":"a","status":"ODD_NEW_STATUS","equity":null,"trading_blocked":null,"created_at":null}`, func(t *testing.T, c *Client) error {
			a, err := c.Account(t.Context())
			is(t, "equity", a.Equity, "")
			if a.CreatedAt != nil || a.TradingBlocked.Known || a.Status != "ODD_NEW_STATUS" {
				t.Errorf("the account is %+v", a)
			}
			return err
		}},
		{"no positions", "/v2/positions", `[]`, noPositions},
		{"null positions", "/v2/positions", `null`, noPositions},
		{"null orders", "/v2/orders", ` null `, func(t *testing.T, c *Client) error {
			all, _, err := c.OpenOrders(t.Context())
			if len(all) != 0 {
				t.Errorf("%d orders", len(all))
			}
			return err
		}},
		{"huge and negative numbers", "/v2/positions", `[{"symbol":"X","qty":"-123456789012345678901234567890.123456789","market_value":-1e30}]`, func(t *testing.T, c *Client) error {
			all, err := c.Positions(t.Context())
			is(t, "quantity", all[0].Qty, "-123456789012345678901234567890.123456789")
			is(t, "value", all[0].MarketValue, "-1000000000000000000000000000000")
			return err
		}},
		{"a clock without boundaries", "/v2/clock", `{"timestamp":"2026-10-01T00:00:00Z"}`, func(t *testing.T, c *Client) error {
			clock, err := c.Clock(t.Context())
			if !clock.Boundary().IsZero() {
				t.Errorf("the boundary is %v", clock.Boundary())
			}
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake()
			f.fault = always(http.StatusOK, c.body)
			if err := c.check(t, fakeClient(t, f)); err != nil {
				t.Error(err)
			}
		})
	}
}

func noPositions(t *testing.T, c *Client) error {
	all, err := c.Positions(t.Context())
	if len(all) != 0 {
		t.Errorf("%d positions", len(all))
	}
	return err
}

func TestTextsAreFitForAScreen(t *testing.T) {
	const hostile = `\u001b]0;owned\u0007\u202eAB\nCD\u009b2J`
	f := newFake()
	c := fakeClient(t, f)
	object := `{"symbol":"` + hostile + strings.Repeat("x", 500) + `"`
	for _, field := range []string{
		"id", "account_number", "status", "currency", "crypto_status", "balance_asof", "asset_id", "exchange", "asset_class", "side",
		"client_order_id", "type", "order_class", "time_in_force", "position_intent", "replaces", "replaced_by", "base_value_asof", "timeframe",
	} {
		object += `,"` + field + `":"` + hostile + `"`
	}
	f.fault = func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/v2/positions":
			return answer(200, "["+object+"}]", nil), nil
		case "/v2/orders":
			return answer(200, "["+object+`,"legs":[`+object+`}]}]`, nil), nil
		}
		return answer(200, object+"}", nil), nil
	}
	account, err1 := c.Account(t.Context())
	positions, err2 := c.Positions(t.Context())
	orders, _, err3 := c.OpenOrders(t.Context())
	history, err4 := c.History(t.Context(), HistoryQuery{})
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	texts := 0
	everyText(reflect.ValueOf([]any{account, positions, orders, history}), func(text string) {
		texts++
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' }) || len([]rune(text)) > messageLimit {
			t.Errorf("%q would reach the screen", text)
		}
	})
	if texts < 25 || positions[0].Symbol == "" || len([]rune(positions[0].Symbol)) > symbolLimit {
		t.Errorf("%d texts, symbol %q", texts, positions[0].Symbol)
	}
}

// everyText visits each string that is not empty.
func everyText(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			visit(v.String())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			everyText(v.Field(i), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			everyText(v.Index(i), visit)
		}
	case reflect.Interface:
		everyText(v.Elem(), visit)
	}
}
