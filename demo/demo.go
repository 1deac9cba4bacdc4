// Package demo is a broker inside the program: it speaks Alpaca's OAuth, its
// Trading API v2 and its market data API over real HTTP, for two made-up
// accounts and a market that moves by dice. The program and its tests sign in
// to it and read from it with the code that they use against Alpaca; only the
// addresses differ.
//
// Nothing in it is real money, and nothing leaves the machine.
package demo

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"

	_ "time/tzdata" // the market's clock is New York's, also where the machine has no zone files

	"quipu/safe"
)

// DefaultRedirect is the redirect URI that is registered when Options name none.
const DefaultRedirect = "http://localhost:17865/callback"

// DefaultSeed is the market's seed when Options name none.
const DefaultSeed = 7

// Options say which broker to make. The zero value is a good one.
type Options struct {
	Seed         uint64           // of the market and the past; 0 is DefaultSeed
	Addr         string           // where Start listens, host:port; "" is 127.0.0.1 and a free port
	RedirectURIs []string         // registered with the OAuth app, matched exactly; none is DefaultRedirect
	Now          func() time.Time // nil is a clock that begins at MidSession
	Positions    int              // this many positions more than the usual ones, for tests of size
	ClientID     string           // "" is a random one
	ClientSecret string           // "" is a random one
	Faults       Faults           // how often answers are broken, by the seed
	StaticMarket bool             // prices stand still and nothing is filled until SetPrice or Fill
	StillPrices  bool             // prices stand still, and orders that they have reached are filled
	Nesting      Nesting          // how the legs of filled brackets are listed
	// Alive lets an invented other program of the owner's trade a little in the
	// paper account, the first time eight seconds after the start, and the
	// market go on when nobody asks; Close ends it, also for a Broker from New.
	// Where prices stand still nobody else trades, and where the market is static
	// it does nothing.
	Alive bool
}

// Broker is a running broker. Its methods may be called from any goroutine.
type Broker struct {
	// URL is the base of every address, without a slash at its end: the OAuth
	// pages, the token endpoint and both accounts' API. It is empty for a
	// Broker from New, which somebody else serves.
	URL string
	// ClientID and ClientSecret are the registered OAuth app's.
	ClientID     string
	ClientSecret safe.Secret
	// KeyID and KeySecret open the paper account in the APCA-API headers.
	KeyID     string
	KeySecret safe.Secret

	redirects []string
	now       func() time.Time
	mux       *http.ServeMux
	grants    *grants
	limits    *limits
	listeners *listeners
	breaker   *breaker
	fault     atomic.Pointer[func(*http.Request) http.HandlerFunc]

	mu         sync.Mutex // holds market, books, watchlists and calls
	market     *market
	books      map[string]*book       // by env
	watchlists map[string]*watchlists // by env
	calls      map[string]int

	living sync.WaitGroup
	done   chan struct{} // closed at the end
	close  func() error
}

// New makes a broker that listens nowhere: it is an http.Handler for a server
// of the caller's. The market starts now, by Options.Now, and has the hours of
// the New York Stock Exchange.
func New(opt Options) *Broker {
	if opt.Seed == 0 {
		opt.Seed = DefaultSeed
	}
	if opt.Now == nil {
		opt.Now = ClockFrom(MidSession(time.Now()))
	}
	if len(opt.RedirectURIs) == 0 {
		opt.RedirectURIs = []string{DefaultRedirect}
	}
	m := newMarket(opt)
	b := &Broker{
		ClientID:     or(opt.ClientID, randomHex(16)),
		ClientSecret: safe.NewSecret(or(opt.ClientSecret, randomHex(20))),
		KeyID:        randomKeyID(),
		KeySecret:    safe.NewSecret(randomHex(20)),
		redirects:    append([]string(nil), opt.RedirectURIs...),
		now:          opt.Now,
		grants:       newGrants(),
		limits:       newLimits(),
		breaker:      newBreaker(opt.Faults, opt.Seed),
		listeners:    newListeners(),
		market:       m,
		books:        map[string]*book{envPaper: paperBook(m, opt.Positions), envLive: liveBook(m)},
		watchlists:   map[string]*watchlists{},
		calls:        map[string]int{},
	}
	b.done = make(chan struct{})
	b.close = sync.OnceValue(func() error { b.end(); return nil })
	for _, env := range []string{envPaper, envLive} {
		k := b.books[env]
		k.ends, k.listeners, k.dice = map[int64]decimal.Decimal{}, b.listeners, newDice(opt.Seed, numberOf("fills of "+env))
		k.nesting, k.delay = opt.Nesting, b.breaker.Delay
		m.onAdvance = append(m.onAdvance, k.arrive)
		m.onMinute, m.onSecond = append(m.onMinute, k.sample), append(m.onSecond, k.second)
		m.onMark, m.onDay = append(m.onMark, k.endDay), append(m.onDay, k.rollDay)
		b.watchlists[env] = newWatchlists(k)
	}
	m.advance(m.start)
	for _, k := range b.books {
		k.beginDays()
		k.mark()
	}
	if m.rested() {
		m.newDay()
	}
	b.books[envPaper].livePast(roundTrips)
	b.books[envPaper].placeOrders()
	b.books[envLive].livePast(4)
	b.books[envLive].placeLiveOrder()
	for _, k := range b.books {
		k.openLedger()
	}
	b.mux = b.routes()
	if opt.Alive && !opt.StaticMarket {
		b.live(!opt.StillPrices)
	}
	return b
}

// AuthorizeURL is where a person's browser is sent to consent.
func (b *Broker) AuthorizeURL() string { return b.URL + "/oauth/authorize" }

// TokenURL is where a code is exchanged for a token.
func (b *Broker) TokenURL() string { return b.URL + "/oauth/token" }

// Close ends the streams at once and then the server that Start made, and waits
// for it: requests in progress get a short time to finish. A second Close does
// nothing.
func (b *Broker) Close() error { return b.close() }

// end ends what the broker does by itself, and the streams.
func (b *Broker) end() {
	close(b.done)
	b.listeners.close()
	b.living.Wait()
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
