package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/ui/table"
	"quipu/ui/theme"
)

// Two that have no id are two.
func TestActivitiesWithoutAnIDAreNotTakenForOne(t *testing.T) {
	one := client.Decimal{NullDecimal: decimal.NewNullDecimal(decimal.NewFromInt(1))}
	dividend := client.Activity{Type: "DIV", Symbol: "AAPL", Date: "2026-11-27", NetAmount: one}
	fill := client.Activity{ID: "1", Type: "FILL", Date: "2026-11-26"}
	page := []client.Activity{dividend, dividend, fill}
	all := mergeActivities(nil, page)
	for range 3 {
		all = mergeActivities(all, page)
	}
	if rows := activityRows(all, time.Date(2026, 11, 27, 20, 0, 0, 0, market.NewYork)); len(all) != 3 || !rows[0].net.Decimal.Equal(decimal.NewFromInt(2)) {
		t.Errorf("%d activities, in the first day %v", len(all), rows[0].net)
	}
}

func TestActivityByDayWithItsNet(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		now := time.Now()
		s.broker.activities = []client.Activity{
			{ID: "3", Type: "FILL", Execution: "fill", Symbol: "AAPL", Side: "buy", Qty: d("10"), Price: d("100"), At: now.Add(-time.Hour)},
			{ID: "2", Type: "DIV", Symbol: "KO", NetAmount: d("12.30"), Qty: d("30"), PerShareAmount: d("0.41"), Date: now.Add(-time.Hour).In(market.NewYork).Format(time.DateOnly)},
			{ID: "1", Type: "FILL", Execution: "partial_fill", Symbol: "AAPL261218C00250000", Side: "sell", Qty: d("2"), Price: d("12.5"), LeavesQty: d("3"), At: now.Add(-25 * time.Hour)},
			{ID: "0", Type: "BREW", Description: "something new", At: now.Add(-26 * time.Hour)},
		}
		s.portfolio()
		s.press("3")
		s.passes(time.Second)
		s.sees("cash -$987.70", "-$1,000.00", "dividend", "+$12.30", "$0.4100 a share", "partial fill", "AAPL 18 Dec 26 250 C", "+$2,500.00", "3 left", "BREW", "something new")
		s.golden()
		s.press("p")
		s.seesNot("987", "1,000", "12.30", "2,500", "3 left", "something new")
		s.sees("$100.00", "••••• left", "$0.4100 a share")
	})
}

// An activity names no class, and its symbol does not tell one: the price keeps every
// decimal that the broker sent.
func TestPriceOfAnActivityKeepsItsDecimals(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.activities = []client.Activity{{ID: "1", Type: "CFEE", Symbol: "SHIBUSD", Qty: d("-1000"), Price: d("0.00001234"), Date: market.Date(time.Now())}}
		s.portfolio()
		s.press("3")
		s.passes(time.Second)
		s.sees("SHIBUSD", "$0.00001234")
	})
}

func TestActivityIsPagedOnDemand(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		for i := range 230 {
			s.broker.activities = append(s.broker.activities, client.Activity{
				ID: fmt.Sprintf("a%03d", i), Type: "FILL", Symbol: fmt.Sprintf("S%03d", i), Side: "sell", Qty: d("1"), Price: d("1"), At: time.Now().Add(-time.Duration(i) * time.Hour),
			})
		}
		s.portfolio()
		s.press("3")
		s.passes(time.Second)
		if n := len(s.broker.pages); n != 1 {
			t.Fatalf("%d reads", n)
		}
		for range 3 {
			s.press("G")
			s.passes(2 * time.Second)
		}
		s.press("G")
		s.sees("S229")
		older := 0
		for _, q := range s.broker.pages {
			if q.PageToken != "" {
				older++
			}
		}
		if older != 3 { // the last of them is empty
			t.Errorf("%d older pages were read", older)
		}
	})
}

// A page may hold fewer activities than were asked for: the list ends with an empty one.
func TestActivityGoesOnBehindAShortPage(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.shortPages = 40
		for i := range 90 {
			s.broker.activities = append(s.broker.activities, client.Activity{
				ID: fmt.Sprintf("a%03d", i), Type: "FILL", Symbol: fmt.Sprintf("S%03d", i), Side: "sell", Qty: d("1"), Price: d("1"), At: time.Now().Add(-time.Duration(i) * time.Hour),
			})
		}
		s.portfolio()
		s.press("3")
		s.passes(time.Second)
		for range 4 {
			s.press("G")
			s.passes(2 * time.Second)
		}
		s.press("G")
		s.sees("S089")
		read := len(s.broker.pages)
		s.passes(5 * time.Second)
		if len(s.broker.pages) != read {
			t.Errorf("%d reads behind the end", len(s.broker.pages)-read)
		}
	})
}

// The heading of the first visible day stays on top while the table scrolls, and the
// cursor stays visible.
func TestDayHeadingOfTheFirstRowIsPinned(t *testing.T) {
	now := time.Date(2026, 11, 24, 20, 0, 0, 0, market.NewYork)
	var all []client.Activity
	for i := range 60 {
		all = append(all, client.Activity{ID: fmt.Sprint(i), Type: "FILL", Symbol: fmt.Sprintf("S%02d", i), Side: "buy", At: now.Add(-time.Duration(i) * 3 * time.Hour)})
	}
	g := table.New(activityKind)
	g.SetRows(activityRows(all, now))
	g.Resize(9, 100, format.Options{})
	th := theme.Plain()
	walk := func(how string, moves int, move func()) {
		for step := range moves {
			move()
			lines := g.Lines(th, th, "")
			first := -1
			for i := g.Top; i >= 0 && first < 0; i-- {
				if g.IsHeading(g.Shown[i]) {
					first = i
				}
			}
			want := g.Shown[first].heading
			if top := g.Top; !g.IsHeading(g.Shown[top]) && top+1 < len(g.Shown) && g.IsHeading(g.Shown[top+1]) {
				want = g.Shown[top].Symbol // the last row of its day: a heading alone would say nothing
			}
			if !strings.Contains(lines[1], want) {
				t.Fatalf("%s, step %d: %q does not stand over\n%s", how, step, want, strings.Join(lines, "\n"))
			}
			if !strings.Contains(strings.Join(lines[1:], "\n"), g.Current().Symbol) {
				t.Fatalf("%s, step %d: %s is not in sight\n%s", how, step, g.Current().Symbol, strings.Join(lines, "\n"))
			}
			if len(lines) != 10 {
				t.Fatalf("%s, step %d: %d lines", how, step, len(lines))
			}
		}
	}
	walk("down", 80, func() { g.GoTo(g.At + 1) })
	if g.Current().Symbol != "S59" {
		t.Errorf("the end is %s", g.Current().Symbol)
	}
	walk("up", 80, func() { g.GoTo(g.At - 1) })
	walk("wheel down", 40, func() { g.Scroll(3) })
	walk("wheel up", 40, func() { g.Scroll(-3) })
	if g.Top != 0 {
		t.Errorf("the beginning is out of sight, at %d", g.Top)
	}
	g.Scroll(4)
	if at := g.At; g.HeadingPinned() && g.Select(0) || g.At != at {
		t.Error("a heading was selected")
	}
}

func TestTheCashOfADayLeavesOutWhatDoesNotCount(t *testing.T) {
	tell(t, telling{width: 150, height: 30, change: withToken("paper")}, func(s *story) {
		day := "2026-01-05"
		s.broker.activities = []client.Activity{
			{ID: "4", Type: "FILL", Symbol: "ETH/BTC", Side: "buy", Qty: d("2"), Price: d("0.0312"), Date: day},
			{ID: "3", Type: "DIV", Symbol: "KO", NetAmount: d("1.04"), Status: "correct", Date: day},
			{ID: "2", Type: "DIV", Symbol: "KO", NetAmount: d("1.02"), Status: "canceled", Date: day},
		}
		s.portfolio()
		s.press("3")
		s.passes(time.Second)
		s.sees("cash +$1.04", "dividend, canceled", "dividend, correct", "-0.0624 BTC", "0.0312 BTC")
		s.seesNot("$0.03", "-$0.06", "+$2.06")
	})
}

// A correction is found on whatever page it was read, and what it corrects says so.
func TestCorrectionOfAnotherPageIsMarked(t *testing.T) {
	corrected := client.Activity{ID: "20261125::old", Type: "DIV", NetAmount: d("1.02"), Status: "executed", Date: "2026-11-25"}
	correction := client.Activity{ID: "20261125::new", Type: "DIV", NetAmount: d("1.04"), Status: "correct", Previous: "old", Date: "2026-11-25"}
	for name, pages := range map[string][2]client.Activity{"before it": {correction, corrected}, "behind it": {corrected, correction}} {
		all := mergeActivities([]client.Activity{pages[0]}, []client.Activity{pages[1]})
		rows := activityRows(all, time.Now())
		if net := rows[0].net; len(all) != 2 || net.Decimal.String() != "1.04" {
			t.Errorf("%s: the day comes to %v", name, net)
		}
		for _, a := range all {
			if want := map[string]string{"20261125::old": "dividend, replaced", "20261125::new": "dividend, correct"}[a.ID]; nameOf(a) != want {
				t.Errorf("%s: %s is called %q, want %q", name, a.ID, nameOf(a), want)
			}
		}
	}
}
