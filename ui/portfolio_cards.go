package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/portfolio"
	"quipu/ui/text"
)

// card is one figure of the account with its label and what belongs to it.
type card struct {
	label, figure, detail string
	tone                  format.Tone
}

const cardGap = 4

// cards gives the account's figures, the most wanted first.
func (m account) cards() []card {
	s := m.portfolio.update.Snapshot
	l := m.look()
	a := s.Account
	margin := ""
	switch {
	case a.Multiplier.Valid && a.Multiplier.Decimal.Equal(decimal.NewFromInt(1)):
		margin = "no margin"
	case a.Multiplier.Valid:
		margin = format.Quantity(a.Multiplier.NullDecimal) + "× margin"
	}
	cashShare := ""
	if share := portfolio.Weight(a.Cash, a.Equity); share.Valid {
		cashShare = format.Share(share.NullDecimal) + " of equity"
	}
	return []card{
		{label: "Equity", figure: format.Amount(l, format.Money(a.Equity.NullDecimal))},
		profitCard("Day P&L", portfolio.DayPL(&a), l),
		profitCard("Open P&L", m.portfolio.all.OpenPL, l),
		{label: "Buying power", figure: format.Amount(l, format.Money(a.BuyingPower.NullDecimal)), detail: margin},
		{label: "Cash", figure: format.Amount(l, format.Money(a.Cash.NullDecimal)), detail: cashShare},
	}
}

func profitCard(label string, made portfolio.Gain, l format.Options) card {
	c := format.ProfitCell(made.Amount.NullDecimal, true, l)
	return card{label: label, figure: c.Text, detail: format.Percent(made.Fraction.NullDecimal), tone: c.Tone}
}

func (c card) width() int {
	return max(lipgloss.Width(c.label), lipgloss.Width(c.figure), lipgloss.Width(c.detail))
}

// viewCards draws the cards over rows lines; one line names them in short.
func (m account) viewCards(rows int) []string {
	all := m.cards()
	if rows == 1 {
		return []string{m.cardLine(all)}
	}
	const equityWidth = 24
	width := m.width - 2 - equityWidth
	shown := all[1:]
	for len(shown) > 1 && cardsWidth(shown) > width {
		shown = shown[:len(shown)-1]
	}
	left := m.viewEquity(all[0], rows, m.width-2-cardsWidth(shown))
	var right []string
	for _, line := range []func(card) string{
		func(c card) string { return m.theme.Muted.Render(c.label) },
		func(c card) string { return m.figure(c) },
		func(c card) string { return m.detail(c) },
	} {
		var b strings.Builder
		for _, c := range shown {
			b.WriteString(strings.Repeat(" ", cardGap) + text.PadRight(line(c), c.width()))
		}
		right = append(right, b.String())
	}
	return text.Indent(text.SideBySide(left, right, m.width-2-cardsWidth(shown)), 1)
}

func cardsWidth(cards []card) int {
	width := 0
	for _, c := range cards {
		width += cardGap + c.width()
	}
	return width
}

func (m account) figure(c card) string {
	style := m.theme.Of(format.Cell{Tone: c.tone, Strong: true})
	if m.look().Stale {
		style = m.theme.Muted
	}
	return style.Render(c.figure)
}

func (m account) detail(c card) string {
	style := m.theme.Of(format.Cell{Tone: c.tone})
	if c.tone == format.Plain || m.look().Stale {
		style = m.theme.Muted
	}
	return style.Render(c.detail)
}

// cardLine names as many figures as fit whole on one row.
func (m account) cardLine(all []card) string {
	short := map[string]string{"Day P&L": "Day", "Open P&L": "Open", "Buying power": "Power"}
	line := ""
	for i, c := range all {
		label := c.label
		if s := short[label]; s != "" {
			label = s
		}
		part := m.theme.Muted.Render(label) + " " + m.figure(c)
		if i == 1 {
			part += " " + m.detail(c)
		}
		next := line + strings.Repeat(" ", cardGap*min(i, 1)) + part
		if lipgloss.Width(next)+1 > m.width {
			break
		}
		line = next
	}
	return " " + line
}
