package client

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"quipu/market"
)

// maxPages bounds the pages that one question may take.
const maxPages = 8

// BarQuery says which bars to read.
type BarQuery struct {
	Timeframe  string    // 1Min, 5Min, 15Min, 30Min, 1Hour, 1Day or 1Week
	Start, End time.Time // zero is the API's own
}

func (q BarQuery) values(b batch) url.Values {
	values := url.Values{"symbols": {strings.Join(b.ask, ",")}, "timeframe": {q.Timeframe}, "limit": {"10000"}}
	setTime(values, "start", q.Start)
	setTime(values, "end", q.End)
	if b.endpoints.class == market.Equity {
		values.Set("adjustment", "split")
	}
	return values
}

// barList is one symbol's bars, of bounded length.
type barList []wireBar

func (l *barList) UnmarshalJSON(data []byte) error {
	all, err := decodeList[wireBar](data, maxBars, nil)
	*l = all
	return err
}

// barsBySymbol holds maxBars at most.
type barsBySymbol map[string]barList

func (b *barsBySymbol) UnmarshalJSON(data []byte) error {
	total := 0
	all, err := decodeMap(data, maxSymbols, func(l *barList) error {
		if total += len(*l); total > maxBars {
			return errTooMany
		}
		return nil
	})
	*b = all
	return err
}

type wireBars struct {
	Bars barsBySymbol `json:"bars"`
	Next string       `json:"next_page_token"`
}

// Bars reads price bars, one call a class of instruments and page. The answer
// is by the symbol as it was given, the oldest bar first; what has none is not
// in it. Stocks are adjusted for splits. ErrForbidden: market data was not
// granted. Other errors: see Error.
func (d *Data) Bars(ctx context.Context, of []Instrument, q BarQuery) (map[string][]Bar, error) {
	const doing = "read prices"
	found := map[string][]Bar{}
	for _, b := range batches(of) {
		query := q.values(b)
		for page := 0; ; page++ {
			var wire wireBars
			err := d.read(ctx, b.endpoints, call{doing: doing, path: b.endpoints.bars, query: query, decode: func(body []byte) error {
				wire = wireBars{}
				return json.Unmarshal(body, &wire)
			}})
			if err != nil {
				return nil, err
			}
			b.keep(found, wire)
			if wire.Next == "" {
				break
			}
			if query, err = nextPage(doing, query, wire.Next, page); err != nil {
				return nil, err
			}
		}
	}
	for symbol := range found {
		slices.SortStableFunc(found[symbol], func(a, b Bar) int { return a.At.Compare(b.At) })
	}
	return found, nil
}

func (b batch) keep(found map[string][]Bar, wire wireBars) {
	for _, symbol := range b.ask {
		for _, given := range b.given[symbol] {
			for _, bar := range wire.Bars[symbol] {
				found[given] = append(found[given], bar.bar())
			}
		}
	}
}
