package ui

import (
	"strings"
	"testing"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/market"
	"quipu/safe"
	"quipu/state"
)

// granted stores a token with all permissions.
func granted(scope string) func(*Parts) {
	return func(p *Parts) {
		p.Tokens = &fakeTokens{held: map[string]auth.Token{
			"paper": {Access: safe.NewSecret("tok"), Env: "paper", Scope: scope},
			"live":  {Access: safe.NewSecret("tok2"), Env: "live", Scope: scope},
		}}
	}
}

const all = "account:write trading data"

// watched gives the broker two lists and their prices.
func (s *story) watched() {
	asset := func(symbol, class string) client.Asset {
		return client.Asset{ID: "id-" + symbol, Symbol: symbol, Class: class, Name: symbol + " Incorporated"}
	}
	s.broker.lists = map[string]client.Watchlist{
		"w1": {ID: "w1", Name: "Chips", Assets: []client.Asset{asset("NVDA", "us_equity"), asset("AAPL", "us_equity")}},
		"w2": {ID: "w2", Name: "Crypto", Assets: []client.Asset{asset("BTC/USD", market.Crypto)}},
	}
	s.broker.latest = map[string]client.Latest{
		"NVDA": {Price: d("140.5"), At: time.Now(), Previous: client.Bar{Close: d("139")}, Day: client.Bar{At: time.Now(), Volume: d("12470000")}, Quote: client.Quote{Bid: d("140.49"), Ask: d("140.51"), At: time.Now()}},
	}
	s.broker.assets = []client.Asset{asset("MSFT", "us_equity"), asset("MU", "us_equity")}
}

func TestWatchlist(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.sees("Chips   Crypto", "NVDA", "$140.50", "+$1.50", "▲ +1.08%", "12.47M", "$140.49", "$140.51")
		s.golden()
		s.press("right")
		s.passes(time.Second)
		s.sees("BTC/USD")
		s.seesNot("NVDA")
	})
}

// A list of whose name nothing is seen goes by its id, wherever it is named.
func TestAWatchlistWithoutAVisibleNameGoesByItsID(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.broker.lists["w1"] = client.Watchlist{ID: "w1", Assets: s.broker.lists["w1"].Assets}
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.sees("Crypto   w1")
		s.press("right", "D")
		s.sees(`Delete "w1" with its 2 symbols`)
	})
}

// A share that was halted on 14 October has a last price and nothing of today: no
// change, no volume, no quote, and no alert fires on it.
func TestFiguresOfAnotherDayAreNotOfToday(t *testing.T) {
	then := time.Date(1999, 10, 14, 15, 30, 0, 0, market.NewYork)
	tell(t, telling{width: 140, height: 30, change: func(p *Parts) {
		granted(all)(p)
		p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onPrice, Symbol: "NVDA", Level: d("2").Decimal}}
	}}, func(s *story) {
		s.watched()
		day := client.Bar{At: then, Open: d("1.10"), High: d("1.20"), Low: d("1.01"), Close: d("1.04"), Volume: d("12470000")}
		s.broker.latest["NVDA"] = client.Latest{Price: d("1.04"), At: then, Day: day, Previous: client.Bar{At: then.AddDate(0, 0, -1), Close: d("1.30")}, Quote: client.Quote{Bid: d("1.03"), At: then}}
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.sees("$1.04 on 14 Oct", "—")
		s.seesNot("12.47M", "$1.03", "-20.00%", "Alert:")
		s.press("enter")
		s.passes(2 * time.Second)
		s.sees("NVDA   last $1.04 on 14 Oct", "bid $1.03   ask —   14 Oct 15:30 ET")
		s.seesNot("today", "Day range", "Day open", "12.47M", "-20.00%")
		s.press("esc", "!")
		s.sees("last $1.04 on 14 Oct")
	})
}

// On a weekend the figures of the last session are those that count, and not called
// today's.
func TestFiguresOfTheLastSessionAreNotCalledTodays(t *testing.T) {
	tell(t, telling{width: 130, height: 40, change: granted(all), later: 24 * time.Hour}, func(s *story) {
		friday := time.Now().Add(-29 * time.Hour)
		s.broker.days = []client.TradingDay{{Date: market.Date(friday)}}
		s.priced()
		l := s.broker.latest["AAPL"]
		l.At, l.Day.At = friday, friday
		s.broker.latest["AAPL"] = l
		s.portfolio()
		s.press("down", "down", "down", "enter")
		s.passes(2 * time.Second)
		s.sees("AAPL   $120.00  ▲ +0.84% on 31 Dec", "Day range")
		s.seesNot("today")
	})
}

func TestWatchlistsAreChanged(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.press("a")
		s.passes(time.Second)
		s.sees("Add to Chips in PAPER PA3QUIPU7")
		s.types("msf")
		s.sees("MSFT Incorporated")
		s.press("enter")
		s.passes(time.Second)
		s.sees("MSFT is on \"Chips\".", "NVDA", " MSFT ")
		s.press("d")
		s.sees("Remove NVDA from \"Chips\" in PAPER PA3QUIPU7?")
		s.press("esc")
		s.press("d", "y")
		s.passes(time.Second)
		s.seesNot("NVDA Incorporated")
		s.press("n")
		s.types("Oil")
		s.press("enter")
		s.passes(time.Second)
		s.sees("Created \"Oil\".", "Nothing is on this list.")
		s.press("D")
		s.sees("Delete \"Oil\" with its 0 symbols from PAPER PA3QUIPU7?")
		s.press("n")
		s.press("D", "y")
		s.passes(time.Second)
		s.press("N")
		s.types(" and more")
		s.press("enter")
		s.passes(time.Second)
		if got := strings.Join(s.broker.changed, ", "); got != "add MSFT, remove NVDA, create Oil, delete new-Oil, rename w1 Chips and more" {
			t.Errorf("changed: %s", got)
		}
	})
}

func TestWatchlistsSayWhichPermissionIsMissing(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted("data")}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.seesNot("n new list")
		s.press("n")
		s.sees("account:write")
		if len(s.broker.changed) > 0 {
			t.Errorf("changed %v", s.broker.changed)
		}
	})
}

func TestWatchlistDeletedElsewhere(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.broker.mu.Lock()
		delete(s.broker.lists, "w1")
		s.broker.mu.Unlock()
		s.passes(70 * time.Second) // the lists are read again
		s.sees("Crypto", "BTC/USD")
		s.seesNot("Chips")
		s.press("d")
		s.broker.mu.Lock()
		s.broker.gone = true // named, but not there
		s.broker.mu.Unlock()
		s.press("y")
		s.passes(time.Second)
		s.sees("deleted elsewhere")
		s.passes(3 * time.Minute)
		if n := s.broker.listReads; n > 12 {
			t.Errorf("%d reads of a list that is gone", n)
		}
	})
}

func TestWithoutDataThereAreNoPricesAndNoTrends(t *testing.T) {
	tell(t, telling{width: 160, height: 30, change: granted("trading")}, func(s *story) {
		s.watched()
		s.portfolio()
		s.passes(3 * time.Second)
		if len(s.broker.barQueries) > 0 || s.broker.granted.ReadsData() {
			t.Error("market data was asked for")
		}
		s.seesNot("Trend")
		s.press("enter")
		s.sees("not given the permission data")
	})
}

func TestSearchFindsAndShows(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("f")
		s.passes(time.Second)
		s.sees("2 assets")
		s.types("incorp")
		s.sees("MSFT Incorporated", "MU Incorporated")
		s.press("down", "enter")
		s.passes(time.Second)
		s.sees("MU", "Position", "none")
		s.press("esc", "f", "esc")
		s.sees("Positions")
		s.broker.assetsErr = errDown
		s.press("f")
		s.passes(time.Second)
		s.sees("cannot be read")
	})
}

func TestFindPutsWhatIsHeldFirst(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: granted(all)}, func(s *story) {
		for _, symbol := range []string{"TS", "TSA", "TSB", "TSC", "TSLA", "TSLZ"} {
			s.broker.assets = append(s.broker.assets, client.Asset{ID: symbol, Symbol: symbol, Name: symbol + " Inc.", Class: "us_equity", Tradable: true})
		}
		s.portfolio()
		s.press("f")
		s.types("ts")
		order := func(symbols ...string) {
			t.Helper()
			at := 0
			for _, symbol := range symbols {
				next := strings.Index(s.screen.text(), symbol+" Inc.")
				if next < at {
					t.Fatalf("%s does not stand where it should:\n%s", symbol, s.screen.text())
				}
				at = next
			}
		}
		order("TS", "TSLA", "TSA", "TSB", "TSC", "TSLZ") // typed out, held, the others
		s.types("l")
		order("TSLA", "TSLZ")
		s.press("enter")
		s.passes(time.Second)
		s.sees("short 12")
	})
}

func TestNamesAreCutOnlyWhereThereIsNoRoom(t *testing.T) {
	const name = "Taiwan Semiconductor Manufacturing Company Ltd. ADR"
	tell(t, telling{width: 200, height: 40, change: granted(all)}, func(s *story) {
		s.watched()
		s.broker.lists["w1"].Assets[0].Name = name
		s.portfolio()
		s.press("4")
		s.passes(2 * time.Second)
		s.sees(name)
		s.resize(110, 40)
		s.sees(name[:30])
		s.seesNot(name)
	})
}

// A name that the broker refuses can be corrected in its form.
func TestARefusedNameStaysInItsForm(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.broker.changeErr = &client.Error{Kind: client.ErrRejected, Status: 422, Message: "watchlist name must be unique"}
		s.press("N")
		s.types(" Crypto")
		s.press("enter")
		s.passes(time.Second)
		s.sees("Rename \"Chips\"", "Chips Crypto", "Not changed: watchlist name must be unique")
		s.types("2")
		s.seesNot("Not changed")
		s.broker.changeErr = nil
		s.press("enter")
		s.passes(time.Second)
		s.sees("Renamed to \"Chips Crypto2\".", "2 Orders")
		if got := s.broker.changed[len(s.broker.changed)-1]; got != "rename w1 Chips Crypto2" {
			t.Error(got)
		}
		s.broker.changeErr = &client.Error{Kind: client.ErrRejected, Status: 422, Message: "watchlist name must be unique"}
		s.press("n")
		s.types("Chips")
		s.press("enter")
		s.passes(time.Second)
		s.sees("New watchlist", "must be unique")
		s.press("esc")
		s.seesNot("must be unique", "New watchlist")
	})
}

// No single key changes a watchlist: each asks first, or opens a form that names the
// account.
func TestNoSingleKeyChangesAWatchlist(t *testing.T) {
	for pressed, asks := range map[string]string{"d": "Remove NVDA", "D": "Delete \"Chips\"", "N": "Rename \"Chips\"", "n": "New watchlist", "a": "Add to Chips"} {
		tell(t, telling{width: 100, height: 30, change: granted(all)}, func(s *story) {
			s.watched()
			s.portfolio()
			s.press("4")
			s.passes(time.Second)
			s.press(pressed)
			s.passes(time.Second)
			s.sees(asks, "PAPER PA3QUIPU7")
			if len(s.broker.changed) != 0 {
				t.Errorf("%s did %v", pressed, s.broker.changed)
			}
			if pressed == "d" || pressed == "D" {
				s.press("enter", pressed, "n") // y alone does it
			} else {
				s.press("esc")
			}
			s.passes(time.Second)
			s.sees("NVDA", "2 Orders")
			if len(s.broker.changed) != 0 {
				t.Errorf("%s did %v", pressed, s.broker.changed)
			}
		})
	}
}
