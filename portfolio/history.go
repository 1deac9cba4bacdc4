package portfolio

import (
	"quipu/client"
	"quipu/number"
)

// HistoryPoint is a point of the account's history and what follows from the points
// before it. Both gains follow from the equity alone: money that was deposited or
// withdrawn counts in them, because the history does not say how much it was.
type HistoryPoint struct {
	client.Point
	Change     Gain // against the known point before; of the first against the base value
	SinceStart Gain // against the base value, or the first known point where there is none
}

// HistoryPoints gives the points of a history with their gains. The broker's own
// profit_loss is none of them: by its documents it counts from the base value, and
// in their examples from the point before.
func HistoryPoints(h *client.History) []HistoryPoint {
	all := make([]HistoryPoint, len(h.Points))
	before := h.BaseValue
	for i, p := range h.Points {
		all[i] = HistoryPoint{p, gain(p.Equity, before), SinceStart(h, p.Equity)}
		if p.Equity.Valid {
			before = p.Equity
		}
	}
	return all
}

// SinceStart is what equity is above the value that a history begins with.
func SinceStart(h *client.History, equity client.Decimal) Gain {
	return gain(equity, startOf(h))
}

func startOf(h *client.History) client.Decimal {
	if h.BaseValue.Valid {
		return h.BaseValue
	}
	for i := range h.Points {
		if h.Points[i].Equity.Valid {
			return h.Points[i].Equity
		}
	}
	return client.Decimal{}
}

func gain(now, before client.Decimal) Gain {
	amount := number.Sub(now.NullDecimal, before.NullDecimal)
	return Gain{of(amount), of(number.Ratio(amount, before.NullDecimal))}
}
