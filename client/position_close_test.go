package client

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestEachPositionHasAnAnswerOfItsOwn(t *testing.T) {
	f := newFake()
	f.fault = always(http.StatusMultiStatus, `[
		{"symbol":"AAPL","status":200,"body":{"id":"o1","symbol":"AAPL","side":"sell","qty":"60","status":"accepted"}},
		{"symbol":"MSFT","status":403,"body":{"code":40310000,"message":"insufficient qty available","existing_qty":"25","held_for_orders":"25","related_orders":["x"]}},
		{"symbol":"TSLA","status":500,"body":{"code":50010000,"message":"internal\u001b[2J error"}},
		{"symbol":"KO","status":200,"body":{"code":1}},
		{"symbol":"JPM","status":"soon","body":null},
		{"symbol":"F","status":200}]`)
	all, err := fakeClient(t, f).CloseAllPositions(t.Context())
	if err != nil || len(all) != 6 {
		t.Fatalf("%+v %v", all, err)
	}
	if a := all[0]; a.Err != nil || a.Order.ID != "o1" || !a.Order.Qty.Valid {
		t.Errorf("%+v", a)
	}
	for i, want := range map[int]struct {
		kind    error
		unknown bool
	}{1: {ErrForbidden, false}, 2: {ErrServer, true}, 3: {ErrUnreadable, true}, 4: {ErrUnreadable, true}, 5: {ErrUnreadable, true}} {
		a := all[i]
		if a.Err == nil || !errors.Is(a.Err, want.kind) || errors.Is(a.Err, ErrUnknownOutcome) != want.unknown || a.Order.ID != "" {
			t.Errorf("%s: %+v", a.Symbol, a.Err)
			continue
		}
		line(t, a.Err.Error())
	}
	if d := all[1].Err.Details; len(d.RelatedOrders) != 1 || !d.HeldForOrders.Valid {
		t.Errorf("%+v", d)
	}
}

func TestEachOrderHasAnAnswerOfItsOwn(t *testing.T) {
	f := newFake()
	f.fault = always(http.StatusMultiStatus, `[{"id":"o1","status":200},{"id":"o2","status":422},{"id":"o3","status":500},{"id":"o4","status":204}]`)
	all, err := fakeClient(t, f).CancelAll(t.Context())
	if err != nil || len(all) != 4 || all[0].Err != nil || all[3].Err != nil || all[0].ID != "o1" {
		t.Fatalf("%+v %v", all, err)
	}
	if all[1].Err == nil || !strings.Contains(all[1].Err.Error(), "422") || all[2].Err == nil || !errors.Is(all[2].Err, ErrUnknownOutcome) {
		t.Errorf("%+v", all)
	}
}

// TestAnswersForManyThatSayLittle: what cannot be read leaves open what the
// broker did.
func TestAnswersForManyThatSayLittle(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		unknown bool
		fails   bool
	}{
		"nothing was open": {207, `[]`, false, false},
		"null":             {207, `null`, false, false},
		"200":              {200, `[]`, false, false},
		"empty":            {207, ``, true, true},
		"a web page":       {207, page, true, true},
		"an object":        {207, `{}`, true, true},
		"no names":         {207, `[{"status":200}]`, true, true},
		"cut off":          {207, `[{"id":"o1","symbol":"A","status":200`, true, true},
		"500":              {500, `{"code":50010000,"message":"Failed to liquidate"}`, true, true},
		"403":              {403, `{"code":40310000,"message":"no"}`, false, true},
	} {
		for _, ask := range []func(*Client) error{
			func(c *Client) error { _, err := c.CancelAll(t.Context()); return err },
			func(c *Client) error { _, err := c.CloseAllPositions(t.Context()); return err },
		} {
			f := newFake()
			f.fault = always(c.status, c.body)
			err := ask(fakeClient(t, f))
			if (err != nil) != c.fails || errors.Is(err, ErrUnknownOutcome) != c.unknown || f.count("") != 1 {
				t.Errorf("%s: %v after %d requests", name, err, f.count(""))
			}
		}
	}
}

func TestAPartOfAPositionIsOneOfTwo(t *testing.T) {
	for name, part := range map[string]ClosePart{
		"both":        {Qty: amount("1"), Percentage: amount("50")},
		"none of it":  {Qty: amount("0")},
		"less":        {Qty: amount("-1")},
		"no percents": {Percentage: amount("0")},
	} {
		f := newFake()
		_, err := fakeClient(t, f).ClosePosition(t.Context(), "AAPL", part)
		if !errors.Is(err, ErrRejected) || !errors.Is(err, ErrNotSent) || f.count("") != 0 {
			t.Errorf("%s: %v after %d requests", name, err, f.count(""))
		}
	}
}

func TestSettingsThatDoNotSayWhetherTradingIsSuspended(t *testing.T) {
	for _, body := range []string{`{}`, `null`, `{"suspend_trade":null}`, `{"suspend_trade":"yes"}`} {
		f := newFake()
		f.fault = always(http.StatusOK, body)
		_, err := fakeClient(t, f).Configurations(t.Context())
		failure(t, err, ErrUnreadable)
		_, err = fakeClient(t, f).SuspendTrade(t.Context(), true)
		if !errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("%s: %v", body, err)
		}
	}
	f := newFake()
	f.fault = always(http.StatusOK, `{"suspend_trade":true,"max_margin_multiplier":"4","max_options_trading_level":null,"no_shorting":false,"trade_confirm_email":"all"}`)
	c, err := fakeClient(t, f).Configurations(t.Context())
	if err != nil || !c.SuspendTrade.On || !c.NoShorting.Known || c.MaxOptionsTradingLevel.Valid || c.MaxMarginMultiplier.Decimal.String() != "4" {
		t.Errorf("%+v %v", c, err)
	}
}
