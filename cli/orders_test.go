package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/demo"
)

// TestCommandsSeeTheLegsOfAFilledBracket however the broker lists them.
func TestCommandsSeeTheLegsOfAFilledBracket(t *testing.T) {
	for _, nesting := range []demo.Nesting{demo.LegsByThemselves, demo.LegsFlat, demo.LegsUnderParent} {
		d := newSignedInHomeOf(t, demo.Options{StaticMarket: true, Nesting: nesting}, "trading")
		before := strings.TrimSpace(d.prints("status", "--format", "{{.Orders}}"))
		d.fillBracket("KO")
		if open := d.document("orders", "--symbol", "KO").Orders; len(open) != 2 || open[0]["order_class"] != "bracket" || open[0]["status"] != "new" {
			t.Errorf("%d: open are %v", nesting, open)
		}
		if now := strings.TrimSpace(d.prints("status", "--format", "{{.Orders}}")); before != "8" || now != "10" {
			t.Errorf("%d: %s orders were open, now %s", nesting, before, now)
		}
		legs := 0
		for _, o := range d.document("orders", "--status", "all", "--symbol", "KO").Orders {
			if o["order_class"] == "bracket" && o["status"] == "new" {
				legs++
			}
			inside, _ := o["legs"].([]any)
			legs += len(inside)
		}
		if legs != 2 {
			t.Errorf("%d: of all orders %d are legs", nesting, legs)
		}
		if out, said, code := d.quipu("cancel", "--symbol", "ko", "--yes"); code != exitOK || strings.Count(out, "KO") < 1 {
			t.Errorf("%d: cancel ended with %d: %s%s", nesting, code, out, said)
		}
		if open := d.document("orders", "--symbol", "KO").Orders; len(open) != 0 {
			t.Errorf("%d: still open are %v", nesting, open)
		}
	}
}

// fillBracket buys with two exits.
func (d *signedInHome) fillBracket(symbol string) {
	d.t.Helper()
	price := decimal.NewFromInt
	id, err := d.broker.Place("paper", demo.Ticket{Symbol: symbol, Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: price(4), Limit: price(60), TakeProfit: price(600), StopLoss: price(5)})
	if err == nil {
		err = d.broker.Fill("paper", id, price(4), price(60))
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestOrdersOfASymbolInEitherForm(t *testing.T) {
	d := newSignedInHome(t)
	for status, least := range map[string]int{"open": 1, "closed": 1, "all": 2} {
		var ids []string
		for _, symbol := range []string{"BTC/USD", "BTCUSD", "btcusd", "BTCUSD,BTC/USD"} {
			var found []string
			for _, o := range d.document("orders", "--status", status, "--symbol", symbol).Orders {
				found = append(found, o["id"].(string))
				if o["symbol"] != "BTC/USD" {
					t.Errorf("%s: an order of %v", symbol, o["symbol"])
				}
			}
			if len(found) < least || ids != nil && !slices.Equal(found, ids) {
				t.Errorf("%s, %s: %v, by the other form %v", status, symbol, found, ids)
			}
			ids = found
		}
	}
	spread := d.document("orders", "--symbol", d.spreadLeg()).Orders
	if len(spread) != 1 || spread[0]["order_class"] != "mleg" {
		t.Errorf("by the symbol of a leg: %v", spread)
	}
}

// spreadLeg is the symbol of a leg of the demo's spread.
func (d *signedInHome) spreadLeg() string {
	d.t.Helper()
	for _, o := range d.document("orders").Orders {
		if o["order_class"] == "mleg" {
			return o["legs"].([]any)[0].(map[string]any)["symbol"].(string)
		}
	}
	d.t.Fatal("the demo has no spread")
	return ""
}

// TestOrdersBeyondOnePage: the broker serves 500 a call, and the command says what its
// own limit leaves out.
func TestOrdersBeyondOnePage(t *testing.T) {
	d := newSignedInHome(t)
	for range 600 {
		if _, err := d.broker.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: decimal.NewFromInt(1), Limit: decimal.NewFromInt(5)}); err != nil {
			t.Fatal(err)
		}
	}
	if count := strings.TrimSpace(d.prints("status", "--format", "{{.Orders}}")); count != "608" {
		t.Errorf("the status counts %s", count)
	}
	for args, want := range map[string]struct {
		rows int
		more bool
	}{"orders": {608, false}, "orders --symbol KO": {600, false}, "orders --limit 600": {600, true}, "orders --limit 608": {608, false}, "orders --status all --limit 550": {550, true}} {
		found := d.document(strings.Fields(args)...)
		if len(found.Orders) != want.rows || found.More == nil || *found.More != want.more {
			t.Errorf("%s: %d orders, more %v, want %+v", args, len(found.Orders), found.More, want)
		}
	}
	if _, said, _ := d.quipu("orders", "--limit", "600"); !strings.Contains(said, "showing the latest 600 (max 2000, --limit)") {
		t.Errorf("said %q", said)
	}
}
