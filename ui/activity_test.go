package ui

import (
	"fmt"
	"testing"
	"time"

	"quipu/client"
	"quipu/ui/format"
)

func TestActivityByDayWithItsNet(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		now := time.Now()
		s.broker.activities = []client.Activity{
			{ID: "3", Type: "FILL", Execution: "fill", Symbol: "AAPL", Side: "buy", Qty: d("10"), Price: d("100"), At: now.Add(-time.Hour)},
			{ID: "2", Type: "DIV", Symbol: "KO", NetAmount: d("12.30"), Qty: d("30"), PerShareAmount: d("0.41"), Date: now.Add(-time.Hour).In(format.NewYork).Format(time.DateOnly)},
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
		if older != 2 {
			t.Errorf("%d older pages were read", older)
		}
	})
}
