package client

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
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
	if b.market.class == classStock {
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

type wireBars struct {
	Bars map[string]barList `json:"bars"`
	Next string             `json:"next_page_token"`
}

func (w *wireBars) check() error {
	if len(w.Bars) > maxPositions {
		return errTooMany
	}
	return nil
}

// Bars reads price bars, one call a class of instruments and page. The answer
// is by the symbol as it was given, the oldest bar first; what has none is not
// in it. Stocks are adjusted for splits. ErrForbidden: market data was not
// granted. Other errors: see Error.
func (d *Data) Bars(ctx context.Context, of []Instrument, q BarQuery) (map[string][]Bar, error) {
	found := map[string][]Bar{}
	for _, b := range batches(of) {
		query := q.values(b)
		for page := 0; ; page++ {
			var wire wireBars
			err := d.read(ctx, b.market, call{doing: "read prices", path: b.market.bars, query: query, decode: func(body []byte) error {
				wire = wireBars{}
				return decodeObject(body, &wire)
			}})
			if err != nil {
				return nil, err
			}
			b.keep(found, wire)
			if wire.Next == "" {
				break
			}
			if page == maxPages {
				return nil, fmt.Errorf("read prices: %w", errTooMany)
			}
			query = maps.Clone(query)
			query.Set("page_token", wire.Next)
		}
	}
	for symbol := range found {
		slices.SortStableFunc(found[symbol], func(a, b Bar) int { return a.At.Compare(b.At) })
	}
	return found, nil
}

func (b batch) keep(found map[string][]Bar, wire wireBars) {
	for symbol, bars := range wire.Bars {
		given, asked := b.given[symbol]
		if !asked {
			continue
		}
		for _, bar := range bars {
			found[given] = append(found[given], bar.bar())
		}
	}
}
