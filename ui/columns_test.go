package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"quipu/client"
	"quipu/format"
	"quipu/ui/orderview"
	"quipu/ui/table"
	"quipu/ui/theme"
)

var wide = regexp.MustCompile(` {2,}`)

// shownTitles gives the titles of a table in a window of that many columns.
func shownTitles[R any](g *table.Table[R], window int) []string {
	g.Resize(20, window-2, format.Options{Short: window < 100, Narrow: window < 50, Now: time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)})
	titles := wide.Split(strings.TrimSpace(ansi.Strip(g.Lines(theme.Plain(), theme.Plain(), "")[0])), -1)
	for i, title := range titles {
		titles[i] = regexp.MustCompile(` [▼▲]$`).ReplaceAllString(title, "")
	}
	return titles
}

// leaving gives the titles in the order in which a narrowing window drops them for good:
// short names may bring one back.
func leaving[R any](g *table.Table[R]) []string {
	var left []string
	before := shownTitles(g, 300)
	for window := 299; window >= 20; window-- {
		now := shownTitles(g, window)
		for _, title := range slices.Backward(before) {
			if !slices.Contains(now, title) {
				left = append(slices.DeleteFunc(left, func(l string) bool { return l == title }), title)
			}
		}
		before = now
	}
	return left
}

func positionsTable() *table.Table[holding] {
	s := sampleSnapshot()
	rows := holdings(&s, nil, false)
	for i := range rows {
		rows[i].trend = format.Cell{Text: "▁▂▃▄▅▆▇"}
	}
	g := table.New(positionsKind)
	g.SetRows(rows)
	return &g
}

func ordersTable() *table.Table[orderview.Row] {
	at := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	working := []client.Order{
		{ID: "1", Symbol: "AAPL", Side: "buy", Type: "stop_limit", Qty: d("10"), LimitPrice: d("130"), StopPrice: d("128"), Class: "bracket", Status: "held", TimeInForce: "gtc", SubmittedAt: &at},
		{ID: "2", Symbol: "SIRI", Side: "sell", Type: "market", Qty: d("10"), FilledQty: d("4"), FilledAvgPrice: d("0.7999"), Class: "simple", Status: "partially_filled", TimeInForce: "day", SubmittedAt: &at},
	}
	g := table.New(orderview.Kind)
	g.SetRows(orderview.Rows(working, nil, nil, at))
	return &g
}

func TestPositionsShowEveryColumnInAWideWindow(t *testing.T) {
	if got := shownTitles(positionsTable(), 170); len(got) != len(positionColumns) {
		t.Errorf("%d of %d columns: %q", len(got), len(positionColumns), got)
	}
}

func TestPositionsAt62Columns(t *testing.T) {
	got := shownTitles(positionsTable(), 62)
	for _, title := range []string{"Symbol", "Qty", "Price", "Total P&L"} {
		if !slices.Contains(got, title) {
			t.Errorf("%s has left: %q", title, got)
		}
	}
	for _, title := range []string{"Day P&L", "Value", "Avg cost", "Total %", "Weight", "Working", trendTitle} {
		if slices.Contains(got, title) {
			t.Errorf("%s is still there: %q", title, got)
		}
	}
}

// Derived figures are dropped before those they derive from: quantity, price and P&L
// stay longest.
func TestPositionColumnsLeaveInOrder(t *testing.T) {
	got := leaving(positionsTable())
	want := []string{trendTitle, "Working", "Weight", "Total %", "Avg cost", "Value", "Day P&L %", "Day P&L", "Qty"}
	if at := len(want); len(got) < at || !slices.Equal(got[:at], want) {
		t.Errorf("left %q, want %q first", got, want)
	}
}

func TestOrderColumnsLeaveInOrder(t *testing.T) {
	got := leaving(ordersTable())
	want := []string{"Class", "TIF", "Avg fill", "Distance", "Stop", "Limit", "Status", "Type", "Time"}
	if at := len(want); len(got) < at || !slices.Equal(got[:at], want) {
		t.Errorf("left %q, want %q first", got, want)
	}
}

// One column shows the main price if limit and stop do not fit.
func TestOrdersMergeLimitAndStopIntoPrice(t *testing.T) {
	merged := false
	for window := 200; window >= 40; window-- {
		got := shownTitles(ordersTable(), window)
		both := slices.Contains(got, "Limit") && slices.Contains(got, "Stop")
		if one := slices.Contains(got, "Price"); one == both {
			t.Fatalf("%d columns: %q", window, got)
		}
		merged = merged || !both
	}
	if !merged {
		t.Error("they never become one")
	}
}
