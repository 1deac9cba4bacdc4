package demo

import "github.com/shopspring/decimal"

// terms are what a ticket asks for.
func (t Ticket) terms() terms {
	kind := or(t.Type, "market")
	asked := terms{symbol: t.Symbol, side: t.Side, kind: kind, force: or(t.TimeInForce, "day"), qty: given(t.Qty), notional: given(t.Notional),
		limit: given(t.Limit), stop: given(t.Stop), trail: given(t.TrailPrice), trailPercent: given(t.TrailPercent)}
	if t.bracket() {
		asked.class = "bracket"
	}
	return asked
}

func (t Ticket) bracket() bool { return t.TakeProfit.IsPositive() || t.StopLoss.IsPositive() }

// legs are the orders that wait for a bracket's own.
func (t Ticket) legs() []terms {
	side := "sell"
	if t.Side == "sell" {
		side = "buy"
	}
	leg := terms{symbol: t.Symbol, side: side, force: or(t.TimeInForce, "day"), class: "bracket", qty: given(t.Qty)}
	var all []terms
	if t.TakeProfit.IsPositive() {
		profit := leg
		profit.kind, profit.limit = "limit", t.TakeProfit.String()
		all = append(all, profit)
	}
	if t.StopLoss.IsPositive() {
		loss := leg
		loss.kind, loss.stop = "stop", t.StopLoss.String()
		all = append(all, loss)
	}
	return all
}

// given is a literal of terms.
func given(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
