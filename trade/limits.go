package trade

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// Limits are what quipu refuses to send, whoever asks. Zero amounts and counts
// are no limit. Amounts are US dollars.
type Limits struct {
	MaxOrderValue   decimal.Decimal
	MaxPositionPct  decimal.Decimal // of the equity, in percent; working and unknown orders count
	MaxOrdersPerDay int             // of a day in New York, the broker's and the journal's together
	MaxDailyLoss    decimal.Decimal // past it only orders that reduce a position
	PriceCollarPct  decimal.Decimal // how far a limit may be through the market, in percent
	DuplicateWindow time.Duration   // same symbol, side and size
	AllowShort      bool
	AllowLive       bool
}

// ofReductions are the limits that an order has to keep that only reduces a position.
func (l Limits) ofReductions() Limits {
	return Limits{PriceCollarPct: l.PriceCollarPct, DuplicateWindow: l.DuplicateWindow, AllowShort: true, AllowLive: l.AllowLive}
}

const liveIsOff = "live trading is off: allow_live in the config file turns it on"

// factsAge is how old the facts of an order may be.
const factsAge = 10 * time.Second

// allow refuses a plan that a limit does not let through, with the entries of
// the journal as they are at this moment. A limit that cannot be evaluated
// refuses.
func (l Limits) allow(p Plan, entries []Entry, now time.Time) error {
	check := limitCheck{Plan: &p, entries: entries, now: now}
	if p.facts.Live && !l.AllowLive {
		check.stop(TicketField, liveIsOff)
	}
	if age := client.Age(p.facts.At, now); age > factsAge || age < -factsAge {
		check.stop(TicketField, "the broker's answers took too long ("+age.Abs().Round(time.Second).String()+"): nothing was sent, try again")
	}
	check.unknown()
	check.changed()
	if !check.overridden() {
		check.duplicate(l.DuplicateWindow)
		check.collar(l.PriceCollarPct)
	}
	check.amount()
	if !p.Reduces() {
		check.short(l.AllowShort)
		check.value(l.MaxOrderValue)
		check.count(l.MaxOrdersPerDay)
		check.loss(l.MaxDailyLoss)
		check.position(l.MaxPositionPct)
	}
	if len(check.problems) == 0 {
		return nil
	}
	return &Refusal{Problems: check.problems}
}

type limitCheck struct {
	*Plan
	entries  []Entry
	now      time.Time
	problems Problems
}

func (c *limitCheck) stop(field Field, text string) {
	c.problems = append(c.problems, Problem{Field: field, Text: text, By: byQuipu})
}

// stopUntyped refuses what a person may override.
func (c *limitCheck) stopUntyped(field Field, text string) {
	c.problems = append(c.problems, Problem{Field: field, Text: text, By: byQuipu, Typed: true})
}

// same reports an entry that is for the plan's instrument and side.
func (c *limitCheck) same(e Entry) bool {
	return e.Action.makesOrder() && e.Side == c.Order.Side && c.facts.isAsset(e.AssetID, e.Symbol)
}

func (c *limitCheck) unknown() {
	for _, e := range c.entries {
		if e.State.Open() && e.Action == CloseAll {
			c.stop(TicketField, "it is not known yet what became of closing all positions: "+e.ID)
			return
		}
		if e.State.Open() && c.same(e) {
			c.stop(TicketField, "it is not known yet what became of an order for the same instrument and side: "+e.ID)
			return
		}
	}
}

// changed refuses facts that are older than an order for the same instrument: what
// that one did to the position is not in them.
func (c *limitCheck) changed() {
	for _, e := range c.entries {
		mine := e.Action.makesOrder() && c.facts.isAsset(e.AssetID, e.Symbol) || e.Action == CloseAll
		if mine && e.State.Counts() && !e.Latest.Before(c.facts.At) {
			c.problems = append(c.problems, Problem{Field: TicketField, Text: "another order for this instrument was sent meanwhile: look at it again", By: byQuipu, Stale: true})
			return
		}
	}
}

// told reports that something other than a person tells the order's value.
func (c *limitCheck) told() bool { return c.Order.Notional.Valid || c.entry().Valid }

// overridden reports that a person typed the value of the very order, to the cent or
// in whole dollars. A value that only the person tells says nothing about the order.
func (c *limitCheck) overridden() bool {
	typed, value := c.Ticket.Amount, c.Estimate.Value
	return typed.Valid && value.Valid && c.told() && (typed.Decimal.Equal(value.Decimal.Round(moneyPlace)) || typed.Decimal.Equal(value.Decimal.Round(0)))
}

// amount refuses an amount that was typed and is not the order's, and a market order
// without one where nothing tells its value.
func (c *limitCheck) amount() {
	switch {
	case c.Ticket.Amount.Valid && c.told() && !c.overridden():
		c.stop(AmountField, "it is not the value of the order: "+money(c.Estimate.Value))
	case c.WantsAmount() && !c.Ticket.Amount.Valid:
		c.stop(AmountField, "there is no quote, so its value is not known: type the amount that it may come to")
	}
}

// highestPrice is the higher of the order's price and the market's: a low limit makes
// neither a position nor a short sale smaller.
func (c *limitCheck) highestPrice() client.Decimal {
	own, other := c.entry(), c.facts.price(c.Order.Side)
	if !own.Valid || other.Valid && other.Decimal.GreaterThan(own.Decimal) {
		return other
	}
	return own
}

func (c *limitCheck) duplicate(window time.Duration) {
	if c.Action != Submit || c.Ticket.Back {
		return // one that replaces is meant for that very order, and a position is closed once
	}
	for _, e := range c.entries {
		young := e.Action == Submit && client.Age(e.At, c.now) < window
		if young && e.State.Counts() && c.same(e) && e.Qty.Valid == c.Order.Qty.Valid && e.Qty.Decimal.Equal(c.Order.Qty.Decimal) &&
			(e.Qty.Valid || e.Value.Decimal.Equal(c.Estimate.Value.Decimal)) {
			c.stopUntyped(SizeField, "the same order was sent "+format.Span(client.Age(e.At, c.now))+" ago")
			return
		}
	}
}

// collar refuses a price that is far through the market: a slip of a digit.
func (c *limitCheck) collar(most decimal.Decimal) {
	limit, last := c.Order.LimitPrice, c.facts.price(c.Order.Side)
	if c.Order.Type == StopLimit && c.Order.StopPrice.Valid {
		last = c.Order.StopPrice // the limit works from there on
	}
	if !most.IsPositive() || !limit.Valid {
		return
	}
	if !last.Valid {
		c.stopUntyped(LimitField, "there is no quote to compare the limit with")
		return
	}
	away := limit.Decimal.Sub(last.Decimal).DivRound(last.Decimal, 8)
	if c.Order.Side == market.Sell {
		away = away.Neg()
	}
	if away.Shift(2).GreaterThan(most) {
		c.stopUntyped(LimitField, "it is "+share(away)+" worse than the market; at most "+most.String()+"% is allowed")
	}
}

func (c *limitCheck) short(allowed bool) {
	if !c.buys() && !allowed {
		c.stop(SizeField, "short sales are off: allow_short in the config file turns them on")
	}
}

func (c *limitCheck) value(most decimal.Decimal) {
	value := c.Estimate.Value
	switch {
	case c.Action == Replace:
		value = product(c.total(), c.highestPrice())
	case !c.buys() && c.Order.Qty.Valid:
		value = product(c.Order.Qty, c.highestPrice())
	case !c.told():
		value = client.Decimal{} // what a person typed passes no limit
	}
	switch {
	case !most.IsPositive():
	case !value.Valid:
		c.stop(SizeField, "its value is not known, and max_order_value is set")
	case value.Decimal.GreaterThan(most):
		c.stop(SizeField, money(value)+" is above max_order_value, "+money(client.Known(most)))
	}
}

// count counts the broker's orders of the day and those of the journal that the
// broker may have, each once.
func (c *limitCheck) count(most int) {
	if most <= 0 {
		return
	}
	day := market.Date(c.now.Add(c.facts.Skew))
	n := len(c.facts.Today)
	for _, e := range c.entries {
		read := slices.ContainsFunc(c.facts.Today, e.Owns)
		if !read && e.Action.makesOrder() && e.State.Counts() && market.Date(e.At.Add(c.facts.Skew)) == day {
			n++
		}
	}
	switch {
	case n >= most:
		c.stop(TicketField, "max_orders_per_day is reached")
	case c.facts.MoreToday:
		c.stop(TicketField, "the orders of the day cannot be counted, and max_orders_per_day is set")
	}
}

func (c *limitCheck) loss(most decimal.Decimal) {
	if !most.IsPositive() {
		return
	}
	switch lost := dayPL(&c.facts.Account); {
	case !lost.Valid:
		c.stop(TicketField, "the day's P&L is not known, and max_daily_loss is set")
	case lost.Decimal.Neg().GreaterThanOrEqual(most):
		c.stop(TicketField, "max_daily_loss is reached: only orders that reduce a position are sent")
	}
}

// position counts what is held, what works on the same side, and what is not
// known to have arrived.
func (c *limitCheck) position(most decimal.Decimal) {
	if !most.IsPositive() {
		return
	}
	equity, price, after := c.facts.Account.Equity, c.highestPrice(), c.Estimate.PositionAfter
	if !equity.Valid || !equity.Decimal.IsPositive() || !price.Valid || !after.Valid {
		c.stop(SizeField, "the position's share of the equity is not known, and max_position_pct is set")
		return
	}
	taken := c.facts.taken(c.Order.Side, price)
	if !taken.Valid {
		c.stop(SizeField, "the size of a working order is not known, and max_position_pct is set")
		return
	}
	units := after.Decimal.Abs().Add(taken.Decimal)
	for _, e := range c.entries {
		if e.State.Open() && c.same(e) && e.Qty.Valid {
			units = units.Add(e.Qty.Decimal)
		}
	}
	if part := units.Mul(price.Decimal).DivRound(equity.Decimal, 8); part.Shift(2).GreaterThan(most) {
		c.stop(SizeField, "the position would be "+share(part)+" of the equity, above max_position_pct, "+most.String()+"%")
	}
}

func quotient(a, b client.Decimal) client.Decimal {
	if !a.Valid || !b.Valid || !b.Decimal.IsPositive() {
		return client.Decimal{}
	}
	return client.Known(a.Decimal.DivRound(b.Decimal, qtyDigits))
}
