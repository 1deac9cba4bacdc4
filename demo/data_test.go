package demo

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// seenBar is a bar as a program reads it.
type seenBar struct {
	T             time.Time
	O, H, L, C, V decimal.Decimal
	N             int64
	VW            decimal.Decimal
}

// bars reads a page.
func (s *stage) bars(path string, query ...string) (all map[string][]seenBar, next string) {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i < len(query); i += 2 {
		v.Set(query[i], query[i+1])
	}
	var page struct {
		Bars map[string][]seenBar
		Next *string `json:"next_page_token"`
	}
	s.get(path+"?"+v.Encode(), "", &page)
	if page.Next != nil {
		next = *page.Next
	}
	return page.Bars, next
}

// everything reads all pages and checks that they are full and in order.
func (s *stage) everything(path string, limit int, query ...string) map[string][]seenBar {
	s.t.Helper()
	all, last := map[string][]seenBar{}, ""
	for token := "-"; token != ""; {
		page, next := s.bars(path, append(query, "limit", fmt.Sprint(limit), "page_token", strings.TrimPrefix(token, "-"))...)
		count := 0
		for symbol, bars := range page {
			count += len(bars)
			all[symbol] = append(all[symbol], bars...)
			if symbol < last {
				s.t.Errorf("%s comes after %s", symbol, last)
			}
		}
		if count > limit || next != "" && count != limit {
			s.t.Fatalf("a page of %d has %d bars", limit, count)
		}
		for symbol := range page {
			last = max(last, symbol)
		}
		token = next
	}
	return all
}

const (
	stockBars  = "/v2/stocks/bars"
	coinBars   = "/v1beta3/crypto/us/bars"
	optionBars = "/v1beta1/options/bars"
)

// sound checks what holds for all bars.
func sound(t *testing.T, symbol string, bars []seenBar) {
	t.Helper()
	for i, b := range bars {
		if b.H.LessThan(decimal.Max(b.O, b.C)) || b.L.GreaterThan(decimal.Min(b.O, b.C)) || !b.L.IsPositive() || !b.V.IsPositive() ||
			b.N < 1 || b.VW.LessThan(b.L) || b.VW.GreaterThan(b.H) {
			t.Fatalf("%s has the bar %+v", symbol, b)
		}
		if i > 0 && !b.T.After(bars[i-1].T) {
			t.Fatalf("%s: %s comes after %s", symbol, b.T, bars[i-1].T)
		}
	}
}

// closesAtThePrice checks that the last bar of all timeframes is where the
// positions are.
func closesAtThePrice(t *testing.T, s *stage) {
	t.Helper()
	for _, p := range s.positions() {
		path, symbol := stockBars, p.Symbol
		switch p.AssetClass {
		case classCrypto:
			path, symbol = coinBars, strings.TrimSuffix(symbol, "USD")+"/USD"
		case classOption:
			path = optionBars
		}
		for _, frame := range []string{"1Min", "5Min", "1Hour", "1Day", "1Week", "12Month"} {
			bars, _ := s.bars(path, "symbols", symbol, "timeframe", frame, "start", "2020-01-01", "limit", "1", "sort", "desc")
			if p.CurrentPrice == nil {
				if len(bars) != 1 || bars[symbol][0].T.After(monday.AddDate(0, -1, 0)) {
					t.Errorf("the halted %s has the bars %v", symbol, bars)
				}
				continue
			}
			if len(bars[symbol]) != 1 || !bars[symbol][0].C.Equal(*p.CurrentPrice) {
				t.Errorf("%s of %s stands at %s, its bar is %+v", frame, symbol, p.CurrentPrice, bars)
			}
			sound(t, symbol, bars[symbol])
		}
	}
}

func TestBarsEndWhereThePositionsAre(t *testing.T) {
	s := newStage(t, Options{})
	for _, at := range []time.Duration{0, 90 * time.Second, 71*time.Minute + 13*time.Second, firstClose, firstClose + 2*time.Minute, firstClose + pause + 3*time.Hour} {
		s.elapsed.Store(int64(at))
		closesAtThePrice(t, s)
	}
	if err := s.SetPrice("AAPL", dec("261.125")); err != nil {
		t.Fatal(err)
	}
	if err := s.SetPrice("HALT", dec("2")); err != nil {
		t.Fatal(err)
	}
	s.wait(time.Second)
	bars, _ := s.bars(stockBars, "symbols", "AAPL,HALT", "timeframe", "1T")
	for symbol, want := range map[string]string{"AAPL": "261.125", "HALT": "2"} {
		if all := bars[symbol]; len(all) == 0 || all[len(all)-1].C.String() != want {
			t.Errorf("%s set to %s has the bars %v", symbol, want, all)
		}
	}
}

// Bars of one timeframe are those of a finer one taken together.
func TestTimeframesAgree(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(firstClose + pause + 40*time.Minute)
	for path, symbol := range map[string]string{stockBars: "NVDA", coinBars: "ETH/USD", optionBars: contractSymbol(monday, callStrike)} {
		fine := s.everything(path, 777, "symbols", symbol, "timeframe", "1Min", "start", "2026-03-02")[symbol]
		for _, frame := range []string{"5Min", "30T", "1Hour", "1Day", "1Week"} {
			coarse := s.everything(path, 100, "symbols", symbol, "timeframe", frame, "start", "2026-03-02")[symbol]
			sound(t, symbol, coarse)
			rest := fine
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
	s := newStage(t, Options{})
	s.wait(firstClose + pause + time.Hour)
	all := s.everything(stockBars, 10_000, "symbols", "AAPL,AMD", "timeframe", "1Min", "start", "2026-02-20")
	for symbol, bars := range all {
		for _, b := range bars {
			if day := sessionBefore(monday, b.T.Add(59*time.Second)); !day.runs(b.T.Add(59*time.Second)) && !day.runs(b.T) {
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
