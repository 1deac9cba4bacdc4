package portfolio

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/number"
)

// HistoryPoint is a point of the account's history and what follows from the points
// before it. What was transferred into the account or out of it is no profit: the
// gains leave it out, and are unknown where it is not known how much that was.
type HistoryPoint struct {
	client.Point
	Transfers  client.Decimal // in its time frame, less what went out
	PL         Gain           // against the known point before; of the first against the base value
	SinceStart Gain           // against the base value, or the first known point where there is none
}

// HistoryPoints gives the points of a history with their gains. A fraction is of the
// value before and what was deposited since, without its sign, as that of DayPL. The
// broker's own profit_loss is none of the gains: by its documents it counts from the
// base value, and in their examples from the point before with deposits in it.
func HistoryPoints(h *client.History) []HistoryPoint {
	all := make([]HistoryPoint, len(h.Points))
	moved := movedIn(h)
	before, start := from(h.BaseValue.NullDecimal), from(startOf(h))
	first := startIndex(h)
	for i, p := range h.Points {
		if i > first {
			before.move(moved[i])
			start.move(moved[i])
		}
		all[i] = HistoryPoint{Point: p, Transfers: of(moved[i]), PL: before.gain(p.Equity), SinceStart: start.gain(p.Equity)}
		if p.Equity.Valid {
			before = from(p.Equity.NullDecimal)
		}
	}
	return all
}

// base is what gains count from: a value, and what was moved since.
type base struct{ value, moved, deposited decimal.NullDecimal }

func from(value decimal.NullDecimal) base {
	zero := decimal.NewNullDecimal(decimal.Decimal{})
	return base{value, zero, zero}
}

func (b *base) move(d decimal.NullDecimal) {
	b.moved = number.Add(b.moved, d)
	b.deposited = number.Add(b.deposited, decimal.NullDecimal{Decimal: decimal.Max(d.Decimal, decimal.Decimal{}), Valid: d.Valid})
}

func (b *base) gain(now client.Decimal) Gain {
	amount := number.Sub(number.Sub(now.NullDecimal, b.value), b.moved)
	return Gain{of(amount), of(number.Ratio(amount, number.Add(b.value, b.deposited)))}
}

func startOf(h *client.History) decimal.NullDecimal {
	if h.BaseValue.Valid {
		return h.BaseValue.NullDecimal
	}
	for i := range h.Points {
		if h.Points[i].Equity.Valid {
			return h.Points[i].Equity.NullDecimal
		}
	}
	return decimal.NullDecimal{}
}

// startIndex is the point whose end the base value is, -1 where it is of before the
// first one. Of an account without a close before, and of some periods of days, the
// broker takes the first point for the base and gives it no date.
func startIndex(h *client.History) int {
	if h.BaseValue.Valid && isDay(h.BaseValueAt) {
		return -1
	}
	for i := range h.Points {
		if e := h.Points[i].Equity; e.Valid && (!h.BaseValue.Valid || e.Decimal.Equal(h.BaseValue.Decimal)) {
			return i
		} else if e.Valid {
			break
		}
	}
	return -1
}
