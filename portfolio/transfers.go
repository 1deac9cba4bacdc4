package portfolio

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
	"quipu/number"
)

// movedIn is what was moved into the account less what was moved out of it in the
// time frame of each point: the cash flow of the types that client.IsTransfer names.
// It is unknown where the broker does not say how much.
func movedIn(h *client.History) []decimal.NullDecimal {
	all := make([]decimal.NullDecimal, len(h.Points))
	for i := range all {
		all[i] = decimal.NewNullDecimal(decimal.Decimal{})
	}
	perPoint := endsAnywhere(h.Cashflow)
	for kind, amounts := range h.Cashflow {
		if !isIncome(kind) {
			addFlow(all, kind, amounts, perPoint)
		}
	}
	for i := range all {
		if h.TransfersErr != nil || slices.ContainsFunc(h.Transfers, func(t client.Activity) bool { return mayBeOf(h, i, t) }) {
			all[i] = decimal.NullDecimal{}
		}
	}
	return all
}

// addFlow adds the amounts of one type. Alpaca calls them accumulated, and in its
// examples each point has its own. Where a list fits both, what stands behind its
// first amount may have been counted before and is unknown. So is an amount of a
// type that is neither a transfer nor income.
func addFlow(all []decimal.NullDecimal, kind string, amounts []client.Decimal, perPoint bool) {
	began := false
	for i := range all {
		var d decimal.NullDecimal
		if i < len(amounts) {
			d = amounts[i].NullDecimal
		}
		moves := !d.Valid || !d.Decimal.IsZero()
		if moves && (began && !perPoint || !client.IsTransfer(kind)) {
			d = decimal.NullDecimal{}
		}
		began = began || moves
		all[i] = number.Add(all[i], d)
	}
}

// endsAnywhere reports whether an amount is followed by none, as a running total
// hardly is.
func endsAnywhere(flows map[string][]client.Decimal) bool {
	for _, amounts := range flows {
		for i := 1; i < len(amounts); i++ {
			if amounts[i].Valid && amounts[i].Decimal.IsZero() && amounts[i-1].Valid && !amounts[i-1].Decimal.IsZero() {
				return true
			}
		}
	}
	return false
}

// isIncome reports whether activities of a type make or cost something: dividends,
// interest, fees, what options and corporate actions pay, fills.
func isIncome(kind string) bool {
	return slices.Contains([]string{"FILL", "FEE", "CFEE", "CGD", "PTC", "PTR", "MA", "NC", "REORG", "SPIN", "SPLIT", "OPCA", "OPCSH", "OPASN", "OPEXC", "OPEXP", "OPTRD"}, kind) ||
		strings.HasPrefix(kind, "DIV") || strings.HasPrefix(kind, "INT")
}

// mayBeOf reports whether a transfer whose amount is not among the cash flow may have
// been booked in the time frame of a point, which lies between the points before and
// behind it: those of days are labelled at any hour.
func mayBeOf(h *client.History, i int, t client.Activity) bool {
	if slices.ContainsFunc(h.Cashflow[t.Type], func(d client.Decimal) bool { return d.Valid && !d.Decimal.IsZero() }) {
		return false
	}
	early, late := daysOf(t)
	begins := i == 0 || h.Points[i-1].At.Before(late.AddDate(0, 0, 1))
	ends := i+1 == len(h.Points) || h.Points[i+1].At.After(early)
	return begins && ends
}

// daysOf gives the first and the last day that a transfer may belong to; all days
// where it has none.
func daysOf(t client.Activity) (early, late time.Time) {
	late = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	day, err := time.ParseInLocation(time.DateOnly, t.Date, market.NewYork)
	switch {
	case err != nil && t.At.IsZero():
		return early, late
	case err != nil:
		return market.Midnight(t.At), market.Midnight(t.At)
	case t.At.IsZero():
		return day, day
	}
	entered := market.Midnight(t.At)
	if entered.Before(day) {
		return entered, day
	}
	return day, entered
}

func isDay(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && day.Year() > 1
}
