package trade

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

// A price in coins is none in dollars: limits and buying power know nothing of it.
func TestOrdersForPairsInAnotherCurrencyAreRefused(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.MaxOrderValue = decimal.NewFromInt(1000)
	for symbol, sendable := range map[string]bool{"BTC/USD": true, "ETH/BTC": false, "BTC/USDT": false, "SOL/USDC": false, "LTC/EUR": false} {
		facts := s.facts("BTC/USD")
		facts.Asset.Symbol = symbol
		plan := Prepare(ticket(t, "buy BTC/USD 0.01 limit=60000 tif=gtc"), facts)
		if plan.Problems.Sendable() != sendable || plan.Estimate.Value.Valid != sendable || strings.Contains(plan.Sentence(), "about") != sendable {
			t.Errorf("%s: %q, %v, %s", symbol, plan.Problems, plan.Estimate.Value, plan.Sentence())
		}
		if err := s.trader.Limits.allow(plan, nil, s.now()); (err == nil) != sendable {
			t.Errorf("%s passes max_order_value: %v", symbol, err)
		}
	}
}

// The price that goes out is the price that is confirmed: no decimal of it is rounded away.
func TestAPriceOfAnOrderIsWordedAsItIsSent(t *testing.T) {
	for _, c := range []struct{ symbol, price, want string }{
		{"XRP/USD", "1.2345", "$1.2345"}, {"SOL/USD", "187.123456", "$187.123456"}, {"BTC/USD", "60000", "$60,000.00"},
		{"XRP/USDC", "1.23456", "1.23456 USDC"}, {"LTC/BTC", "0.0012345678", "0.0012345678 BTC"}, {"SHIB/USD", "0.000012345", "$0.000012345"},
	} {
		price := client.Known(decimal.RequireFromString(c.price))
		o := client.Order{Side: market.Buy, Symbol: c.symbol, AssetClass: market.Crypto, Type: Limit, LimitPrice: price}
		if words := OrderWords(o); !strings.HasSuffix(words, " limit "+c.want) {
			t.Errorf("%s: %s", c.symbol, words)
		}
		plan := Plan{Order: client.OrderRequest{Symbol: c.symbol, Side: market.Buy, Type: StopLimit, StopPrice: price, LimitPrice: price}}
		plan.facts.Asset = client.Asset{Symbol: c.symbol, Class: market.Crypto}
		if words := plan.Sentence(); !strings.Contains(words, "stop "+c.want+", limit "+c.want+",") {
			t.Errorf("%s: %s", c.symbol, words)
		}
	}
}
