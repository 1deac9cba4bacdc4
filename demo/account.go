package demo

import (
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// account is one as the API gives it since July 2026, when the day-trading
// fields left it. Amounts are dollars.
type account struct {
	ID                       string          `json:"id"`
	AccountNumber            string          `json:"account_number"`
	Status                   string          `json:"status"`
	CryptoStatus             string          `json:"crypto_status"`
	Currency                 string          `json:"currency"`
	CreatedAt                time.Time       `json:"created_at"`
	Equity                   decimal.Decimal `json:"equity"`
	PortfolioValue           decimal.Decimal `json:"portfolio_value"`
	LastEquity               decimal.Decimal `json:"last_equity"`
	BalanceAsof              string          `json:"balance_asof"`
	Cash                     decimal.Decimal `json:"cash"`
	LongMarketValue          decimal.Decimal `json:"long_market_value"`
	ShortMarketValue         decimal.Decimal `json:"short_market_value"`
	PositionMarketValue      decimal.Decimal `json:"position_market_value"`
	Multiplier               string          `json:"multiplier"`
	InitialMargin            decimal.Decimal `json:"initial_margin"`
	MaintenanceMargin        decimal.Decimal `json:"maintenance_margin"`
	LastMaintenanceMargin    decimal.Decimal `json:"last_maintenance_margin"`
	BuyingPower              decimal.Decimal `json:"buying_power"`
	RegtBuyingPower          decimal.Decimal `json:"regt_buying_power"`
	NonMarginableBuyingPower decimal.Decimal `json:"non_marginable_buying_power"`
	OptionsBuyingPower       decimal.Decimal `json:"options_buying_power"`
	OptionsApprovedLevel     int             `json:"options_approved_level"`
	OptionsTradingLevel      int             `json:"options_trading_level"`
	SMA                      decimal.Decimal `json:"sma"`
	AccruedFees              decimal.Decimal `json:"accrued_fees"`
	PendingTransferIn        decimal.Decimal `json:"pending_transfer_in"`
	PendingTransferOut       decimal.Decimal `json:"pending_transfer_out"`
	PendingRegTAFFees        decimal.Decimal `json:"pending_reg_taf_fees"`
	IntradayAdjustments      decimal.Decimal `json:"intraday_adjustments"`
	ShortingEnabled          bool            `json:"shorting_enabled"`
	AccountBlocked           bool            `json:"account_blocked"`
	TradingBlocked           bool            `json:"trading_blocked"`
	TransfersBlocked         bool            `json:"transfers_blocked"`
	TradeSuspendedByUser     bool            `json:"trade_suspended_by_user"`
}

func (k *book) account(*http.Request) (any, error) {
	v := k.value()
	free := k.free(v, nil)
	power := free.Mul(decimal.NewFromInt(k.leverage()))
	return account{
		ID: k.id, AccountNumber: k.number, Status: "ACTIVE", CryptoStatus: "ACTIVE", Currency: "USD",
		CreatedAt: k.opened.UTC(), Equity: v.equity, PortfolioValue: v.equity, LastEquity: v.before,
		BalanceAsof: k.market.yesterday().close.Format(time.DateOnly),
		Cash:        k.cash, LongMarketValue: v.long, ShortMarketValue: v.short, PositionMarketValue: v.long.Sub(v.short),
		Multiplier: decimal.NewFromInt(k.leverage()).String(), InitialMargin: v.initial,
		MaintenanceMargin: v.maintenance, LastMaintenanceMargin: v.maintenance,
		BuyingPower: power, RegtBuyingPower: power, NonMarginableBuyingPower: k.settledCash(v, nil), OptionsBuyingPower: free,
		OptionsApprovedLevel: 3, OptionsTradingLevel: k.optionsLevel(), SMA: free, ShortingEnabled: k.mayShort(),
		TradeSuspendedByUser: k.config.SuspendTrade,
	}, nil
}

// Margin rates of the demo: the usual ones of a margin account. What cannot be
// borrowed against counts whole.
var (
	initialRate      = dec("0.5")
	longMaintenance  = dec("0.3")
	shortMaintenance = dec("0.4")
)

// worth is what an account comes to at one moment, in dollars. A halted
// position has no price and counts nothing, today as yesterday.
type worth struct {
	equity, before       decimal.Decimal // now and at yesterday's close
	long, short          decimal.Decimal
	initial, maintenance decimal.Decimal
}

// equityBy is the equity alone, by some prices.
func (k *book) equityBy(priceOf func(*quote) (decimal.Decimal, bool)) decimal.Decimal {
	equity := k.cash
	for _, h := range k.holdings {
		if price, trades := priceOf(h.quote); trades {
			equity = equity.Add(h.units().Mul(price))
		}
	}
	return equity
}

func (k *book) value() worth {
	v := worth{equity: k.cash, before: k.cash.Sub(k.earned)}
	for _, h := range k.holdings {
		price, trades := h.quote.latest()
		if !trades {
			continue
		}
		value := h.units().Mul(price)
		v.equity = v.equity.Add(value)
		if _, ok := h.quote.lastPrice(); ok {
			v.before = v.before.Add(h.base)
		} else {
			v.before = v.before.Add(value)
		}
		v.margin(h, value)
	}
	return v
}

func (v *worth) margin(h holding, value decimal.Decimal) {
	size, whole := value.Abs(), decimal.NewFromInt(1)
	initial, keep := whole, whole
	switch {
	case value.IsNegative():
		v.short = v.short.Add(value)
		initial, keep = initialRate, shortMaintenance
	case h.quote.collateral:
		initial, keep = initialRate, longMaintenance
	}
	if value.IsPositive() {
		v.long = v.long.Add(value)
	}
	v.initial = v.initial.Add(size.Mul(initial))
	v.maintenance = v.maintenance.Add(size.Mul(keep))
}
