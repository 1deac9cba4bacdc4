package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/positions"
	"quipu/ui/orderview"
	"quipu/ui/table"
)

// Legs stay below their order whatever the sorting; a leg whose order is filtered out
// stays alone.
func TestLegsStayUnderTheirOrderWhenSorted(t *testing.T) {
	g := table.New(orderview.Kind)
	order := func(symbol, key string, depth int) orderview.Row {
		return orderview.Row{Order: &client.Order{ID: key, Symbol: symbol, Side: "buy", Status: "new"}, Key: key, Depth: depth}
	}
	g.SetRows([]orderview.Row{order("MSFT", "m", 0), order("ZZ", "m/1", 1), order("AB", "m/2", 1), order("AAPL", "a", 0), order("KO", "k", 0), order("QQ", "k/1", 1)})
	g.Resize(20, 120, format.Options{})
	keys := func() string {
		var all []string
		for _, r := range g.Shown {
			all = append(all, r.Key)
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

// Rows without a value in the sort column come last in both directions, in every table.
func TestUnknownValuesSortLastInBothDirections(t *testing.T) {
	at := time.Date(2026, 9, 24, 15, 0, 0, 0, time.UTC)
	l := format.Options{Now: at, Short: true}
	s := sampleSnapshot()
	positions := table.New(positionsKind)
	positions.SetRows(holdings(&s, nil, false))
	lastStaysLast(t, &positions, l)

	orders := table.New(orderview.Kind)
	orders.SetRows(orderview.Rows([]client.Order{
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
		{Asset: client.Asset{Symbol: "AAPL", Name: "Apple"}, today: portfolio.Today{Price: d("3"), Change: portfolio.Gain{Amount: d("1"), Fraction: d("0.5")}, Quote: client.Quote{Bid: d("1")}}},
		{Asset: client.Asset{Symbol: "HALT"}},
		{Asset: client.Asset{Symbol: "MSFT", Name: "Microsoft"}, today: portfolio.Today{Price: d("2"), Quote: client.Quote{Ask: d("4")}}},
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

// After a fill the day P&L of the position is kept until the next reading.
func TestDayPLSurvivesAFill(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		first := sampleSnapshot()
		first.At = time.Now()
		s.broker.tell(first)
		s.passes(200 * time.Millisecond)
		s.sees("+$140.00", "+$222.25")
		filled := sampleSnapshot()
		filled.At = first.At                                        // nothing was read since
		filled.Positions[1].UnrealizedIntradayPL = client.Decimal{} // as the client leaves it
		s.broker.tell(filled)
		s.passes(200 * time.Millisecond)
		s.sees("+$140.00", "+$222.25")
		s.broker.publish(filled)
		s.passes(200 * time.Millisecond)
		s.seesNot("+$140.00", "+$222.25")
	})
}

func TestWorkingOrderText(t *testing.T) {
	share, coin := &holding{Row: positions.Row{Position: &client.Position{Symbol: "AAPL"}}}, &holding{Row: positions.Row{Position: &client.Position{Symbol: "BTCUSD", AssetClass: market.Crypto}}}
	for _, c := range []struct {
		of    *holding
		order client.Order
		want  string
	}{
		{share, client.Order{Side: "sell", Qty: d("20"), Type: "limit", LimitPrice: d("260")}, "sell 20 @ $260.00"},
		{share, client.Order{Side: "sell", Qty: d("1"), Type: "stop", StopPrice: d("440")}, "sell 1 stop $440.00"},
		{share, client.Order{Side: "buy", Qty: d("12"), Type: "stop_limit", StopPrice: d("290"), LimitPrice: d("292.5")}, "buy 12 stop $290.00 @ $292.50"},
		{share, client.Order{Side: "sell", Qty: d("50"), Type: "trailing_stop", TrailPercent: d("10"), StopPrice: d("125.712")}, "sell 50 trail 10%"},
		{share, client.Order{Side: "sell_short", Qty: d("50"), Type: "trailing_stop", TrailPrice: d("1.5")}, "sell short 50 trail $1.50"},
		{share, client.Order{Side: "buy", Notional: d("250"), Type: "market"}, "buy $250.00 market"},
		{coin, client.Order{Side: "buy", Qty: d("0.001"), Type: "limit", LimitPrice: d("58000")}, "buy 0.001 @ $58,000.00"},
	} {
		if got := workingOrder(c.of, c.order, format.Options{}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if got := workingOrder(c.of, c.order, format.Options{Private: true}); !strings.Contains(got, format.Masked) {
			t.Errorf("%q shows a size", got)
		}
	}
}

// The tab line, or the rule below it, always shows that rows are hidden.
func TestRowPositionIsShownWhenRowsAreHidden(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		snapshot := *manyHoldings(14, 0)
		snapshot.Account = sampleAccount()
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("4 Watchlists", " 1 of 14\n ─")
		s.press("down", "y")
		lines := strings.Split(s.screen.text(), "\n")
		if !strings.Contains(lines[22], "Row sent") || !strings.Contains(s.screen.text(), "4 Watchlists                2 of 14\n") {
			t.Errorf("what was done took the place of the tabs:\n%s", s.screen.text())
		}
		s.press("/")
		s.types("q")
		s.sees("─ 2 of 14 ─\n")
		s.press("enter", "esc")
		for _, width := range []int{40, 50, 62, 70, 100} {
			for _, height := range []int{12, 16, 17, 18, 22} {
				s.resize(width, height)
				s.sees(" 2 of 14")
			}
		}
		s.resize(62, 16)
		s.press("y")
		s.sees("Row sent to the terminal's clipboard", "─ 2 of 14 ─")
	})
}
