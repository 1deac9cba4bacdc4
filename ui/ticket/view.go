package ticket

import (
	"strings"

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
