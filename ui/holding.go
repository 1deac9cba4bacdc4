package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/ui/format"
)

// holding is a position as a row: what the broker says, and what follows.
type holding struct {
	client.Position
	option   format.Option
	isOption bool
	weight   decimal.NullDecimal // fraction of equity
	working  []client.Order      // open orders for the same asset
	before   *client.Position    // as the last snapshot had it; nil at first
	key      string              // idOf the position
	trend    cell                // the sparkline
}

const crypto = "crypto"

// idOf tells positions apart, also where the broker left one of the two out.
func idOf(p client.Position) string { return p.AssetID + " " + p.Symbol }

// holdings makes rows of a snapshot, in the broker's order. before is the
// snapshot that was shown last, nil at first.
func holdings(s, before *client.Snapshot) []holding {
	orders := make(map[string][]client.Order)
	for _, o := range s.Orders {
		if o.AssetID != "" {
			orders[o.AssetID] = append(orders[o.AssetID], o)
		}
	}
	past := make(map[string]*client.Position)
	if before != nil {
		for i := range before.Positions {
			past[idOf(before.Positions[i])] = &before.Positions[i]
		}
	}
	rows := make([]holding, len(s.Positions))
	for i, p := range s.Positions {
		h := holding{Position: p, working: orders[p.AssetID], key: idOf(p)}
		h.before = past[h.key]
		if p.AssetClass == "us_option" {
			h.option, h.isOption = format.ParseOption(p.Symbol)
		}
		h.weight = ratio(p.MarketValue.NullDecimal, s.Account.Equity.NullDecimal)
		rows[i] = h
	}
	return rows
}

// label is the instrument's name; a short one says the same in less room.
func (h *holding) label(short bool) string {
	switch {
	case h.isOption && short:
		return h.option.Short()
	case h.isOption:
		return h.option.Long()
	case h.AssetClass == crypto:
		return format.CryptoPair(h.Symbol)
	default:
		return h.Symbol
	}
}

func (h *holding) price(d client.Decimal) string {
	if h.AssetClass == crypto {
		return format.CryptoPrice(d.NullDecimal)
	}
	return format.Price(d.NullDecimal)
}

func (h *holding) average() string {
	if h.AssetClass == crypto {
		return format.CryptoPrice(h.AvgEntryPrice.NullDecimal)
	}
	return format.AveragePrice(h.AvgEntryPrice.NullDecimal)
}

// matches reports whether the row answers a filter, in capitals.
func (h *holding) matches(filter string) bool {
	return strings.Contains(strings.ToUpper(h.Symbol), filter) || strings.Contains(strings.ToUpper(h.label(false)), filter)
}

// totals is what the last row of the table adds up.
type totals struct {
	count, priced int
	value         decimal.NullDecimal
	weight        decimal.NullDecimal
	day, total    decimal.NullDecimal
	cost          decimal.NullDecimal // of the positions that total counts, without sign
}

// addUp sums rows. What the broker does not know is left out, and priced says of
// how many rows it knew a value.
func addUp(rows []*holding) totals {
	t := totals{count: len(rows)}
	for _, h := range rows {
		if h.MarketValue.Valid {
			t.priced++
		}
		plus(&t.value, h.MarketValue.NullDecimal)
		plus(&t.weight, h.weight)
		plus(&t.day, h.UnrealizedIntradayPL.NullDecimal)
		plus(&t.total, h.UnrealizedPL.NullDecimal)
		if h.UnrealizedPL.Valid && h.CostBasis.Valid {
			plus(&t.cost, decimal.NewNullDecimal(h.CostBasis.Decimal.Abs()))
		}
	}
	return t
}

func pointers(rows []holding) []*holding {
	all := make([]*holding, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}

// plus adds d to sum where d is known.
func plus(sum *decimal.NullDecimal, d decimal.NullDecimal) {
	if d.Valid {
		*sum = decimal.NewNullDecimal(sum.Decimal.Add(d.Decimal))
	}
}

// ratio is a/b, unknown where either is or b is zero.
func ratio(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid || b.Decimal.IsZero() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.DivRound(b.Decimal, 8))
}

// less is a - b, unknown where either is.
func less(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Sub(b.Decimal))
}

// byNumber compares two values; the unknown are below every number.
func byNumber(a, b decimal.NullDecimal) int {
	switch {
	case a.Valid && b.Valid:
		return a.Decimal.Cmp(b.Decimal)
	case a.Valid:
		return 1
	case b.Valid:
		return -1
	default:
		return 0
	}
}
