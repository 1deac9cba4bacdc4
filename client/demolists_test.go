package client

import (
	"strings"
	"testing"
)

func TestDemoWatchlistsLife(t *testing.T) {
	d := startDemo(t)
	before, err := d.Watchlists(t.Context())
	if err != nil || len(before) == 0 || before[0].Name == "" || before[0].UpdatedAt == nil || before[0].Assets != nil {
		t.Fatalf("%+v, %v", before, err)
	}
	list, err := d.CreateWatchlist(t.Context(), "Mine / yours", []string{"AAPL", "BTC/USD"})
	want := func(name, symbols string) {
		t.Helper()
		read, err2 := d.Watchlist(t.Context(), list.ID)
		if err != nil || err2 != nil || list.Name != name || symbolsOf(list.Assets) != symbols || read.Name != name || symbolsOf(read.Assets) != symbols {
			t.Fatalf("it is %+v and read as %+v (%v, %v), want %s with %s", list, read, err, err2, name, symbols)
		}
	}
	want("Mine / yours", "AAPL BTC/USD")
	list, err = d.AddToWatchlist(t.Context(), list.ID, "ETH/USD")
	want("Mine / yours", "AAPL BTC/USD ETH/USD")
	list, err = d.RemoveFromWatchlist(t.Context(), list.ID, "BTC/USD")
	want("Mine / yours", "AAPL ETH/USD")
	list, err = d.RenameWatchlist(t.Context(), list.ID, "Ours")
	want("Ours", "AAPL ETH/USD")

	_, err = d.AddToWatchlist(t.Context(), list.ID, "ETH/USD")
	failure(t, err, ErrRejected)
	_, err = d.AddToWatchlist(t.Context(), list.ID, "NO SUCH THING")
	failure(t, err, ErrRejected)
	_, err = d.CreateWatchlist(t.Context(), "Ours", nil)
	failure(t, err, ErrRejected)
	_, err = d.RenameWatchlist(t.Context(), list.ID, before[0].Name)
	failure(t, err, ErrRejected)
	_, err = d.RemoveFromWatchlist(t.Context(), list.ID, "MSFT")
	failure(t, err, ErrNotFound)

	if err := d.DeleteWatchlist(t.Context(), list.ID); err != nil {
		t.Error(err)
	}
	_, err = d.Watchlist(t.Context(), list.ID)
	failure(t, err, ErrNotFound)
	failure(t, d.DeleteWatchlist(t.Context(), list.ID), ErrNotFound)
	if after, err := d.Watchlists(t.Context()); err != nil || len(after) != len(before) {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestDemoScopes(t *testing.T) {
	d := startDemo(t)
	c, data := d.as(t, d.signIn(t, ""))
	lists, err := c.Watchlists(t.Context())
	if err != nil || len(lists) == 0 {
		t.Fatalf("%+v, %v", lists, err)
	}
	of := []Instrument{{"AAPL", "us_equity"}}
	for name, ask := range map[string]func() error{
		"account:write": func() error { return c.DeleteWatchlist(t.Context(), lists[0].ID) },
		"account:write ": func() error {
			_, err := c.CreateWatchlist(t.Context(), "x", nil)
			return err
		},
		"data":  func() error { _, err := data.Latest(t.Context(), of); return err },
		"data ": func() error { _, err := data.Bars(t.Context(), of, BarQuery{Timeframe: "1Day"}); return err },
	} {
		if e := failure(t, ask(), ErrForbidden); !strings.Contains(e.Message, "scope") || !e.LacksScope() {
			t.Errorf("%s: %q", name, e)
		}
	}
	c, data = d.as(t, d.signIn(t, "account:write data"))
	if _, err := data.Latest(t.Context(), of); err != nil {
		t.Error(err)
	}
	if err := c.DeleteWatchlist(t.Context(), lists[0].ID); err != nil {
		t.Error(err)
	}
}
