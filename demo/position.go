package demo

import (
	"net/http"

	"github.com/shopspring/decimal"
)

// digitsOfFraction is how far a percentage is worked out, as Alpaca does it.
const digitsOfFraction = 16

// position is one as the API gives it. Amounts are dollars, percentages are
// fractions; what depends on the price is null while trading is halted.
type position struct {
	AssetID                string           `json:"asset_id"`
	Symbol                 string           `json:"symbol"`
	Exchange               string           `json:"exchange"`
	AssetClass             string           `json:"asset_class"`
	AssetMarginable        bool             `json:"asset_marginable"`
	Qty                    decimal.Decimal  `json:"qty"`
	QtyAvailable           decimal.Decimal  `json:"qty_available"`
	AvgEntryPrice          decimal.Decimal  `json:"avg_entry_price"`
	Side                   string           `json:"side"`
	CostBasis              decimal.Decimal  `json:"cost_basis"`
	MarketValue            *decimal.Decimal `json:"market_value"`
	UnrealizedPL           *decimal.Decimal `json:"unrealized_pl"`
	UnrealizedPLPC         *decimal.Decimal `json:"unrealized_plpc"`
	UnrealizedIntradayPL   *decimal.Decimal `json:"unrealized_intraday_pl"`
	UnrealizedIntradayPLPC *decimal.Decimal `json:"unrealized_intraday_plpc"`
	CurrentPrice           *decimal.Decimal `json:"current_price"`
	LastdayPrice           *decimal.Decimal `json:"lastday_price"`
	ChangeToday            *decimal.Decimal `json:"change_today"`
}

func (k *book) position(h holding) position {
	p := position{
		AssetID:         h.quote.id,
		Symbol:          h.quote.symbol,
		Exchange:        h.quote.exchange,
		AssetClass:      h.quote.class,
		AssetMarginable: h.quote.collateral,
		Qty:             h.quantity,
		QtyAvailable:    h.quantity.Sub(k.ordered(h)),
		AvgEntryPrice:   h.entry,
		Side:            h.side(),
		CostBasis:       h.units().Mul(h.entry),
	}
	price, trades := h.quote.latest()
	if !trades {
		return p
	}
	p.priced(h.units(), price)
	if before, ok := h.quote.lastPrice(); ok {
		p.sinceYesterday(h.units().Mul(price).Sub(h.base), h.base, price, before)
	}
	return p
}

// priced fills in what the present price says.
func (p *position) priced(units, price decimal.Decimal) {
	value := units.Mul(price)
	gain := value.Sub(p.CostBasis)
	share := fraction(gain, p.CostBasis)
	p.CurrentPrice, p.MarketValue, p.UnrealizedPL, p.UnrealizedPLPC = &price, &value, &gain, &share
}

// sinceYesterday fills in what the last close says. What was bought today has
// gained since then.
func (p *position) sinceYesterday(gain, base, price, before decimal.Decimal) {
	share := fraction(gain, base)
	change := fraction(price.Sub(before), before)
	p.LastdayPrice, p.UnrealizedIntradayPL, p.UnrealizedIntradayPLPC, p.ChangeToday = &before, &gain, &share, &change
}

// units is how many shares or coins the holding stands for: a hundred for each
// option contract.
func (h holding) units() decimal.Decimal { return h.quantity.Mul(h.quote.contracted) }

func (h holding) side() string {
	if h.quantity.IsNegative() {
		return "short"
	}
	return "long"
}

// fraction is part of whole, taking the whole without its sign: a short that
// gains has gained in per cent too.
func fraction(part, whole decimal.Decimal) decimal.Decimal {
	if whole.IsZero() {
		return decimal.Decimal{}
	}
	return part.DivRound(whole.Abs(), digitsOfFraction)
}

func (k *book) positions(*http.Request) (any, error) {
	all := make([]position, 0, len(k.holdings))
	for _, h := range k.holdings {
		all = append(all, k.position(h))
	}
	return all, nil
}

func (k *book) onePosition(r *http.Request) (any, error) {
	h, err := k.positionNamed(r.PathValue("symbol_or_asset_id"))
	if err != nil {
		return nil, err
	}
	return k.position(h), nil
}
