package market

import (
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

// Whatever digits come, the text keeps its grouping and loses none of them.

func TestPositionSymbolHasNoSlash(t *testing.T) {
	for in, want := range map[string]string{"BTC/USD": "BTCUSD", "BTCUSD": "BTCUSD", "AAPL": "AAPL"} {
		if got := PositionSymbol(in); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}
