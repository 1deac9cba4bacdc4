package ui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/ui/table"
	"quipu/ui/text"
)

// watchColumns is a watchlist from left to right.
var watchColumns = []format.Column[watchRow]{
	{
		Title: "Symbol", Left: true, Words: true,
		Show: func(r *watchRow, l format.Options) format.Cell {
			return format.Cell{Text: format.Instrument(r.Symbol, r.Class, l.Short)}
		},
		Compare: func(a, b *watchRow) int { return strings.Compare(b.Symbol, a.Symbol) },
	},
	{
		Title: "Last", Priority: 9,
		Show: func(r *watchRow, l format.Options) format.Cell {
			c := format.LastCell(r.price(r.today.Price.NullDecimal), r.today.At, r.today.Current, l)
			c.Strong = r.before.Valid && number.Compare(r.before.NullDecimal, r.today.Price.NullDecimal) != 0
			if l.MarketClosed && r.Class != market.Crypto && r.today.Current {
				c.Text, c.Tone = c.Text+format.ClosedMark, format.Muted
			}
			return c
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Price.NullDecimal },
	},
	{
		Title: "Change", Priority: 7,
		Show: func(r *watchRow, _ format.Options) format.Cell {
			amount := r.today.Change.Amount.NullDecimal
			return format.Cell{Text: format.ChangeOf(amount, r.today.Price.NullDecimal, r.Symbol, r.Class), Tone: format.ToneOf(amount, 4)}
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Change.Amount.NullDecimal },
	},
	{
		Title: "Chg %", Priority: 8,
		Show: func(r *watchRow, l format.Options) format.Cell {
			return format.PercentCell(r.today.Change.Fraction.NullDecimal, !l.Narrow)
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Change.Fraction.NullDecimal },
	},
	{
		Title: "Volume", Priority: 6,
		Show: func(r *watchRow, _ format.Options) format.Cell {
			return format.Cell{Text: format.Volume(r.today.Day.Volume.NullDecimal)}
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Day.Volume.NullDecimal },
	},
	{
		Title: "Bid", Priority: 4,
		Show: func(r *watchRow, _ format.Options) format.Cell {
			return format.Cell{Text: r.price(r.today.Quote.Bid.NullDecimal)}
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Quote.Bid.NullDecimal },
	},
	{
		Title: "Ask", Priority: 3,
		Show: func(r *watchRow, _ format.Options) format.Cell {
			return format.Cell{Text: r.price(r.today.Quote.Ask.NullDecimal)}
		},
		Value: func(r *watchRow) decimal.NullDecimal { return r.today.Quote.Ask.NullDecimal },
	},
	{
		Title: "Held", Priority: 5,
		Show: func(r *watchRow, l format.Options) format.Cell {
			if r.held == nil {
				return format.Cell{}
			}
			return format.Cell{Text: format.Amount(l, format.Quantity(r.held.Qty.NullDecimal))}
		},
		Value: func(r *watchRow) decimal.NullDecimal {
			if r.held == nil {
				return decimal.NullDecimal{}
			}
			return r.held.Qty.NullDecimal
		},
	},
	{
		Title: "Name", Left: true, Words: true, MaxWidth: 36, Priority: 1,
		Show:    func(r *watchRow, _ format.Options) format.Cell { return format.Cell{Text: r.Name, Tone: format.Muted} },
		Compare: func(a, b *watchRow) int { return strings.Compare(b.Name, a.Name) },
	},
}

// watchKind is the table of a watchlist.
var watchKind = &table.Spec[watchRow]{
	Name: "watchlist", Noun: "symbol", Columns: watchColumns,
	ID: func(r *watchRow) string { return r.ID + r.Symbol },
	Matches: func(r *watchRow, filter string) bool {
		return strings.Contains(strings.ToUpper(r.Symbol+" "+r.Name), filter)
	},
	TieBreak: func(a, b *watchRow) int { return strings.Compare(a.Symbol, b.Symbol) },
}

func (r *watchRow) price(d decimal.NullDecimal) string {
	return format.PriceOf(d, r.Symbol, r.Class)
}

func (a account) viewList() []string {
	figures := a.figureTheme()
	if a.portfolio.quotes.old(a.now, a.quotesAge()) != "" {
		figures = a.theme.Outdated
	}
	return a.portfolio.lists.grid.Lines(a.theme, figures, a.noSymbols())
}

func (a account) countLists() string {
	if !a.portfolio.lists.read {
		return ""
	}
	return fmt.Sprint(len(a.portfolio.lists.all))
}

func (a account) listsRemarks() []string {
	q := &a.portfolio.quotes
	remarks := append(oldRemark("lists ", a.portfolio.lists.old(a.now, listsAge)), a.sortRemarks()...)
	if old := q.old(a.now, a.quotesAge()); old != "" {
		return append(remarks, "prices "+old)
	}
	if q.err != nil {
		remarks = append(remarks, "prices: "+shortProblem(q.err))
	}
	return remarks
}

// viewListNames lists the watchlists and marks the open one.
func (a account) viewListNames() string {
	t, l := a.theme, a.portfolio.lists
	if len(l.all) == 0 {
		return ""
	}
	at := a.listAt()
	line := ""
	// The open one is always visible: lists before it are dropped first.
	for from := 0; from <= at; from++ {
		words := make([]string, 0, len(l.all))
		for i := from; i < len(l.all); i++ {
			name := text.Clip(l.all[i].Title(), 24)
			if i == at {
				words = append(words, t.Chosen(name))
			} else {
				words = append(words, t.Muted.Render(name))
			}
		}
		line = " " + strings.Join(words, "   ")
		upTo := " " + strings.Join(words[:at-from+1], "   ")
		if lipgloss.Width(upTo) <= a.width-2 {
			break
		}
	}
	return text.Clip(line, a.width-1)
}

func (a account) noSymbols() string {
	l := a.portfolio.lists
	switch {
	case l.grid.Filter() != "":
		return "No symbol matches " + l.grid.Filter() + "."
	case l.err != nil:
		return "The watchlists cannot be read: " + problemWords(l.err)
	case !l.read:
		return "Reading the watchlists…"
	case len(l.all) == 0 && a.mayWrite():
		return "There are no watchlists yet. Press n to make one."
	case len(l.all) == 0:
		return "There are no watchlists yet."
	case a.mayWrite():
		return "Nothing is on this list. Press a to add a symbol."
	default:
		return "Nothing is on this list."
	}
}
