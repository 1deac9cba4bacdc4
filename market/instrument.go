package market

import "strings"

// ID tells an instrument apart: by the broker's asset id, by its symbol in either
// form, or by both. The zero value is no instrument.
type ID struct{ Asset, Symbol string }

// Known reports whether the id names an instrument at all.
func (i ID) Known() bool { return i.Asset != "" || i.Symbol != "" }

// Is reports whether both are the same instrument: their asset ids are the same, or
// their symbols are, in either form. One of the two is enough: Alpaca is reported to
// give a position and an order in the same coin two asset ids.
func (i ID) Is(other ID) bool {
	return i.Asset != "" && i.Asset == other.Asset || i.Symbol != "" && SameSymbol(i.Symbol, other.Symbol)
}

// Key is the symbol in one form for all spellings, the asset id where there is none.
func (i ID) Key() string {
	if i.Symbol == "" {
		return i.Asset
	}
	return i.plainSymbol()
}

func (i ID) plainSymbol() string { return strings.ToUpper(PositionSymbol(i.Symbol)) }

// SameSymbol compares symbols in either form and case: BTC/USD is BTCUSD.
func SameSymbol(a, b string) bool { return strings.EqualFold(PositionSymbol(a), PositionSymbol(b)) }

// Index finds what belongs to an instrument, joined as Is does.
type Index[T any] struct {
	items             []T
	byAsset, bySymbol chains
}

// chains are lists of positions in another list, by a name. Ten thousand of them take
// two allocations.
type chains struct {
	ends map[string]ends
	next []int // by position; zero ends a chain, whose first one stands in ends
}

type ends struct{ first, last int }

// Add puts an item into the index; one without an instrument is never found.
func (x *Index[T]) Add(of ID, item T) {
	x.items = append(x.items, item)
	x.byAsset.add(of.Asset, len(x.items)-1)
	x.bySymbol.add(of.plainSymbol(), len(x.items)-1)
}

func (c *chains) add(name string, at int) {
	c.next = append(c.next, 0)
	if name == "" {
		return
	}
	known, found := c.ends[name]
	switch {
	case found:
		c.next[known.last] = at
		known.last = at
	case c.ends == nil:
		c.ends = map[string]ends{}
		fallthrough
	default:
		known = ends{at, at}
	}
	c.ends[name] = known
}

// Find gives the items of an instrument, each once, in the order in which they were
// added.
func (x *Index[T]) Find(of ID) []T {
	asset, more := x.byAsset.begin(of.Asset)
	symbol, others := x.bySymbol.begin(of.plainSymbol())
	var found []T
	for more || others {
		at := asset
		if !more || others && symbol < asset {
			at = symbol
		}
		found = append(found, x.items[at])
		if more && asset == at {
			asset, more = x.byAsset.after(asset)
		}
		if others && symbol == at {
			symbol, others = x.bySymbol.after(symbol)
		}
	}
	return found
}

func (c *chains) begin(name string) (at int, found bool) {
	ends, found := c.ends[name]
	return ends.first, found
}

func (c *chains) after(at int) (next int, found bool) {
	next = c.next[at]
	return next, next != 0
}
