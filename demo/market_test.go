package demo

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// pricesAfter runs a market for a while, asked in steps of a size.
func pricesAfter(opt Options, total, step time.Duration) map[string]string {
	opt.Now = func() time.Time { return monday }
	m := newMarket(opt)
	for gone := time.Duration(0); gone < total; gone += step {
		m.advance(monday.Add(gone))
	}
	m.advance(monday.Add(total))
	prices := map[string]string{}
	for _, q := range m.quotes {
		if price, ok := q.latest(); ok {
			prices[q.symbol] = price.String()
		}
	}
	return prices
}

func TestPricesDependOnSeedAndSecondAlone(t *testing.T) {
	once := pricesAfter(Options{Seed: 7}, time.Hour, time.Hour)
	often := pricesAfter(Options{Seed: 7}, time.Hour, 700*time.Millisecond)
	other := pricesAfter(Options{Seed: 8}, time.Hour, time.Hour)
	if len(once) != 13 {
		t.Fatalf("%d prices, want 13 and one halted", len(once))
	}
	for symbol, price := range once {
		if often[symbol] != price {
			t.Errorf("%s: %s asked once, %s asked often", symbol, price, often[symbol])
		}
		if other[symbol] == price {
			t.Errorf("%s: %s with either seed", symbol, price)
		}
	}
}

// The figures of `--demo-seed 7` are a promise: the same on every machine.
func TestSeedSevenAfterAMinute(t *testing.T) {
	got := pricesAfter(Options{Seed: 7}, time.Minute, time.Minute)
	for symbol, want := range map[string]string{"AAPL": "232.86", "BTCUSD": "67766.33", "SIRI": "0.7897"} {
		if got[symbol] != want {
			t.Errorf("%s is %s, want %s", symbol, got[symbol], want)
		}
	}
}

func TestStaticMarketStandsStill(t *testing.T) {
	for _, opt := range []Options{{StaticMarket: true}, {StillPrices: true}} {
		now, later := pricesAfter(opt, 0, time.Second), pricesAfter(opt, time.Hour, time.Minute)
		for symbol, price := range now {
			if later[symbol] != price {
				t.Errorf("%s went from %s to %s", symbol, price, later[symbol])
			}
		}
	}
}

// Shares move before and after the session, contracts in it alone, coins always; by
// night and on days without trading only coins do. Of shares off the exchanges nothing
// is heard outside the session.
func TestWhatMovesByTheClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after               time.Duration // since Monday, 14:00
		shares, calls, coin bool
	}{
		{time.Hour, true, true, true},                               // in the session
		{firstClose + time.Hour, true, false, true},                 // 17:00
		{firstClose + 4*time.Hour - time.Minute, true, false, true}, // 19:59
		{firstClose + 4*time.Hour, false, false, true},              // 20:00
		{10 * time.Hour, false, false, true},                        // midnight
		{14*time.Hour - 6*time.Minute, false, false, true},          // 3:54
		{14 * time.Hour, true, false, true},                         // 4:00
		{19*time.Hour + 20*time.Minute, true, false, true},          // 9:20
		{20 * time.Hour, true, true, true},                          // 10:00
		{5 * 24 * time.Hour, false, false, true},                    // Saturday
	} {
		before := pricesAfter(Options{Seed: 7}, c.after, time.Hour)
		later := pricesAfter(Options{Seed: 7}, c.after+5*time.Minute, time.Hour)
		for symbol, want := range map[string]bool{"NVDA": c.shares, contractSymbol(monday, callStrike): c.calls, "BTCUSD": c.coin} {
			if moved := later[symbol] != before[symbol]; moved != want {
				t.Errorf("%s later %s moved: %v, from %s to %s", c.after, symbol, moved, before[symbol], later[symbol])
			}
		}
	}
}

func TestPricesStayAboveZeroForDays(t *testing.T) {
	for symbol, price := range pricesAfter(Options{Seed: 3, Positions: 30}, 2*24*time.Hour, 6*time.Hour) {
		if !dec(price).IsPositive() {
			t.Errorf("%s is at %s", symbol, price)
		}
	}
	q := newQuote(1, equity("X", "NYSE", floor, floor, 999_999), nil)
	for range 100_000 {
		if q.step(1); q.price < floor {
			t.Fatalf("the price fell to %d", q.price)
		}
	}
}

func TestCallPrice(t *testing.T) {
	before := int64(0)
	for under := int64(1); under < 2_000; under += 7 {
		price := callPrice(under*micro, callStrike*micro)
		if price <= before && price > floor {
			t.Errorf("at %d the call falls from %d to %d", under, before, price)
		}
		if inside := (under - callStrike) * micro; price < inside {
			t.Errorf("at %d the call is %d, less than exercising brings", under, price)
		}
		before = price
	}
	if far := callPrice(math.MaxInt32*micro, callStrike*micro); far <= 0 {
		t.Errorf("far above the strike the call is %d", far)
	}
}

func TestTickSizes(t *testing.T) {
	q := newQuote(1, equity("X", "NYSE", 1, 1, 1), nil)
	for price, want := range map[int64]string{799_949: "0.7999", 999_999: "1", 1_000_000: "1", 12_345_678: "12.35"} {
		if got := q.tick(price).String(); got != want {
			t.Errorf("%d ticks as %s, want %s", price, got, want)
		}
	}
}

func TestSetPrice(t *testing.T) {
	s := newStage(t, Options{})
	for symbol, price := range map[string]string{"AAPL": "300", "HALT": "2.5"} {
		if err := s.SetPrice(symbol, dec(price)); err != nil {
			t.Fatal(err)
		}
	}
	s.wait(time.Hour)
	found := map[string]position{}
	for _, p := range s.positions() {
		found[p.Symbol] = p
	}
	if got := found["AAPL"].CurrentPrice; got == nil || got.String() != "300" {
		t.Errorf("AAPL is at %v", got)
	}
	if got := found["HALT"].MarketValue; got == nil || got.String() != "25" {
		t.Errorf("HALT is worth %v after it trades again", got)
	}
	if got := found[contractSymbol(monday, callStrike)].CurrentPrice; got.LessThan(dec("50")) {
		t.Errorf("the call stayed at %s while its underlying rose to 300", got)
	}
	for symbol, price := range map[string]decimal.Decimal{"NONE": dec("1"), "AAPL": {}, "KO": dec("-1"), "SPY": dec("10000000")} {
		if err := s.SetPrice(symbol, price); err == nil {
			t.Errorf("%s at %s was accepted", symbol, price)
		}
	}
}

func (s *stage) positions() []position {
	s.t.Helper()
	var all []position
	s.get("/v2/positions", "", &all)
	return all
}
