package demo

import (
	"regexp"
	"slices"
	"testing"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{})
	var all, active, inactive, coins, otc []asset
	s.get("/v2/assets", "", &all)
	s.get("/v2/assets?status=active&asset_class=us_equity", "", &active)
	s.get("/v2/assets?status=inactive", "", &inactive)
	s.get("/v2/assets?asset_class=crypto", "", &coins)
	s.get("/v2/assets?exchange=OTC", "", &otc)
	if len(all) < inventedAssets || len(active)+len(inactive) != len(all) || len(inactive) < 100 || len(coins) < 8 || len(otc) < 500 {
		t.Errorf("%d assets, %d active, %d inactive, %d coins, %d off the exchanges", len(all), len(active), len(inactive), len(coins), len(otc))
	}
	symbols, ids := map[string]bool{}, map[string]bool{}
	form := regexp.MustCompile(`^[A-Z]{1,5}(\.[A-Z])?$`)
	for _, a := range all {
		if symbols[a.Symbol] || ids[a.ID] || !form.MatchString(a.Symbol) || a.Name == "" || a.Tradable && a.Status != "active" {
			t.Fatalf("%+v", a)
		}
		symbols[a.Symbol], ids[a.ID] = true, true
	}
	if !slices.IsSortedFunc(all, func(a, b asset) int {
		return slices.Compare([]string{a.Exchange, a.Symbol}, []string{b.Exchange, b.Symbol})
	}) {
		t.Error("the assets are not sorted")
	}
	for _, query := range []string{"status=gone", "asset_class=stamps", "exchange=MOON"} {
		s.refused("GET", "/v2/assets?"+query, "", 422, codeInvalid)
	}
	s.refused("GET", "/v2/assets/NOSUCH", "", 404, codeNotFound)
}

// A position, its asset and its coin's pair have one id.
func TestAssetsOfPositions(t *testing.T) {
	s := newStage(t, Options{})
	for _, p := range s.positions() {
		if p.AssetClass == classOption {
			continue
		}
		for _, name := range []string{p.Symbol, p.AssetID} {
			var a asset
			if s.get("/v2/assets/"+name, "", &a); a.ID != p.AssetID || a.Class != p.AssetClass || a.Exchange != p.Exchange {
				t.Errorf("%s is %+v", name, a)
			}
		}
	}
	var a asset
	if s.get("/v2/assets/ETH%2FUSD", "", &a); a.Symbol != "ETH/USD" || a.ID != idOf("asset", "ETHUSD") {
		t.Errorf("%+v", a)
	}
}

// Every asset that is traded has a price; one that has not begun to trade has none.
func TestInventedPrices(t *testing.T) {
	b := New(Options{})
	for _, a := range theCatalogue().all {
		if a.Class == classEquity && a.Status == "active" && a.Symbol != "HALT" {
			i, ok := b.market.unlisted(a.Symbol)
			if i.untraded && i.open == 0 && a.Symbol == "NWCO" {
				continue
			}
			if !ok || i.untraded || i.open < 100_000 || i.lastday < 100_000 {
				t.Fatalf("%+v costs %d after %d", a, i.open, i.lastday)
			}
		}
	}
}
