package client

import (
	"encoding/json"
	"os"
	"testing"
	"unicode"

	"quipu/market"
)

func FuzzAccount(f *testing.F) {
	seed(f, "account.json", `{"id":"a","equity":1e5}`, `{"id":"\u001b[2J","created_at":"2026-10-01T00:00:00Z"}`, `null`, `{"status":"X","equity":"1e999999999"}`)
	f.Fuzz(func(t *testing.T, body []byte) {
		var wire wireAccount
		if json.Unmarshal(body, &wire) != nil || wire.check() != nil {
			return
		}
		a := wire.account()
		sane(t, symbolLimit*2, a.ID, a.Number, a.Status, a.Currency, a.CryptoStatus, a.BalanceAsOf)
		bounded(t, a.Equity, a.LastEquity, a.Cash, a.BuyingPower, a.Multiplier, a.OptionsTradingLevel)
	})
}

func FuzzPositions(f *testing.F) {
	seed(f, "positions.json", `[]`, `null`, `[{"symbol":"A\u202eB","qty":-0.000000001}]`, `[{"asset_id":"x","qty":""}]`, `[null]`)
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := decodeList(body, maxPositions, checkPosition)
		if err != nil {
			return
		}
		for i := range all {
			p := &all[i]
			sane(t, symbolLimit, p.Symbol)
			sane(t, wordLimit, p.AssetID, p.Exchange, p.AssetClass, p.Side)
			bounded(t, p.Qty, p.MarketValue, p.CurrentPrice, p.UnrealizedPL, p.UnrealizedPLPC)
		}
		if !sameHoldings(all, all) && unique(all) {
			t.Error("holdings differ from themselves")
		}
	})
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"", "0", "-1.5", "1e64", "1e-64", ".", "+7.", "99999999999999999999.000000001", "0x1", "1e999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDecimal(text)
		if err != nil || !d.Valid {
			return
		}
		bounded(t, d)
		again, err := ParseDecimal(d.Decimal.String())
		if err != nil && len(d.Decimal.String()) < maxDigits || err == nil && !again.Decimal.Equal(d.Decimal) {
			t.Errorf("%q reads as %v, which reads as %v, %v", text, d, again, err)
		}
	})
}

// FuzzRefusal reads error bodies, which anybody between here and the broker
// may have written.
func FuzzRefusal(f *testing.F) {
	for _, s := range []string{``, page, `{"code":40110000,"message":"x"}`, `{"code":"1","message":{}}`, `[]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, message := readRefusal(body)
		tidy(&message, messageLimit)
		sane(t, messageLimit, message)
		if err := json.Unmarshal(body, new([]Position)); err != nil && decodeReason(body, err) == "" {
			t.Error("nothing is said of a body that does not decode")
		}
	})
}

func seed(f *testing.F, file string, more ...string) {
	f.Helper()
	body, err := os.ReadFile("testdata/" + file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	for _, m := range more {
		f.Add([]byte(m))
	}
}

// sane checks that texts fit a screen.
func sane(t *testing.T, limit int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		runes := []rune(text)
		if len(runes) > limit {
			t.Errorf("%q has %d runes, limit %d", text, len(runes), limit)
		}
		for _, r := range runes {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
				t.Errorf("%q holds %U", text, r)
			}
		}
	}
}

// bounded checks that writing numbers out cannot eat the memory.
func bounded(t *testing.T, numbers ...Decimal) {
	t.Helper()
	for _, d := range numbers {
		if e := d.Decimal.Exponent(); e < -maxExponent || e > maxExponent || d.Decimal.NumDigits() > maxDigits || len(d.Decimal.String()) > 3*maxDigits {
			t.Errorf("%v has exponent %d and %d digits", d, e, d.Decimal.NumDigits())
		}
	}
}

// unique reports whether no two positions are the same asset.
func unique(all []Position) bool {
	seen := map[market.ID]bool{}
	for i := range all {
		key := all[i].Identity()
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}
