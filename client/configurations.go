package client

import (
	"context"
	"errors"
	"net/http"
)

const configurationsPath = accountPath + "/configurations"

// Configurations are the account's own settings at the broker. What it did not
// send is unknown.
type Configurations struct {
	SuspendTrade             Flag    `json:"suspend_trade"` // no new orders
	NoShorting               Flag    `json:"no_shorting"`
	FractionalTrading        Flag    `json:"fractional_trading"`
	DisableOvernightTrading  Flag    `json:"disable_overnight_trading"`
	PTPNoExceptionEntry      Flag    `json:"ptp_no_exception_entry"` // partnerships may be bought
	MaxMarginMultiplier      Decimal `json:"max_margin_multiplier"`  // 1, 2 or 4
	MaxOptionsTradingLevel   Decimal `json:"max_options_trading_level"`
	TradeConfirmationByEmail string  `json:"trade_confirm_email"` // all or none
}

var errNoConfigurations = errors.New("the answer is not the account's settings: it does not say suspend_trade")

func (c *Configurations) check() error {
	if !c.SuspendTrade.Known {
		return errNoConfigurations
	}
	tidyWords(&c.TradeConfirmationByEmail)
	return nil
}

// Configurations reads the account's settings. Errors: see Error.
func (c *Client) Configurations(ctx context.Context) (Configurations, error) {
	var all Configurations
	err := c.get(ctx, call{doing: "read the account's settings", path: configurationsPath, decode: func(body []byte) error {
		all = Configurations{}
		return decodeObject(body, &all)
	}})
	if err != nil {
		return Configurations{}, err
	}
	return all, nil
}

// SuspendTrade asks the broker once to refuse new orders from now on, or to take
// them again, and gives the settings as they are then. It changes no other
// setting. Errors: as with SubmitOrder; ErrForbidden: the sign-in may not change
// settings (scope account:write).
func (c *Client) SuspendTrade(ctx context.Context, on bool) (Configurations, error) {
	var all Configurations
	err := c.send(ctx, call{
		doing: "change suspend_trade", method: http.MethodPatch, path: configurationsPath,
		body:   map[string]bool{"suspend_trade": on},
		decode: func(body []byte) error { return decodeObject(body, &all) },
	})
	if err != nil {
		return Configurations{}, err
	}
	return all, nil
}
