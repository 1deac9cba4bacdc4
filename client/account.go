package client

import (
	"context"
	"errors"
	"time"
)

// Account is the state of the account, from GET /v2/account. Amounts are in
// Currency. Fields that Alpaca has dropped or not sent are unknown.
type Account struct {
	ID       string `json:"id"`
	Number   string `json:"account_number"`
	Status   string `json:"status"` // ACTIVE, ACCOUNT_CLOSED and others, unknown ones as they are
	Currency string `json:"currency"`

	Equity           Decimal `json:"equity"`      // cash + long + short market value
	LastEquity       Decimal `json:"last_equity"` // at the close of the previous trading day
	Cash             Decimal `json:"cash"`        // negative where money is borrowed
	LongMarketValue  Decimal `json:"long_market_value"`
	ShortMarketValue Decimal `json:"short_market_value"` // negative or 0

	BuyingPower              Decimal `json:"buying_power"`
	RegTBuyingPower          Decimal `json:"regt_buying_power"`
	NonMarginableBuyingPower Decimal `json:"non_marginable_buying_power"`
	OptionsBuyingPower       Decimal `json:"options_buying_power"`
	Multiplier               Decimal `json:"multiplier"` // of margin: 1, 2 or 4

	InitialMargin         Decimal `json:"initial_margin"`
	MaintenanceMargin     Decimal `json:"maintenance_margin"`
	LastMaintenanceMargin Decimal `json:"last_maintenance_margin"`
	SMA                   Decimal `json:"sma"`
	AccruedFees           Decimal `json:"accrued_fees"`
	IntradayAdjustments   Decimal `json:"intraday_adjustments"` // deposits of the day less withdrawals

	OptionsApprovedLevel Decimal `json:"options_approved_level"` // 0 to 3
	OptionsTradingLevel  Decimal `json:"options_trading_level"`  // 0 to 3
	CryptoStatus         string  `json:"crypto_status"`

	AccountBlocked       Flag `json:"account_blocked"`
	TradingBlocked       Flag `json:"trading_blocked"`
	TransfersBlocked     Flag `json:"transfers_blocked"`
	TradeSuspendedByUser Flag `json:"trade_suspended_by_user"`
	ShortingEnabled      Flag `json:"shorting_enabled"`

	BalanceAsOf string     `json:"balance_asof"` // the date of the last_* fields, 2006-01-02
	CreatedAt   *time.Time `json:"created_at"`   // nil where unknown
}

// wireAccount shadows the fields that need care on the way in.
type wireAccount struct {
	Account
	CreatedAt      stamp   `json:"created_at"`
	PortfolioValue Decimal `json:"portfolio_value"` // the old name of equity
}

var errNoAccount = errors.New("the answer is not an account: it has no id, number or status")

// Account reads the account. A 401 or a 403 is ErrUnauthorized here: nobody
// documents which of them a revoked token gets, and either means signing in
// again. Other errors: see Error.
func (c *Client) Account(ctx context.Context) (Account, error) {
	var wire wireAccount
	err := c.get(ctx, call{doing: "read account", path: accountPath, decode: func(body []byte) error {
		return decodeObject(body, &wire)
	}})
	if err != nil {
		return Account{}, err
	}
	a := wire.account()
	c.currency.Store(&a.Currency)
	return a, nil
}

func (w *wireAccount) check() error {
	if w.ID == "" && w.Number == "" && w.Status == "" {
		return errNoAccount
	}
	return nil
}

func (w *wireAccount) account() Account {
	a := w.Account
	a.CreatedAt = w.CreatedAt.at
	if !a.Equity.Valid {
		a.Equity = w.PortfolioValue
	}
	tidyWords(&a.ID, &a.Number, &a.Status, &a.CryptoStatus)
	tidyCurrency(&a.Currency)
	a.BalanceAsOf = dateIn(a.BalanceAsOf)
	return a
}
