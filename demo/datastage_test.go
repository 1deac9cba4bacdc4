package demo

import (
	"fmt"
	"net/url"
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

// closesAtThePrice checks that the last bar of some timeframes is where the
// positions are.
func closesAtThePrice(t *testing.T, s *stage, frames ...string) {
	t.Helper()
	for _, p := range s.positions() {
		path, symbol := stockBars, p.Symbol
		switch p.AssetClass {
		case classCrypto:
			path, symbol = coinBars, strings.TrimSuffix(symbol, "USD")+"/USD"
		case classOption:
			path = optionBars
		}
		for _, frame := range frames {
			bars, _ := s.bars(path, "symbols", symbol, "timeframe", frame, "start", "2020-01-01", "limit", "1", "sort", "desc")
			if p.CurrentPrice == nil {
				if len(bars) != 1 || bars[symbol][0].T.After(s.now().AddDate(0, -1, 0)) {
					t.Errorf("the halted %s has the bars %v", symbol, bars)
				}
				continue
			}
			want := *p.CurrentPrice
			if f, _ := readTimeframe(frame); f.step == 0 && p.AssetClass == classEquity && !lastSession(s.now()).runs(s.now()) {
				want = s.closeOf(p.Symbol) // a day ends with its session
			}
			if len(bars[symbol]) != 1 || !bars[symbol][0].C.Equal(want) {
				t.Errorf("%s of %s stands at %s, its bar is %+v", frame, symbol, want, bars)
			}
			sound(t, symbol, bars[symbol])
		}
	}
}

// closeOf is a share's last close.
func (s *stage) closeOf(symbol string) decimal.Decimal {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.market.bySymbol[symbol]
	return q.tick(q.closing)
}
