package trade

import (
	"slices"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

// Types are the types of orders that Alpaca takes for a class of instruments.
func Types(class string) []string { return slices.Clone(rulesOf[kindOf(class, false)].types) }

// TIFs are the times in force that Alpaca takes for a class of instruments, a type
// of order and a size.
func TIFs(class, kind string, size Size) []string {
	broken := size.Unit == Dollars && kind == Market || size.Unit == Shares && !size.Value.IsInteger()
	var all []string
	for _, tif := range rulesOf[kindOf(class, broken)].tifs {
		if lasting := tif == "day" || tif == "gtc"; lasting || slices.Contains(auctionTypes, kind) {
			all = append(all, tif)
		}
	}
	return all
}

// TakesExits reports whether an order of a class of instruments may have a take
// profit or a stop loss.
func TakesExits(class, kind string) bool {
	return rulesOf[kindOf(class, false)].exits && slices.Contains(auctionTypes, kind)
}

// TakesExtended reports whether an order may work outside of the regular session.
func TakesExtended(class, kind, tif string) bool {
	return rulesOf[kindOf(class, false)].extended && kind == Limit && (tif == "day" || tif == "gtc")
}

func kindOf(class string, broken bool) kind {
	switch {
	case class == market.Crypto:
		return coins
	case broken:
		return brokenShares
	}
	return wholeShares
}

// Step is the smallest difference between two prices of an instrument near a price,
// in US dollars.
func Step(asset client.Asset, price decimal.Decimal) decimal.Decimal {
	switch {
	case asset.Class == market.Crypto && asset.PriceIncrement.Valid && asset.PriceIncrement.Decimal.IsPositive():
		return asset.PriceIncrement.Decimal
	case asset.Class == market.Crypto:
		return decimal.New(1, -qtyDigits)
	case price.LessThan(one):
		return decimal.New(1, -4)
	}
	return penny
}

// FarSide is the quote's price that an order of a side trades at now: the ask for a
// purchase, the bid for a sale. It is unknown without a quote.
func (f Facts) FarSide(side string) client.Decimal {
	if side == market.Sell {
		return f.Quote.Quote.Bid
	}
	return f.Quote.Quote.Ask
}

// Working are the orders of the instrument that may still be filled, legs too.
func (f Facts) Working() []client.Order { return f.working() }

// Held is the quantity of the position with its sign, 0 where there is none, and
// unknown where the broker did not say.
func (f Facts) Held() client.Decimal { return f.held() }
