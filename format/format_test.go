package format

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/market"
)

func number(text string) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(decimal.NullDecimal) string
		in   string
		want string
	}{
		{"money", Money, "1234.56", "$1,234.56"},
		{"money", Money, "-1234.56", "-$1,234.56"},
		{"money", Money, "0", "$0.00"},
		{"money", Money, "-0.001", "$0.00"},
		{"money", Money, "999.995", "$1,000.00"},
		{"money", Money, "-514.790552088631999405963", "-$514.79"},
		{"money", Money, "100", "$100.00"},
		{"money", Money, "1000000", "$1,000,000.00"},
		{"money", Money, "999999999999999.99", "$999,999,999,999,999.99"},
		{"money", Money, "-1234567890123456789012345", "-$1.234e24"},
		{"money", Money, "1e20", "$1.000e20"},
		{"money", Money, "", "—"},
		{"signed", SignedMoney, "12.3", "+$12.30"},
		{"signed", SignedMoney, "-12.3", "-$12.30"},
		{"signed", SignedMoney, "0.001", "$0.00"},
		{"signed", SignedMoney, "-0.004", "$0.00"},
		{"signed", SignedMoney, "0.005", "+$0.01"},
		{"signed", SignedMoney, "", "—"},
		{"percent", Percent, "0.0122", "+1.22%"},
		{"percent", Percent, "-0.012349", "-1.23%"},
		{"percent", Percent, "0.00001", "0.00%"},
		{"percent", Percent, "12.5", "+1,250.00%"},
		{"percent", Percent, "", "—"},
		{"share", Share, "0.0208", "2.08%"},
		{"share", Share, "-0.0242", "-2.42%"},
		{"price", Price, "120", "$120.00"},
		{"price", Price, "120.5", "$120.50"},
		{"price", Price, "120.125", "$120.125"},
		{"price", Price, "120.123456", "$120.1235"},
		{"price", Price, "0.7999", "$0.7999"},
		{"price", Price, "0.8", "$0.8000"},
		{"price", Price, "0.000123", "$0.000123"},
		{"price", Price, "1", "$1.00"},
		{"price", Price, "-1.5", "-$1.50"},
		{"price", Price, "", "—"},
		{"average", AveragePrice, "174.784999", "$174.78"},
		{"average", AveragePrice, "0.812345678", "$0.8123"},
		{"average", AveragePrice, "", "—"},
		{"crypto", CryptoPrice, "67890.12", "$67,890.12"},
		{"crypto", CryptoPrice, "0.4312345", "$0.4312"},
		{"crypto", CryptoPrice, "1.2345678", "$1.2346"},
		{"crypto", CryptoPrice, "1.5", "$1.50"},
		{"crypto", CryptoPrice, "13.4567", "$13.457"},
		{"crypto", CryptoPrice, "187.1234", "$187.12"},
		{"crypto", CryptoPrice, "-1.2345", "-$1.2345"},
		{"crypto", CryptoPrice, "9.99999", "$10.0000"},
		{"crypto", CryptoPrice, "0.0000123456", "$0.00001235"},
		{"crypto", CryptoPrice, "0", "$0.00"},
		{"crypto", CryptoPrice, "", "—"},
		{"quantity", Quantity, "5", "5"},
		{"quantity", Quantity, "1000", "1,000"},
		{"quantity", Quantity, "3.141592653", "3.141592653"},
		{"quantity", Quantity, "0.000123456", "0.000123456"},
		{"quantity", Quantity, "1.500000000", "1.5"},
		{"quantity", Quantity, "-12", "-12"},
		{"quantity", Quantity, "0.0000000001", "0"},
		{"quantity", Quantity, "", "—"},
	} {
		if got := c.f(number(c.in)); got != c.want {
			t.Errorf("%s(%s) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestArrowFollowsWhatIsShown(t *testing.T) {
	for in, want := range map[string]string{"0.01": "▲", "-0.01": "▼", "0": " ", "0.004": " ", "-0.004": " ", "": " "} {
		if got := Arrow(number(in), 2); got != want {
			t.Errorf("Arrow(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(time.Duration) string
		in   time.Duration
		want string
	}{
		{"countdown", Countdown, 5 * time.Minute, "5:00"},
		{"countdown", Countdown, 291 * time.Second, "4:51"},
		{"countdown", Countdown, 500 * time.Millisecond, "0:01"},
		{"countdown", Countdown, -time.Second, "0:00"},
		{"age", Age, 1900 * time.Millisecond, "now"},
		{"age", Age, 42 * time.Second, "42 s"},
		{"age", Age, -time.Hour, "now"},
		{"span", Span, 245 * time.Second, "4 m 05 s"},
		{"span", Span, 133 * time.Minute, "2 h 13 m"},
		{"span", Span, 76 * time.Hour, "3 d 4 h"},
		{"span", Span, -time.Hour, "0 s"},
		{"until", Until, 13*time.Minute + 40*time.Second, "13 m"},
		{"until", Until, 133 * time.Minute, "2 h 13 m"},
		{"until", Until, 40 * time.Second, "40 s"},
	} {
		if got := c.f(c.in); got != c.want {
			t.Errorf("%s(%s) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestOptions(t *testing.T) {
	o, ok := ParseOption("AAPL261218C00250000")
	if !ok || o.Long() != "AAPL 18 Dec 26 250 C" || o.Short() != "AAPL 250C 18Dec26" {
		t.Errorf("got %v %v %q %q", o, ok, o.Long(), o.Short())
	}
	o, ok = ParseOption("SPXW270115P04812500")
	if !ok || o.Long() != "SPXW 15 Jan 27 4812.5 P" {
		t.Errorf("got %v %q", ok, o.Long())
	}
	for _, stock := range []string{"AAPL", "BTC/USD", "", "AAPL261318C00250000", "AAPL261218X00250000", "AAPL261218C0025000x", "TOOLONGS261218C00250000"} {
		if o, ok := ParseOption(stock); ok {
			t.Errorf("%q is taken for %v", stock, o)
		}
	}
}

func FuzzMoney(f *testing.F) {
	f.Add(int64(123456), int32(-2))
	f.Add(int64(-1), int32(-9))
	f.Add(int64(9), int32(40))
	f.Fuzz(func(t *testing.T, coefficient int64, exponent int32) {
		if exponent < -64 || exponent > 64 {
			return
		}
		d := decimal.New(coefficient, exponent)
		text := Money(decimal.NewNullDecimal(d))
		if strings.Contains(text, "e") {
			return
		}
		back := decimal.RequireFromString(strings.NewReplacer("$", "", ",", "").Replace(text))
		if !back.Equal(d.Round(2)) {
			t.Fatalf("%s shows as %s", d, text)
		}
	})
}

func TestAccountMoneyIsInItsCurrency(t *testing.T) {
	for _, c := range []struct{ amount, currency, plain, signed string }{
		{"1250.5", "", "$1,250.50", "+$1,250.50"}, {"1250.5", "USD", "$1,250.50", "+$1,250.50"}, {"-1250.505", "EUR", "-1,250.51 EUR", "-1,250.51 EUR"},
		{"0.2", "EUR", "0.20 EUR", "+0.20 EUR"}, {"0.004", "EUR", "0.00 EUR", "0.00 EUR"}, {"1e16", "EUR", "1.000e16 EUR", "+1.000e16 EUR"},
	} {
		d, o := decimal.NewNullDecimal(decimal.RequireFromString(c.amount)), Options{Currency: c.currency}
		if plain, signed := AccountMoney(o, d), SignedAccountMoney(o, d); plain != c.plain || signed != c.signed {
			t.Errorf("%s %s: %s and %s, want %s and %s", c.amount, c.currency, plain, signed, c.plain, c.signed)
		}
	}
	if o := (Options{Currency: "EUR", Private: true}); AccountMoney(o, decimal.NewNullDecimal(decimal.New(5, 0))) != Masked || AccountMoney(o, decimal.NullDecimal{}) != Unknown {
		t.Error("hidden and unknown amounts")
	}
}

func TestAgoSaysNowWithoutAgo(t *testing.T) {
	for age, want := range map[time.Duration]string{-time.Second: "now", 1500 * time.Millisecond: "now", 18 * time.Second: "18 s ago"} {
		if got := Ago(age); got != want {
			t.Errorf("%s: %q, want %q", age, got, want)
		}
	}
}

// However small a price is, it is not shown as zero.
func TestNoPriceIsShownAsZero(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"average of a share": {AverageIn(number("0.00004"), market.QuoteCurrency("XYZW", market.Equity), "XYZW", market.Equity), "$0.00004000"},
		"price of a share":   {PriceOf(number("0.0000004"), "XYZW", market.Equity), "$0.0000004000"},
		"spread of a coin":   {SpreadOf(number("0.00000001"), number("0.00001234"), "SHIB/USD", market.Crypto), "$0.00000001"},
		"change of a coin":   {ChangeOf(number("-0.00000012"), number("0.00001234"), "SHIB/USD", market.Crypto), "-$0.00000012"},
		"change of many":     {ChangeOf(number("0.00000046"), number("0.00001234"), "SHIBUSD", market.Crypto), "+$0.00000046"},
		"spread of no price": {SpreadOf(number("0.0000000001"), number(""), "PEPE/USD", market.Crypto), "$0.0000000001"},
		"a spread as before": {SpreadOf(number("0.02"), number("138.30"), "AAPL", market.Equity), "$0.02"},
		"one below a dollar": {SpreadOf(number("0.0001"), number("0.4312"), "AAPL", market.Equity), "$0.0001"},
		"an average of zero": {AverageIn(number("0"), market.QuoteCurrency("FREE", market.Equity), "FREE", market.Equity), "$0.0000"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}
