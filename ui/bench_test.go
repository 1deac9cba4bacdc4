package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// The benchmarks use only Update and View, so that they survive changes behind them.

// manyHoldings is a large account whose prices all change with the round.
func manyHoldings(n, round int) *client.Snapshot {
	s := sampleSnapshot()
	s.Positions = make([]client.Position, n)
	for i := range s.Positions {
		price := decimal.New(int64(500+i%40_000+round*7+i%3), -2)
		before := decimal.New(int64(500+i%40_000), -2)
		qty := decimal.NewFromInt(int64(1 + i%9))
		known := func(d decimal.Decimal) client.Decimal {
			return client.Decimal{NullDecimal: decimal.NewNullDecimal(d)}
		}
		gain := price.Sub(before)
		s.Positions[i] = client.Position{
			AssetID: fmt.Sprintf("asset-%06d", i), Symbol: fmt.Sprintf("Q%05d", i), AssetClass: "us_equity",
			Qty: known(qty), AvgEntryPrice: known(before), CostBasis: known(qty.Mul(before)),
			CurrentPrice: known(price), MarketValue: known(qty.Mul(price)),
			UnrealizedPL: known(qty.Mul(gain)), UnrealizedPLPC: known(gain.DivRound(before, 16)),
			UnrealizedIntradayPL: known(qty.Mul(gain)), ChangeToday: known(gain.DivRound(before, 16)),
		}
	}
	return &s
}

// received is the poller's message with a snapshot.
func received(now time.Time, s *client.Snapshot) updateReceived {
	s.At = now
	return updateReceived{at: now, update: client.Update{
		Snapshot: s, State: client.Fresh, Since: now, Every: 3 * time.Second, Rate: client.Rate{Known: true, Limit: 200, Remaining: 157},
	}}
}

// openOn gives a portfolio of n positions in a window of usual size.
func openOn(b *testing.B, n int) Model {
	b.Helper()
	s := &story{broker: newFakeBroker(), login: newFakeLogin(), tokens: &fakeTokens{}}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	m := New(b.Context(), s.parts(), Options{Now: now, Width: 130, Height: 45})
	// A stored token of a paper account opens the portfolio.
	m = play(m, tokenLoaded{account: config.Paper, token: auth.Token{Access: safe.NewSecret("x"), Env: "paper"}},
		accountRead{account: sampleAccount()}, feedOpened{fakeFeed{fakeBroker: s.broker}}, received(now, manyHoldings(n, 0)), historyRead{history: sampleHistory()})
	if drawn := m.View().Content; !strings.Contains(drawn, " Q0") {
		b.Fatalf("the positions are not on the screen:\n%s", drawn)
	}
	return m
}

func BenchmarkUpdateSnapshot(b *testing.B) {
	for _, n := range []int{20, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := openOn(b, n)
			rounds := []updateReceived{received(m.now, manyHoldings(n, 1)), received(m.now, manyHoldings(n, 2))}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m = play(m, rounds[i%len(rounds)])
			}
		})
	}
}

// BenchmarkUpdateWithOrders handles snapshots of an account with 2,000 closed orders,
// while the positions are shown.
func BenchmarkUpdateWithOrders(b *testing.B) {
	m := openOn(b, 20)
	closed := make([]client.Order, 2_000)
	for i := range closed {
		at := m.now.Add(-time.Duration(i) * time.Hour)
		closed[i] = client.Order{ID: fmt.Sprint("order-", i), Symbol: "AAPL", Status: "filled", SubmittedAt: &at, FilledAt: &at}
	}
	m = play(m, closedOrdersRead{orders: closed})
	rounds := []updateReceived{received(m.now, manyHoldings(20, 1)), received(m.now, manyHoldings(20, 2))}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m = play(m, rounds[i%len(rounds)])
	}
}

func BenchmarkView(b *testing.B) {
	for _, n := range []int{20, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := openOn(b, n)
			b.ReportAllocs()
			for b.Loop() {
				_ = m.View()
			}
		})
	}
}

// BenchmarkKeys presses keys on 10,000 positions. Each sequence returns to its start, so
// that every key has an effect.
func BenchmarkKeys(b *testing.B) {
	for name, pressed := range map[string][]string{
		"move":   {"j", "k"},
		"page":   {"pgdown", "pgup"},
		"ends":   {"G", "g"},
		"sort":   {"o"},
		"filter": {"/", "Q", "0", "1", "esc"},
	} {
		b.Run(name, func(b *testing.B) {
			m := openOn(b, 10_000)
			keys := make([]any, len(pressed))
			for i, key := range pressed {
				keys[i] = key
			}
			b.ReportAllocs()
			for b.Loop() {
				m = play(m, keys...)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(keys)), "µs/key")
		})
	}
}
