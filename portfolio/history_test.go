package portfolio

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// A point's P&L is its own, and what it came to since the start is the running
// total, whichever of the two the broker sends as profit_loss.
func TestAPointsPLIsNotTheRunningTotal(t *testing.T) {
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
			}{"P&L": {p.PL.Amount, want.change}, "P&L %": {p.PL.Fraction, want.percent}, "since start": {p.SinceStart.Amount, want.start}, "since start %": {p.SinceStart.Fraction, want.startPercent}} {
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
		if p.PL.Amount.Valid {
			t.Errorf("point %d changed by %v", i, p.PL.Amount)
		}
	}
	if p := points[1]; !p.SinceStart.Amount.Valid || !p.SinceStart.Amount.Decimal.IsZero() {
		t.Errorf("the start is %v above itself", p.SinceStart.Amount)
	}
	if p := points[3]; p.PL.Amount.Decimal.String() != "-10" || p.SinceStart.Fraction.Decimal.String() != "-0.1" {
		t.Errorf("changed by %v, %v since the start", p.PL.Amount, p.SinceStart.Fraction)
	}
}

// history has a base of 10000 and points with these equities and cash flows.
func history(equities string, flows map[string]string) *client.History {
	h := &client.History{BaseValue: dec("10000"), BaseValueAt: "2026-11-20"}
	for i, e := range strings.Fields(equities) {
		h.Points = append(h.Points, client.Point{At: ny("2026-11-23 20:00").AddDate(0, 0, i), Equity: dec(strings.Trim(e, "?"))})
	}
	if flows == nil {
		return h
	}
	h.Cashflow = map[string][]client.Decimal{}
	for kind, amounts := range flows {
		h.Cashflow[kind] = nil
		for _, a := range strings.Fields(amounts) {
			h.Cashflow[kind] = append(h.Cashflow[kind], dec(strings.Trim(a, "?")))
		}
	}
	return h
}

// Money that was moved is no profit of any point, and where it is not known how much
// it was there is no figure.
func TestTransfersAreNoProfitOfAHistory(t *testing.T) {
	shares := client.Activity{Type: "ACATS", Date: "2026-11-25"}
	for _, c := range []struct {
		name     string
		equities string
		flows    map[string]string
		change   func(*client.History)
		pl       string // per point, ? for unknown
		start    string
		percent  string // of the last point since the start
	}{
		{"a deposit", "10010 20010 20030", map[string]string{"CSD": "0 10000 0"}, nil, "10 0 20", "10 10 30", "0.0015"},
		{"a withdrawal", "10010 5010 5005", map[string]string{"CSW": "0 -5000 0"}, nil, "10 0 -5", "10 10 5", "0.0005"},
		{"a deposit on the first day", "20000 20000", map[string]string{"CSD": "10000 0"}, nil, "0 0", "0 0", "0"},
		{"a journal and a transfer of an account", "15000 25000", map[string]string{"JNLC": "5000 0", "ACATC": "0 10000"}, nil, "0 0", "0 0", "0"},
		{"shares with their value", "15000 15000", map[string]string{"ACATS": "5000 0"}, func(h *client.History) { h.Transfers = []client.Activity{shares} }, "0 0", "0 0", "0"},
		{"dividends, interest and fees are income", "10010 10025 10020", map[string]string{"DIV": "10 0 0", "INT": "0 15 0", "FEE": "0 0 -5", "DIVNRA": "0 0 0"}, nil, "10 15 -5", "10 25 20", "0.002"},
		{"a deposit in a gap", "10010 ? 20010", map[string]string{"CSD": "0 10000 0"}, nil, "10 ? 0", "10 ? 10", "0.0005"},
		{"nothing moved", "10010 10020", map[string]string{}, nil, "10 10", "10 20", "0.002"},
		{"an amount that is not known", "10010 20010 20020", map[string]string{"CSD": "0 ? 0"}, nil, "10 ? 10", "10 ? ?", "?"},
		{"a list that does not fit", "10010 20010", map[string]string{"CSD": ""}, nil, "? ?", "? ?", "?"},
		{"a type that nobody knows", "10010 20010 20020", map[string]string{"NEW": "0 10000 0", "CSD": "0 0 0"}, nil, "10 ? 10", "10 ? ?", "?"},
		{"a running total, or the same again", "10010 20010 20010", map[string]string{"CSD": "0 10000 10000"}, nil, "10 0 ?", "10 10 ?", "?"},
		{"two deposits, as another type ends", "10010 20010 30010", map[string]string{"CSD": "0 10000 10000", "DIV": "10 0 0"}, nil, "10 0 0", "10 10 10", "0.00033333"},
		{"shares without a value", "10010 10020 20000 20000 20010 20020", map[string]string{}, func(h *client.History) { h.Transfers = []client.Activity{shares} }, "10 ? ? ? 10 10", "10 ? ? ? ? ?", "?"},
		{"transfers that cannot be read", "10010", nil, func(h *client.History) { h.TransfersErr = client.ErrServer }, "?", "?", "?"},
		{"a base that is the first point", "20000 20010", map[string]string{"CSD": "10000 0"}, func(h *client.History) { h.BaseValue, h.BaseValueAt = dec("20000"), "" }, "0 10", "0 10", "0.0005"},
		{"no base", "20000 20010", map[string]string{"CSD": "10000 0"}, func(h *client.History) { h.BaseValue, h.BaseValueAt = dec(""), "0000-00-00" }, "? 10", "0 10", "0.0005"},
		{"a new account", "0 10000 10010", map[string]string{"CSD": "0 10000 0"}, func(h *client.History) { h.BaseValue, h.BaseValueAt = dec("0"), "" }, "0 0 10", "0 0 10", "0.001"},
		{"an account that owes", "-500 500", map[string]string{"CSD": "0 1100"}, func(h *client.History) { h.BaseValue = dec("-500") }, "0 -100", "0 -100", "-0.16666667"},
	} {
		h := history(c.equities, c.flows)
		if c.change != nil {
			c.change(h)
		}
		points := HistoryPoints(h)
		var pl, start []string
		for _, p := range points {
			pl, start = append(pl, shown(p.PL.Amount)), append(start, shown(p.SinceStart.Amount))
		}
		if got := strings.Join(pl, " "); got != c.pl {
			t.Errorf("%s: P&L %s, want %s", c.name, got, c.pl)
		}
		if got := strings.Join(start, " "); got != c.start {
			t.Errorf("%s: since the start %s, want %s", c.name, got, c.start)
		}
		if got := shown(points[len(points)-1].SinceStart.Fraction); got != c.percent {
			t.Errorf("%s: %s of the start, want %s", c.name, got, c.percent)
		}
	}
}

func shown(d client.Decimal) string {
	if !d.Valid {
		return "?"
	}
	return d.Decimal.String()
}
