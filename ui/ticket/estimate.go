package ticket

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// estimateLines say what the order would do. Alpaca has no preview.
func (e Entry) estimateLines(t *theme.Theme, width int, o format.Options) []string {
	if !e.known {
		return []string{"  " + t.Muted.Render("Reading the account and the quote…")}
	}
	pairs := Estimate(e.Plan(), o)
	half := (len(pairs) + 1) / 2
	column := min(width/2-2, widestColumn)
	if width < twoColumns || pairsWidth(pairs[:half]) > column || pairsWidth(pairs[half:]) > column {
		return text.Indent(pairLines(t, pairs, width-2), 2)
	}
	return text.Indent(text.SideBySide(pairLines(t, pairs[:half], column), pairLines(t, pairs[half:], column), column+2), 2)
}

// Pair is a label and a value.
type Pair struct{ Label, Value string }

// Estimate says what a plan would do, as far as quipu can tell. Unknown figures are a
// dash.
func Estimate(plan trade.Plan, o format.Options) []Pair {
	f, est := plan.Facts(), plan.Estimate
	money := func(d client.Decimal) string { return format.Money(d.NullDecimal) }
	own := func(text string) string { return format.Amount(o, text) } // of the account: hidden with privacy
	label := "Cost"
	if plan.Order.Side == market.Sell {
		label = "Proceeds"
	}
	value := money(est.Value)
	if est.Value.Valid {
		value += "  estimate"
		if est.Fee.Valid && est.Fee.Decimal.IsPositive() {
			value += ", fee up to " + money(est.Fee)
		}
	}
	after := own(format.Quantity(est.PositionAfter.NullDecimal)) + " " + f.Asset.Symbol
	if est.ValueAfter.Valid {
		after += " · " + own(money(est.ValueAfter))
	}
	if est.ShareAfter.Valid {
		after += " · " + format.Share(est.ShareAfter.NullDecimal) + " of equity"
	}
	pairs := []Pair{
		{label, value},
		{"Buying power", own(money(est.PowerBefore)) + " → " + own(money(est.PowerAfter))},
		{"Position after", after},
	}
	if from := distance(plan); from != "" {
		pairs = append(pairs, Pair{"Limit", from})
	}
	if resting := restingWords(f); resting != "" {
		pairs = append(pairs, Pair{"Working already", resting})
	}
	return pairs
}

// distance says how far the limit is from bid, ask and last: "$0.12 below bid, at ask".
func distance(plan trade.Plan) string {
	f, e := plan.Facts(), plan.Estimate
	var parts []string
	for _, from := range []struct {
		name string
		by   client.Decimal
	}{{"bid", e.FromBid}, {"ask", e.FromAsk}, {"last", e.FromLast}} {
		where := "at "
		switch {
		case !from.by.Valid:
			continue
		case from.by.Decimal.IsNegative():
			where = " below "
		case from.by.Decimal.IsPositive():
			where = " above "
		}
		if !from.by.Decimal.IsZero() {
			by := client.Known(from.by.Decimal.Abs())
			change := format.ChangeOf(by.NullDecimal, plan.Order.LimitPrice.NullDecimal, f.Asset.Symbol, f.Asset.Class)
			where = strings.TrimPrefix(change, "+") + where
		}
		parts = append(parts, where+from.name)
	}
	return strings.Join(parts, ", ") + reach(plan)
}

// reach says whether a limit order may be filled at once, where the other side's quote
// is known.
func reach(plan trade.Plan) string {
	from, way := plan.Estimate.FromAsk, 1
	if plan.Order.Side == market.Sell {
		from, way = plan.Estimate.FromBid, -1
	}
	switch {
	case plan.Order.Type != trade.Limit || !from.Valid:
		return ""
	case from.Decimal.Sign()*way < 0:
		return ": may rest"
	}
	return ": may fill at once"
}

// restingWords name the working orders of the instrument.
func restingWords(f trade.Facts) string {
	working := f.Working()
	var parts []string
	for _, o := range working[:min(len(working), mostResting)] {
		parts = append(parts, trade.OrderWordsAs(o, "", format.Options{}))
	}
	if more := len(working) - mostResting; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

// mostResting is how many working orders an estimate names.
const mostResting = 3

// pairLines put labels and values under each other. A value that is too long goes on
// under itself.
func pairLines(t *theme.Theme, pairs []Pair, width int) []string {
	label := labelsWidth(pairs)
	var lines []string
	for _, p := range pairs {
		name := p.Label
		for _, part := range text.Wrap(p.Value, width-label) {
			lines = append(lines, text.Clip(t.Muted.Render(text.PadRight(name, label))+t.Text.Render(part), width))
			name = ""
		}
	}
	return lines
}

func labelsWidth(pairs []Pair) int {
	width := 0
	for _, p := range pairs {
		width = max(width, lipgloss.Width(p.Label)+2)
	}
	return width
}

// pairsWidth is how wide pairs are that no value of is broken.
func pairsWidth(pairs []Pair) int {
	width := 0
	for _, p := range pairs {
		width = max(width, lipgloss.Width(p.Value))
	}
	return labelsWidth(pairs) + width
}

// Lines are pairs drawn below each other, at most width cells wide.
func Lines(t *theme.Theme, pairs []Pair, width int) []string { return pairLines(t, pairs, width) }
