package demo

import (
	"net/http"
	"net/url"
	"time"
)

// latestQuotes answers for the best bid and ask of a shelf.
func latestQuotes(s shelf) reading {
	return func(k *book, r *http.Request) (any, error) {
		symbols, err := s.wanted(r, s.feeds)
		if err != nil {
			return nil, err
		}
		all := map[string]fields{}
		for _, symbol := range symbols {
			if q, ok := s.find(k.market, symbol); ok {
				if price, at := k.market.lastSeen(q); price != 0 {
					all[symbol] = q.bidAndAsk(at)
				}
			}
		}
		return fields{"quotes": all}, nil
	}
}

// snapshots answers for everything that is latest on a shelf. Contracts come
// in pages.
func snapshots(s shelf) reading {
	return func(k *book, r *http.Request) (any, error) {
		symbols, err := s.wanted(r, s.feeds)
		if err != nil {
			return nil, err
		}
		all := map[string]fields{}
		var next *string
		if s.class == classOption {
			if symbols, next, err = pageOfSymbols(symbols, r.URL.Query()); err != nil {
				return nil, err
			}
		}
		since, err := moment(r.URL.Query(), "updated_since")
		if err != nil {
			return nil, nonsense("invalid updated_since: %s", r.URL.Query().Get("updated_since"))
		}
		for _, symbol := range symbols {
			if q, ok := s.find(k.market, symbol); ok {
				if price, at := k.market.lastSeen(q); price != 0 && !at.Before(since) {
					all[symbol] = k.market.snapshot(q, price, at)
				}
			}
		}
		switch s.class {
		case classEquity:
			return all, nil
		case classOption:
			return fields{"snapshots": all, "next_page_token": next}, nil
		}
		return fields{"snapshots": all}, nil
	}
}

func pageOfSymbols(symbols []string, v url.Values) ([]string, *string, error) {
	limit, err := limitOf(v, 100, 1000)
	if err != nil {
		return nil, nil, err
	}
	from, _, err := readPageToken(v)
	if err != nil {
		return nil, nil, err
	}
	for len(symbols) > 0 && symbols[0] < from {
		symbols = symbols[1:]
	}
	if len(symbols) <= limit {
		return symbols, nil, nil
	}
	return symbols[:limit], pageToken(symbols[limit], time.Time{}), nil
}

// lastSeen is the latest price and when it was made: long ago for what is
// halted.
func (m *market) lastSeen(q *quote) (int64, time.Time) {
	if price := q.raw(); price != 0 {
		return price, m.lastTraded(q).Truncate(time.Second).UTC()
	}
	last := m.newest(q, "1Min", 1)
	if len(last) == 0 {
		return 0, time.Time{}
	}
	return last[0].close, last[0].at.UTC()
}

// newest gives that many of an instrument's last bars, the newest first. It
// looks at the last minutes first: there most of them are.
func (m *market) newest(q *quote, frame string, count int) []bar {
	f, _ := readTimeframe(frame)
	var all []bar
	for _, first := range []time.Time{m.lastTraded(q).Add(-2 * time.Minute), {}} {
		if len(all) < count {
			all = nil
			m.bars(q, barQuery{f, first, m.now, true}, func(b bar) bool {
				all = append(all, b)
				return len(all) < count
			})
		}
	}
	return all
}

func (m *market) snapshot(q *quote, price int64, at time.Time) fields {
	s := fields{"latestTrade": q.trade(price, at), "latestQuote": q.bidAndAsk(at)}
	for _, b := range m.newest(q, "1Min", 1) {
		s["minuteBar"] = q.show(b)
	}
	for i, b := range m.newest(q, "1Day", 2) {
		s[[]string{"dailyBar", "prevDailyBar"}[i]] = q.show(b)
	}
	return s
}
