package client

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"time"

	"quipu/market"
)

// Quote is the best bid and offer. A side on which nobody stands is unknown.
type Quote struct {
	Bid, Ask         Decimal
	BidSize, AskSize Decimal
	At               time.Time
}

// Spread is ask minus bid, unknown unless somebody bids and somebody asks.
func (q Quote) Spread() Decimal {
	if !q.Bid.Valid || !q.Ask.Valid || q.Bid.Decimal.Sign() <= 0 || q.Ask.Decimal.Sign() <= 0 {
		return Decimal{}
	}
	return Known(q.Ask.Decimal.Sub(q.Bid.Decimal))
}

// Latest is the newest that is known of an instrument.
type Latest struct {
	Price         Decimal // of the last trade
	At            time.Time
	Quote         Quote
	Minute        Bar
	Day, Previous Bar // of the last two days on which it traded, which need not be today's and yesterday's
}

// wireLatest is a snapshot of any class.
type wireLatest struct {
	Trade *struct {
		Price Decimal `json:"p"`
		At    stamp   `json:"t"`
	} `json:"latestTrade"`
	Quote *struct {
		Bid     Decimal `json:"bp"`
		Ask     Decimal `json:"ap"`
		BidSize Decimal `json:"bs"`
		AskSize Decimal `json:"as"`
		At      stamp   `json:"t"`
	} `json:"latestQuote"`
	Minute   *wireBar `json:"minuteBar"`
	Day      *wireBar `json:"dailyBar"`
	Previous *wireBar `json:"prevDailyBar"`
}

func (w *wireLatest) latest() Latest {
	var l Latest
	if w.Trade != nil {
		l.Price, l.At = priced(w.Trade.Price), w.Trade.At.value()
	}
	if q := w.Quote; q != nil {
		l.Quote = Quote{priced(q.Bid), priced(q.Ask), q.BidSize, q.AskSize, q.At.value()}
	}
	for _, part := range []struct {
		from *wireBar
		to   *Bar
	}{{w.Minute, &l.Minute}, {w.Day, &l.Day}, {w.Previous, &l.Previous}} {
		if part.from != nil {
			b := part.from.bar()
			b.Open, b.High, b.Low, b.Close = priced(b.Open), priced(b.High), priced(b.Low), priced(b.Close)
			*part.to = b
		}
	}
	return l
}

// priced gives no price where nobody bids, asks or has traded: the API sends 0 then.
func priced(price Decimal) Decimal {
	if price.Decimal.Sign() <= 0 {
		return Decimal{}
	}
	return price
}

// Latest reads the latest trade, quote and days, one call a class and page. The
// answer is by the symbol as it was given; what is not known is not in it.
// ErrForbidden: market data was not granted. Other errors: see Error.
func (d *Data) Latest(ctx context.Context, of []Instrument) (map[string]Latest, error) {
	const doing = "read quotes"
	found := map[string]Latest{}
	for _, b := range batches(of) {
		query := url.Values{"symbols": {strings.Join(b.ask, ",")}}
		if b.endpoints.class == market.Option {
			query.Set("limit", "1000")
		}
		for page := 0; ; page++ {
			var wire snapshots
			err := d.read(ctx, b.endpoints, call{doing: doing, path: b.endpoints.snapshots, query: query, decode: func(body []byte) (err error) {
				wire, err = decodeLatest(body, b.endpoints.class)
				return err
			}})
			if err != nil {
				return nil, err
			}
			b.keepLatest(found, wire.BySymbol)
			if wire.Next == "" {
				break
			}
			if query, err = nextPage(doing, query, wire.Next, page); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

func (b batch) keepLatest(found map[string]Latest, wire snapshotsBySymbol) {
	for _, symbol := range b.ask {
		for _, given := range b.given[symbol] {
			if w := wire[symbol]; w != nil {
				found[given] = w.latest()
			}
		}
	}
}

// nextPage is the query of the page behind a page, which begins at a token.
func nextPage(doing string, query url.Values, token string, page int) (url.Values, error) {
	if page+1 >= maxPages {
		return nil, &Error{Doing: doing, Kind: ErrUnreadable, Message: "more pages than can be true", Err: errTooMany}
	}
	next := maps.Clone(query)
	next.Set("page_token", token)
	return next, nil
}

// snapshotsBySymbol is an object of bounded length.
type snapshotsBySymbol map[string]*wireLatest

func (s *snapshotsBySymbol) UnmarshalJSON(data []byte) error {
	all, err := decodeMap(data, maxSymbols, func(**wireLatest) error { return nil })
	*s = all
	return err
}

// snapshots is a page of them.
type snapshots struct {
	BySymbol snapshotsBySymbol `json:"snapshots"`
	Next     string            `json:"next_page_token"`
}

// decodeLatest reads snapshots by symbol: stocks stand bare, the rest under
// "snapshots".
func decodeLatest(body []byte, class string) (page snapshots, err error) {
	if class == market.Equity {
		err = json.Unmarshal(body, &page.BySymbol)
	} else {
		err = json.Unmarshal(body, &page)
	}
	return page, err
}
