package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
	"quipu/trade"
)

// flatSample is what the kill switch of the sample account would do, and how it goes: KO
// stays.
func (s *story) flatSample() {
	stop := client.Order{ID: "o1", Symbol: "KO", AssetClass: "us_equity", Side: "sell", Type: "stop", Status: "new", TimeInForce: "gtc", Qty: d("10"), FilledQty: d("0"), StopPrice: d("55")}
	buy := client.Order{ID: "o2", Symbol: "AAPL", AssetID: "1", AssetClass: "us_equity", Side: "buy", Type: "limit", Status: "new", TimeInForce: "day", Qty: d("5"), FilledQty: d("2"), LimitPrice: d("110")}
	s.trading.flatPlan = trade.FlatPlan{
		Open: true, Orders: []client.Order{stop, buy},
		Positions: []client.Position{{Symbol: "AAPL", AssetClass: "us_equity", Qty: d("5")}, {Symbol: "KO", AssetClass: "us_equity", Qty: d("10")}},
	}
	f := trade.Flattening{Stage: trade.Cancelling, Reached: trade.Cancelling, Cancelled: []client.Order{stop, buy}, Open: 2}
	next := func(stage trade.Stage, change func(*trade.Flattening)) {
		s.trading.flatSteps = append(s.trading.flatSteps, f)
		f.Stage, f.Reached = stage, stage
		change(&f)
	}
	next(trade.Emptying, func(f *trade.Flattening) { f.Sent, f.Open = true, 1 })
	next(trade.Emptying, func(f *trade.Flattening) {
		f.Until, f.Err = time.Now().Add(30*time.Second), &client.Error{Doing: "read orders", Kind: client.ErrRateLimited, Status: 429}
	})
	next(trade.ClosingAll, func(f *trade.Flattening) {
		f.Until, f.Err, f.Open = time.Time{}, nil, 0
		f.Answers = []trade.FlatAnswer{{Symbol: "AAPL", Qty: d("5"), Left: d("5")}, {Symbol: "KO", Qty: d("10"), Left: d("10")}}
	})
	next(trade.Watching, func(f *trade.Flattening) {
		f.Answers = []trade.FlatAnswer{{Symbol: "AAPL", Qty: d("5"), Left: d("0"), Sent: true, OrderID: "c1"}, {Symbol: "KO", Qty: d("10"), Left: d("10"), Sent: true, Reason: "not tradable"}}
	})
	s.trading.flatSteps = append(s.trading.flatSteps, f)
	end := f
	end.Stage, end.Err = trade.Failed, trade.ErrNotFlat
	s.trading.flatSteps = append(s.trading.flatSteps, end)
}

// becomesFlat lets the kill switch end well.
func (s *story) becomesFlat() {
	s.flatSample()
	end := &s.trading.flatSteps[len(s.trading.flatSteps)-1]
	end.Stage, end.Err = trade.Flat, nil
	end.Answers = []trade.FlatAnswer{{Symbol: "AAPL", Qty: d("5"), Left: d("0"), Sent: true}, {Symbol: "KO", Qty: d("10"), Left: d("0"), Sent: true}}
}

// confirmsFlatten opens the kill switch and types its word, key by key.
func (s *story) confirmsFlatten() {
	s.t.Helper()
	s.press("K")
	s.passes(time.Second)
	s.press("f", "l", "a", "t", "t", "e", "n")
	s.passes(time.Second)
	s.press("enter")
	s.passes(500 * time.Millisecond)
}

func (s *story) flattened() []bool {
	s.trading.mu.Lock()
	defer s.trading.mu.Unlock()
	return s.trading.flattened
}

func TestKillSwitchSaysWhatItWouldDoAndWantsItsWord(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.flatSample()
		s.press("K")
		s.passes(time.Second)
		s.seesWrapped("Kill switch on PAPER PA3QUIPU7.", "Cancel 2 orders, and wait until nothing is open.", "without these stops: sell 10 KO stop $55.00.",
			"Close 2 positions at the market: 5 AAPL, 10 KO.", "Type flatten to cancel and close everything")
		s.golden()
		for _, way := range []func(){
			func() { s.press("y") }, func() { s.press("enter") },
			func() { s.program.Send(tea.PasteMsg{Content: "flatten"}); s.press("enter") },
			func() { s.onePacket("f", "l", "a", "t", "t", "e", "n", "enter") },
		} {
			way()
			s.passes(2 * time.Second)
		}
		if n := len(s.flattened()); n != 0 {
			t.Errorf("it began %d times:\n%s", n, s.screen.text())
		}
	})
}

func TestKillSwitchShowsEachStepAndEachPosition(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.flatSample()
		s.confirmsFlatten()
		s.sees("Running. Any key stops it.", "● Cancel all orders", "any key stop")
		s.passes(5 * time.Second)
		s.sees("✓ Cancel all orders: sent", "● Read until nothing is open: 1 order still open")
		s.passes(5 * time.Second)
		s.sees("Waiting ", " s: 429 too many requests. It goes on by itself.")
		s.passes(5 * time.Second)
		s.sees("● Close all positions: sent for 0 of 2", "5 held")
		s.passes(5 * time.Second)
		s.sees("● Read until the account is flat: 1 position left", "closed", "10 left: not tradable")
		s.seesNot("is flat.", "place again")
		s.passes(10 * time.Second)
		s.publishesAgain()
		s.seesWrapped("Not flat: KO (not tradable)", "✗ Read until the account is flat", "Sell 10 KO stop $55.00", "Buy 5 AAPL limit $110.00", "place again")
		s.golden()
		if got := s.flattened(); len(got) != 1 || got[0] {
			t.Errorf("it began: by limits %v", got)
		}
	})
}

// Any key stops it, also one that means something elsewhere; one that is held down does
// not.
func TestAnyKeyStopsTheKillSwitch(t *testing.T) {
	for _, key := range []string{"esc", "y", "A", "q", "?", "K", "enter"} {
		t.Run(key, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.flatSample()
				s.confirmsFlatten()
				s.program.Send(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true})
				s.passes(200 * time.Millisecond)
				s.sees("Running. Any key stops it.")
				s.passes(7 * time.Second)
				s.press(key)
				s.passes(time.Second)
				s.seesWrapped("Stopped: cancelling all orders was sent, and 1 order still worked when last read, no close was sent; not flat")
				if len(s.flattened()) != 1 {
					t.Error("it began again")
				}
			})
		})
	}
}

func TestFlatIsSaidAtTheEndAndTradingMayBeSuspended(t *testing.T) {
	for name, scope := range map[string]string{"with the permission": "trading data account:write", "without it": "trading data"} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: granted(scope)}, func(s *story) {
				s.portfolio()
				s.becomesFlat()
				s.confirmsFlatten()
				s.passes(24 * time.Second)
				s.seesNot("The account is flat")
				s.passes(6 * time.Second)
				s.sees("The account is flat.")
				if may := strings.Contains(scope, "account:write"); !may {
					s.seesNot("suspend")
					return
				}
				s.sees("S suspend trading")
				s.press("S")
				s.passes(time.Second)
				s.press("s", "u", "s", "p", "e", "n", "d")
				s.passes(time.Second)
				s.press("enter")
				s.passes(time.Second)
				if s.trading.suspended != 1 {
					t.Errorf("suspended %d times:\n%s", s.trading.suspended, s.screen.text())
				}
			})
		})
	}
}

// Each cancelled order can be placed again, as far as it was not filled and is read to be
// cancelled.
func TestCancelledOrderIsPlacedAgainByATicket(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.flatSample()
		s.trading.orders["o1"] = client.Order{ID: "o1", Symbol: "KO", Status: "filled"}
		cancelled := s.trading.flatPlan.Orders[1]
		cancelled.Status = "canceled"
		s.trading.orders["o2"] = cancelled
		s.confirmsFlatten()
		s.passes(40 * time.Second)
		s.publishesAgain()
		s.press("enter")
		s.passes(time.Second)
		s.sees("It is not cancelled but filled: nothing is placed again.")
		s.press("down", "enter")
		s.passes(time.Second)
		s.sees("Buy AAPL", "110.00", "8 AAPL")
		s.golden()
		s.press("enter")
		s.passes(time.Second)
		s.sees("Buy 3 AAPL, limit $110.00")
		s.press("esc", "esc", "esc")
		s.sees("Kill switch")
		if len(s.trading.sent) != 0 {
			t.Error("it was sent")
		}
	})
}

func TestKillSwitchClosesByLimitOrdersInExtendedHours(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.flatSample()
		s.trading.flatPlan.Open, s.trading.flatPlan.Extended = false, true
		s.press("K")
		s.passes(time.Second)
		s.seesWrapped("AAPL, KO would wait for the open", "tab close by limit orders")
		s.press("tab")
		s.passes(time.Second)
		s.seesWrapped("Close 2 positions by limit orders at the quote", "tab close at the market")
		s.seesNot("wait for the open")
		s.press("f", "l", "a", "t", "t", "e", "n")
		s.passes(time.Second)
		s.press("enter")
		s.passes(time.Second)
		if got := s.flattened(); len(got) != 1 || !got[0] {
			t.Errorf("it began: by limits %v", got)
		}
	})
}

func TestKillSwitchIsReadAgainAfterAFailure(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.flatSample()
		s.trading.factsErr = &client.Error{Doing: "read orders", Kind: client.ErrRateLimited, Status: 429, RetryAt: time.Now().Add(10 * time.Second)}
		s.press("K")
		s.passes(time.Second)
		s.sees("Nothing was sent", "Next try in")
		s.trading.factsErr = nil
		s.passes(30 * time.Second)
		s.seesWrapped("Type flatten to")
	})
}

// It needs no fresh figures on the screen: it reads its own.
func TestKillSwitchWorksWithOldFiguresAndWhereOrdersMayBeSent(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.flatSample()
		snapshot := sampleSnapshot()
		s.broker.updates <- client.Update{Seq: 9, Snapshot: &snapshot, State: client.Stale, Err: errDown, Since: time.Now()}
		s.passes(time.Second)
		s.confirmsFlatten()
		if len(s.flattened()) != 1 {
			t.Errorf("it did not begin:\n%s", s.screen.text())
		}
	})
	for name, change := range map[string]func(*Parts){
		"read-only": func(p *Parts) { withToken("paper")(p); p.Settings.ReadOnly = true }, "without the permission": granted("data"),
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: change}, func(s *story) {
				s.portfolio()
				s.press("K")
				s.passes(time.Second)
				s.seesNot("Kill switch")
				if s.trading.flatPlans != 0 {
					t.Error("it was read")
				}
			})
		})
	}
}

func TestKillSwitchOfALiveAccountIsNamedLive(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: func(p *Parts) {
		p.Settings.Account = config.Live
		withToken("live")(p)
	}}, func(s *story) {
		s.press("enter")
		s.portfolio()
		s.flatSample()
		s.press("K")
		s.passes(time.Second)
		s.seesWrapped("Kill switch on LIVE PA3QUIPU7.", "Type flatten to")
	})
}

// The screen asks once, and nothing goes on by itself.
func TestKillSwitchThatWasCutShortIsAskedAbout(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.flatSample()
		s.trading.cut = trade.Entry{Intent: trade.Intent{ID: "quipu-k", Action: trade.Flatten}, State: trade.Sent, At: time.Now().Add(-time.Hour)}
		s.portfolio()
		s.passes(2 * time.Second)
		s.seesWrapped("was cut short, or runs in another quipu. Go on?", "K look at it again")
		s.golden()
		s.passes(time.Minute)
		if len(s.flattened()) != 0 || s.trading.flatPlans != 0 {
			t.Error("it went on by itself")
		}
		s.press("esc")
		s.passes(time.Minute)
		s.seesNot("Go on?")
		s.sees("A kill switch was cut short: press K to look at it again.", "1 Positions")
		s.press("K")
		s.passes(time.Second)
		s.seesWrapped("This is a new one.", "Type flatten to")
		s.press("esc", ":")
		s.types("Dismiss")
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Dismiss: a kill switch that began at", "quipu no longer tells that it was cut short", "Type dismiss to dismiss it:")
		s.press("d", "i", "s", "m", "i", "s", "s", "enter")
		s.passes(time.Second)
		s.seesNot("A kill switch was cut short")
		s.sees("Dismissed. The account is as it was.")
	})
}

// It belongs to the account: a question is asked before it is left.
func TestKillSwitchOutlivesItsView(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.becomesFlat()
		s.confirmsFlatten()
		s.passes(40 * time.Second)
		s.press("esc")
		s.sees("1 Positions")
		s.press(":")
		s.types("Result of the kill")
		s.press("enter")
		s.sees("The account is flat.", "Sell 10 KO stop $55.00")
	})
}

// A hundred positions are not all named where the window is too low for that.
func TestKillSwitchOfManyPositionsFits(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.flatSample()
		for i := range 300 {
			s.trading.flatPlan.Positions = append(s.trading.flatPlan.Positions, client.Position{Symbol: fmt.Sprintf("SYM%d", i), AssetClass: "us_equity", Qty: d("1")})
		}
		s.press("K")
		s.passes(time.Second)
		s.seesWrapped("Close 302 positions at the market: 5 AAPL, 10 KO, 1 SYM0", "more.", "Type flatten to")
		s.seesNot("Enlarge")
	})
}

func TestCancelAllOrdersOfASymbolNamesEachAndCancelsEachOnce(t *testing.T) {
	tellTicket(t, func(s *story) {
		leg := client.Order{ID: "leg", AssetID: "1", Symbol: "AAPL", Side: "sell", Type: "stop", Qty: d("5"), StopPrice: d("100"), Status: "held"}
		s.trading.facts.Orders = []client.Order{
			{ID: "o1", AssetID: "1", Symbol: "AAPL", Side: "buy", Type: "limit", Class: "bracket", Qty: d("5"), LimitPrice: d("110"), Status: "new", Legs: []client.Order{leg}},
			{ID: "o2", AssetID: "1", Symbol: "AAPL", Side: "buy", Type: "limit", Qty: d("7"), LimitPrice: d("105"), Status: "new"},
			{ID: "o3", AssetID: "9", Symbol: "KO", Side: "buy", Type: "limit", Qty: d("7"), LimitPrice: d("50"), Status: "new"},
		}
		s.press("/", "A", "A", "P", "L", "enter", "G", ":")
		s.types("Cancel all orders of AAPL")
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Cancel 2 orders of AAPL, on PAPER PA3QUIPU7.", "Buy 5 AAPL limit $110.00.", "With it: sell 5 AAPL stop $100.00.", "Buy 7 AAPL limit $105.00.", "y cancel them")
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.cancelled); n != 2 || s.trading.cancelled[0].ID != "o1" || s.trading.cancelled[1].ID != "o2" {
			t.Errorf("cancelled %v", s.trading.cancelled)
		}
		s.sees("Sent together", "Cancel buy 5 AAPL limit $110.00", "Cancel buy 7 AAPL limit $105.00")
	})
}
