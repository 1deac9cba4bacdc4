package demo

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestBarsEndWhereThePositionsAre(t *testing.T) {
	t.Parallel()
	exchange := newStage(t, Options{})
	for _, at := range []time.Duration{0, firstClose, firstClose + time.Hour, 20*time.Hour + time.Minute, 5 * 24 * time.Hour} {
		exchange.elapsed.Store(int64(at))
		closesAtThePrice(t, exchange, "1Min", "1Day", "1Week")
	}
	s := newStage(t, Options{})
	for _, at := range []time.Duration{0, 90 * time.Second, 71*time.Minute + 13*time.Second, firstClose, firstClose + 2*time.Minute, firstClose + overnight + 3*time.Hour} {
		s.elapsed.Store(int64(at))
		closesAtThePrice(t, s, "1Min", "5Min", "1Hour", "1Day", "1Week", "12Month")
	}
	set := map[string]string{"AAPL": "261.125", "HALT": "2", "AMD": "150.01"}
	for symbol, price := range set {
		if err := s.SetPrice(symbol, dec(price)); err != nil {
			t.Fatal(err)
		}
	}
	s.wait(time.Second)
	bars, _ := s.bars(stockBars, "symbols", "AAPL,AMD,HALT", "timeframe", "1T", "limit", "10000")
	for symbol, want := range set {
		if all := bars[symbol]; len(all) == 0 || all[len(all)-1].C.String() != want {
			t.Errorf("%s set to %s has %d bars that end otherwise", symbol, want, len(all))
		}
	}
}

// Whenever the program starts: at night, on a Sunday, around midnight in New
// York, on the day of the change to summer time, between two seconds.
func TestBarsOfAnyStart(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"2026-03-10T02:17:31.123456789-04:00", "2026-03-08T01:59:59.5-05:00", "2026-03-08T12:00:00-04:00",
		"2026-03-10T00:00:00-04:00", "2026-03-10T00:00:00.0004-04:00", "2026-03-09T23:59:59-04:00", "2026-11-01T01:30:00-05:00",
		"2026-03-10T07:29:59.9-04:00", "2026-03-10T15:30:00-04:00"} {
		at, err := time.Parse(time.RFC3339Nano, start)
		if err != nil {
			t.Fatal(err)
		}
		var gone atomic.Int64
		s := newStage(t, Options{Now: func() time.Time { return at.Add(time.Duration(gone.Load())) }})
		for _, d := range []time.Duration{0, 700 * time.Millisecond, 61 * time.Second, firstClose, firstClose + 200*time.Millisecond, firstClose + 2*time.Second} {
			gone.Store(int64(d))
			closesAtThePrice(t, s, "1Min", "3Hour", "1Day")
		}
		gone.Add(int64(time.Minute)) // another minute's calls
		for path, symbol := range map[string]string{stockBars: "KO", coinBars: "ETH/USD"} {
			for _, frame := range []string{"7Min", "23Hour", "1Day", "1Month"} {
				asked := []string{"symbols", symbol, "timeframe", frame, "start", at.AddDate(0, 0, -32).Format(time.DateOnly)}
				forth, back := s.everything(path, 9000, asked...)[symbol], s.everything(path, 9000, append(asked, "sort", "desc")...)[symbol]
				sound(t, symbol, forth)
				if slices.Reverse(back); fmt.Sprint(forth) != fmt.Sprint(back) || len(forth) == 0 {
					t.Errorf("from %s %s of %s: %d bars, %d backwards", start, frame, symbol, len(forth), len(back))
				}
			}
		}
	}
}

// Bars of one timeframe are those of a finer one taken together.
func TestTimeframesAgree(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{})
	s.wait(firstClose + overnight + 40*time.Minute)
	for path, symbol := range map[string]string{stockBars: "NVDA", coinBars: "ETH/USD", optionBars: contractSymbol(monday, callStrike)} {
		fine := s.everything(path, 777, "symbols", symbol, "timeframe", "1Min", "start", "2026-03-02")[symbol]
		for _, frame := range []string{"5Min", "30T", "1Hour", "1Day", "1Week"} {
			coarse := s.everything(path, 100, "symbols", symbol, "timeframe", frame, "start", "2026-03-02")[symbol]
			sound(t, symbol, coarse)
			rest := slices.Clone(fine)
			if f, _ := readTimeframe(frame); f.step == 0 && path == stockBars { // a day is its session
				rest = slices.DeleteFunc(rest, func(b seenBar) bool { return !lastSession(b.T).runs(b.T) })
			}
			for i, b := range coarse {
				n := len(rest)
				if i+1 < len(coarse) {
					n = slices.IndexFunc(rest, func(f seenBar) bool { return !f.T.Before(coarse[i+1].T) })
				}
				sum := rest[0]
				for _, f := range rest[1:n] {
					sum = seenBar{sum.T, sum.O, decimal.Max(sum.H, f.H), decimal.Min(sum.L, f.L), f.C, sum.V.Add(f.V), 0, sum.VW}
				}
				if !sum.O.Equal(b.O) || !sum.H.Equal(b.H) || !sum.L.Equal(b.L) || !sum.C.Equal(b.C) || !sum.V.Equal(b.V) {
					t.Fatalf("%s of %s: %+v, its minutes make %+v", frame, symbol, b, sum)
				}
				rest = rest[n:]
			}
		}
	}
}

func TestBarsKeepToTheSessions(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{})
	s.wait(firstClose + overnight + time.Hour)
	all := s.everything(stockBars, 10_000, "symbols", "AAPL,AMD", "timeframe", "1Min", "start", "2026-02-20")
	for symbol, bars := range all {
		for _, b := range bars {
			day, h := lastSession(b.T.Add(59*time.Second)), exchangeHours(midnight(b.T))
			extended := b.T.After(monday) && trades(b.T) && !b.T.Before(h.pre) && b.T.Before(h.post) // which the time before start has not
			if !extended && !day.runs(b.T.Add(59*time.Second)) && !day.runs(b.T) {
				t.Fatalf("%s traded at %s", symbol, b.T.In(newYork))
			}
		}
	}
	if n := len(all["AMD"]); n != len(all["AAPL"]) || n < 10*390 {
		t.Errorf("%d bars", n)
	}
	coins := s.everything(coinBars, 10_000, "symbols", "BTC/USD", "timeframe", "1Min", "start", "2026-03-06")["BTC/USD"]
	if want := int(s.now().Sub(coins[0].T)/time.Minute) + 1; len(coins) != want && len(coins) != want-1 {
		t.Errorf("%d minutes of a coin, want %d", len(coins), want)
	}
}

func TestPagesOfBars(t *testing.T) {
	s := newStage(t, Options{})
	ask := []string{"symbols", "KO,AAPL,NOSUCH,HALT", "timeframe", "1Hour", "start", "2026-03-03", "end", "2026-03-06"}
	whole := s.everything(stockBars, 10_000, ask...)
	if len(whole) != 2 || len(whole["KO"]) == 0 {
		t.Fatalf("%v", whole)
	}
	for _, limit := range []int{1, 7, len(whole["AAPL"]), len(whole["AAPL"]) + 1} {
		if parts := s.everything(stockBars, limit, ask...); fmt.Sprint(parts) != fmt.Sprint(whole) {
			t.Errorf("pages of %d make %v", limit, parts)
		}
	}
	for symbol, bars := range s.everything(stockBars, 7, append(ask, "sort", "desc")...) {
		slices.Reverse(bars)
		if fmt.Sprint(bars) != fmt.Sprint(whole[symbol]) {
			t.Errorf("backwards %s is %v", symbol, bars)
		}
	}
}
