package trade

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// leastShortEquity is the equity in US dollars that short sales need.
var leastShortEquity = decimal.NewFromInt(2000)

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
	const why = " is a partnership whose sales may be taxed at 10 %"
	if allowed.Known {
		p.refuse(SymbolField, byAlpaca, a.Symbol+why+": Alpaca blocks purchases until you allow them in its settings")
		return
	}
	p.warn(SymbolField, a.Symbol+why+": Alpaca blocks purchases unless its settings allow them")
}

// opens reports whether the order buys what it does not only buy back.
func (p *Plan) opens() bool {
	held := p.facts.held()
	return p.buys() && (!held.Valid || !held.Decimal.IsNegative())
}

// mostOfEquity is how many times the equity a position may be worth; beyond that Alpaca
// only takes orders that make it smaller.
var mostOfEquity = decimal.NewFromInt(6)

// checkConcentration refuses to add to a position that is too large for that.
func (p *Plan) checkConcentration(held decimal.Decimal) {
	position, equity := p.facts.marketValue(), p.facts.Account.Equity
	if held.IsZero() || held.IsPositive() != p.buys() || !position.Valid || !equity.Valid {
		return
	}
	if position.Decimal.Abs().GreaterThan(equity.Decimal.Mul(mostOfEquity)) {
		p.refuse(SizeField, byAlpaca, "the position is worth more than six times the equity: it can only be made smaller")
	}
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

// checkPosition refuses sizes that the position does not allow.
func (p *Plan) checkPosition() {
	held := p.facts.held()
	if !held.Valid {
		p.refuseHeld(byQuipu, "the broker does not say how much is held")
		return
	}
	p.checkConcentration(held.Decimal)
	if p.buys() {
		p.checkCover(held.Decimal)
		return
	}
	p.checkSale(held.Decimal)
}

// checkCover refuses a purchase that would turn a short position into a long one.
func (p *Plan) checkCover(held decimal.Decimal) {
	if held.IsZero() {
		p.checkLong()
	}
	if !held.IsNegative() {
		return
	}
	if p.Order.Notional.Valid {
		p.refuseHeld(byQuipu, "say how many shares to buy back: the amount could cross zero")
		return
	}
	position, _ := p.facts.position()
	qty, free := p.Order.Qty, position.QtyAvailable
	switch {
	case !qty.Valid:
	case qty.Decimal.GreaterThan(held.Abs()):
		p.refuseHeld(byAlpaca, "you are short "+held.Abs().String()+p.otherSide("buy those back first, then open the long position"))
	case free.Valid && qty.Decimal.GreaterThan(free.Decimal.Abs()):
		p.refuseHeld(byAlpaca, "other orders hold "+held.Sub(free.Decimal).Abs().String()+" of them: "+free.Decimal.Abs().String()+" are free")
	}
}

// checkLong refuses a purchase beside an order that would open a short position.
func (p *Plan) checkLong() {
	for _, o := range p.facts.Orders {
		if o.Side == market.Sell && !o.Closed() && p.facts.isAsset(o.AssetID, o.Symbol) {
			p.refuse(SizeField, byAlpaca, "a short sale is open: a long position cannot be opened beside it")
			return
		}
	}
}

func (p *Plan) checkSale(held decimal.Decimal) {
	qty := p.Order.Qty
	if held.IsPositive() {
		if p.Order.Notional.Valid {
			p.checkSoldAmount()
			return
		}
		p.checkSold(held)
		return
	}
	switch {
	case p.kind() == coins:
		p.refuseHeld(byAlpaca, "there is nothing to sell")
	case !rulesOf[p.kind()].short:
		p.refuseHeld(byAlpaca, "fractions cannot be sold short")
	case !qty.Valid:
	default:
		p.checkShort()
	}
}

func (p *Plan) checkSold(held decimal.Decimal) {
	qty := p.Order.Qty
	if !qty.Valid {
		return
	}
	position, _ := p.facts.position()
	free := position.QtyAvailable
	switch {
	case qty.Decimal.GreaterThan(held):
		p.refuseHeld(byAlpaca, "you hold "+held.String()+p.otherSide("sell those first, then open the short position"))
	case free.Valid && qty.Decimal.GreaterThan(free.Decimal):
		p.refuseHeld(byAlpaca, "other orders hold "+held.Sub(free.Decimal).String()+" of them: "+free.Decimal.String()+" are free")
	}
}

// otherSide is how to get to the other side of a position, where an order as it is can.
func (p *Plan) otherSide(how string) string {
	if p.Ticket.closes || p.kind() != wholeShares || !p.buys() && !p.facts.Asset.Shortable {
		return ""
	}
	return ": " + how
}

func (p *Plan) checkSoldAmount() {
	position, _ := p.facts.position()
	price := p.facts.price(market.Sell)
	if position.QtyAvailable.Valid && price.Valid && p.Order.Notional.Decimal.GreaterThan(position.QtyAvailable.Decimal.Mul(price.Decimal)) {
		p.refuseHeld(byAlpaca, "that is more than the free part of the position")
	}
}

func (p *Plan) checkShort() {
	a, account := p.facts.Asset, p.facts.Account
	switch {
	case account.ShortingEnabled.Known && !account.ShortingEnabled.On:
		p.refuseHeld(byAlpaca, "the account may not sell short")
	case !a.Shortable:
		p.refuseHeld(byAlpaca, a.Symbol+" cannot be sold short")
	case !a.EasyToBorrow:
		p.refuseHeld(byQuipu, a.Symbol+" is hard to borrow: it needs a paid locate, which quipu does not order")
	case account.Equity.Valid && account.Equity.Decimal.LessThan(leastShortEquity):
		p.refuseHeld(byAlpaca, "short sales need an equity of $2,000")
	}
	for _, o := range p.facts.working() {
		if o.Side == market.Buy {
			p.refuse(SizeField, byAlpaca, "a buy order is open: a short position cannot be opened beside it")
			return
		}
	}
}

// checkWash refuses what Alpaca takes for a trade with oneself.
func (p *Plan) checkWash() {
	if washExempt(p.Order.Class, p.Order.Type) || p.Action == Replace && washExempt(p.target.Class, p.target.Type) {
		return
	}
	var meets []client.Order
	for _, o := range p.facts.working() {
		if (o.Side == market.Buy) != p.buys() && !washExempt(o.Class, o.Type) && p.meets(o) {
			meets = append(meets, o)
		}
	}
	switch len(meets) {
	case 0:
	case 1:
		p.refuse(TicketField, byAlpaca, "this order could trade with your own "+OrderWords(meets[0])+", a wash trade: "+p.apart(meets[0]))
	default:
		names := make([]string, len(meets))
		for i, o := range meets {
			names[i] = OrderWords(o)
		}
		p.refuse(TicketField, byAlpaca, "this order could trade with your own "+strings.Join(names, ", ")+", a wash trade: cancel those orders first")
	}
}

// apart says how an order keeps out of the way of a resting one of the other side.
func (p *Plan) apart(o client.Order) string {
	if p.Action != Close && limited(o.Type) && o.LimitPrice.Valid && (p.Order.Type == Market || limited(p.Order.Type)) {
		return "cancel that order, or use a limit " + direction(!p.buys()) + " " + format.StatedPriceOf(o.LimitPrice.NullDecimal, o.Symbol, o.AssetClass)
	}
	return "cancel that order first"
}

// washExempt reports whether Alpaca leaves orders of a class and type out of its
// wash rule.
func washExempt(class, kind string) bool {
	return class == Bracket || class == OCO || kind == TrailingStop
}

// meets reports whether the order and a resting one of the other side could
// trade with each other.
func (p *Plan) meets(o client.Order) bool {
	if !limited(p.Order.Type) || !limited(o.Type) || !p.Order.LimitPrice.Valid || !o.LimitPrice.Valid {
		return true
	}
	buy, sell := p.Order.LimitPrice.Decimal, o.LimitPrice.Decimal
	if !p.buys() {
		buy, sell = sell, buy
	}
	return buy.GreaterThanOrEqual(sell)
}

func limited(kind string) bool { return kind == Limit || kind == StopLimit }
