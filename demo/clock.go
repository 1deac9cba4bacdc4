package demo

import (
	"net/http"
	"slices"
	"time"
)

// clock is the market's, in New York's time.
type clock struct {
	Timestamp time.Time `json:"timestamp"`
	IsOpen    bool      `json:"is_open"`
	NextOpen  time.Time `json:"next_open"`
	NextClose time.Time `json:"next_close"`
}

func (k *book) clock(*http.Request) (any, error) {
	now := k.market.now
	p := phaseOf(exchangeHours, now)
	return clock{now.In(newYork), p.word == "core", p.opens, p.closes}, nil
}

// venue is a market as /v3/clock and /v3/calendar name it.
type venue struct {
	MIC      string `json:"mic,omitempty"`
	Acronym  string `json:"acronym"`
	Name     string `json:"name"`
	Timezone string `json:"timezone"`

	names []string // that it is asked for by
	hours func(day time.Time) hours
}

const zoneOfNewYork = "America/New_York"

// venues are those of the markets that this broker knows: America's for shares and
// their options. Contracts trade in the session alone.
var venues = []venue{
	{"XNYS", "NYSE", "New York Stock Exchange", zoneOfNewYork, []string{"NYSE", "XNYS"}, exchangeHours},
	{"XNAS", "NASDAQ", "National Association of Securities Dealers Automated Quotations", zoneOfNewYork, []string{"NASDAQ", "XNAS"}, exchangeHours},
	{"IEXG", "IEX", "Investors Exchange", zoneOfNewYork, []string{"IEX", "IEXG"}, exchangeHours},
	{"OTCM", "OTC", "OTC Markets", zoneOfNewYork, []string{"OTC", "OTCM"}, sessionHours},
	{"OPRA", "OPRA", "Options Price Reporting Authority", zoneOfNewYork, []string{"OPRA"}, sessionHours},
	{"OCEA", "BOATS", "Blue Ocean Alternative Trading System", zoneOfNewYork, []string{"BOATS", "OCEA"}, nightHours},
}

func findVenue(name string) (venue, error) {
	i := slices.IndexFunc(venues, func(v venue) bool { return slices.Contains(v.names, name) })
	if i < 0 {
		return venue{}, nonsense("invalid market: %s", name)
	}
	return venues[i], nil
}

// marketClock is one market's clock with its phase.
type marketClock struct {
	Market    venue     `json:"market"`
	Timestamp time.Time `json:"timestamp"`
	MarketDay bool      `json:"is_market_day"`
	NextOpen  time.Time `json:"next_market_open"`
	NextClose time.Time `json:"next_market_close"`
	Phase     string    `json:"phase"`
	Until     time.Time `json:"phase_until"`
}

// clocks answers for the clocks of the markets that are asked for, without any
// for all, now or at the time that is asked for.
func (k *book) clocks(r *http.Request) (any, error) {
	at, err := moment(r.URL.Query(), "time")
	if err != nil {
		return nil, nonsense("invalid time: %s", r.URL.Query().Get("time"))
	}
	if at.IsZero() {
		at = k.market.now
	}
	at = at.In(newYork)
	if first, last := k.market.bounds(); at.Before(first) || !at.Before(last) {
		return nil, nonsense("time is not one that the calendar covers")
	}
	names := list(r.URL.Query(), "markets")
	if len(names) == 0 {
		for _, v := range venues {
			names = append(names, v.Acronym)
		}
	}
	all := []marketClock{}
	for _, name := range names {
		v, err := findVenue(name)
		if err != nil {
			return nil, err
		}
		p := phaseOf(v.hours, at)
		all = append(all, marketClock{v, at, !rests(midnight(at)), p.opens, p.closes, p.word, p.until})
	}
	return struct {
		Clocks []marketClock `json:"clocks"`
	}{all}, nil
}
