package client

import (
	"cmp"
	"context"

	"quipu/market"
)

// The broker says of no order, position or fill in which currency it is: what a pair of
// crypto is quoted in says its symbol, all else is in the currency of the account.

// KnowCurrency reads the account unless its currency is known: what the client reads from
// then on is in it. Errors: see Error.
func (c *Client) KnowCurrency(ctx context.Context) error {
	if c.currency.Load() != nil {
		return nil
	}
	_, err := c.Account(ctx)
	return err
}

// otherCurrency is the currency of the account where it is not US dollars, "" where it
// is, or is not known.
func (c *Client) otherCurrency() string {
	if code := c.currency.Load(); code != nil && *code != market.USD {
		return *code
	}
	return ""
}

// currencyOf is the currency of a price of an instrument in an account.
func currencyOf(symbol, class, account string) string {
	if quote := market.QuoteCurrency(symbol, class); quote != market.USD {
		return quote
	}
	if class == market.Crypto || market.StatedClass(symbol) == market.Crypto {
		return market.USD
	}
	return cmp.Or(account, market.USD)
}

// inCurrency marks orders with the currency of their account, "" for US dollars.
func inCurrency(all []Order, code string) {
	for i := range all {
		all[i].AccountCurrency = code
		inCurrency(all[i].Legs, code)
	}
}

// positionsIn is inCurrency for positions.
func positionsIn(all []Position, code string) {
	for i := range all {
		all[i].AccountCurrency = code
	}
}
