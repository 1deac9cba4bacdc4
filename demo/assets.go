package demo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
)

// asset finds one by its symbol, with or without a coin's slash, or by its id.
func (m *market) asset(name string) (*asset, bool) {
	if a, ok := theCatalogue().find[name]; ok {
		return a, true
	}
	for _, q := range m.quotes { // a synthetic one
		if (name == q.symbol || name == q.id) && q.class == classEquity {
			a := stock(q.symbol, q.exchange, q.symbol+" Synthetic Corp. Common Stock")
			a.ID = q.id
			return a, true
		}
	}
	return nil, false
}

// find gives an asset's place in a list, -1 when it is not there.
func (a *asset) find(all []*asset) int {
	return slices.IndexFunc(all, func(other *asset) bool { return other.ID == a.ID })
}

// oneAsset answers for one.
func (k *book) oneAsset(r *http.Request) (any, error) {
	a, ok := k.market.asset(r.PathValue("symbol_or_asset_id"))
	if !ok {
		return nil, refusal{http.StatusNotFound, codeNotFound, "asset not found for " + r.PathValue("symbol_or_asset_id")}
	}
	return a, nil
}

// What Alpaca's document lets assets be asked by. Of most classes this broker has
// none.
var (
	assetClasses    = []string{classEquity, classOption, classCrypto, "crypto_perp", "treasury", "corporate", "global_equity", "us_index", "us_equity_chain", "ipo"}
	exchanges       = []string{"AMEX", "ARCA", "BATS", "NYSE", "NASDAQ", "NYSEARCA", "OTC", "CRYPTO"}
	assetAttributes = []string{"ptp_no_exception", "ptp_with_exception", "ipo", "has_options", "options_late_close", "fractional_eh_enabled",
		"overnight_tradable", "overnight_halted"}
)

// assets answers for all of a class: shares when none is asked for. Each was
// marshalled once, when the catalogue was made.
func (k *book) assets(r *http.Request) (any, error) {
	v := r.URL.Query()
	status, class, exchange, attributes := v.Get("status"), or(v.Get("asset_class"), classEquity), v.Get("exchange"), list(v, "attributes")
	switch {
	case !slices.Contains([]string{"", "active", "inactive"}, status):
		return nil, invalid("status must be active or inactive")
	case !slices.Contains(assetClasses, class):
		return nil, invalid("invalid asset_class: " + class)
	case exchange != "" && !slices.Contains(exchanges, exchange):
		return nil, invalid("invalid exchange: " + exchange)
	}
	for _, one := range attributes {
		if !slices.Contains(assetAttributes, one) {
			return nil, invalid("invalid attribute: " + one)
		}
	}
	all := theCatalogue().all
	texts := make([][]byte, 0, len(all))
	for _, a := range all {
		if a.Class == class && (status == "" || a.Status == status) && (exchange == "" || a.Exchange == exchange) && a.hasAny(attributes) {
			texts = append(texts, a.text)
		}
	}
	return json.RawMessage("[" + string(bytes.Join(texts, []byte(","))) + "]"), nil
}

// hasAny reports whether an asset has one of the attributes asked for.
func (a *asset) hasAny(attributes []string) bool {
	return len(attributes) == 0 || slices.ContainsFunc(attributes, func(one string) bool { return slices.Contains(a.Attributes, one) })
}
