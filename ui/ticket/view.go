package ticket

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/text"
	"quipu/ui/theme"
)

const (
	labelWidth = 13
	inputWidth = 16
	twoColumns = 96 // cells from which the estimate stands in two columns

	widestColumn = 64 // of the estimate
)

// View draws the fields, the quote, the estimate and what is wrong with the ticket as a
// whole, in at most rows lines of width cells.
func (e Entry) View(t *theme.Theme, width, rows int, o format.Options) []string {
	e.form = e.form.WithHint(limitName, "").WithHint(stopName, "").WithHint(e.quoteField(), e.quoteWords(o))
	below := e.problemLines(t, width)
	if estimate := e.estimateLines(t, width, o); len(estimate) > 0 {
		below = append(append([]string{""}, estimate...), below...)
	}
	fields := e.form.View(t, width, max(rows-len(below), min(rows, 6)))
	return text.Fill(append(fields, below...), rows)
}

// ProblemText says what is wrong and who would refuse it.
func ProblemText(p trade.Problem) string {
	if p.By == "Alpaca" && !p.Warning {
		return "Alpaca would refuse it: " + p.Text + "."
	}
	return safe.Sentence(p.Text)
}

// Warnings say what is worth knowing of a plan that can be sent, each in a sentence.
func Warnings(plan trade.Plan) []string {
	var all []string
	for _, p := range plan.Problems {
		if p.Warning {
			all = append(all, ProblemText(p))
		}
	}
	return all
}

// ProblemsText says what is wrong, one sentence after the other.
func ProblemsText(problems trade.Problems) string {
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = ProblemText(p)
	}
	return strings.Join(texts, " ")
}

// problemLines are the problems that are of no field on the ticket.
func (e Entry) problemLines(t *theme.Theme, width int) []string {
	if !e.known {
		return nil
	}
	var lines []string
	for _, p := range e.Plan().Problems {
		if e.shows(p.Field) {
			continue
		}
		style := t.Notice
		if p.Warning {
			style = t.Muted
		}
		for _, line := range text.Wrap(ProblemText(p), width-2) {
			lines = append(lines, "  "+style.Render(line))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{""}, lines...)
}

// quoteWords are bid, ask and last with the age of the quote.
func (e Entry) quoteWords(o format.Options) string {
	q := e.facts.Quote
	switch {
	case !e.known:
		return "reading the quote…"
	case !q.Quote.Bid.Valid && !q.Quote.Ask.Valid && !q.Price.Valid:
		return "no quote"
	}
	words := "bid " + e.price(q.Quote.Bid) + "   ask " + e.price(q.Quote.Ask) + "   last " + e.price(q.Price)
	if at := q.Quote.At; !at.IsZero() {
		words += ", " + format.Ago(o.Now.Sub(at))
	}
	return words
}

func (e Entry) price(d client.Decimal) string {
	return format.PriceOf(d.NullDecimal, e.of.Symbol, e.of.Class)
}

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

// EarlierWords say the latest order of an instrument: "last order: buy 10 limit $232.30,
// filled 13:47"; "" where there is none. It is a hint: nothing of it is filled in.
func EarlierWords(orders []client.Order, of market.ID, o format.Options) string {
	var latest client.Order
	for _, order := range orders {
		mine := market.ID{Asset: order.AssetID, Symbol: order.Symbol}.Is(of)
		if mine && order.SubmittedAt != nil && (latest.SubmittedAt == nil || order.SubmittedAt.After(*latest.SubmittedAt)) {
			latest = order
		}
	}
	if latest.SubmittedAt == nil {
		return ""
	}
	return "last order: " + trade.OrderWordsAs(latest, "", o) + ", " + format.Words(latest.Status) + ", " + format.Moment(*latest.SubmittedAt, o.Now)
}

// AssetWords say what an asset allows: "Apple Inc. · NASDAQ · fractional, shortable".
func AssetWords(a client.Asset) string {
	var can []string
	for _, x := range []struct {
		is   bool
		word string
	}{{a.Fractionable, "fractional"}, {a.Marginable, "marginable"}, {a.Shortable, "shortable"}} {
		if x.is {
			can = append(can, x.word)
		}
	}
	var parts []string
	for _, part := range []string{safe.Line(a.Name, 120), a.Exchange, strings.Join(can, ", ")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// AmountWord is what a person types to confirm a size that no price is known for.
func AmountWord(plan trade.Plan) string {
	if plan.Order.Notional.Valid {
		return plan.Order.Notional.Decimal.String()
	}
	return plan.Order.Qty.Decimal.String()
}
