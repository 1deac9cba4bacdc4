package client

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Watchlist is one of the account's own lists, from /v2/watchlists. A list of
// lists has no assets, a single one has.
type Watchlist struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	UpdatedAt *time.Time `json:"-"` // nil where unknown
	Assets    []Asset    `json:"-"` // in the list's order; nil where they were not sent
}

// Title is the list's name, and its id where none of the name can be seen.
func (w Watchlist) Title() string { return cmp.Or(w.Name, w.ID) }

type wireWatchlist struct {
	Watchlist
	UpdatedAt stamp      `json:"updated_at"`
	Assets    wireAssets `json:"assets"`
}

// wireAssets is a list of bounded length, nil where it is missing, empty where
// it was null.
type wireAssets []Asset

func (w *wireAssets) UnmarshalJSON(data []byte) error {
	all, err := decodeList(data, maxAssets, checkAsset)
	*w = append(wireAssets{}, all...)
	return err
}

var errNoWatchlist = errors.New("the answer is not a watchlist: it has no id")

func (w *wireWatchlist) check() error {
	tidyWords(&w.ID, &w.Name)
	if w.ID == "" {
		return errNoWatchlist
	}
	return nil
}

func (w *wireWatchlist) watchlist() Watchlist {
	l := w.Watchlist
	l.UpdatedAt, l.Assets = w.UpdatedAt.at, w.Assets
	return l
}

const watchlistsPath = "/v2/watchlists"

// Watchlists reads which lists there are. Errors: see Error.
func (c *Client) Watchlists(ctx context.Context) ([]Watchlist, error) {
	var wire []wireWatchlist
	err := c.get(ctx, call{doing: "read the watchlists", path: watchlistsPath, decode: func(body []byte) (err error) {
		wire, err = decodeList(body, maxLists, func(_ int, w *wireWatchlist) error { return w.check() })
		return err
	}})
	if err != nil {
		return nil, err
	}
	all := make([]Watchlist, len(wire))
	for i := range wire {
		all[i] = wire[i].watchlist()
	}
	return all, nil
}

// Watchlist reads one with its assets. ErrNotFound: it was deleted. Other
// errors: see Error.
func (c *Client) Watchlist(ctx context.Context, id string) (Watchlist, error) {
	return c.oneWatchlist(func(decode func([]byte) error) error {
		return c.get(ctx, call{doing: "read a watchlist", path: watchlistPath(id), decode: decode})
	})
}

// namedSymbols is the body of a list that is made or written anew.
type namedSymbols struct {
	Name    string   `json:"name"`
	Symbols []string `json:"symbols"`
}

// CreateWatchlist makes a list. It needs the scope account:write: without it
// ErrForbidden. ErrRejected: the name is taken or a symbol is unknown. It is
// never repeated. Other errors: see Error.
func (c *Client) CreateWatchlist(ctx context.Context, name string, symbols []string) (Watchlist, error) {
	return c.change(ctx, call{doing: "create the watchlist", method: http.MethodPost, path: watchlistsPath, body: namedSymbols{name, append([]string{}, symbols...)}})
}

// RenameWatchlist gives a list another name. The API writes name and symbols
// together, so the list is read first and its symbols sent along. Errors: as
// with CreateWatchlist, and ErrNotFound.
func (c *Client) RenameWatchlist(ctx context.Context, id, name string) (Watchlist, error) {
	list, err := c.Watchlist(ctx, id)
	if err != nil {
		return Watchlist{}, err
	}
	const doing = "rename the watchlist"
	symbols := make([]string, len(list.Assets))
	for i, a := range list.Assets {
		symbols[i] = a.Symbol
	}
	if list.Assets == nil || slices.Contains(symbols, "") {
		return Watchlist{}, &Error{Doing: doing, Kind: ErrUnreadable, Message: "the list does not say what is on it"}
	}
	return c.change(ctx, call{doing: doing, method: http.MethodPut, path: watchlistPath(id), body: namedSymbols{name, symbols}})
}

// DeleteWatchlist deletes a list. Errors: as with RenameWatchlist.
func (c *Client) DeleteWatchlist(ctx context.Context, id string) error {
	return c.send(ctx, call{doing: "delete the watchlist", method: http.MethodDelete, path: watchlistPath(id)})
}

// AddToWatchlist puts a symbol at the end of a list. Errors: as with
// RenameWatchlist.
func (c *Client) AddToWatchlist(ctx context.Context, id, symbol string) (Watchlist, error) {
	body := struct {
		Symbol string `json:"symbol"`
	}{symbol}
	return c.change(ctx, call{doing: "add to the watchlist", method: http.MethodPost, path: watchlistPath(id), body: body})
}

// RemoveFromWatchlist takes a symbol off a list. Errors: as with
// RenameWatchlist.
func (c *Client) RemoveFromWatchlist(ctx context.Context, id, symbol string) (Watchlist, error) {
	return c.change(ctx, call{doing: "remove from the watchlist", method: http.MethodDelete, path: watchlistPath(id) + "/" + url.PathEscape(symbol)})
}

// change sends a call that answers with the list as it is now.
func (c *Client) change(ctx context.Context, what call) (Watchlist, error) {
	return c.oneWatchlist(func(decode func([]byte) error) error {
		what.decode = decode
		return c.send(ctx, what)
	})
}

func (c *Client) oneWatchlist(ask func(decode func([]byte) error) error) (Watchlist, error) {
	var wire wireWatchlist
	if err := ask(func(body []byte) error { return decodeObject(body, &wire) }); err != nil {
		return Watchlist{}, err
	}
	return wire.watchlist(), nil
}

func watchlistPath(id string) string { return watchlistsPath + "/" + url.PathEscape(id) }
