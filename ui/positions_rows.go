package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/positions"
	"quipu/ui/table"
)

// holding is a position as a row of the screen.
type holding struct {
	positions.Row                // its position is of the snapshot, which never changes
	working       []client.Order // open orders for the same asset
	key           string         // idOf the position
	trend         format.Cell    // the sparkline
}

// positionColumns are the shared columns, and what the screen alone knows of.
var positionColumns = append(sharedColumns(),
	format.Column[holding]{
		Title: "Working", Left: true, Priority: 2,
		Show: func(h *holding, l format.Options) format.Cell {
			return format.Cell{Text: working(h, l), Tone: format.Muted}
		},
		Compare: func(a, b *holding) int { return len(a.working) - len(b.working) },
	},
	format.Column[holding]{
		Title: trendTitle, Picture: true, Priority: 1,
		Show:  func(h *holding, _ format.Options) format.Cell { return h.trend },
		Value: func(h *holding) decimal.NullDecimal { return h.ChangeToday.NullDecimal },
	},
)

func sharedColumns() []format.Column[holding] {
	var all []format.Column[holding]
	for _, c := range positions.Columns {
		all = append(all, format.ColumnOf(c, (*holding).row))
	}
	return all
}

func (h *holding) row() *positions.Row { return &h.Row }

// trendTitle names the column that is there only with market data.
const trendTitle = "Trend"

// positionsKind is the table of positions.
var positionsKind = &table.Spec[holding]{
	Name: "positions", Noun: "position", Columns: positionColumns,
	ID:       func(h *holding) string { return h.key },
	Matches:  (*holding).matches,
	TieBreak: func(a, b *holding) int { return strings.Compare(a.Symbol, b.Symbol) },
	SortBy:   "Value",
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
		last, key := past.find(i, p)
		shown := p
		if told && last != nil {
			shown = portfolio.KeepDayPL(last, p)
		}
		// What was shown last must not be held on to: it would hold on to what was shown before it.
		rows[i] = holding{Row: positions.NewRow(shown, s.Account.Equity), working: orders[p.AssetID], key: key}
		rows[i].Changed = last != nil && number.Compare(last.CurrentPrice.NullDecimal, p.CurrentPrice.NullDecimal) != 0
	}
	return rows
}

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
	return strings.Contains(strings.ToUpper(h.Symbol), filter) || strings.Contains(strings.ToUpper(h.Name(false)), filter)
}

// totals is what the last row of the table adds up.
type totals = portfolio.Totals

func addUp(rows []*holding) totals {
	all := make([]*positions.Row, len(rows))
	for i, h := range rows {
		all[i] = h.row()
	}
	return positions.Total(all)
}

func pointers(rows []holding) []*holding {
	all := make([]*holding, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}

// working says what is open for the position: the first order, and how many
// more.
func working(h *holding, l format.Options) string {
	if len(h.working) == 0 {
		return ""
	}
	text := workingOrder(h, h.working[0], l)
	if more := len(h.working) - 1; more > 0 {
		text += " +" + format.Quantity(decimal.NewNullDecimal(decimal.NewFromInt(int64(more))))
	}
	return text
}

// workingOrder says one order in short: which way, how much, from what price on
// it works, and at what limit: sell 5 @ $130.00, sell 1 stop $440.00, buy 12
// stop $290.00 @ $292.50, sell 50 trail 10%, buy 3 market.
func workingOrder(h *holding, o client.Order, l format.Options) string {
	size := format.Amount(l, format.Quantity(o.Qty.NullDecimal))
	if !o.Qty.Valid && o.Notional.Valid {
		size = format.Amount(l, format.Money(o.Notional.NullDecimal))
	}
	words := []string{format.Words(o.Side), size}
	switch {
	case o.TrailPercent.Valid:
		words = append(words, "trail", format.Quantity(o.TrailPercent.NullDecimal)+"%")
	case o.TrailPrice.Valid:
		words = append(words, "trail", h.Price(o.TrailPrice))
	case o.StopPrice.Valid:
		words = append(words, "stop", h.Price(o.StopPrice))
	}
	if o.LimitPrice.Valid {
		words = append(words, "@", h.Price(o.LimitPrice))
	}
	if len(words) == 2 {
		words = append(words, format.Words(o.Type))
	}
	return strings.Join(words, " ")
}
