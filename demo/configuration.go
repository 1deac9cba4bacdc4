package demo

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// configuration is what the owner of an account has set for it.
type configuration struct {
	DisableOvernightTrading bool   `json:"disable_overnight_trading"`
	FractionalTrading       bool   `json:"fractional_trading"`
	MaxMarginMultiplier     string `json:"max_margin_multiplier"`
	MaxOptionsTradingLevel  int    `json:"max_options_trading_level"`
	NoShorting              bool   `json:"no_shorting"`
	PTPNoExceptionEntry     bool   `json:"ptp_no_exception_entry"`
	SuspendTrade            bool   `json:"suspend_trade"`
	TradeConfirmEmail       string `json:"trade_confirm_email"`
}

var usualConfiguration = configuration{FractionalTrading: true, MaxMarginMultiplier: "4", MaxOptionsTradingLevel: 3, TradeConfirmEmail: "all"}

func (k *book) configuration(*http.Request) (any, error) { return k.config, nil }

// configure changes what a request names, and leaves the rest as it is.
func (k *book) configure(r *http.Request) (any, error) {
	changed := k.config
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, mostBody)).Decode(&changed); err != nil {
		return nil, refusal{http.StatusBadRequest, codeBadRequest, "request body format is invalid"}
	}
	changed.TradeConfirmEmail = or(changed.TradeConfirmEmail, k.config.TradeConfirmEmail) // Alpaca's Go SDK sends "" for what is not to change
	switch {
	case !slices.Contains([]string{"1", "2", "4"}, changed.MaxMarginMultiplier):
		return nil, badRequest("max_margin_multiplier must be 1, 2 or 4")
	case changed.MaxOptionsTradingLevel < 0 || changed.MaxOptionsTradingLevel > 3:
		return nil, badRequest("max_options_trading_level must be 0 to 3")
	case changed.TradeConfirmEmail != "all" && changed.TradeConfirmEmail != "none":
		return nil, badRequest("trade_confirm_email must be all or none")
	}
	k.config = changed
	return changed, nil
}

// leverage is how much an account may buy for each dollar of its own: what it
// has, and its owner allows.
func (k *book) leverage() int64 {
	most, err := strconv.ParseInt(k.config.MaxMarginMultiplier, 10, 64)
	if err != nil {
		return k.multiplier
	}
	return min(k.multiplier, most)
}

// mayShort reports whether the account sells what it does not hold.
func (k *book) mayShort() bool { return k.leverage() > 1 && !k.config.NoShorting }

// checkSuspended refuses every new order of an account whose owner wants none.
func (k *book) checkSuspended(*quote, orderRequest) error {
	if k.config.SuspendTrade {
		return forbidden("new orders are rejected by user request", nil)
	}
	return nil
}

// checkAsset refuses what is not traded, or not by this account.
func (k *book) checkAsset(q *quote, b orderRequest) error {
	a, listed := k.market.asset(q.symbol)
	broken := q.class == classEquity && (b.Notional != nil || b.Qty != nil && !b.Qty.IsInteger())
	switch {
	case listed && !a.Tradable:
		return invalid("asset " + a.Symbol + " is not tradable")
	case broken && listed && !a.Fractionable:
		return invalid("asset " + a.Symbol + " is not fractionable")
	case listed && a.has("ipo") && b.Type != "limit":
		return invalid("only limit orders are accepted for " + a.Symbol + " before it begins to trade")
	case listed && a.has("ptp_no_exception") && b.Side == "buy" && !k.goesAgainst(q, b.Side) && !k.config.PTPNoExceptionEntry:
		return forbidden("account is not allowed to buy PTP assets without exception", nil)
	case broken && !k.config.FractionalTrading:
		return forbidden("account is not allowed to trade fractional shares", nil)
	}
	return nil
}
