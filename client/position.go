package client

import (
	"context"
	"fmt"

	"quipu/market"
)

// Position is one holding, from GET /v2/positions. Percentages are fractions
// (0.0084 is 0.84 %). Shorts have negative quantity, value and cost. Prices
// and what follows from them are unknown where the asset does not trade.
type Position struct {
	AssetID    string `json:"asset_id"` // joins with orders: a crypto's symbol differs there
	Symbol     string `json:"symbol"`   // AAPL, BTCUSD, or an option's OCC symbol
	Exchange   string `json:"exchange"` // "" for options
	AssetClass string `json:"asset_class"`
	Side       string `json:"side"` // long or short

	AccountCurrency string `json:"-"` // "" where it is US dollars or not known

	Qty           Decimal `json:"qty"`
	QtyAvailable  Decimal `json:"qty_available"` // not locked by open orders
	AvgEntryPrice Decimal `json:"avg_entry_price"`
	CurrentPrice  Decimal `json:"current_price"` // per share, also for options
	LastdayPrice  Decimal `json:"lastday_price"`
	ChangeToday   Decimal `json:"change_today"` // fraction
	MarketValue   Decimal `json:"market_value"` // × 100 already for options
	CostBasis     Decimal `json:"cost_basis"`

	UnrealizedPL           Decimal `json:"unrealized_pl"`
	UnrealizedPLPC         Decimal `json:"unrealized_plpc"` // fraction
	UnrealizedIntradayPL   Decimal `json:"unrealized_intraday_pl"`
	UnrealizedIntradayPLPC Decimal `json:"unrealized_intraday_plpc"` // fraction
}

// Identity tells the instrument that is held.
func (p *Position) Identity() market.ID { return market.ID{Asset: p.AssetID, Symbol: p.Symbol} }

// Currency is the currency of the position's prices: the account's, but for a pair of
// crypto that of its quotes.
func (p *Position) Currency() string { return currencyOf(p.Symbol, p.AssetClass, p.AccountCurrency) }

// Direction is market.Long or market.Short by the sign of the quantity, and the
// broker's word where the quantity is unknown.
func (p *Position) Direction() string {
	switch {
	case !p.Qty.Valid:
		return p.Side
	case p.Qty.Decimal.IsNegative():
		return market.Short
	default:
		return market.Long
	}
}

// Positions reads all open positions; they come in one page, in the broker's
// order. Errors: see Error.
func (c *Client) Positions(ctx context.Context) (all []Position, err error) {
	err = c.get(ctx, call{doing: "read positions", path: positionsPath, decode: func(body []byte) (err error) {
		all, err = decodeList(body, maxPositions, checkPosition)
		return err
	}})
	if err != nil {
		return nil, err
	}
	positionsIn(all, c.otherCurrency())
	return all, nil
}

// checkPosition refuses what cannot be a position and tidies what is one.
func checkPosition(i int, p *Position) error {
	p.tidy()
	if p.Symbol == "" && p.AssetID == "" {
		return fmt.Errorf("position %d has neither a symbol nor an asset id", i+1)
	}
	return nil
}

func (p *Position) tidy() {
	tidy(&p.Symbol, symbolLimit)
	tidyWords(&p.AssetID, &p.Exchange, &p.AssetClass, &p.Side)
}
