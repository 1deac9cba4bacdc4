package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/app"
	"quipu/client"
	"quipu/config"
)

// twoBrokers gives each account a broker of its own.
func twoBrokers(paper, live *fakeBroker) func(*Parts) {
	return func(p *Parts) {
		granted(all)(p)
		p.Connect = func(s config.Settings, a config.Account, g app.Credential) (Access, error) {
			if a == config.Live {
				return live.connect(s, a, g)
			}
			return paper.connect(s, a, g)
		}
	}
}

func TestTwoAccountsSideBySide(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		paper.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.sees("PAPER", "PA3QUIPU7", "A switch account")
		s.press("A")
		s.passes(time.Second)
		s.sees("Signed in.", "LIVE", "This is real money")
		s.press("enter")
		snapshot := sampleSnapshot()
		snapshot.Account.Number, snapshot.Account.Equity = "LIVE77", d("999.99")
		live.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("LIVE77", "$999.99", "LIVE · REAL MONEY", "[A] paper")
		// The account in the background is updated too.
		behind := sampleSnapshot()
		behind.Account.Equity = d("55555.55")
		paper.publish(behind)
		s.passes(200 * time.Millisecond)
		s.seesNot("55,555.55")
		s.press("2", "A")
		s.sees("$55,555.55", "PA3QUIPU7", "[A] live", "1 Positions")
		s.seesNot("LIVE · REAL MONEY", "LIVE77")
		lines := strings.Split(s.screen.text(), "\n")
		if !strings.Contains(lines[9], "Symbol") && !strings.Contains(s.screen.text(), "Symbol") {
			t.Error("paper's table is not as it was left")
		}
		s.press("A")
		s.sees("LIVE77", "Open ·")
		if paper.followed != 1 || live.followed != 1 {
			t.Errorf("%d and %d pollers were started", paper.followed, live.followed)
		}
		s.press("esc", "esc")
		s.sees("❯ Live", "esc back", "practice money  signed in", "real money      sign in with OAuth")
		s.press("esc")
		s.sees("PA3QUIPU7")
		if _, open := <-live.updates; open {
			t.Error("the poller of the account that was left goes on")
		}
	})
}

func TestNotificationsNameTheOtherAccount(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		s.showLive(paper, live)
		paper.events <- client.OrderEvent{Event: "fill", ExecutionID: "e", Price: d("5"), Qty: d("3"), Order: sent("o", "filled", time.Minute)}
		s.passes(200 * time.Millisecond)
		s.sees("PAPER: Bought 3 AAPL at $5.00")
	})
}

func TestSwitchingToAnAccountWithoutATokenStartsSignIn(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("A")
		s.passes(time.Second)
		s.sees("❯ Live", "esc back")
		s.press("esc")
		s.sees("PA3QUIPU7", "Positions")
		if s.broker.followed != 1 {
			t.Errorf("%d pollers", s.broker.followed)
		}
		s.press("A", "enter")
		s.sees("Sign in to Alpaca")
		s.press("esc", "esc")
		s.sees("PA3QUIPU7")
	})
}

func TestLateAnswersOfOneAccountDoNotReachTheOther(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		s.showLive(paper, live)
		stale := sampleSnapshot()
		paper.updates <- client.Update{Snapshot: &stale, State: client.Refused, Err: &client.Error{Kind: client.ErrUnauthorized, Status: 401}}
		s.passes(200 * time.Millisecond)
		s.seesNot("no longer accepts")
		s.press("A")
		s.sees("no longer accepts this token", "PAPER")
	})
}

// showLive opens the live account while paper stays open in the background.
func (s *story) showLive(paper, live *fakeBroker) {
	paper.publish(sampleSnapshot())
	s.passes(200 * time.Millisecond)
	s.press("A")
	s.passes(time.Second)
	s.press("enter")
	live.publish(sampleSnapshot())
	s.passes(200 * time.Millisecond)
}

// twoOpen gives the program with paper in the background and live on the screen,
// and the generation of paper.
func twoOpen(t *testing.T) (m Model, paper int) {
	t.Helper()
	m = everyView(t.Context())["portfolio"]
	m.width, m.height = 150, 36
	s := m.current().session
	s.account = config.Paper
	m, _ = m.openAccount(s)
	snapshot := sampleSnapshot()
	m = play(m, feedOpened{fakeFeed{fakeBroker: newFakeBroker()}}, updateReceived{at: m.now, update: client.Update{Snapshot: &snapshot, State: client.Fresh, Since: m.now}})
	paper = generation(m)
	if m = play(m, "A"); m.current().session.account != config.Live {
		t.Fatal("A did not show the live account")
	}
	return m, paper
}

// replied gives a reply to the account of a generation.
func replied(m Model, generation int, payload any) Model {
	next, _ := m.Update(reply{generation, payload})
	return next.(Model) //nolint:forcetypeassert // it is one
}

func shownBy(m Model) string { return ansi.Strip(m.View().Content) }

func TestRepliesArriveInTheBackgroundAccount(t *testing.T) {
	snapshot := sampleSnapshot()
	down := client.Update{Snapshot: &snapshot, State: client.Fresh, Stream: client.StreamDown, Every: 3 * time.Second}
	stale := client.Update{Snapshot: &snapshot, State: client.Stale, Err: &client.Error{Kind: client.ErrUnreachable}}
	submitted := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	fill := client.OrderEvent{Event: "fill", ExecutionID: "e", Price: d("5"), Qty: d("3"), Order: sent("o", "filled", time.Minute)}
	for name, c := range map[string]struct {
		payload any
		keys    []any // pressed in the background account when it is on the screen again
		shows   string
		before  string // on the screen while it is in the background, "" for nothing
	}{
		"a fault":           {updateReceived{update: stale}, nil, "no connection", ""},
		"a lost stream":     {updateReceived{update: down}, nil, "no live order feed", ""},
		"a fill":            {eventReceived{event: fill}, nil, "Bought 3 AAPL at $5.00", "PAPER: Bought 3 AAPL at $5.00"},
		"a reply in flight": {closedOrdersRead{orders: []client.Order{{ID: "c", Symbol: "ZETA", Status: "filled", SubmittedAt: &submitted}}}, []any{"2"}, "ZETA", ""},
		"watchlists":        {watchlistsRead{all: []client.Watchlist{{ID: "w", Name: "Rockets"}}}, []any{"4"}, "Rockets", ""},
	} {
		m, paper := twoOpen(t)
		switch msg := c.payload.(type) {
		case updateReceived:
			msg.at, snapshot.At = m.now, m.now
			c.payload = msg
		case eventReceived:
			msg.at = m.now
			c.payload = msg
		}
		m = replied(m, paper, c.payload)
		if shown := shownBy(m); c.before == "" && strings.Contains(shown, c.shows) || !strings.Contains(shown, c.before) {
			t.Errorf("%s: on the live account's screen:\n%s", name, shown)
		}
		for range 2 {
			m = play(m, "A")
			m = play(m, c.keys...)
			if shown := shownBy(m); !strings.Contains(shown, c.shows) || strings.Contains(shown, "PAPER: ") {
				t.Errorf("%s: on the paper account's screen %q is not:\n%s", name, c.shows, shown)
			}
			m = play(m, "A")
		}
	}
}

func TestPendingFormSurvivesSwitchingAccounts(t *testing.T) {
	m, paper := twoOpen(t)
	m = play(m, "A", "4")
	m = changed(m, func(a *account) {
		a.parts = m.parts
		a.session.scope = "account:write"
		*a, _ = a.askNewList()
	})
	m = play(m, "T", "e", "c", "h", "enter")
	form := m.current().waitingForm()
	if form == 0 {
		t.Fatalf("the form does not wait:\n%s", shownBy(m))
	}
	m, _ = m.switchAccount()
	m = replied(m, paper, watchlistChanged{form: form, err: &client.Error{Kind: client.ErrRejected, Status: 422, Message: "the name is taken"}})
	if shown := shownBy(m); strings.Contains(shown, "the name is taken") || strings.Contains(shown, "New watchlist") {
		t.Errorf("paper's form is on live's screen:\n%s", shown)
	}
	m = play(m, "A")
	if shown := shownBy(m); !strings.Contains(shown, "New watchlist in PAPER") || !strings.Contains(shown, "the name is taken") {
		t.Errorf("the form is gone:\n%s", shown)
	}
}

func TestAConfirmationStaysInItsAccount(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	paper.lists = map[string]client.Watchlist{"w": {ID: "w", Name: "Chips", Assets: []client.Asset{{ID: "1", Symbol: "NVDA"}}}}
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		s.showLive(paper, live)
		s.press("A", "4")
		s.passes(time.Second)
		s.press("D")
		s.sees(`Delete "Chips"`, "from PAPER")
		s.clickOn("[A] live")
		s.sees("LIVE · REAL MONEY")
		s.seesNot(`Delete "Chips"`)
		s.press("y")
		s.clickOn("[A] paper")
		s.sees(`Delete "Chips"`, "from PAPER")
		if len(paper.changed) > 0 || len(live.changed) > 0 {
			t.Fatalf("changed: %v, %v", paper.changed, live.changed)
		}
		s.press("y")
		s.passes(time.Second)
		if len(paper.changed) != 1 || paper.changed[0] != "delete w" || len(live.changed) > 0 {
			t.Errorf("changed: %v, %v", paper.changed, live.changed)
		}
	})
}

func TestLateRepliesOfAClosedAccountAreDropped(t *testing.T) {
	m, paper := twoOpen(t)
	m = play(m, "A", "esc", "esc") // closes paper
	if len(m.accounts) != 1 {
		t.Fatalf("%d accounts are open", len(m.accounts))
	}
	before := shownBy(m)
	snapshot := sampleSnapshot()
	late := replied(m, paper, updateReceived{at: m.now, update: client.Update{Snapshot: &snapshot, State: client.Stale}})
	late = replied(late, paper, tokenDeleted{errDown})
	if shownBy(late) != before || len(late.accounts) != 1 || late.accounts[0].session.account != config.Live {
		t.Errorf("a late reply was taken in:\n%s", shownBy(late))
	}
	if shown := shownBy(play(late, "esc")); !strings.Contains(shown, "LIVE") || strings.Contains(shown, "could not be deleted") {
		t.Errorf("the account that is left:\n%s", shown)
	}
}

// clickOn clicks the middle of a text on the screen.
func (s *story) clickOn(text string) {
	s.t.Helper()
	for y, line := range strings.Split(s.screen.text(), "\n") {
		if x := strings.Index(line, text); x >= 0 {
			s.program.Send(tea.MouseClickMsg{X: ansi.StringWidth(line[:x]) + ansi.StringWidth(text)/2, Y: y, Button: tea.MouseLeft})
			s.passes(100 * time.Millisecond)
			return
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.screen.text())
}
