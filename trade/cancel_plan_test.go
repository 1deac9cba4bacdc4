package trade

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quipu/client"
	"quipu/market"
)

// The working orders of a symbol are those in either spelling, with those whose leg is.
func TestCancellationOfASymbolIsOfItsOrdersAlone(t *testing.T) {
	s := newStage(t)
	for symbol, want := range map[string]int{"AAPL": 2, "aapl": 2, "BTC/USD": 1, "BTCUSD": 1, "AMZN": 1, "": 8, "AAP": 0} {
		c, err := s.trader.PlanCancel(t.Context(), market.ID{Symbol: symbol})
		if err != nil {
			t.Fatal(err)
		}
		if symbol == "AAPL" || symbol == "aapl" {
			c.Groups = slices.DeleteFunc(c.Groups, func(g CancelGroup) bool {
				return g.Order.Class == "mleg" && g.Order.IsFor(market.ID{Symbol: "AAPL261218C00260000"})
			})
			want = 1
		}
		if len(c.Groups) != want {
			t.Errorf("%q: %d orders, want %d: %v", symbol, len(c.Groups), want, c.Lines())
		}
	}
	c, err := s.trader.PlanCancel(t.Context(), market.ID{Symbol: "AMZN"})
	if lines := strings.Join(c.Lines(), "\n"); err != nil || !strings.HasPrefix(lines, "buy 10 AMZN limit $190.00\nwith it: sell 10 AMZN") || c.Word() != "AMZN" {
		t.Errorf("%v\n%s", err, lines)
	}
}

// Of two exits that stand alone the second goes with the first: it is not asked for again.
func TestAnOrderThatWentWithAnotherIsNotCancelledAgain(t *testing.T) {
	s := newStage(t)
	orders := []client.Order{
		{ID: "p", Parent: "e", Symbol: "KO", Side: "sell", Type: Limit, Status: "new", Qty: dec("5")},
		{ID: "l", Parent: "e", Symbol: "KO", Side: "sell", Type: Stop, Status: "new", Qty: dec("5")},
		{ID: "o", Symbol: "KO", Side: "buy", Type: Limit, Status: "new", Qty: dec("5")},
	}
	for status, asked := range map[string]string{"canceled": "cancel p, cancel o", "pending_cancel": "cancel p, cancel o", "new": "cancel p, cancel l, cancel o"} {
		a := &oneByOne{account: account{orders: orders}, second: status}
		s.trader.Broker = a
		c, err := s.trader.PlanCancel(t.Context(), market.ID{Symbol: "KO"})
		if err != nil || len(c.Groups) != 3 {
			t.Fatal(c, err)
		}
		var seen Seen
		for i, g := range c.Groups {
			_, gone, sent := s.trader.CancelShown(t.Context(), g, &seen)
			err = errors.Join(err, sent)
			if gone != (i == 1 && status != "new") {
				t.Errorf("%s: %d went before: %t", status, i, gone)
			}
		}
		if got := strings.Join(a.asked, ", "); got != asked || err != nil {
			t.Errorf("%s: %s, %v", status, got, err)
		}
	}
}
