package client

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"quipu/market"
)

// Data reads market data, from another host than the account's and with a
// budget of calls of its own. It only reads.
type Data struct {
	client   *Client
	free     sync.Map // what this account's plan does not hold, by endpoints.plan
	failures failures
}

// NewData checks the options and makes a Data; nothing is sent. BaseURL is the
// market data host, without a version.
func NewData(o Options) (*Data, error) {
	o.ReadOnly = true
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	return &Data{client: c}, nil
}

// Rate is the budget of calls for market data as the latest answer gave it.
func (d *Data) Rate() Rate { return d.client.Rate() }

// Sent is how many requests have left, retries included.
func (d *Data) Sent() int64 { return d.client.Sent() }

// Close closes idle connections as Client.Close does.
func (d *Data) Close() { d.client.Close() }

// Instrument is what market data is asked for.
type Instrument struct {
	Symbol string // crypto in either form: BTCUSD or BTC/USD
	Class  string // us_equity, us_option or crypto; others are taken for us_equity
}

// wire is the symbol as market data writes it.
func (i Instrument) wire() string {
	if i.Class != market.Crypto {
		return i.Symbol
	}
	return market.Pair(i.Symbol)
}

// endpoints are where one class of instruments is read.
type endpoints struct {
	class, bars, snapshots, free string
}

// The free feeds are those of an account without a data plan (Alpaca's market
// data document, parameter feed).
var allEndpoints = []endpoints{
	{market.Equity, "/v2/stocks/bars", "/v2/stocks/snapshots", "iex"},
	{market.Option, "/v1beta1/options/bars", "/v1beta1/options/snapshots", "indicative"},
	{market.Crypto, "/v1beta3/crypto/us/bars", "/v1beta3/crypto/us/snapshots", ""},
}

// perCall bounds the symbols of one call: the length of a URL is limited.
const perCall = 100

// batch is what one call asks for.
type batch struct {
	endpoints endpoints
	given     map[string][]string // the symbols as they were given, by the one on the wire
	ask       []string
}

// batches groups instruments into calls: by class, at most perCall each, each
// symbol once.
func batches(of []Instrument) []batch {
	var all []batch
	for _, m := range allEndpoints {
		given, ask := map[string][]string{}, []string{}
		for _, i := range of {
			if marketOf(i.Class) != m.class || i.Symbol == "" {
				continue
			}
			symbol := i.wire()
			if given[symbol] == nil {
				ask = append(ask, symbol)
			}
			if !slices.Contains(given[symbol], i.Symbol) {
				given[symbol] = append(given[symbol], i.Symbol)
			}
		}
		for some := range slices.Chunk(ask, perCall) {
			all = append(all, batch{m, given, some})
		}
	}
	return all
}

func marketOf(class string) string {
	if class == market.Option || class == market.Crypto {
		return class
	}
	return market.Equity
}

// delay is how old option bars have to be for an account without a plan.
const delay = 16 * time.Minute

// plan names what is granted or refused together: a class, but the bars of
// options by themselves.
func (m endpoints) plan(path string) string {
	if m.class == market.Option {
		return path
	}
	return m.class
}

// useFreeFeed changes a call to what an account without a plan may read. Option
// bars have no feed: they are free when they are a little old.
func (m endpoints) useFreeFeed(what call, now time.Time) {
	if m.class == market.Option && what.path == m.bars {
		setTime(what.query, "end", now.Add(-delay))
		return
	}
	what.query.Set("feed", m.free)
}

// read makes one call for a batch. While its endpoint, or this very query, waits
// after a failure it gives that failure, and no request leaves.
func (d *Data) read(ctx context.Context, m endpoints, what call) error {
	query := what.path + "?" + what.query.Encode()
	for _, of := range []string{what.path, query} {
		if err := d.failures.waiting(of, d.client.now()); err != nil {
			return err
		}
	}
	err := d.readFeed(ctx, m, what)
	of := what.path
	if errors.Is(err, ErrRejected) || errors.Is(err, ErrNotFound) {
		of = query // which says nothing about others
	} else if err == nil {
		d.failures.remember(query, nil, d.client)
	}
	d.failures.remember(of, err, d.client)
	return err
}

// readFeed makes one call for a batch. An account without a plan is refused the
// full feed: then, and from then on, the free one of that class is asked for.
func (d *Data) readFeed(ctx context.Context, m endpoints, what call) error {
	full := what
	if m.free != "" {
		what.query = maps.Clone(what.query)
		m.useFreeFeed(what, d.client.now())
		if _, known := d.free.Load(m.plan(what.path)); known {
			return d.client.get(ctx, what)
		}
	}
	err := d.client.get(ctx, full)
	if m.free == "" || !errors.Is(err, ErrForbidden) {
		return err
	}
	again := d.client.get(ctx, what)
	if errors.Is(again, ErrForbidden) {
		return err // the feed was not the reason
	}
	if again == nil {
		d.free.Store(m.plan(what.path), true)
	}
	return again
}

// Bar is what an instrument did in one stretch of time.
type Bar struct {
	At                     time.Time // its beginning
	Open, High, Low, Close Decimal
	Volume                 Decimal
}

type wireBar struct {
	At     stamp   `json:"t"`
	Open   Decimal `json:"o"`
	High   Decimal `json:"h"`
	Low    Decimal `json:"l"`
	Close  Decimal `json:"c"`
	Volume Decimal `json:"v"`
}

func (w wireBar) bar() Bar { return Bar{w.At.value(), w.Open, w.High, w.Low, w.Close, w.Volume} }
