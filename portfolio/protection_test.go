package portfolio

import (
	"testing"

	"quipu/client"
)

// stop is a working stop that sells AAPL.
func stop(qty string, change ...func(*client.Order)) client.Order {
	o := client.Order{ID: "s" + qty, Symbol: "AAPL", AssetID: "1", Side: "sell", Type: "stop", Status: "new", Qty: dec(qty)}
	for _, c := range change {
		c(&o)
	}
	return o
}

func TestWorkingStopsProtectAPosition(t *testing.T) {
	set := func(change func(*client.Order)) func(*client.Order) { return change }
	bracket := func(entry string, leg client.Order) client.Order {
		leg.Class = "bracket"
		return client.Order{ID: "e", Symbol: "AAPL", AssetID: "1", Side: "buy", Type: "limit", Status: entry, Class: "bracket", Qty: dec("5"), Legs: []client.Order{leg}}
	}
	held := set(func(o *client.Order) { o.Status = "held" })
	for name, c := range map[string]struct {
		qty     string
		open    []client.Order
		covered string // "" for unknown
		waiting bool
	}{
		"no order":                      {"5", nil, "0", false},
		"a stop":                        {"5", []client.Order{stop("5")}, "5", false},
		"a stop of a part":              {"5", []client.Order{stop("3")}, "3", false},
		"two stops":                     {"5", []client.Order{stop("3"), stop("2")}, "5", false},
		"a stop of more":                {"5", []client.Order{stop("9")}, "5", false},
		"a stop that is partly done":    {"5", []client.Order{stop("5", func(o *client.Order) { o.FilledQty = dec("2") })}, "3", false},
		"a stop-limit":                  {"5", []client.Order{stop("5", func(o *client.Order) { o.Type = "stop_limit" })}, "5", false},
		"a trailing stop":               {"5", []client.Order{stop("5", func(o *client.Order) { o.Type = "trailing_stop" })}, "5", false},
		"a limit alone":                 {"5", []client.Order{stop("5", func(o *client.Order) { o.Type = "limit" })}, "0", false},
		"a stop that buys":              {"5", []client.Order{stop("5", func(o *client.Order) { o.Side = "buy" })}, "0", false},
		"a stop that buys, of a short":  {"-5", []client.Order{stop("5", func(o *client.Order) { o.Side = "buy" })}, "5", false},
		"a stop that sells, of a short": {"-5", []client.Order{stop("5")}, "0", false},
		"a stop of another symbol":      {"5", []client.Order{stop("5", func(o *client.Order) { o.Symbol, o.AssetID = "KO", "2" })}, "0", false},
		"a stop that has ended":         {"5", []client.Order{stop("5", func(o *client.Order) { o.Status = "canceled" })}, "0", false},
		"a stop being cancelled":        {"5", []client.Order{stop("5", func(o *client.Order) { o.Status = "pending_cancel" })}, "0", false},
		"a stop of unknown size":        {"5", []client.Order{stop("5", func(o *client.Order) { o.Qty = client.Decimal{} })}, "", false},
		"an unknown position":           {"", []client.Order{stop("5")}, "", false},
		"a leg that waits":              {"5", []client.Order{bracket("partially_filled", stop("5", held))}, "0", true},
		"a leg after the entry":         {"5", []client.Order{bracket("filled", stop("5"))}, "5", false},
		"a leg by itself":               {"5", []client.Order{stop("5", held)}, "5", false},
		"the stop of an OCO": {"5", []client.Order{{
			ID: "p", Symbol: "AAPL", AssetID: "1", Side: "sell", Type: "limit", Status: "new", Class: "oco", Qty: dec("5"), Legs: []client.Order{stop("5", held)},
		}}, "5", false},
	} {
		position := client.Position{Symbol: "AAPL", AssetID: "1", AssetClass: "us_equity"}
		if c.qty != "" {
			position.Qty = dec(c.qty)
		}
		got := Protect(&position, c.open)
		if !is(got.Covered, c.covered) || got.Waiting != c.waiting {
			t.Errorf("%s: covered %v, waiting %v", name, got.Covered, got.Waiting)
		}
		if want := c.covered == "5"; got.Whole() != want {
			t.Errorf("%s: whole is %v", name, got.Whole())
		}
	}
}
