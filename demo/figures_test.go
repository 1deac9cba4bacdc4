package demo

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// The figures must agree with each other at every moment, in every session and
// for both accounts.
func TestFiguresAgree(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{Positions: 40})
	for _, env := range []string{envPaper, envLive} {
		token := s.signIn("env", env)
		for _, at := range []time.Duration{0, 59 * time.Second, firstClose + time.Minute, 7*time.Hour + 1, firstClose + overnight, 22 * time.Hour, 30 * time.Hour} {
			s.elapsed.Store(max(s.elapsed.Load(), int64(at)))
			t.Run(fmt.Sprint(env, at), func(t *testing.T) { agree(t, s, env, token) })
		}
	}
}

func agree(t *testing.T, s *stage, env, token string) {
	t.Helper()
	var a account
	var all []position
	s.get("/v2/account", token, &a)
	s.get("/v2/positions", token, &all)
	var long, short decimal.Decimal
	bases, day := s.today(env)
	for _, p := range all {
		checkPosition(t, p, bases[p.Symbol])
		if p.MarketValue == nil {
			continue
		}
		if p.MarketValue.IsNegative() {
			short = short.Add(*p.MarketValue)
		} else {
			long = long.Add(*p.MarketValue)
		}
		day = day.Add(*p.UnrealizedIntradayPL)
	}
	for _, c := range []struct {
		what      string
		got, want decimal.Decimal
	}{
		{"long market value", a.LongMarketValue, long},
		{"short market value", a.ShortMarketValue, short},
		{"equity", a.Equity, a.Cash.Add(long).Add(short)},
		{"portfolio value", a.PortfolioValue, a.Equity},
		{"day P&L", a.Equity.Sub(a.LastEquity), day},
	} {
		if !c.got.Equal(c.want) {
			t.Errorf("%s is %s, want %s", c.what, c.got, c.want)
		}
	}
	checkCurve(t, s, token, a)
	if err := s.Audit(env); err != nil {
		t.Error(err)
	}
}

// checkCurve compares today's curve with the account.
func checkCurve(t *testing.T, s *stage, token string, a account) {
	var h history
	s.get("/v2/account/portfolio/history?period=1D&timeframe=5Min&intraday_reporting=continuous", token, &h)
	last := len(h.Equity) - 1
	if !h.Equity[last].Decimal.Equal(a.Equity) || !h.BaseValue.Decimal.Equal(a.LastEquity) ||
		!h.ProfitLoss[last].Decimal.Equal(a.Equity.Sub(a.LastEquity)) {
		t.Errorf("the curve ends at %s, %s from %s; the account says %s from %s",
			h.Equity[last].Decimal, h.ProfitLoss[last].Decimal, h.BaseValue.Decimal, a.Equity, a.LastEquity)
	}
}

func checkPosition(t *testing.T, p position, base decimal.Decimal) {
	t.Helper()
	units := p.Qty
	if p.AssetClass == classOption {
		units = units.Mul(decimal.NewFromInt(100))
	}
	if !p.CostBasis.Equal(units.Mul(p.AvgEntryPrice)) || (p.Side == "short") != p.Qty.IsNegative() {
		t.Errorf("%s: %s %s at %s cost %s", p.Symbol, p.Side, p.Qty, p.AvgEntryPrice, p.CostBasis)
	}
	if p.Symbol == "HALT" {
		for _, unknown := range []*decimal.Decimal{p.MarketValue, p.UnrealizedPL, p.UnrealizedPLPC, p.UnrealizedIntradayPL,
			p.UnrealizedIntradayPLPC, p.CurrentPrice, p.LastdayPrice, p.ChangeToday} {
			if unknown != nil {
				t.Errorf("HALT knows %s", unknown)
			}
		}
		return
	}
	value := units.Mul(*p.CurrentPrice)
	day := value.Sub(base)
	for _, c := range []struct {
		what      string
		got, want decimal.Decimal
	}{
		{"value", *p.MarketValue, value},
		{"P&L", *p.UnrealizedPL, value.Sub(p.CostBasis)},
		{"day P&L", *p.UnrealizedIntradayPL, day},
		{"P&L %", *p.UnrealizedPLPC, value.Sub(p.CostBasis).DivRound(p.CostBasis.Abs(), 16)},
		{"day P&L %", *p.UnrealizedIntradayPLPC, day.DivRound(base.Abs(), 16)},
		{"change", *p.ChangeToday, p.CurrentPrice.Sub(*p.LastdayPrice).DivRound(*p.LastdayPrice, 16)},
	} {
		if !c.got.Equal(c.want) {
			t.Errorf("%s: %s is %s, want %s", p.Symbol, c.what, c.got, c.want)
		}
	}
}

// Every formatting rule of the screen needs a position that calls for it.
func TestPortfolioShowsEveryKind(t *testing.T) {
	s := newStage(t, Options{})
	found := map[string]position{}
	for _, p := range s.positions() {
		found[p.Symbol] = p
	}
	if len(found) != 14 {
		t.Errorf("%d positions, want 14", len(found))
	}
	call := contractSymbol(monday, callStrike)
	for symbol, want := range map[string]string{"TSLA": "short -12 us_equity NASDAQ", "BRK.B": "long 3.141592653 us_equity NYSE",
		"BTCUSD": "long 0.000123456 crypto CRYPTO", call: "long 2 us_option ", "SIRI": "long 1000 us_equity NASDAQ", "SPY": "long 32 us_equity ARCA"} {
		p := found[symbol]
		if got := fmt.Sprintf("%s %s %s %s", p.Side, p.Qty, p.AssetClass, p.Exchange); got != want {
			t.Errorf("%s is %q, want %q", symbol, got, want)
		}
	}
	if price := found["SIRI"].CurrentPrice.String(); price != "0.7999" {
		t.Errorf("the sub-dollar stock stands at %s", price)
	}
	if price := found[call].CurrentPrice.String(); price != "12.81" {
		t.Errorf("the call stands at %s", price)
	}
}

func TestQuantityAvailableLeavesOutWorkingOrders(t *testing.T) {
	s := newStage(t, Options{})
	got := map[string]string{}
	for _, p := range s.positions() {
		got[p.Symbol] = p.QtyAvailable.String()
	}
	for symbol, want := range map[string]string{"AAPL": "40", "BRK.B": "2.141592653", "NVDA": "60", "TSLA": "0", "AMZN": "55", "MSFT": "35"} {
		if got[symbol] != want {
			t.Errorf("%s of %s are available, want %s", got[symbol], symbol, want)
		}
	}
}

func TestOnePosition(t *testing.T) {
	s := newStage(t, Options{})
	all := s.positions()
	bitcoin := all[slices.IndexFunc(all, func(p position) bool { return p.Symbol == "BTCUSD" })]
	for _, name := range []string{"BTCUSD", "BTC%2FUSD", bitcoin.AssetID} {
		var p position
		if s.get("/v2/positions/"+name, "", &p); p.Symbol != "BTCUSD" || p.AssetID != bitcoin.AssetID {
			t.Errorf("%s is %s", name, p.Symbol)
		}
	}
	s.refused("GET", "/v2/positions/NONE", "", 404, codeNotFound)
}

func TestSyntheticPositions(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{Positions: 10_000})
	seen := map[string]bool{}
	for _, p := range s.positions() {
		seen[p.Symbol] = true
	}
	if len(seen) != 10_014 {
		t.Errorf("%d different symbols, want 10,014", len(seen))
	}
}
