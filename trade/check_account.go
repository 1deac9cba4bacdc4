package trade

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

func (p *Plan) checkAccount() {
	a := p.facts.Account
	switch {
	case a.Status != "" && a.Status != "ACTIVE":
		p.refuse(TicketField, byAlpaca, "the account is "+words(a.Status))
	case a.AccountBlocked.On, a.TradingBlocked.On:
		p.refuse(TicketField, byAlpaca, "the account may not trade")
	case a.TradeSuspendedByUser.On:
		p.refuse(TicketField, byAlpaca, "new orders are suspended by your own setting")
	case a.Currency != "" && a.Currency != market.USD: // prices and limits are in dollars, its buying power is not
		p.refuse(TicketField, byQuipu, "the account is in "+words(a.Currency)+", and quipu trades accounts in US dollars only")
	}
}

// checkOrders refuses where the working orders are not all known: what the order does
// beside them cannot be told.
func (p *Plan) checkOrders() {
	if p.facts.MoreOpen {
		p.refuse(TicketField, byQuipu, fmt.Sprintf("more than %d orders are open, and quipu cannot check against all of them: cancel some first", client.MaxOpenOrders))
	}
}

const noOptions = "quipu trades shares and crypto, and no options yet"

// tradesAsset reports that the instrument is known, and of a kind that there are rules for.
func (f Facts) tradesAsset() bool {
	return f.Asset.Symbol != "" && (f.Asset.Class == market.Equity || f.Asset.Class == market.Crypto)
}

func (p *Plan) checkAsset() {
	a := p.facts.Asset
	switch {
	case a.Class == market.Option, a.Symbol == "" && market.StatedClass(p.Ticket.Symbol) == market.Option:
		p.refuse(SymbolField, byQuipu, noOptions)
	case a.Symbol == "":
		p.refuse(SymbolField, byAlpaca, "no instrument of this name")
	case a.Class != market.Equity && a.Class != market.Crypto:
		p.refuse(SymbolField, byQuipu, "quipu trades shares and crypto")
	case p.currency() != market.USD: // limits, buying power and equity are in dollars
		p.refuse(SymbolField, byQuipu, "its prices are in "+p.currency()+", and quipu trades what is quoted in US dollars only")
	case a.Status != "" && a.Status != "active" || !a.Tradable:
		p.refuse(SymbolField, byAlpaca, a.Symbol+" is not tradable")
	}
	p.checkPartnership()
	if p.Order.Side != market.Buy && p.Order.Side != market.Sell {
		p.refuse(TicketField, byQuipu, "buy or sell?")
	}
}

// checkPartnership refuses purchases of a partnership that Alpaca blocks unless the
// owner of the account allows them: a part of what a sale brings may be withheld as tax.
func (p *Plan) checkPartnership() {
	a, allowed := p.facts.Asset, p.facts.Settings.PTPNoExceptionEntry
	if !a.TaxedPartnership.On || !p.opens() || allowed.On {
		return
	}
	const why = " is a partnership whose sales may be taxed at 10%"
	if allowed.Known {
		p.refuse(SymbolField, byAlpaca, a.Symbol+why+": Alpaca blocks purchases until you allow them in its settings")
		return
	}
	p.warn(SymbolField, a.Symbol+why+": Alpaca blocks purchases unless its settings allow them")
}

// longestID is how many characters a client_order_id may have.
const longestID = 128

// checkID checks an id that was given: one word of plain characters.
func (p *Plan) checkID() {
	id := p.Ticket.ID
	plain := strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	if len(id) > longestID || !plain {
		p.refuse(IDField, byAlpaca, "at most 128 characters, without spaces")
	}
}

// checkSize checks the quantity by itself.
func (p *Plan) checkSize() {
	a, qty, notional := p.facts.Asset, p.Order.Qty, p.Order.Notional
	r := rulesOf[p.kind()]
	switch {
	case notional.Valid && notional.Decimal.LessThan(decimal.NewFromInt(r.leastNotional)):
		p.refuse(SizeField, byAlpaca, "at least $1")
	case !qty.Valid:
	case !qty.Decimal.IsPositive():
		p.refuse(SizeField, byQuipu, errNotAbove0.Error())
	case p.kind() == brokenShares && !a.Fractionable:
		p.refuse(SizeField, byAlpaca, a.Symbol+" is traded in whole shares")
	case p.kind() == coins:
		p.checkCoins(qty.Decimal)
	}
	if p.kind() == brokenShares && p.Order.Class != "" {
		p.refuse(SizeField, byAlpaca, "an order with exits needs whole shares")
	}
}

func (p *Plan) checkCoins(qty decimal.Decimal) {
	a := p.facts.Asset
	if a.MinOrderSize.Valid && qty.LessThan(a.MinOrderSize.Decimal) {
		p.refuse(SizeField, byAlpaca, "at least "+a.MinOrderSize.Decimal.String())
	}
	if step := a.MinTradeIncrement; step.Valid && step.Decimal.IsPositive() && !qty.Mod(step.Decimal).IsZero() {
		p.refuse(SizeField, byAlpaca, "the size has to be a multiple of "+step.Decimal.String())
	}
}
