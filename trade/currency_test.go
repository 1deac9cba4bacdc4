package trade

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
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
