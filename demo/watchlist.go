package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// longestName is how many characters a watchlist's name may have.
const longestName = 64

// watchlist is one as the API lists it, without its assets.
type watchlist struct {
	ID        string    `json:"id"`
	AccountID string    `json:"account_id"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Name      string    `json:"name"`

	assets []*asset
}

// wholeWatchlist is a watchlist as the API gives it when one is asked for.
type wholeWatchlist struct {
	watchlist
	Assets []*asset `json:"assets"`
}

func (w *watchlist) whole() wholeWatchlist {
	return wholeWatchlist{*w, append([]*asset{}, w.assets...)}
}

// watchlists are an account's, the oldest first.
type watchlists struct {
	account string
	market  *market
	made    int // also those that are gone
	all     []*watchlist
	first   map[string][]string // symbols of those that were there before anybody asked
}

// newWatchlists gives an account the lists that it has from the start. Their
// assets are looked up when somebody asks for them.
func newWatchlists(k *book) *watchlists {
	l := &watchlists{account: k.id, market: k.market, first: map[string][]string{
		"Chips":  {"NVDA", "AMD", "TSM", "AVGO", "INTC", "MU"},
		"Crypto": {"BTC/USD", "ETH/USD", "SOL/USD", "LTC/USD", "LINK/USD", "DOGE/USD"},
	}}
	names := []string{"Chips", "Crypto"}
	if k.env == envLive {
		names, l.first = []string{"Steady"}, map[string][]string{"Steady": {"KO", "JPM", "BRK.B", "SPY"}}
	}
	for n, name := range names {
		l.add(name, k.market.start.AddDate(0, -5, 11*n)).UpdatedAt = k.market.start.AddDate(0, -1, -2*n).UTC()
	}
	return l
}

// settle looks up the first lists' assets.
func (l *watchlists) settle() {
	for _, w := range l.all {
		for _, symbol := range l.first[w.Name] {
			if a, ok := l.market.asset(symbol); ok {
				w.assets = append(w.assets, a)
			}
		}
	}
	l.first = nil
}

// add makes an empty list.
func (l *watchlists) add(name string, at time.Time) *watchlist {
	l.made++
	w := &watchlist{ID: idOf("watchlist", fmt.Sprint(l.account, l.made)), AccountID: l.account,
		CreatedAt: at.UTC(), UpdatedAt: at.UTC(), Name: name}
	l.all = append(l.all, w)
	return w
}

// find gives the list that a call is about, by its id or its name.
func (l *watchlists) find(r *http.Request) (*watchlist, error) {
	id, name := r.PathValue("watchlist_id"), r.URL.Query().Get("name")
	for _, w := range l.all {
		if w.ID == id || id == "" && w.Name == name {
			return w, nil
		}
	}
	return nil, refusal{http.StatusNotFound, codeNotFound, "watchlist not found"}
}

// mayBeCalled checks a name for a list: w is nil for a new one.
func (l *watchlists) mayBeCalled(w *watchlist, name string) error {
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > longestName {
		return badRequest(fmt.Sprintf("watchlist name must have 1 to %d characters", longestName))
	}
	if slices.ContainsFunc(l.all, func(other *watchlist) bool { return other != w && other.Name == name }) {
		return badRequest("watchlist name must be unique")
	}
	return nil
}

// assetsOf looks symbols up. Each may be there once; null ones say nothing.
func (l *watchlists) assetsOf(symbols []*string) ([]*asset, error) {
	var all []*asset
	for _, symbol := range symbols {
		if symbol == nil {
			continue
		}
		a, ok := l.market.asset(*symbol)
		if !ok || a.ID == *symbol {
			return nil, badRequest("asset not found: " + *symbol)
		}
		if a.find(all) >= 0 {
			return nil, badRequest("duplicate symbol: " + a.Symbol)
		}
		all = append(all, a)
	}
	return all, nil
}
