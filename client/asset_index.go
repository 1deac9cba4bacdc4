package client

import (
	"math"
	"slices"
	"strings"

	"quipu/market"
)

// AssetIndex finds assets by symbol or name while a query is typed. It never
// changes and may be shared by any number of goroutines: one serves every session
// of a process. It holds no pointers, and takes a third of the memory of a list.
type AssetIndex struct {
	assets []indexedAsset // by symbol
	text   string         // of each asset in turn: its ID, Symbol, Name, and the last two in lower case
	words  []string       // the classes, exchanges and statuses, "" first
}

// indexedAsset is an Asset as lengths in the index's text and numbers of its words.
type indexedAsset struct {
	at                           uint32 // where its text begins
	id, symbol, name             uint16
	lowerSymbol, lowerName       uint16
	class, exchange              uint16
	status, borrow               uint16
	tradable, marginable         bool
	shortable, easy, fractioning bool
}

// NewAssetIndex makes the index of a list, which stays as it is.
func NewAssetIndex(all []Asset) *AssetIndex {
	sorted := slices.Clone(all[:min(len(all), maxAssets)])
	size := 0
	for i := range sorted {
		if a := &sorted[i]; len(a.ID) > wordLimit || len(a.Symbol) > symbolLimit || len(a.Name) > nameLimit {
			a.tidy() // a list from a file may hold anything
		}
		size += len(sorted[i].ID) + 2*len(sorted[i].Symbol) + 2*len(sorted[i].Name)
	}
	slices.SortStableFunc(sorted, func(a, b Asset) int { return strings.Compare(a.Symbol, b.Symbol) })
	x := &AssetIndex{assets: make([]indexedAsset, len(sorted)), words: []string{""}}
	var text strings.Builder
	text.Grow(size)
	for i, a := range sorted {
		symbol, name := strings.ToLower(a.Symbol), strings.ToLower(a.Name)
		x.assets[i] = indexedAsset{
			at: uint32(text.Len()), id: uint16(len(a.ID)), symbol: uint16(len(a.Symbol)), name: uint16(len(a.Name)), //nolint:gosec // tidied texts are short
			lowerSymbol: uint16(len(symbol)), lowerName: uint16(len(name)), //nolint:gosec // likewise
			class: x.word(a.Class), exchange: x.word(a.Exchange), status: x.word(a.Status), borrow: x.word(a.BorrowStatus),
			tradable: a.Tradable, marginable: a.Marginable, shortable: a.Shortable, easy: a.EasyToBorrow, fractioning: a.Fractionable,
		}
		for _, part := range []string{a.ID, a.Symbol, a.Name, symbol, name} {
			text.WriteString(part)
		}
	}
	x.text = text.String()
	return x
}

// word gives the number of a word, which it adds where it is new. There are a few
// dozen; of more than a number can count the rest is "".
func (x *AssetIndex) word(text string) uint16 {
	at := slices.Index(x.words, text)
	switch {
	case at >= 0:
		return uint16(at) //nolint:gosec // no more than there are words
	case len(x.words) > math.MaxUint8:
		return 0
	}
	x.words = append(x.words, strings.Clone(text))
	return uint16(len(x.words) - 1) //nolint:gosec // likewise
}

// Len is the number of assets.
func (x *AssetIndex) Len() int { return len(x.assets) }

// Find gives the asset of a symbol, in either form of a pair of crypto and whatever
// its case. A share comes before a pair that is written alike without its slash.
func (x *AssetIndex) Find(symbol string) (Asset, bool) {
	for i, pair := range []string{symbol, market.Pair(strings.ToUpper(symbol))} {
		at, found := slices.BinarySearchFunc(x.assets, strings.ToUpper(pair), func(a indexedAsset, symbol string) int {
			from := int(a.at) + int(a.id)
			return strings.Compare(x.text[from:from+int(a.symbol)], symbol)
		})
		if found && (i == 0 || x.words[x.assets[at].class] == market.Crypto) {
			return x.asset(at), true
		}
	}
	return Asset{}, false
}

func (x *AssetIndex) asset(i int) Asset {
	a := &x.assets[i]
	rest := x.text[a.at:]
	id, rest := rest[:a.id], rest[a.id:]
	symbol, rest := rest[:a.symbol], rest[a.symbol:]
	return Asset{
		ID: id, Symbol: symbol, Name: rest[:a.name],
		Class: x.words[a.class], Exchange: x.words[a.exchange], Status: x.words[a.status], BorrowStatus: x.words[a.borrow],
		Tradable: a.tradable, Marginable: a.marginable, Shortable: a.shortable, EasyToBorrow: a.easy, Fractionable: a.fractioning,
	}
}

// Ranks of a match, the best first.
const (
	exactSymbol = iota
	symbolBegins
	wordBegins
	contains
	ranks
)

// Search gives at most limit assets: the one of that symbol, then those whose
// symbol begins with the query, the shorter first, then those with a word in
// their name that does, then those that contain it anywhere. Case does not count.
// A pair of crypto is also found without its slash, as a position writes it.
func (x *AssetIndex) Search(query string, limit int) []Asset {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" || limit < 1 {
		return nil
	}
	var found [ranks][]int
	for i := range x.assets {
		if rank := x.rank(&x.assets[i], query); rank < ranks {
			found[rank] = append(found[rank], i)
		}
	}
	slices.SortStableFunc(found[symbolBegins], func(a, b int) int { return int(x.assets[a].symbol) - int(x.assets[b].symbol) })
	var all []Asset
	for _, indexes := range found {
		for _, i := range indexes {
			if len(all) == limit {
				return all
			}
			all = append(all, x.asset(i))
		}
	}
	return all
}

func (x *AssetIndex) rank(a *indexedAsset, query string) int {
	from := int(a.at) + int(a.id) + int(a.symbol) + int(a.name)
	symbol := x.text[from : from+int(a.lowerSymbol)]
	name := x.text[from+int(a.lowerSymbol) : from+int(a.lowerSymbol)+int(a.lowerName)]
	joined := symbol
	if x.words[a.class] == market.Crypto {
		joined = market.PositionSymbol(symbol)
	}
	switch {
	case symbol == query || joined == query:
		return exactSymbol
	case strings.HasPrefix(symbol, query) || strings.HasPrefix(joined, query):
		return symbolBegins
	case beginsWord(name, query):
		return wordBegins
	case strings.Contains(name, query) || strings.Contains(symbol, query) || strings.Contains(joined, query):
		return contains
	}
	return ranks
}

// beginsWord reports whether a word of the name begins with the query.
func beginsWord(name, query string) bool {
	for at := 0; ; at++ {
		next := strings.Index(name[at:], query)
		if next < 0 {
			return false
		}
		if at += next; at == 0 || name[at-1] == ' ' {
			return true
		}
	}
}
