package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/charmbracelet/x/ansi"

	"quipu/app"
	"quipu/client"
	"quipu/ui/theme"
)

var (
	refusedData = &client.Error{Kind: client.ErrForbidden, Status: 403, Message: "subscription does not permit"}
	serverFails = &client.Error{Kind: client.ErrServer, Status: 500}
)

func TestReadingIsDueByAgeEventsAndFailures(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return now.Add(time.Duration(seconds) * time.Second) }
	var r reading
	due := func(second int, want bool) {
		t.Helper()
		if got := r.due(at(second), time.Minute); got != want {
			t.Errorf("due after %d s: %v, want %v", second, got, want)
		}
	}
	due(0, true)
	r.begin(at(0))
	due(61, false) // it is under way
	r.end(at(1), nil)
	due(59, false)
	due(60, true)
	r.stale = true // an event
	due(1, false)
	due(2, true)
	r.begin(at(2))
	r.end(at(3), serverFails)
	r.stale = true
	due(4, false)
	due(5, true)
	r.begin(at(5))
	r.end(at(6), serverFails)
	due(9, false)
	due(10, true)
	r.hurry() // a person
	due(7, true)
	r.begin(at(7))
	r.end(at(8), &client.Error{Kind: client.ErrServer, RetryAt: at(90)})
	r.hurry()
	due(89, false)
	due(90, true)
}

// A machine that slept has gone on by its wall clock alone.
func TestFiguresFromBeforeASleepAreOld(t *testing.T) {
	read := time.Now()
	woken := read.Add(2 * time.Second)
	*(*uint64)(unsafe.Pointer(&woken)) += 8 * 3600 << 30 // the seconds of the wall clock
	if woken.Sub(read) != 2*time.Second || woken.Round(0).Sub(read.Round(0)) != 8*time.Hour+2*time.Second {
		t.Fatal("a time.Time is not as this test takes it to be")
	}
	r := reading{tried: read, at: read}
	if old := r.old(woken, time.Minute); old != "stale 8 h 00 m" || !r.due(woken, time.Minute) {
		t.Errorf("old: %q, due: %v", old, r.due(woken, time.Minute))
	}
	snapshot := sampleSnapshot()
	snapshot.At = read
	var a account
	a.now, a.theme = woken, theme.Bare()
	a.portfolio.update = client.Update{Snapshot: &snapshot, State: client.Stale, Err: serverFails, Since: read, Every: 3 * time.Second}
	if got := ansi.Strip(a.age() + ", " + a.trouble(false)); got != "updated 8 h 00 m ago, stale 8 h 00 m · 500 internal server error" {
		t.Errorf("the header says %q", got)
	}
}

func TestWhatIsRefusedIsNotAskedAgainAndAgain(t *testing.T) {
	for _, height := range []int{20, 40} {
		tell(t, telling{width: 190, height: height, change: granted(all)}, func(s *story) {
			s.watched()
			s.broker.barsErr, s.broker.latestErr = refusedData, refusedData
			s.portfolio()
			for i := range 25 { // other rows come into sight, and the watchlist comes and goes
				s.press([]string{"down", "pgdown", "up", "4", "1"}[i%5])
				s.passes(900 * time.Millisecond)
			}
			if n := len(s.broker.barQueries); n > 1 {
				t.Errorf("height %d: bars were asked for %d times in 25 s", height, n)
			}
			if n := s.broker.quotesRead; n > 2 { // a person opened the list: that is asked at once
				t.Errorf("height %d: prices were asked for %d times in 25 s", height, n)
			}
		})
	}
}

func TestEventsDoNotHaveEveryTabReadWithoutAPause(t *testing.T) {
	for name, fails := range map[string]error{"while it works": nil, "while it fails": serverFails} {
		tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
			s.portfolio()
			for _, o := range sampleSnapshot().Orders {
				if o.Symbol != "" {
					s.press("2")
					s.passes(time.Second)
					s.press("enter") // its detail reads its orders and fills
					s.passes(time.Second)
					break
				}
			}
			s.broker.ordersErr = fails
			orders, pages := len(s.broker.asked), len(s.broker.pages)
			for i := range 100 { // ten a second
				s.broker.events <- client.OrderEvent{Event: "new", ExecutionID: fmt.Sprint(i), Order: sent(fmt.Sprint("o", i), "new", time.Minute)}
				s.passes(100 * time.Millisecond)
			}
			// Two kinds of orders, every two seconds.
			if n := len(s.broker.asked) - orders; n < 2 || n > 14 {
				t.Errorf("%s: orders were asked for %d times in ten seconds", name, n)
			}
			if n := len(s.broker.pages) - pages; n > 7 {
				t.Errorf("%s: activities were asked for %d times in ten seconds", name, n)
			}
		})
	}
}

func TestAWatchlistThatCannotBeReadWaitsLonger(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.broker.gone = true // the lists are named, each is refused
		s.portfolio()
		s.press("4")
		s.passes(time.Minute)
		if s.broker.listReads > 8 {
			t.Errorf("%d lists were read in a minute", s.broker.listReads)
		}
	})
}

func TestALasting401OfOneCallDoesNotStartPollersWithoutEnd(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.broker.verdict = &app.Verdict{} // the account accepts the sign-in
		snapshot := sampleSnapshot()
		began, refused := time.Now(), 0
		for time.Since(began) < 3*time.Minute {
			if s.broker.followed > refused { // each poller is refused at once
				refused = s.broker.followed
				s.broker.updates <- client.Update{
					Seq: 2, Snapshot: &snapshot, State: client.Refused, Since: began,
					Err: &client.Error{Doing: "read positions", Kind: client.ErrUnauthorized, Status: 401},
				}
			}
			s.passes(time.Second)
		}
		if refused > 5 {
			t.Errorf("%d pollers in three minutes", refused)
		}
		s.sees("401 unauthorized", "next try in", "$124,552.52")
		s.press("r")
		s.passes(100 * time.Millisecond)
		if s.broker.followed != refused+1 {
			t.Error("r does not try at once")
		}
		s.broker.publish(sampleSnapshot())
		s.passes(100 * time.Millisecond)
		s.seesNot("next try in")
		s.passes(10 * time.Minute)
		if s.broker.followed != refused+1 {
			t.Error("a poller that works was replaced")
		}
	})
}

func TestTheFirstReadingIsTriedAgainByItself(t *testing.T) {
	for name, err := range map[string]*client.Error{
		"a fault":                   {Doing: "read account", Kind: client.ErrServer, Status: 500},
		"a 401 that does not last":  {Doing: "read account", Kind: client.ErrUnauthorized, Status: 401},
		"a 403 that is not Alpacas": {Doing: "read account", Kind: client.ErrForbidden, Status: 403},
	} {
		broker := newFakeBroker()
		broker.accountErr, broker.verdict = err, &app.Verdict{}
		tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
			withToken("paper")(p)
			p.Connect = broker.connect
		}}, func(s *story) {
			s.passes(20 * time.Second)
			s.sees("The account cannot be read yet.", "Next try in")
			if broker.accountReads > 5 {
				t.Errorf("%s: read %d times in 20 s", name, broker.accountReads)
			}
			broker.mu.Lock()
			broker.accountErr = nil
			broker.mu.Unlock()
			s.passes(time.Minute)
			if broker.followed != 1 {
				t.Errorf("%s: the account did not open by itself", name)
			}
		})
	}
}

func TestTheListOfAssetsIsReadAgainByItself(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.broker.assetsErr = serverFails
		s.press("f")
		s.passes(time.Second)
		s.sees("The list of assets cannot be read")
		s.broker.mu.Lock() // the reading that comes next starts by itself
		s.broker.assetsErr = nil
		s.broker.mu.Unlock()
		s.passes(5 * time.Second)
		s.sees("Type a symbol or a name")
	})
}

func TestFiguresThatMissedThreeReadingsAreMarked(t *testing.T) {
	t.Run("account, positions and orders", func(t *testing.T) {
		tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
			s.portfolio()
			s.passes(8 * time.Second)
			s.seesNot("stale")
			s.passes(3 * time.Second) // nothing has failed, and nothing has come
			s.sees("stale 1")
		})
	})
	t.Run("equity curve", func(t *testing.T) {
		tell(t, telling{width: 130, height: 45, change: granted(all)}, func(s *story) {
			s.portfolio()
			s.keepsFresh(time.Minute)
			s.broker.historyErr = serverFails
			s.keepsFresh(2 * time.Minute)
			s.seesNot("stale")
			s.keepsFresh(2 * time.Minute)
			s.sees("curve stale", "500 internal server error")
			s.press("e")
			s.sees("stale", "500 internal server error")
		})
	})
	t.Run("market data", func(t *testing.T) {
		tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
			s.watched()
			s.portfolio()
			s.press("4")
			s.keepsFresh(5 * time.Second)
			s.sees("$140.50")
			s.seesNot("stale")
			s.broker.latestErr = serverFails
			s.keepsFresh(20 * time.Second)
			s.sees("$140.50", "prices stale", "500 internal server error")
			s.press("enter")
			s.keepsFresh(5 * time.Second)
			s.broker.latestErr, s.broker.barsErr, s.broker.ordersErr = serverFails, serverFails, serverFails
			s.keepsFresh(5 * time.Minute)
			if !strings.Contains(s.screen.text(), "stale") {
				t.Error("the detail of an instrument does not say that its figures are old")
			}
		})
	})
}

// keepsFresh lets time pass with a poller that reads every three seconds.
func (s *story) keepsFresh(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		s.broker.publish(sampleSnapshot())
		s.passes(3 * time.Second)
	}
}
