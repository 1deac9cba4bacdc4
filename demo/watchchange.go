package demo

import (
	"encoding/json"
	"net/http"
	"slices"
)

func (l *watchlists) list(*http.Request) (any, error) {
	all := make([]watchlist, 0, len(l.all))
	for _, w := range l.all {
		all = append(all, *w)
	}
	return all, nil
}

func (l *watchlists) read(r *http.Request) (any, error) {
	w, err := l.find(r)
	if err != nil {
		return nil, err
	}
	return w.whole(), nil
}

// askedList is a call's body: null and missing fields ask for nothing.
type askedList struct {
	Name    *string   `json:"name"`
	Symbols []*string `json:"symbols"`
	Symbol  *string   `json:"symbol"`
}

func readList(r *http.Request) (askedList, error) {
	var body askedList
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return body, refusal{http.StatusBadRequest, codeBadRequest, "request body format is invalid"}
	}
	return body, nil
}

func (l *watchlists) create(r *http.Request) (any, error) {
	body, err := readList(r)
	if err != nil {
		return nil, err
	}
	if body.Name == nil {
		return nil, badRequest("watchlist name is required")
	}
	if err := l.mayBeCalled(nil, *body.Name); err != nil {
		return nil, err
	}
	assets, err := l.assetsOf(body.Symbols)
	if err != nil {
		return nil, err
	}
	w := l.add(*body.Name, l.market.now)
	w.assets = assets
	return w.whole(), nil
}

// change gives a list another name, other assets or both. Nothing changes when
// one of them is refused.
func (l *watchlists) change(r *http.Request) (any, error) {
	w, err := l.find(r)
	if err != nil {
		return nil, err
	}
	body, err := readList(r)
	if err != nil {
		return nil, err
	}
	if body.Name == nil && body.Symbols == nil {
		return nil, badRequest("name or symbols is required")
	}
	name, assets := w.Name, w.assets
	if body.Name != nil {
		name = *body.Name
	}
	if err := l.mayBeCalled(w, name); err != nil {
		return nil, err
	}
	if body.Symbols != nil {
		if assets, err = l.assetsOf(body.Symbols); err != nil {
			return nil, err
		}
	}
	w.Name, w.assets, w.UpdatedAt = name, assets, l.market.now.UTC()
	return w.whole(), nil
}

// append adds a symbol to the end of a list.
func (l *watchlists) append(r *http.Request) (any, error) {
	w, err := l.find(r)
	if err != nil {
		return nil, err
	}
	body, err := readList(r)
	if err != nil {
		return nil, err
	}
	if body.Symbol == nil {
		return nil, badRequest("asset not found: ")
	}
	one, err := l.assetsOf([]*string{body.Symbol})
	if err != nil {
		return nil, err
	}
	if one[0].find(w.assets) >= 0 {
		return nil, badRequest("duplicate symbol: " + one[0].Symbol)
	}
	w.assets, w.UpdatedAt = append(w.assets, one[0]), l.market.now.UTC()
	return w.whole(), nil
}

// remove takes a symbol off a list.
func (l *watchlists) remove(r *http.Request) (any, error) {
	w, err := l.find(r)
	if err != nil {
		return nil, err
	}
	i := -1
	if a, ok := l.market.asset(r.PathValue("symbol")); ok {
		i = a.find(w.assets)
	}
	if i < 0 {
		return nil, refusal{http.StatusNotFound, codeNotFound, "the watchlist has no such symbol"}
	}
	w.assets, w.UpdatedAt = slices.Delete(slices.Clone(w.assets), i, i+1), l.market.now.UTC()
	return w.whole(), nil
}

func (l *watchlists) drop(r *http.Request) (any, error) {
	w, err := l.find(r)
	if err != nil {
		return nil, err
	}
	l.all = slices.DeleteFunc(l.all, func(other *watchlist) bool { return other == w })
	return nil, nil
}
