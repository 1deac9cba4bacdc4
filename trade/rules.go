package trade

import (
	"slices"

	"quipu/market"
	"quipu/safe"
)

// kind is a class of instruments, with whole or broken sizes.
type kind int

const (
	wholeShares kind = iota
	brokenShares
	coins
)

// rules are what Alpaca takes for a kind of order.
type rules struct {
	name          string
	types         []string
	tifs          []string
	exits         bool // bracket and OTO
	extended      bool
	short         bool
	aroundTheDay  bool // traded at any hour
	cashOnly      bool // paid with non-marginable buying power
	leastNotional int64
	mostNotional  int64 // 0 is no bound
}

var rulesOf = map[kind]rules{
	wholeShares: {
		name: "shares", types: []string{Market, Limit, Stop, StopLimit, TrailingStop},
		tifs: []string{"day", "gtc", "ioc", "fok", "opg", "cls"}, exits: true, extended: true, short: true,
	},
	brokenShares: {
		name: "fractions of a share", types: []string{Market, Limit, Stop, StopLimit},
		tifs: []string{"day"}, extended: true, leastNotional: 1,
	},
	coins: {
		name: "crypto", types: []string{Market, Limit, StopLimit},
		tifs: []string{"gtc", "ioc"}, aroundTheDay: true, cashOnly: true, leastNotional: 1, mostNotional: 200_000,
	},
}

// auctionTypes are the types that ioc, fok, opg and cls take.
var auctionTypes = []string{Market, Limit}

// kind is what the order is of.
func (p *Plan) kind() kind {
	switch {
	case p.facts.Asset.Class == market.Crypto:
		return coins
	case p.Order.Notional.Valid || p.Order.Qty.Valid && !p.Order.Qty.Decimal.IsInteger():
		return brokenShares
	}
	return wholeShares
}

// checkForm checks what the order is against the table.
func (p *Plan) checkForm() {
	r := rulesOf[p.kind()]
	if !slices.Contains(r.types, p.Order.Type) {
		p.refuse(TypeField, byAlpaca, words(p.Order.Type)+" orders are not accepted for "+r.name)
	}
	if !slices.Contains(r.tifs, p.Order.TimeInForce) {
		p.refuse(TIFField, byAlpaca, p.Order.TimeInForce+" is not accepted for "+r.name+": "+safe.Choices(r.tifs))
	}
	plain := slices.Contains(auctionTypes, p.Order.Type)
	switch p.Order.TimeInForce {
	case "ioc", "fok", "opg", "cls":
		if !plain {
			p.refuse(TIFField, byAlpaca, p.Order.TimeInForce+" is for market and limit orders")
		}
	}
	if p.facts.Asset.NewIssue.On && !p.facts.traded() && p.Order.Type != Limit {
		p.refuse(TypeField, byAlpaca, p.facts.Asset.Symbol+" has not begun to trade: until then only limit orders are accepted")
	}
	if p.Order.ExtendedHours {
		fractions := p.facts.Asset.FractionsExtended
		switch {
		case !r.extended:
			p.refuse(ExtendedField, byAlpaca, "there are no extended hours for "+r.name)
		case p.kind() == brokenShares && fractions.Known && !fractions.On:
			p.refuse(ExtendedField, byAlpaca, "fractions of "+p.facts.Asset.Symbol+" are not traded in extended hours")
		case p.Order.Type != Limit || p.Order.TimeInForce != "day" && p.Order.TimeInForce != "gtc":
			p.refuse(ExtendedField, byAlpaca, "extended hours need a limit order, day or gtc")
		}
	}
	if p.Order.Class != "" && !r.exits {
		p.refuse(p.exitField(), byAlpaca, "orders for "+r.name+" cannot have exits")
	}
}
