package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// barsAnswer is a page of bars by symbol.
type barsAnswer struct {
	Bars     map[string][]shownBar `json:"bars"`
	Currency string                `json:"currency,omitempty"`
	Next     *string               `json:"next_page_token"`
}

// shownBar is a bar as the API gives it: numbers, not strings.
type shownBar struct {
	Time   time.Time `json:"t"`
	Open   number    `json:"o"`
	High   number    `json:"h"`
	Low    number    `json:"l"`
	Close  number    `json:"c"`
	Volume number    `json:"v"`
	Trades int64     `json:"n"`
	Mean   number    `json:"vw"`
}

// show gives a bar its final form. Rounding may not push a price out of it.
func (q *quote) show(b bar) shownBar {
	first, last := q.shown(b.open), q.shown(b.close)
	high, low := decimal.Max(q.shown(b.high), first, last), decimal.Min(q.shown(b.low), first, last)
	mean := first.Add(last).Add(high).Add(low).Div(decimal.NewFromInt(4)).Round(6)
	return shownBar{b.at.UTC(), known(first), known(high), known(low), known(last), known(q.lots(b.volume)), q.trades(b.volume), known(mean)}
}

// lots is a volume in shares, contracts or coins.
func (q *quote) lots(volume int64) decimal.Decimal {
	if q.class == classCrypto {
		return decimal.New(volume, -6)
	}
	return decimal.NewFromInt(volume)
}

// trades is in how many trades a volume changed hands: about sixty in a usual
// minute.
func (q *quote) trades(volume int64) int64 {
	return max(min(volume, volume/(q.usualVolume()/60+1)), 1)
}

// bars answers for the bars of a shelf: by symbol first, then by time, page
// after page.
func bars(s shelf) reading {
	return func(k *book, r *http.Request) (any, error) {
		symbols, err := s.wanted(r, s.feedsOfBars)
		if err != nil {
			return nil, err
		}
		ask, err := k.market.barQuery(r.URL.Query())
		if err != nil {
			return nil, err
		}
		limit, err := limitOf(r.URL.Query(), 1000, 10_000)
		if err != nil {
			return nil, err
		}
		from, at, err := readPageToken(r.URL.Query())
		if err != nil {
			return nil, err
		}
		page := barsAnswer{Bars: map[string][]shownBar{}, Currency: r.URL.Query().Get("currency")}
		for _, symbol := range symbols {
			q, ok := s.find(k.market, symbol)
			if !ok || symbol < from || page.Next != nil {
				continue
			}
			part := ask
			if symbol == from {
				part.resume(at)
			}
			k.market.bars(q, part, func(b bar) bool {
				if limit == 0 {
					page.Next = pageToken(symbol, b.at)
					return false
				}
				limit--
				page.Bars[symbol] = append(page.Bars[symbol], q.show(b))
				return true
			})
		}
		return page, nil
	}
}

// resume goes on where a page ended.
func (ask *barQuery) resume(at time.Time) {
	if ask.back {
		ask.last = earliest(ask.last, at)
		return
	}
	ask.first = latest(ask.first, at)
}

// barQuery reads which bars are asked for: without a start those of the
// present day in New York.
func (m *market) barQuery(v url.Values) (barQuery, error) {
	ask := barQuery{first: midnight(m.now), last: m.now, back: v.Get("sort") == "desc"}
	var ok bool
	if ask.frame, ok = readTimeframe(v.Get("timeframe")); !ok {
		return ask, nonsense("invalid timeframe: %q", v.Get("timeframe"))
	}
	if sort := v.Get("sort"); sort != "" && sort != "asc" && sort != "desc" {
		return ask, nonsense("invalid sort: %s", sort)
	}
	for _, word := range strings.Split(v.Get("adjustment"), ",") {
		if !slices.Contains([]string{"", "raw", "split", "dividend", "spin-off", "all"}, word) {
			return ask, nonsense("invalid adjustment: %s", word)
		}
	}
	if asof := v.Get("asof"); asof != "" && asof != "-" {
		if _, err := time.Parse(time.DateOnly, asof); err != nil {
			return ask, nonsense("invalid asof: %s", asof)
		}
	}
	for name, bound := range map[string]*time.Time{"start": &ask.first, "end": &ask.last} {
		at, err := moment(v, name)
		if err != nil {
			return ask, nonsense("invalid %s: %s", name, v.Get(name))
		}
		if !at.IsZero() {
			*bound = at
		}
	}
	if ask.last.Before(ask.first) && v.Has("start") && v.Has("end") {
		return ask, nonsense("end should not be before start")
	}
	return ask, nil
}
