package client

import (
	"slices"
	"strings"
)

// AssetIndex finds assets by symbol or name while somebody types. It never
// changes.
type AssetIndex struct {
	assets []Asset // by symbol
	lower  []searchText
}

// searchText is an asset in lower case. plain is a crypto pair without its slash,
// as a position writes it.
type searchText struct{ symbol, plain, name string }

// NewAssetIndex makes the index of a list, which stays as it is.
func NewAssetIndex(all []Asset) *AssetIndex {
	assets := slices.Clone(all)
	slices.SortStableFunc(assets, func(a, b Asset) int { return strings.Compare(a.Symbol, b.Symbol) })
	x := &AssetIndex{assets, make([]searchText, len(assets))}
	for i := range assets {
		symbol := strings.ToLower(assets[i].Symbol)
		x.lower[i] = searchText{symbol, strings.ReplaceAll(symbol, "/", ""), strings.ToLower(assets[i].Name)}
	}
	return x
}

// Len is how many assets there are.
func (x *AssetIndex) Len() int { return len(x.assets) }

// ranks of a match, the best first.
const (
	exactSymbol = iota
	symbolBegins
	wordBegins
	contains
	ranks
)

// Search gives at most most assets: the one of that symbol, then those whose
// symbol begins with the query, the shorter first, then those with a word in
// their name that does, then those that hold it anywhere. Case does not count.
func (x *AssetIndex) Search(query string, most int) []Asset {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" || most < 1 {
		return nil
	}
	var found [ranks][]int
	for i := range x.lower {
		if rank := x.lower[i].rank(query); rank < ranks {
			found[rank] = append(found[rank], i)
		}
	}
	slices.SortStableFunc(found[symbolBegins], func(a, b int) int { return len(x.assets[a].Symbol) - len(x.assets[b].Symbol) })
	var all []Asset
	for _, indexes := range found {
		for _, i := range indexes {
			if len(all) == most {
				return all
			}
			all = append(all, x.assets[i])
		}
	}
	return all
}

func (l searchText) rank(query string) int {
	switch {
	case l.symbol == query || l.plain == query:
		return exactSymbol
	case strings.HasPrefix(l.symbol, query) || strings.HasPrefix(l.plain, query):
		return symbolBegins
	case strings.HasPrefix(l.name, query) || strings.Contains(l.name, " "+query):
		return wordBegins
	case strings.Contains(l.name, query) || strings.Contains(l.symbol, query) || strings.Contains(l.plain, query):
		return contains
	}
	return ranks
}
