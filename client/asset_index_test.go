package client

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quipu/market"
)

var someAssets = []Asset{
	{Symbol: "AAPL", Name: "Apple Inc. Common Stock"},
	{Symbol: "BTC/USD", Name: "Bitcoin / US Dollar", Class: "crypto"},
	{Symbol: "A", Name: "Agilent Technologies"},
	{Symbol: "AAP", Name: "Advance Auto Parts"},
	{Symbol: "APLE", Name: "Apple Hospitality REIT"},
	{Symbol: "BTC", Name: "A trust of coins"},
	{Symbol: "BTC/USDT", Name: "Bitcoin / Tether", Class: "crypto"},
	{Symbol: "PINE", Name: "The Pineapple Company"},
	{Symbol: "ZAAP", Name: "Öl und Gas"},
	{Symbol: "BRK.B", Name: "Berkshire Hathaway Inc. Class B"},
	{ID: "without a symbol"},
}

func TestAssetSearch(t *testing.T) {
	given := slices.Clone(someAssets)
	x := NewAssetIndex(given)
	if !slices.Equal(given, someAssets) || x.Len() != len(someAssets) {
		t.Error("the list was changed")
	}
	for query, want := range map[string]string{
		"aap":      "AAP AAPL ZAAP", // exact, begins, within
		"AAPL":     "AAPL",          // exact
		"a":        "A AAP AAPL APLE BTC BRK.B BTC/USD PINE ZAAP",
		"apple":    "AAPL APLE PINE", // names that begin, then one that holds it
		"  Inc.  ": "AAPL BRK.B",     // a word within the name
		"btc":      "BTC BTC/USD BTC/USDT",
		"btcusd":   "BTC/USD BTC/USDT", // as a position writes it
		"BtcU":     "BTC/USD BTC/USDT",
		"btc/usd":  "BTC/USD BTC/USDT",
		"tcusdt":   "BTC/USDT",
		"usd":      "BTC/USD BTC/USDT",
		"brk.b":    "BRK.B",
		"ÖL":       "ZAAP",
		"dollar":   "BTC/USD",
		"":         "",
		" \t\n":    "",
		"nothing":  "",
		"\x1b[31m": "",
		"a  b":     "",
		"apple inc. common stock and more than that": "",
	} {
		if got := symbolsOf(x.Search(query, 100)); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	for most, want := range map[int]string{-1: "", 0: "", 1: "AAP", 2: "AAP AAPL", 3: "AAP AAPL ZAAP", 4: "AAP AAPL ZAAP"} {
		if got := symbolsOf(x.Search("aap", most)); got != want {
			t.Errorf("at most %d: %q, want %q", most, got, want)
		}
	}
}

func symbolsOf(assets []Asset) string {
	all := make([]string, len(assets))
	for i, a := range assets {
		all[i] = a.Symbol
	}
	return strings.Join(all, " ")
}

func TestAssetSearchInNothing(t *testing.T) {
	x := NewAssetIndex(nil)
	if x.Len() != 0 || len(x.Search("a", 10)) != 0 {
		t.Errorf("%d assets, found %v", x.Len(), x.Search("a", 10))
	}
}

// TestAssetSearchAgreesWithItself: among many, what is found holds the query,
// nothing is found twice, and fewer are the first of more.
func TestAssetSearchAgreesWithItself(t *testing.T) {
	x := NewAssetIndex(thirtyThousand(t))
	for _, query := range []string{"a", "zz", "company", "number 2999", "stock", "ariv"} {
		all := x.Search(query, x.Len())
		seen := map[string]bool{}
		for _, a := range all {
			if seen[a.ID] || !strings.Contains(strings.ToLower(a.Symbol+" "+a.Name), query) {
				t.Fatalf("%q finds %+v", query, a)
			}
			seen[a.ID] = true
		}
		if few := x.Search(query, 5); len(few) != min(5, len(all)) || !slices.Equal(few, all[:len(few)]) {
			t.Errorf("%q: the first of %d are %s, not %s", query, len(all), symbolsOf(few), symbolsOf(all[:min(5, len(all))]))
		}
	}
	if got := x.Search("ariv", 3); len(got) == 0 || got[0].Symbol != "ARIV" {
		t.Errorf("ariv finds %s", symbolsOf(got))
	}
}

func thirtyThousand(t testing.TB) []Asset {
	t.Helper()
	var all []Asset
	if err := json.Unmarshal(manyAssets(30_000), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func BenchmarkAssetSearch(b *testing.B) {
	x := NewAssetIndex(thirtyThousand(b))
	for _, query := range []string{"a", "aapl", "common stock", "nothing like it"} {
		b.Run(fmt.Sprint(len(query)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Search(query, 20)
			}
		})
	}
}

func BenchmarkNewAssetIndex(b *testing.B) {
	all := thirtyThousand(b)
	b.ReportAllocs()
	for b.Loop() {
		NewAssetIndex(all)
	}
}

// What the index gives back is what it was made of, whatever is in the list.
func TestAssetIndexKeepsEveryField(t *testing.T) {
	for _, want := range []Asset{
		{ID: "1", Class: "us_equity", Exchange: "NASDAQ", Symbol: "AAPL", Name: "Apple", Status: "active", Tradable: true, Shortable: true},
		{ID: "2", Class: "crypto", Symbol: "BTC/USD", Name: "İstanbul", Marginable: true, EasyToBorrow: true, Fractionable: true}, // grows in lower case
		{ID: "3", Symbol: "X"},
	} {
		x := NewAssetIndex([]Asset{{ID: "0", Symbol: "A", Exchange: "NYSE"}, want, {ID: "9", Symbol: "ZZ", Class: "us_equity"}})
		if got := x.Search(want.Symbol, 1); len(got) != 1 || got[0] != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	long := Asset{ID: strings.Repeat("i", 1<<17), Symbol: "LONG", Name: strings.Repeat("n", 1<<17)}
	if got := NewAssetIndex([]Asset{long}).Search("long", 1); len(got) != 1 || len(got[0].ID) > 4*wordLimit || len(got[0].Name) > 4*nameLimit {
		t.Error("a text without bounds is kept")
	}
	var many []Asset
	for i := range 1000 {
		many = append(many, Asset{Symbol: fmt.Sprint("S", i), Exchange: fmt.Sprint("E", i)})
	}
	if got := NewAssetIndex(many).Search("S999", 1); len(got) != 1 || got[0].Symbol != "S999" {
		t.Errorf("%+v", got)
	}
}

// borrow_status counts before easy_to_borrow, which it replaces: one may come
// without the other. What says neither is not known to be easy.
func TestEasyToBorrowIsReadFromEitherField(t *testing.T) {
	for body, want := range map[string]bool{
		`"borrow_status":"easy_to_borrow"`: true, `"easy_to_borrow":true`: true, `"borrow_status":"easy_to_borrow","easy_to_borrow":false`: true,
		`"borrow_status":"hard_to_borrow"`: false, `"easy_to_borrow":false`: false, `"borrow_status":"hard_to_borrow","easy_to_borrow":true`: false,
		`"borrow_status":null,"easy_to_borrow":true`: true, `"borrow_status":"of_tomorrow","easy_to_borrow":true`: false, `"easy_to_borrow":null`: false,
	} {
		f := newFake()
		f.bodies["/v2/assets"], f.bodies["/v2/assets/A"] = `[{"symbol":"A",`+body+`}]`, `{"symbol":"A",`+body+`}`
		c := fakeClient(t, f)
		list, err := c.Assets(t.Context(), "us_equity")
		one, alone := c.Asset(t.Context(), "A")
		if err != nil || alone != nil || list[0].EasyToBorrow != want || one != list[0] || NewAssetIndex(list).Search("a", 1)[0] != list[0] {
			t.Errorf("%s: %+v and %+v, %v, %v", body, list, one, err, alone)
		}
	}
}

func TestIndexFindsASymbolInEitherForm(t *testing.T) {
	x := NewAssetIndex([]Asset{
		{ID: "1", Symbol: "AAPL", Class: market.Equity}, {ID: "2", Symbol: "SHIB/USD", Class: market.Crypto}, {ID: "3", Symbol: "ETH/BTC", Class: market.Crypto},
		{ID: "4", Symbol: "AUSD", Class: market.Equity}, {ID: "5", Symbol: "A/USD", Class: market.Crypto}, {ID: "6", Symbol: "BTC/USDT", Class: market.Crypto},
	})
	for symbol, want := range map[string]string{
		"AAPL": "1", "aapl": "1", "SHIBUSD": "2", "SHIB/USD": "2", "ethbtc": "3", "ETH/BTC": "3", "AUSD": "4", "A/USD": "5", "BTCUSDT": "6", "BTCUSD": "", "AAP": "", "AAPLUSD": "", "": "",
	} {
		if got, found := x.Find(symbol); got.ID != want || found != (want != "") {
			t.Errorf("%q is %q, %v; want %q", symbol, got.ID, found, want)
		}
	}
}
