package portfolio

import (
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// A point's change is its own, and what it came to since the start is the running
// total, whichever of the two the broker sends as profit_loss.
func TestAPointsChangeIsNotTheRunningTotal(t *testing.T) {
	for _, sent := range [][]string{{"0", "10", "20.67", "-10.63"}, {"0", "10", "10.67", "-31.3"}} {
		h := client.History{BaseValue: dec("2784.79")}
		for i, equity := range []string{"2784.79", "2794.79", "2805.46", "2774.16"} {
			h.Points = append(h.Points, client.Point{Equity: dec(equity), ProfitLoss: dec(sent[i])})
		}
		points := HistoryPoints(&h)
		for i, want := range []struct{ change, percent, start, startPercent string }{
			{"0", "0", "0", "0"}, {"10", "0.00359094", "10", "0.00359094"}, {"10.67", "0.00381782", "20.67", "0.00742246"}, {"-31.3", "-0.01115682", "-10.63", "-0.00381716"},
		} {
			p := points[i]
			for what, pair := range map[string]struct {
				got  client.Decimal
				want string
			}{"change": {p.Change.Amount, want.change}, "change %": {p.Change.Fraction, want.percent}, "since start": {p.SinceStart.Amount, want.start}, "since start %": {p.SinceStart.Fraction, want.startPercent}} {
				if !pair.got.Valid || !pair.got.Decimal.Equal(decimal.RequireFromString(pair.want)) {
					t.Errorf("point %d: %s %v, want %s", i, what, pair.got, pair.want)
				}
			}
		}
	}
}

// A gap has no gains; the point behind it changed since the one before it. Without a
// base value the first known point is the start.
func TestGainsOfAHistoryWithGaps(t *testing.T) {
	h := client.History{Points: []client.Point{{}, {Equity: dec("100")}, {}, {Equity: dec("90")}}}
	points := HistoryPoints(&h)
	for i, p := range points[:3] {
		if p.Change.Amount.Valid {
			t.Errorf("point %d changed by %v", i, p.Change.Amount)
		}
	}
	if p := points[1]; !p.SinceStart.Amount.Valid || !p.SinceStart.Amount.Decimal.IsZero() {
		t.Errorf("the start is %v above itself", p.SinceStart.Amount)
	}
	if p := points[3]; p.Change.Amount.Decimal.String() != "-10" || p.SinceStart.Fraction.Decimal.String() != "-0.1" {
		t.Errorf("changed by %v, %v since the start", p.Change.Amount, p.SinceStart.Fraction)
	}
}
