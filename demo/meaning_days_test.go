package demo

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// last_equity is the equity of the trading day before at 16:00 in New York, also for
// coins, which go on, and it stays so until the next trading day is over.
func TestLastEquityIsThatOfFourOClock(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]time.Time{
		"mid session":   time.Date(2026, 11, 25, 13, 47, 5, 0, newYork), // Wednesday before Thanksgiving
		"evening":       time.Date(2026, 11, 24, 18, 0, 0, 0, newYork),
		"holiday":       time.Date(2026, 11, 26, 11, 0, 0, 0, newYork),
		"before a half": time.Date(2026, 11, 27, 3, 0, 0, 0, newYork),
	} {
		t.Run(name, func(t *testing.T) {
			var elapsed atomic.Int64
			s := newStage(t, Options{Now: func() time.Time { return start.Add(time.Duration(elapsed.Load())) }})
			ends := map[string]seenAt{}
			for at := start.Truncate(time.Hour).Add(time.Hour); at.Before(start.AddDate(0, 0, 6)); at = at.Add(time.Hour) {
				elapsed.Store(int64(at.Sub(start)))
				now := s.figures()
				if at.Hour() == markHour && trades(at) {
					ends[at.Format(time.DateOnly)] = now
				}
				if end, seen := ends[now.asof]; seen {
					short := strings.Contains(shortDays, now.asof) // its shares count by their close at 13:00, as their positions do
					if !short && !now.lastEquity.Equal(end.equity) || !now.coinBefore.Equal(end.coin) {
						t.Fatalf("on %s last_equity is %s and the coin stood at %s; at 16:00 of %s they were %s and %s",
							at.Format("Mon 2 15:04"), now.lastEquity, now.coinBefore, now.asof, end.equity, end.coin)
					}
				}
				if want := dayBefore(at); now.asof != want {
					t.Fatalf("on %s the balance is of %s, want %s", at.Format("Mon 2 15:04"), now.asof, want)
				}
			}
			if len(ends) < 2 {
				t.Errorf("%d trading days", len(ends))
			}
		})
	}
}

// dayBefore is the last trading day before that of a moment.
func dayBefore(at time.Time) string {
	day := at.In(newYork).AddDate(0, 0, -1)
	for !trades(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day.Format(time.DateOnly)
}

type seenAt struct {
	equity, lastEquity, coin, coinBefore decimal.Decimal
	asof                                 string
}

func (s *stage) figures() seenAt {
	s.t.Helper()
	var a account
	var coin position
	s.get("/v2/account", "", &a)
	s.get("/v2/positions/ETHUSD", "", &coin)
	return seenAt{a.Equity, a.LastEquity, *coin.CurrentPrice, *coin.LastdayPrice, a.BalanceAsof}
}

// The close of a coin before the demo began is on its bars.
func TestACoinsLastPriceIsOnItsBars(t *testing.T) {
	for name, start := range starts {
		b := New(Options{Now: func() time.Time { return start }, StaticMarket: true})
		s := &stage{Broker: b, t: t}
		for _, symbol := range []string{"BTC/USD", "DOGE/USD"} {
			b.mu.Lock()
			q, ok := b.market.lookUp(symbol)
			if !ok {
				t.Fatal(symbol)
			}
			mark, found := b.market.yesterday().mark(), int64(0)
			b.market.bars(q, barQuery{timeframe{step: time.Minute}, mark, mark, false}, func(bar bar) bool { found = bar.open; return false })
			last := q.yesterday
			b.mu.Unlock()
			if off := found - last; off > last/1000 || off < -last/1000 {
				t.Errorf("%s: %s stood at %d at %s, its bar begins at %d", name, symbol, last, mark, found)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What is bought or paid between 16:00 and midnight belongs to today and to tomorrow.
func TestTheEveningBelongsToBothDays(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	s.wait(firstClose + 3*time.Hour)
	if err := s.Pay(envPaper, "INT", "", dec("7")); err != nil {
		t.Fatal(err)
	}
	s.fill(s.place(Ticket{Symbol: "ETHUSD", Side: "sell", Qty: dec("0.25")}), "0.25", "3500")
	s.fill(s.place(Ticket{Symbol: "BTCUSD", Side: "buy", Qty: dec("0.5")}), "0.5", "67890.12")
	before := s.figures()
	agree(t, s, envPaper, "")
	s.wait(6 * time.Hour)
	after := s.figures()
	fees := dec("0.0025").Mul(dec("0.25").Mul(dec("3500")).Add(dec("0.5").Mul(dec("67890.12"))))
	gain := dec("7").Add(dec("0.25").Mul(dec("3500").Sub(before.coin))).Sub(fees)
	if got := after.equity.Sub(after.lastEquity); !got.Equal(gain) {
		t.Errorf("the new day begins with %s, want %s (%s)", got, gain, fmt.Sprint(before))
	}
}
