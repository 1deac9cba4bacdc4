package client

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Data reads market data, from another host than the account's and with a
// budget of calls of its own. It only reads.
type Data struct {
	client *Client
	feed   atomic.Bool // the plan of this account has no SIP or OPRA: ask for the free feeds
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

// Rate tells what is known of the budget of calls for market data.
func (d *Data) Rate() Rate { return d.client.Rate() }

// Close lets go of idle connections.
func (d *Data) Close() { d.client.Close() }

// Classes of instruments, as assets and positions name them.
const (
	classStock  = "us_equity"
	classOption = "us_option"
	classCrypto = "crypto"
)

// Instrument is what market data is asked for.
type Instrument struct {
	Symbol string // crypto in either form: BTCUSD or BTC/USD
	Class  string // us_equity, us_option or crypto; others are taken for us_equity
}

// wire is the symbol as market data writes it.
func (i Instrument) wire() string {
	if i.Class != classCrypto || strings.Contains(i.Symbol, "/") {
		return i.Symbol
	}
	for _, quote := range []string{"USDT", "USDC", "USD", "BTC", "ETH"} {
		if base, found := strings.CutSuffix(i.Symbol, quote); found && base != "" {
			return base + "/" + quote
		}
	}
	return i.Symbol
}

// market is where one class of instruments is read.
type market struct {
	class, bars, snapshots, free string
}

// The free feeds are those of an account without a data plan (Alpaca's market
// data document, parameter feed).
var markets = []market{
	{classStock, "/v2/stocks/bars", "/v2/stocks/snapshots", "iex"},
	{classOption, "/v1beta1/options/bars", "/v1beta1/options/snapshots", "indicative"},
	{classCrypto, "/v1beta3/crypto/us/bars", "/v1beta3/crypto/us/snapshots", ""},
}

// perCall bounds the symbols of one call: an address has its limits.
const perCall = 100

// batch is what one call asks for.
type batch struct {
	market market
	given  map[string]string // the symbol as it was given, by the one on the wire
	ask    []string
}

// batches deals instruments out to calls: by market, at most perCall each.
func batches(of []Instrument) []batch {
	var all []batch
	for _, m := range markets {
		var b *batch
		for _, i := range of {
			if marketOf(i.Class) != m.class || i.Symbol == "" {
				continue
			}
			if b == nil || len(b.ask) == perCall {
				all = append(all, batch{market: m, given: map[string]string{}})
				b = &all[len(all)-1]
			}
			symbol := i.wire()
			if _, known := b.given[symbol]; !known {
				b.given[symbol] = i.Symbol
				b.ask = append(b.ask, symbol)
			}
		}
	}
	return all
}

func marketOf(class string) string {
	if class == classOption || class == classCrypto {
		return class
	}
	return classStock
}

// read makes one call for a batch. An account without a plan is refused the
// full feeds: then, and from then on, the free ones are asked for.
func (d *Data) read(ctx context.Context, m market, what call) error {
	ask := func() error {
		query := url.Values{}
		for name, values := range what.query {
			query[name] = values
		}
		if d.feed.Load() && m.free != "" {
			query.Set("feed", m.free)
		}
		return d.client.get(ctx, call{doing: what.doing, path: what.path, query: query, decode: what.decode})
	}
	free := d.feed.Load()
	err := ask()
	if errors.Is(err, ErrForbidden) && !free && m.free != "" {
		d.feed.Store(true)
		if again := ask(); again == nil || !errors.Is(again, ErrForbidden) {
			return again
		}
		d.feed.Store(false) // the feed was not the reason
	}
	return err
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
