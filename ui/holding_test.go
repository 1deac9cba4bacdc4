package ui

import (
	"testing"
	"time"

	"quipu/client"
	"quipu/ui/format"
)

// A position with a result but no cost has no part in the percentage.
func TestTotalPercentIsOfPositionsWithACost(t *testing.T) {
	of := func(pl, cost string) *holding {
		return &holding{Position: &client.Position{UnrealizedPL: d(pl), CostBasis: d(cost)}}
	}
	for _, c := range []struct {
		name           string
		rows           []*holding
		total, percent string
	}{
		{"long and short", []*holding{of("10", "100"), of("-5", "-100")}, "+$5.00", "+2.50%"},
		{"one of no known cost", []*holding{of("10", "100"), of("90", "")}, "+$100.00", "+10.00%"},
		{"one that cost nothing", []*holding{of("10", "100"), of("90", "0")}, "+$100.00", "+10.00%"},
		{"nothing but that", []*holding{of("90", "0")}, "+$90.00", format.Unknown},
	} {
		sums := addUp(c.rows)
		if got := format.SignedMoney(sums.total); got != c.total {
			t.Errorf("%s: total %s, want %s", c.name, got, c.total)
		}
		if got := format.Percent(sums.percent()); got != c.percent {
			t.Errorf("%s: %s, want %s", c.name, got, c.percent)
		}
	}
}

func TestChangeOfADebt(t *testing.T) {
	for _, c := range []struct{ by, before, want string }{
		{"10", "1000", "+1.00%"}, {"-10", "-1000", "-1.00%"}, {"10", "-1000", "+1.00%"}, {"10", "0", format.Unknown}, {"10", "", format.Unknown}, {"", "5", format.Unknown},
	} {
		if got := format.Percent(change(d(c.by).NullDecimal, d(c.before).NullDecimal)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.by, c.before, got, c.want)
		}
	}
}

// A fill brings the position to its new size before anything is read: what the
// day made on it is kept until then, and no longer.
func TestDayResultOutlivesAFill(t *testing.T) {
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
