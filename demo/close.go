package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// positionNamed finds a position by asset id, by symbol and by a crypto's pair.
func (k *book) positionNamed(name string) (holding, error) {
	for _, h := range k.holdings {
		if name == h.quote.symbol || name == h.quote.pair || name == h.quote.id {
			return h, nil
		}
	}
	return holding{}, refusal{http.StatusNotFound, codeNotFound, "no position in that symbol"}
}

// closeOne closes a position, or a part of it, at the market.
func (k *book) closeOne(r *http.Request) (any, error) {
	h, err := k.positionNamed(r.PathValue("symbol_or_asset_id"))
	if err != nil {
		return nil, err
	}
	size, err := h.part(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return k.closeAtMarket(h, size, faultOf(r))
}

// part is how much of a position a request closes: qty, percentage or all. A
// percentage of whole shares is whole shares.
func (h holding) part(v url.Values) (decimal.Decimal, error) {
	all := h.quantity.Abs()
	if v.Has("qty") && v.Has("percentage") {
		return all, badRequest("only one of qty or percentage is accepted")
	}
	if !v.Has("qty") && !v.Has("percentage") {
		return all, nil
	}
	size, err := decimal.NewFromString(v.Get("qty") + v.Get("percentage"))
	whole := decimal.NewFromInt(100)
	switch {
	case err != nil || !size.IsPositive():
		return all, badRequest("qty or percentage must be a number above 0")
	case v.Has("qty"):
		return size, nil
	case size.GreaterThan(whole):
		return all, badRequest("percentage must be between 0 and 100")
	}
	size = all.Mul(size).Div(whole).Truncate(digitsOfPrice)
	if all.IsInteger() {
		size = size.Truncate(0)
	}
	if size.IsZero() {
		return all, badRequest("qty must be > 0")
	}
	return size, nil
}

// closeAtMarket sends the order that closes so much of a position.
func (k *book) closeAtMarket(h holding, size decimal.Decimal, fault string) (*order, error) {
	side := "sell"
	if h.quantity.IsNegative() {
		side = "buy"
	}
	b := orderRequest{Symbol: h.quote.symbol, Side: side, Type: "market", TimeInForce: force(h.quote), Qty: &size}
	if size.GreaterThan(h.quantity.Abs()) {
		return nil, k.notFree(h.quote, b.Side, size)
	}
	for _, check := range []func(*quote, orderRequest) error{k.checkSuspended, k.checkAsset, k.checkOption, k.checkHolding, k.checkWash} {
		if err := check(h.quote, b); err != nil {
			return nil, err
		}
	}
	return k.accept(b, fault), nil
}

// closed is one position's part of the answer to closing all: its body is the
// order that closes it, or why there is none.
type closed struct {
	Symbol string `json:"symbol"`
	Status int    `json:"status"`
	Body   any    `json:"body"`
}

// closeAll closes every position, after all orders are canceled if that is asked.
func (k *book) closeAll(r *http.Request) (any, error) {
	if text := r.URL.Query().Get("cancel_orders"); text != "" {
		asked, err := strconv.ParseBool(text)
		if err != nil {
			return nil, badRequest("cancel_orders must be true or false")
		}
		if asked {
			k.cancelEvery("")
		}
	}
	all := []closed{}
	for _, h := range slices.Clone(k.holdings) {
		o, err := k.closeAtMarket(h, h.quantity.Abs(), faultOf(r))
		if err != nil {
			status, body := refusalBody(err)
			all = append(all, closed{h.quote.symbol, status, body})
			continue
		}
		all = append(all, closed{h.quote.symbol, http.StatusOK, o})
	}
	return all, nil
}
