package ui

import (
	"slices"
	"testing"
	"time"

	"quipu/client"
)

// What a column does not know of a row stands last in both directions, in every
// table and under every column.
func TestTheUnknownStandsLastInBothDirections(t *testing.T) {
	at := time.Date(2026, 9, 24, 15, 0, 0, 0, time.UTC)
	l := look{now: at, short: true}
	s := sampleSnapshot()
	positions := newGrid(positionsKind)
	positions.fill(holdings(&s, nil, false))
	lastStaysLast(t, &positions, l)

	orders := newGrid(ordersKind)
	orders.fill(orderRows([]client.Order{
		{ID: "1", Symbol: "AAPL", Side: "buy", Type: "limit", LimitPrice: d("3"), SubmittedAt: &at, Class: "bracket", Status: "new", TimeInForce: "day"},
		{ID: "2", Symbol: "HALT"},
		{ID: "3", Symbol: "MSFT", Side: "sell", Type: "market", FilledQty: d("2"), Class: "oco", Status: "new", TimeInForce: "gtc", SubmittedAt: &at},
	}, nil, nil, at))
	lastStaysLast(t, &orders, l)

	activity := newGrid(activityKind)
	activity.fill(activityRows([]client.Activity{
		{ID: "1", Type: "FILL", Symbol: "AAPL", Side: "buy", Qty: d("1"), Price: d("2"), At: at},
		{ID: "2", Type: "INT", At: at},
		{ID: "3", Type: "DIV", Symbol: "KO", NetAmount: d("2"), Description: "dividend", At: at},
	}, at))
	lastStaysLast(t, &activity, l)

	watch := newGrid(watchKind)
	watch.fill([]watchRow{
		{Asset: client.Asset{Symbol: "AAPL", Name: "Apple"}, latest: client.Latest{Price: d("3"), Previous: client.Bar{Close: d("2")}, Quote: client.Quote{Bid: d("1")}}},
		{Asset: client.Asset{Symbol: "HALT"}},
		{Asset: client.Asset{Symbol: "MSFT", Name: "Microsoft"}, latest: client.Latest{Price: d("2"), Quote: client.Quote{Ask: d("4")}}},
	})
	lastStaysLast(t, &watch, l)
}

func lastStaysLast[R any](t *testing.T, g *grid[R], l look) {
	t.Helper()
	g.fit(20, 400, l)
	for _, c := range g.columns {
		for _, descending := range []bool{true, false} {
			g.lay(arrangement{sorted: c.title, ascending: !descending})
			known := make([]bool, len(g.shown))
			for j, r := range g.shown {
				known[j] = g.isKnown(c, r)
			}
			if gap := slices.Index(known, false); gap >= 0 && slices.Contains(known[gap:], true) {
				t.Errorf("%s by %s, descending %v: %v", g.name, c.title, descending, known)
			}
		}
	}
}
