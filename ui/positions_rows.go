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
	"quipu/ui/orderview"
	"quipu/ui/table"
)

// holding is a row of the table of positions.
type holding struct {
	positions.Row                // its position is part of the snapshot, which never changes
	working       []client.Order // open orders for the same asset
	key           string         // tells it apart
	trend         format.Cell    // the sparkline
	bare          string         // why it is marked as unprotected, "" where it is not
}

// positionColumns are the shared columns and those of the screen.
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
	name := all[0].Show
	all[0].Show = func(h *holding, l format.Options) format.Cell {
		c := name(h, l)
		if h.bare != "" {
			c.Text, c.Tone = c.Text+" "+bareSign, format.Accent
		}
		return c
	}
	return all
}

// bareSign marks a position that no working stop protects as a whole.
const bareSign = "!"

// unprotected says what no working stop protects of a position, "" where stops close all
// of it, and of an option, which takes no stops.
func unprotected(p *client.Position, name string, open []client.Order) string {
	if p.AssetClass == market.Option || p.Qty.Valid && p.Qty.Decimal.IsZero() {
		return ""
	}
	switch stops := portfolio.Protect(p, open); {
	case stops.Whole():
		return ""
	case !stops.Covered.Valid:
		return "it is not known whether stops protect " + name
	case stops.Covered.Decimal.IsPositive():
		return "stops protect " + format.Quantity(stops.Covered.NullDecimal) + " of " + format.Quantity(stops.Held.NullDecimal) + " " + name
	case stops.Waiting:
		return "nothing protects " + name + " yet: its stop waits until the entry is filled"
	}
	return "nothing protects " + name + ": no stop works"
}

func (h *holding) row() *positions.Row { return &h.Row }

// trendTitle is the title of the column that needs market data.
const trendTitle = "Trend"

// positionsKind is the table of positions.
var positionsKind = &table.Spec[holding]{
	Name: "positions", Noun: "position", Columns: positionColumns,
	ID:       func(h *holding) string { return h.key },
	Matches:  (*holding).matches,
	TieBreak: func(a, b *holding) int { return strings.Compare(a.Symbol, b.Symbol) },
	PickID:   (*holding).pickID,
	SortBy:   "Value",
}

// pickID is "" where quipu cannot close the position.
func (h *holding) pickID() string {
	if h.AssetClass == market.Option {
		return ""
	}
	return h.key
}

// holdings makes rows of a snapshot, in the broker's order. before are the previous
// rows; told reports that the snapshot is the previous one with an order event applied.
func holdings(s *client.Snapshot, before rowsBefore, told bool) []holding {
	orders := workingOrders(s.Orders)
	past := before.finder()
	rows := make([]holding, len(s.Positions))
	for i := range s.Positions {
		p := &s.Positions[i]
		last, key := past.find(i, p)
		shown := p
		if told && last != nil {
			shown = portfolio.KeepDayPL(last, p)
		}
		// A row must not refer to the previous one, which would keep all earlier snapshots in memory.
		rows[i] = holding{Row: positions.NewRow(shown, s.Account.Equity), working: orders.Find(p.Identity()), key: key}
		rows[i].Changed = last != nil && number.Compare(last.CurrentPrice.NullDecimal, p.CurrentPrice.NullDecimal) != 0
	}
	return rows
}

// workingOrders finds orders by their instrument, multi-leg ones by those of their
// legs.
func workingOrders(open []client.Order) market.Index[client.Order] {
	var orders market.Index[client.Order]
	for _, o := range open {
		if o.Identity().Known() {
			orders.Add(o.Identity(), o)
			continue
		}
		for _, leg := range o.Legs {
			orders.Add(leg.Identity(), leg)
		}
	}
	return orders
}

// rowsBefore are the previous rows.
type rowsBefore []holding

// finder finds a position among the previous rows, nearly always at the same index.
type finder struct {
	rows rowsBefore
	by   map[string]*holding // made when an index has changed
}

func (b rowsBefore) finder() *finder { return &finder{rows: b} }

// find gives the previous position, nil for a new one, and the key of the row.
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
	key := p.Identity().Key()
	if old, known := f.by[key]; known {
		return old.Position, key
	}
	return nil, key
}

// fullAverage is the average cost with four decimals: times the quantity, it gives the
// cost basis.
func (h *holding) fullAverage() string {
	if h.Currency() != market.USD {
		return h.Price(h.AvgEntryPrice)
	}
	if h.AssetClass == market.Crypto && h.AvgEntryPrice.Decimal.Abs().Cmp(decimal.New(1, 0)) < 0 {
		return format.CryptoPrice(h.AvgEntryPrice.NullDecimal)
	}
	return format.Price(h.AvgEntryPrice.NullDecimal)
}

// matches reports whether the row matches a filter, which is in upper case.
func (h *holding) matches(filter string) bool {
	return strings.Contains(strings.ToUpper(h.Symbol), filter) || strings.Contains(strings.ToUpper(h.Name(false)), filter)
}

// totals are the sums in the last row of the table.
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

// working describes the first open order of the position, and counts the others.
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
		size = format.Amount(l, format.MoneyIn(o.Notional.NullDecimal, o.Currency()))
	}
	price := h.Price
	if o.Symbol != "" { // another pair of the coin may be quoted in another currency
		price = func(d client.Decimal) string { return orderview.Stated(o, d) }
	}
	words := []string{format.Words(o.Side), size}
	switch {
	case o.TrailPercent.Valid:
		words = append(words, "trail", format.Quantity(o.TrailPercent.NullDecimal)+"%")
	case o.TrailPrice.Valid:
		words = append(words, "trail", price(o.TrailPrice))
	case o.StopPrice.Valid:
		words = append(words, "stop", price(o.StopPrice))
	}
	if o.LimitPrice.Valid {
		words = append(words, "@", price(o.LimitPrice))
	}
	if len(words) == 2 {
		words = append(words, format.Words(o.Type))
	}
	return strings.Join(words, " ")
}
