package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/portfolio"
	"quipu/ui/text"
)

// card is one figure of the account with its label and a detail.
type card struct {
	label, figure, detail string
	tone                  format.Tone
}

const cardGap = 4

// cards gives the figures of the account, the most important first.
func (a account) cards() []card {
	s := a.portfolio.update.Snapshot
	l := a.formatOptions()
	acc := s.Account
	margin := ""
	switch {
	case acc.Multiplier.Valid && acc.Multiplier.Decimal.Equal(decimal.NewFromInt(1)):
		margin = "no margin"
	case acc.Multiplier.Valid:
		margin = format.Quantity(acc.Multiplier.NullDecimal) + "× margin"
	}
	cashShare := ""
	if share := portfolio.Weight(acc.Cash, acc.Equity); share.Valid {
		cashShare = format.Share(share.NullDecimal) + " of equity"
	}
	return []card{
		{label: "Equity", figure: format.AccountMoney(l, acc.Equity.NullDecimal)},
		profitCard(a.dayLabel(), portfolio.DayPL(&acc), l),
		profitCard("Open P&L", a.portfolio.all.OpenPL, l),
		{label: "Buying power", figure: format.AccountMoney(l, acc.BuyingPower.NullDecimal), detail: margin},
		{label: "Cash", figure: format.AccountMoney(l, acc.Cash.NullDecimal), detail: cashShare},
	}
}

// dayLabel is the title of the day's result, which names the close that it counts from
// where it is not of the present day.
func (a account) dayLabel() string {
	closed, today := portfolio.DayPLSince(&a.portfolio.update.Snapshot.Account, a.portfolio.calendar.days, a.brokerTime())
	if today {
		return "Day P&L"
	}
	return "P&L since " + format.ShortDate(closed, a.brokerTime())
}

func profitCard(label string, made portfolio.Gain, l format.Options) card {
	c := format.ProfitCell(made.Amount.NullDecimal, true, l)
	return card{label: label, figure: c.Text, detail: format.Percent(made.Fraction.NullDecimal), tone: c.Tone}
}

func (c card) width() int {
	return max(lipgloss.Width(c.label), lipgloss.Width(c.figure), lipgloss.Width(c.detail))
}

// viewCards draws the cards in rows lines, or in short form in one line.
func (a account) viewCards(rows int) []string {
	all := a.cards()
	if rows == 1 {
		return []string{a.cardLine(all)}
	}
	const equityWidth = 24
	width := a.width - 2 - equityWidth
	shown := all[1:]
	for len(shown) > 1 && cardsWidth(shown) > width {
		shown = shown[:len(shown)-1]
	}
	left := a.viewEquity(all[0], rows, a.width-2-cardsWidth(shown))
	var right []string
	for _, line := range []func(card) string{
		func(c card) string { return a.theme.Muted.Render(c.label) },
		func(c card) string { return a.cardFigure(c) },
		func(c card) string { return a.cardDetail(c) },
	} {
		var b strings.Builder
		for _, c := range shown {
			b.WriteString(strings.Repeat(" ", cardGap) + text.PadRight(line(c), c.width()))
		}
		right = append(right, b.String())
	}
	return text.Indent(text.SideBySide(left, right, a.width-2-cardsWidth(shown)), 1)
}

func cardsWidth(cards []card) int {
	width := 0
	for _, c := range cards {
		width += cardGap + c.width()
	}
	return width
}

func (a account) cardFigure(c card) string {
	style := a.theme.Of(format.Cell{Tone: c.tone, Strong: true})
	if a.formatOptions().Stale {
		style = a.theme.Muted
	}
	return style.Render(c.figure)
}

func (a account) cardDetail(c card) string {
	style := a.theme.Of(format.Cell{Tone: c.tone})
	if c.tone == format.Plain || a.formatOptions().Stale {
		style = a.theme.Muted
	}
	return style.Render(c.detail)
}

// cardLine shows as many figures as fit on one line.
func (a account) cardLine(all []card) string {
	short := map[string]string{"Day P&L": "Day", "Open P&L": "Open", "Buying power": "Power"}
	line := ""
	for i, c := range all {
		label := c.label
		if s := short[label]; s != "" {
			label = s
		}
		label = strings.TrimPrefix(label, "P&L ")
		part := a.theme.Muted.Render(label) + " " + a.cardFigure(c)
		if i == 1 {
			part += " " + a.cardDetail(c)
		}
		next := line + strings.Repeat(" ", cardGap*min(i, 1)) + part
		if lipgloss.Width(next)+1 > a.width {
			break
		}
		line = next
	}
	return " " + line
}
