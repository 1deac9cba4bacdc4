package client

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"quipu/market"
)

// nameLimit bounds the name of an asset, in runes.
const nameLimit = 120

// Asset is something that can be traded, from GET /v2/assets.
type Asset struct {
	ID           string `json:"id"`
	Class        string `json:"class"` // us_equity, us_option, crypto
	Exchange     string `json:"exchange"`
	Symbol       string `json:"symbol"` // crypto with a slash
	Name         string `json:"name"`
	Status       string `json:"status"` // active, inactive
	Tradable     bool   `json:"tradable"`
	Marginable   bool   `json:"marginable"`
	Shortable    bool   `json:"shortable"`
	BorrowStatus string `json:"borrow_status"` // easy_to_borrow, hard_to_borrow; "" where the API does not say
	EasyToBorrow bool   `json:"easy_to_borrow"`
	Fractionable bool   `json:"fractionable"`

	// Of the attributes; unknown of an asset from a list.
	FractionsExtended Flag `json:"-"` // fractions are traded in extended hours
	NewIssue          Flag `json:"-"` // limit orders only, until its first trade
	TaxedPartnership  Flag `json:"-"` // a partnership that is bought only where the account's settings allow it
	Overnight         Flag `json:"-"` // traded from 20:00 to 4:00 New York
	OvernightHalted   Flag `json:"-"` // orders for those hours wait

	// Of crypto; unknown for others.
	MinOrderSize      Decimal `json:"min_order_size"`      // smallest quantity
	MinTradeIncrement Decimal `json:"min_trade_increment"` // step of quantities
	PriceIncrement    Decimal `json:"price_increment"`     // step of prices
}

// Assets reads all active assets of a class: tens of thousands in one answer.
// "" is shares and coins, in a call each, for the API knows no class of all.
// Errors: see Error.
func (c *Client) Assets(ctx context.Context, class string) ([]Asset, error) {
	if class != "" {
		return c.assets(ctx, class)
	}
	shares, err := c.assets(ctx, market.Equity)
	if err != nil {
		return nil, err
	}
	coins, err := c.assets(ctx, market.Crypto)
	if err != nil {
		return nil, err
	}
	return append(shares, coins...), nil
}

func (c *Client) assets(ctx context.Context, class string) (all []Asset, err error) {
	query := url.Values{"status": {"active"}, "asset_class": {class}}
	err = c.get(ctx, call{doing: "read the assets", path: "/v2/assets", query: query, decode: func(body []byte) (err error) {
		all, err = decodeList(body, maxAssets, checkAsset)
		return err
	}})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func checkAsset(i int, a *Asset) error {
	a.tidy()
	if a.Symbol == "" && a.ID == "" {
		return fmt.Errorf("asset %d has neither a symbol nor an id", i+1)
	}
	if a.BorrowStatus != "" { // it replaces easy_to_borrow, which Alpaca no longer has to send since 2026-09-22
		a.EasyToBorrow = a.BorrowStatus == easyToBorrow
	}
	return nil
}

const easyToBorrow = "easy_to_borrow"

// Identity tells the instrument.
func (a Asset) Identity() market.ID { return market.ID{Asset: a.ID, Symbol: a.Symbol} }

func (a *Asset) tidy() {
	tidy(&a.Symbol, symbolLimit)
	tidy(&a.Name, nameLimit)
	tidyWords(&a.ID, &a.Class, &a.Exchange, &a.Status, &a.BorrowStatus)
}

// Asset reads one by its symbol or id. ErrNotFound: there is none. Other errors:
// see Error.
func (c *Client) Asset(ctx context.Context, symbol string) (Asset, error) {
	var asset wireAsset
	err := c.get(ctx, call{doing: "read an asset", path: "/v2/assets/" + url.PathEscape(symbol), decode: func(body []byte) error {
		return decodeObject(body, &asset)
	}})
	asset.readAttributes()
	return asset.Asset, err
}

// wireAsset is an asset that stands alone.
type wireAsset struct {
	Asset
	Attributes []string `json:"attributes"`
}

func (w *wireAsset) check() error { return checkAsset(0, &w.Asset) }

// readAttributes reads what the attributes say. Where there are none at all, that is not
// known.
func (w *wireAsset) readAttributes() {
	if w.Attributes == nil {
		return
	}
	for name, flag := range map[string]*Flag{
		"fractional_eh_enabled": &w.FractionsExtended, "ipo": &w.NewIssue, "ptp_no_exception": &w.TaxedPartnership,
		"overnight_tradable": &w.Overnight, "overnight_halted": &w.OvernightHalted,
	} {
		*flag = KnownFlag(slices.Contains(w.Attributes, name))
	}
}
