package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
)

// holding is a position as a row: what the broker says, and what follows.
type holding struct {
	*client.Position // of the snapshot, which never changes
	option           format.Option
	isOption         bool
	equity           client.Decimal // of the account, for the weight
	working          []client.Order // open orders for the same asset
	changed          bool           // the price is not what it was when last shown
	key              string         // idOf the position
	trend            format.Cell    // the sparkline
}

// idOf tells positions apart, also where the broker left one of the two out.
func idOf(p client.Position) string { return p.AssetID + " " + p.Symbol }

// holdings makes rows of a snapshot, in the broker's order. before is what was
// shown last; told says that an order event brought it up to the snapshot, and
// that nothing was read since.
func holdings(s *client.Snapshot, before rowsBefore, told bool) []holding {
	orders := make(map[string][]client.Order)
	for _, o := range s.Orders {
		if o.AssetID != "" {
			orders[o.AssetID] = append(orders[o.AssetID], o)
		}
	}
	past := before.finder()
	rows := make([]holding, len(s.Positions))
	for i := range s.Positions {
		p := &s.Positions[i]
		h := &rows[i]
		h.Position, h.working, h.equity = p, orders[p.AssetID], s.Account.Equity
		last, key := past.find(i, p)
		h.key = key // what was shown last must not be held on to: it would hold on to what was shown before it
		if told && last != nil {
			h.Position = portfolio.KeepDayPL(last, p)
		}
		h.changed = last != nil && number.Compare(last.CurrentPrice.NullDecimal, p.CurrentPrice.NullDecimal) != 0
		if p.AssetClass == market.Option {
			h.option, h.isOption = format.ParseOption(p.Symbol)
		}
	}
	return rows
}

// weight is the position's share of the equity, a fraction.
func (h *holding) weight() client.Decimal { return portfolio.Weight(h.MarketValue, h.equity) }

// rowsBefore is the rows that were shown last.
type rowsBefore []holding

// finder finds a position among the rows that were shown last. Nearly always it
// stands where it stood.
type finder struct {
	rows rowsBefore
	by   map[string]*holding // made when one has moved
}

func (b rowsBefore) finder() *finder { return &finder{rows: b} }

// find gives the position as it was, nil for a new one, and its key.
func (f *finder) find(at int, p *client.Position) (*client.Position, string) {
	if at < len(f.rows) && f.rows[at].AssetID == p.AssetID && f.rows[at].Symbol == p.Symbol {
		return f.rows[at].Position, f.rows[at].key
	}
	if f.by == nil {
		f.by = make(map[string]*holding, len(f.rows))
		for i := range f.rows {
			f.by[f.rows[i].key] = &f.rows[i]
		}
	}
	key := idOf(*p)
	if old, known := f.by[key]; known {
		return old.Position, key
	}
	return nil, key
}

// label is the instrument's name; a short one says the same in less room.
func (h *holding) label(short bool) string {
	switch {
	case h.isOption && short:
		return h.option.Short()
	case h.isOption:
		return h.option.Long()
	case h.AssetClass == market.Crypto:
		return market.Pair(h.Symbol)
	default:
		return h.Symbol
	}
}

func (h *holding) price(d client.Decimal) string {
	if h.AssetClass == market.Crypto {
		return format.CryptoPrice(d.NullDecimal)
	}
	return format.Price(d.NullDecimal)
}

func (h *holding) average() string {
	if h.AssetClass == market.Crypto {
		return format.CryptoPrice(h.AvgEntryPrice.NullDecimal)
	}
	return format.AveragePrice(h.AvgEntryPrice.NullDecimal)
}

// fullAverage is the average cost to four decimals, so that the cost basis can
// be made of it.
func (h *holding) fullAverage() string {
	if h.AssetClass == market.Crypto && h.AvgEntryPrice.Decimal.Abs().Cmp(decimal.New(1, 0)) < 0 {
		return format.CryptoPrice(h.AvgEntryPrice.NullDecimal)
	}
	return format.Price(h.AvgEntryPrice.NullDecimal)
}

// matches reports whether the row answers a filter, in capitals.
func (h *holding) matches(filter string) bool {
	return strings.Contains(strings.ToUpper(h.Symbol), filter) || strings.Contains(strings.ToUpper(h.label(false)), filter)
}

// totals is what the last row of the table adds up.
type totals = portfolio.Totals

func addUp(rows []*holding) totals {
	equity := client.Decimal{}
	if len(rows) > 0 {
		equity = rows[0].equity
	}
	return portfolio.Total(func(yield func(*client.Position) bool) {
		for _, h := range rows {
			if !yield(h.Position) {
				return
			}
		}
	}, equity)
}

func pointers(rows []holding) []*holding {
	all := make([]*holding, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}
