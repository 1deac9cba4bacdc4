package market

import (
	"slices"
	"testing"
	"time"
)

func TestClassOfASymbol(t *testing.T) {
	for symbol, want := range map[string]string{
		"AAPL": Equity, "BRK.B": Equity, "": Equity, "BTCUSD": Equity, "BTC/USD": Crypto,
		"AAPL261218C00250000": Option, "F261218P00012500": Option, "GOOGLL261218C00250000": Option,
		"AAPL261318C00250000": Equity, "AAPL261218X00250000": Equity, "AAPL261218C0025000X": Equity, "261218C00250000": Equity, "ABCDEFG261218C00250000": Equity,
	} {
		if got := ClassOf(symbol); got != want {
			t.Errorf("%q is %s, want %s", symbol, got, want)
		}
	}
}

// A symbol without a slash may be a share's or a coin's, whatever it ends in.
func TestSymbolStatesItsClassOnlyByItsForm(t *testing.T) {
	for symbol, want := range map[string]string{"AAPL": "", "SHIBUSD": "", "ETHBTC": "", "": "", "BTC/USD": Crypto, "AAPL261218C00250000": Option} {
		if got := StatedClass(symbol); got != want {
			t.Errorf("%q states %q, want %q", symbol, got, want)
		}
	}
}

func TestDateIsNewYorks(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 11, 27, 4, 59, 0, 0, time.UTC), "2026-11-26"},
		{time.Date(2026, 11, 27, 5, 0, 0, 0, time.UTC), "2026-11-27"},
		{time.Time{}, ""},
	} {
		if got := Date(c.at); got != c.want {
			t.Errorf("%s is %q, want %q", c.at, got, c.want)
		}
	}
}

func TestPairOfASymbol(t *testing.T) {
	for in, want := range map[string]string{"BTCUSD": "BTC/USD", "BTC/USD": "BTC/USD", "ETHBTC": "ETH/BTC", "SHIBUSDT": "SHIB/USDT", "USD": "USD", "XYZ": "XYZ"} {
		if got := Pair(in); got != want {
			t.Errorf("Pair(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPositionSymbolHasNoSlash(t *testing.T) {
	for in, want := range map[string]string{"BTC/USD": "BTCUSD", "BTCUSD": "BTCUSD", "AAPL": "AAPL"} {
		if got := PositionSymbol(in); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

func TestInstrumentsJoinByIDOrSymbol(t *testing.T) {
	for _, c := range []struct {
		a, b ID
		want bool
	}{
		{ID{"1", "BTCUSD"}, ID{"2", "BTC/USD"}, true},
		{ID{"1", "BTCUSD"}, ID{"", "btc/usd"}, true},
		{ID{"1", "OLD"}, ID{"1", "NEW"}, true},
		{ID{"1", ""}, ID{"1", "AAPL"}, true},
		{ID{"1", "AAPL"}, ID{"2", "MSFT"}, false},
		{ID{"", ""}, ID{"", ""}, false},
		{ID{"1", ""}, ID{"2", ""}, false},
	} {
		var x Index[string]
		x.Add(c.a, "it")
		if c.a.Is(c.b) != c.want || c.b.Is(c.a) != c.want || (len(x.Find(c.b)) == 1) != c.want {
			t.Errorf("%v and %v: %v %v %v, want %v", c.a, c.b, c.a.Is(c.b), c.b.Is(c.a), x.Find(c.b), c.want)
		}
	}
}

func TestIndexGivesEachItemOnceInOrder(t *testing.T) {
	var x Index[int]
	for i, id := range []ID{{"1", "BTCUSD"}, {"2", "BTC/USD"}, {"1", ""}, {"3", "AAPL"}, {"", "BTCUSD"}, {}} {
		x.Add(id, i)
	}
	if got := x.Find(ID{"1", "BTC/USD"}); !slices.Equal(got, []int{0, 1, 2, 4}) {
		t.Errorf("found %v", got)
	}
	if got := x.Find(ID{}); got != nil {
		t.Errorf("nothing found %v", got)
	}
}

func TestQuoteCurrencyOfAnInstrument(t *testing.T) {
	for _, c := range []struct{ symbol, class, want string }{
		{"AAPL", Equity, USD}, {"BTC/USD", Crypto, USD}, {"BTCUSD", Crypto, USD}, {"ETH/BTC", "", "BTC"}, {"ETHBTC", Crypto, "BTC"},
		{"BTC/USDT", Crypto, "USDT"}, {"btc/usdc", "", "USDC"}, {"", "", USD}, {"XXXUSDT", Equity, USD}, {"BTC/EUR", "", "EUR"},
		{"BRK/B", Equity, USD}, {"PSTH/WS", Equity, USD}, {"ABR/PRD", Option, USD},
	} {
		if got := QuoteCurrency(c.symbol, c.class); got != c.want {
			t.Errorf("%s %s is quoted in %s, want %s", c.symbol, c.class, got, c.want)
		}
	}
}

func TestUnitsThatAPriceIsPaidFor(t *testing.T) {
	for _, c := range []struct {
		symbol, class string
		units         int64
		known         bool
	}{
		{"AAPL", Equity, 1, true}, {"BTC/USD", Crypto, 1, true}, {"", "", 1, true},
		{"AAPL261218C00250000", Option, 100, true}, {"F261218P00012500", Option, 100, true},
		{"AAPL1261218C00250000", Option, 0, false}, {"GOOG7261218C00250000", Option, 0, false}, {"2X261218C00250000", Option, 0, false},
		{"", Option, 0, false}, {"AAPL", Option, 0, false},
	} {
		if units, known := UnitsPer(c.symbol, c.class); units != c.units || known != c.known {
			t.Errorf("%s of %q: %d, %t", c.symbol, c.class, units, known)
		}
	}
}
