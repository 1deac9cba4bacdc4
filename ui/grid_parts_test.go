package ui

import (
	"strings"
	"testing"

	"quipu/client"
	"quipu/format"
	"quipu/ui/table"
)

// A leg stands under its order, whatever the orders are sorted by; one whose order
// a filter hides stands alone.
func TestLegsStayUnderTheirOrderWhenSorted(t *testing.T) {
	g := table.New(ordersKind)
	order := func(symbol, key string, depth int) orderRow {
		return orderRow{Order: &client.Order{ID: key, Symbol: symbol, Side: "buy", Status: "new"}, key: key, depth: depth}
	}
	g.SetRows([]orderRow{order("MSFT", "m", 0), order("ZZ", "m/1", 1), order("AB", "m/2", 1), order("AAPL", "a", 0), order("KO", "k", 0), order("QQ", "k/1", 1)})
	g.Resize(20, 120, format.Options{})
	keys := func() string {
		var all []string
		for _, r := range g.Shown {
			all = append(all, r.key)
		}
		return strings.Join(all, " ")
	}
	for c := range g.Columns {
		for range 2 { // both ways
			g.SortOn(c)
			if got := keys(); !strings.Contains(got, "m m/1 m/2") || !strings.Contains(got, "k k/1") || len(g.Shown) != 6 {
				t.Errorf("by %s: %s", g.Columns[c].Title, got)
			}
		}
	}
	g.SetFilter("QQ")
	if got := keys(); got != "k/1" {
		t.Errorf("filtered: %s", got)
	}
}
