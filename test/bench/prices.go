package main

import (
	"context"
	"math/rand/v2"

	"github.com/shopspring/decimal"
)

// prices moves a broker's prices by hand, all of them at once, so that a
// refresh changes exactly what the row says.
type prices struct {
	broker *broker
	dice   *rand.Rand
	now    map[string]decimal.Decimal
	order  []string
}

func pricesOf(ctx context.Context, b *broker) (*prices, error) {
	_, all, err := b.positions(ctx)
	if err != nil {
		return nil, err
	}
	p := &prices{broker: b, dice: rand.New(rand.NewPCG(7, 7)), now: map[string]decimal.Decimal{}} //nolint:gosec // the same every time
	for _, q := range all {
		price := decimal.NewFromInt(1) // of what is halted and has none
		if q.Price != nil {
			if price, err = decimal.NewFromString(*q.Price); err != nil {
				return nil, err
			}
		}
		p.order = append(p.order, q.Symbol)
		p.now[q.Symbol] = price
	}
	return p, nil
}

// walk moves every price by up to a thousandth, about what the demo's own
// market does in three seconds, and by a tick at least.
func (p *prices) walk() error {
	return p.each(func(price decimal.Decimal) decimal.Decimal {
		digits := int32(2)
		if price.LessThan(decimal.NewFromInt(1)) {
			digits = 4 // as the market quotes it
		}
		tick := decimal.New(1, -digits)
		move := price.Mul(decimal.NewFromFloat(p.dice.Float64()*0.002 - 0.001)).Round(digits)
		if move.IsZero() {
			move = tick
		}
		return decimal.Max(price.Add(move).Round(digits), tick)
	})
}

// lift raises all prices alike: every figure changes and the order of the rows
// does not.
func (p *prices) lift() error {
	return p.each(func(price decimal.Decimal) decimal.Decimal { return price.Mul(decimal.RequireFromString("1.01")) })
}

func (p *prices) each(next func(decimal.Decimal) decimal.Decimal) error {
	for _, symbol := range p.order {
		price := next(p.now[symbol])
		if err := p.broker.SetPrice(symbol, price); err != nil {
			return err
		}
		p.now[symbol] = price
	}
	return nil
}
