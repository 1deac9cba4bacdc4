package demo

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dataReadings are the calls of Alpaca's market data API that this broker
// knows. Alpaca serves them from another host.
var dataReadings = map[string]reading{
	"/v2/stocks/bars":                     bars(stocks),
	"/v2/stocks/snapshots":                snapshots(stocks),
	"/v2/stocks/quotes/latest":            latestQuotes(stocks),
	"/v1beta3/crypto/{loc}/bars":          bars(coins),
	"/v1beta3/crypto/{loc}/snapshots":     snapshots(coins),
	"/v1beta3/crypto/{loc}/latest/quotes": latestQuotes(coins),
	"/v1beta1/options/bars":               bars(contracts),
	"/v1beta1/options/snapshots":          snapshots(contracts),
	"/v1beta1/options/quotes/latest":      latestQuotes(contracts),
}

// shelf is one of the market data API's three parts.
type shelf struct {
	class       string
	symbols     *regexp.Regexp
	most        int      // symbols in a call
	feeds       []string // of the latest prices
	feedsOfBars []string
}

var (
	stocks = shelf{classEquity, regexp.MustCompile(`^[A-Z][A-Z0-9.-]{0,11}$`), 10_000,
		[]string{"sip", "iex", "otc", "boats", "delayed_sip", "overnight"}, []string{"sip", "iex", "otc", "boats"}}
	coins     = shelf{classCrypto, regexp.MustCompile(`^[A-Z0-9]{2,10}/[A-Z0-9]{2,10}$`), 10_000, nil, nil}
	contracts = shelf{classOption, regexp.MustCompile(`^[A-Z0-9]{1,6}[0-9]{6}[CP][0-9]{8}$`), 100,
		[]string{"opra", "indicative"}, []string{"opra", "indicative"}}
)

// locations are where Alpaca trades coins.
var locations = []string{"us", "us-1", "us-2", "eu-1", "bs-1"}

func (b *Broker) dataRoutes(mux *http.ServeMux) {
	for path, read := range dataReadings {
		mux.Handle("GET "+path, b.readsData(read))
		mux.Handle(path, b.refuses(refusal{http.StatusMethodNotAllowed, codeNotAllowed, "market data is only read"}))
	}
	for _, path := range []string{"/v1beta1/", "/v1beta3/"} {
		mux.Handle(path, b.refuses(noEndpoint))
	}
}

// readsData answers from the market. The data API has a budget of its own, and
// a token needs the scope for it.
func (b *Broker) readsData(read reading) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := b.identifyForData(r)
		var err error
		switch {
		case !ok:
			b.limits.show(w, nobody, b.now())
			err = refusal{http.StatusUnauthorized, 0, "forbidden."}
		case !b.limits.take(w, "data of "+who.env, b.now()):
			err = refusal{http.StatusTooManyRequests, 0, "too many requests."}
		case !slices.Contains(who.scopes, scopeData):
			err = refusal{http.StatusForbidden, 0, "the token was not granted the scope " + scopeData}
		}
		var value any
		if err == nil {
			value, err = b.locked(or(who.env, envPaper), r, read) // the market is the same
		}
		if err != nil {
			refuseFor(w, err)
			return
		}
		answer(w, http.StatusOK, value)
	})
}

// identifyForData is identify, but prices of coins are for everybody who shows
// no credentials at all.
func (b *Broker) identifyForData(r *http.Request) (caller, bool) {
	if strings.HasPrefix(r.URL.Path, "/v1beta3/crypto/") && r.Header.Get("Authorization") == "" && r.Header.Get("Apca-Api-Key-Id") == "" {
		return caller{env: nobody, scopes: []string{scopeData}}, true
	}
	return b.identify(r)
}

// nonsense refuses a parameter as the services of market data, calendar and clock
// do: with a message and without a code.
func nonsense(format string, args ...any) error {
	return refusal{http.StatusBadRequest, 0, fmt.Sprintf(format, args...)}
}

// wanted reads which symbols are asked for, sorted, and checks what all calls
// have in common.
func (s shelf) wanted(r *http.Request, feeds []string) ([]string, error) {
	v := r.URL.Query()
	symbols := list(v, "symbols")
	slices.Sort(symbols)
	symbols = slices.Compact(symbols)
	switch loc, feed := r.PathValue("loc"), v.Get("feed"); {
	case loc != "" && !slices.Contains(locations, loc):
		return nil, nonsense("invalid location: %s", loc)
	case len(symbols) == 0:
		return nil, nonsense("symbols is required")
	case len(symbols) > s.most:
		return nil, nonsense("too many symbols: at most %d are allowed", s.most)
	case feed != "" && feeds != nil && !slices.Contains(feeds, feed):
		return nil, nonsense("invalid feed: %s", feed)
	case v.Get("currency") != "" && v.Get("currency") != "USD":
		return nil, nonsense("invalid currency: %s", v.Get("currency"))
	}
	for _, symbol := range symbols {
		if !s.symbols.MatchString(symbol) {
			return nil, nonsense("invalid symbol: %s", symbol)
		}
	}
	if feed := v.Get("feed"); feed == "boats" || feed == "overnight" { // nobody trades there by night
		return nil, nil
	}
	return symbols, nil
}

// find gives what is known and belongs to the shelf.
func (s shelf) find(m *market, symbol string) (*quote, bool) {
	q, ok := m.lookUp(symbol)
	return q, ok && !q.untraded && q.class == s.class && symbol == or(q.pair, q.symbol)
}

func limitOf(v url.Values, usual, most int) (int, error) {
	text := v.Get("limit")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, nonsense("limit must be from 1 to %d", most)
	}
	return n, nil
}

// pageToken says where a page ended: the symbol and, for bars, the time that
// come next.
func pageToken(symbol string, at time.Time) *string {
	token := base64.StdEncoding.EncodeToString([]byte(symbol + "|" + at.UTC().Format(time.RFC3339)))
	return &token
}

func readPageToken(v url.Values) (symbol string, at time.Time, err error) {
	token := v.Get("page_token")
	if token == "" {
		return "", at, nil
	}
	text, _ := base64.StdEncoding.DecodeString(token)
	symbol, rest, _ := strings.Cut(string(text), "|")
	if at, err = time.Parse(time.RFC3339, rest); err != nil || symbol == "" {
		return "", at, nonsense("invalid page_token")
	}
	return symbol, at, nil
}
