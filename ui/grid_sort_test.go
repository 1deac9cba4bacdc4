package ui

import (
	"slices"
	"testing"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/ui/table"
)

// What a column does not know of a row stands last in both directions, in every
// table and under every column.
func TestTheUnknownStandsLastInBothDirections(t *testing.T) {
	at := time.Date(2026, 9, 24, 15, 0, 0, 0, time.UTC)
	l := format.Options{Now: at, Short: true}
	s := sampleSnapshot()
	positions := table.New(positionsKind)
	positions.SetRows(holdings(&s, nil, false))
	lastStaysLast(t, &positions, l)

	orders := table.New(ordersKind)
	orders.SetRows(orderRows([]client.Order{
		{ID: "1", Symbol: "AAPL", Side: "buy", Type: "limit", LimitPrice: d("3"), SubmittedAt: &at, Class: "bracket", Status: "new", TimeInForce: "day"},
		{ID: "2", Symbol: "HALT"},
		{ID: "3", Symbol: "MSFT", Side: "sell", Type: "market", FilledQty: d("2"), Class: "oco", Status: "new", TimeInForce: "gtc", SubmittedAt: &at},
	}, nil, nil, at))
	lastStaysLast(t, &orders, l)

	activity := table.New(activityKind)
	activity.SetRows(activityRows([]client.Activity{
		{ID: "1", Type: "FILL", Symbol: "AAPL", Side: "buy", Qty: d("1"), Price: d("2"), At: at},
		{ID: "2", Type: "INT", At: at},
		{ID: "3", Type: "DIV", Symbol: "KO", NetAmount: d("2"), Description: "dividend", At: at},
	}, at))
	lastStaysLast(t, &activity, l)

	watch := table.New(watchKind)
	watch.SetRows([]watchRow{
		{Asset: client.Asset{Symbol: "AAPL", Name: "Apple"}, latest: client.Latest{Price: d("3"), Previous: client.Bar{Close: d("2")}, Quote: client.Quote{Bid: d("1")}}},
		{Asset: client.Asset{Symbol: "HALT"}},
		{Asset: client.Asset{Symbol: "MSFT", Name: "Microsoft"}, latest: client.Latest{Price: d("2"), Quote: client.Quote{Ask: d("4")}}},
	})
	lastStaysLast(t, &watch, l)
}

func lastStaysLast[R any](t *testing.T, g *table.Table[R], l format.Options) {
	t.Helper()
	g.Resize(20, 400, l)
	for _, c := range g.Columns {
		for _, descending := range []bool{true, false} {
			g.Arrange(table.Arrangement{SortedBy: c.Title, Reversed: !descending})
			known := make([]bool, len(g.Shown))
			for j, r := range g.Shown {
				known[j] = g.Known(c, r)
			}
			if gap := slices.Index(known, false); gap >= 0 && slices.Contains(known[gap:], true) {
				t.Errorf("%s by %s, descending %v: %v", g.Name, c.Title, descending, known)
			}
		}
	}
}
