package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/config"
	"quipu/trade"
)

// showThree shows three working orders: a bracket of AAPL, a limit of KO, a stop of TSLA.
func (s *story) showThree() {
	s.t.Helper()
	leg := func(id string) client.Order {
		return sent(id, "held", time.Hour, func(o *client.Order) { o.Side, o.Class = "sell", "bracket" })
	}
	named := func(symbol, asset string) func(*client.Order) {
		return func(o *client.Order) { o.Symbol, o.AssetID, o.Side = symbol, asset, "sell" }
	}
	s.trading.working = []client.Order{
		sent("o1", "new", time.Hour, func(o *client.Order) { o.Class, o.Legs = "bracket", []client.Order{leg("l1"), leg("l2")} }),
		sent("o2", "new", 2*time.Hour, named("KO", "ko")),
		sent("o3", "new", 3*time.Hour, named("TSLA", "tsla"), func(o *client.Order) { o.Type, o.StopPrice, o.LimitPrice = "stop", d("200"), d("") }),
	}
	s.broker.publish(withOrders(s.trading.working...))
	s.passes(200 * time.Millisecond)
	s.press("2")
	s.passes(time.Second)
}

func (s *story) cancelledIDs() string {
	s.trading.mu.Lock()
	defer s.trading.mu.Unlock()
	var all []string
	for _, o := range s.trading.cancelled {
		all = append(all, o.ID)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestSelectedOrdersAreCancelledByOneQuestion(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.showThree()
		s.press("v", "down", "v", "down")
		s.sees("● 2 selected", "x cancel 2 orders")
		s.press("x")
		s.passes(time.Second)
		s.sees("Cancel 2 orders on PAPER PA3QUIPU7:", "buy 10 AAPL limit $120.00", "sell 10 KO limit $120.00", "y cancel them")
		if n := strings.Count(s.screen.text(), "with it goes: sell 10 AAPL"); n != 2 {
			t.Fatalf("%d orders go with it:\n%s", n, s.screen.text())
		}
		s.seesNot("TSLA")
		s.golden()
		if got := s.cancelledIDs(); got != "" {
			t.Fatalf("cancelled %q before it was confirmed", got)
		}
		s.press("y")
		s.passes(time.Second)
		if got := s.cancelledIDs(); got != "o1 o2" {
			t.Fatalf("cancelled %q", got)
		}
		s.sees("Cancel buy 10 AAPL limit $120.00", "Cancel sell 10 KO limit $120.00", "pending cancel")
		now := time.Now()
		for _, id := range []string{"o1", "o2"} {
			ended := *client.FindOrder(s.trading.working, id)
			ended.Status, ended.CanceledAt, ended.UpdatedAt = "canceled", &now, &now
			s.broker.events <- client.OrderEvent{Event: "canceled", Order: ended}
		}
		s.passes(time.Second)
		if n := strings.Count(s.screen.text(), "   canceled"); n != 2 {
			t.Fatalf("%d are canceled:\n%s", n, s.screen.text())
		}
		s.press("y", "enter")
		s.passes(time.Second)
		s.seesWrapped("Cancel: buy 10 AAPL")
		s.press("esc", "esc")
		s.seesNot("selected")
		if got := s.cancelledIDs(); got != "o1 o2" {
			t.Errorf("cancelled %q", got)
		}
	})
}

// An order that changed while the question stood is left, and said; the others are not.
func TestSelectedOrderThatChangedIsNotCancelled(t *testing.T) {
	for name, change := range map[string]func(*story) string{
		"filled":       func(s *story) string { s.trading.working = s.trading.working[:1]; return "no longer works" },
		"another size": func(s *story) string { s.trading.working[1].Qty = d("20"); return "it is sell 20 KO" },
		"unreadable":   func(s *story) string { s.trading.workingErr = errors.New("no network"); return "not sent: no network" },
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				s.showThree()
				s.press("v", "down", "v", "x")
				s.passes(time.Second)
				s.trading.working = slices.Clone(s.trading.working)
				why := change(s)
				s.press("y")
				s.passes(time.Second)
				s.sees(why)
				want := "o1"
				if s.trading.workingErr != nil {
					want = ""
				}
				if got := s.cancelledIDs(); got != want {
					t.Errorf("cancelled %q, want %q", got, want)
				}
			})
		})
	}
}

func TestSelectionIsClearedByEscAndLosesWhatEnds(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showThree()
		s.press("v", "down", "v", "down", "v")
		s.sees("● 3 selected")
		s.press("o", "O", "/", "K", "O", "enter")
		s.sees("x cancel 3 orders")
		s.press("esc")
		s.seesNot("x cancel 3 orders")
		s.sees("/KO")
		s.press("esc")
		for range 3 {
			s.press("g", "v", "G", "v")
		}
		s.sees("● 2 selected")
		s.broker.publish(withOrders(s.trading.working[:1]...))
		s.passes(time.Second)
		s.sees("● 1 selected", "x cancel 1 order")
	})
}

// On LIVE a word is typed: the symbol where all are of one.
func TestSelectedLiveOrdersAreCancelledByTyping(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.Account = config.Live
		withToken("live")(p)
	}}, func(s *story) {
		s.press("enter")
		s.portfolio()
		s.showThree()
		s.press("v", "down", "v", "x")
		s.passes(time.Second)
		s.sees("Type cancel to cancel them")
		s.press("y", "enter")
		s.passes(time.Second)
		if got := s.cancelledIDs(); got != "" {
			t.Fatalf("cancelled %q", got)
		}
	})
}

func TestSelectedPositionsAreClosedByOneQuestion(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.alike = true
		s.press("v", "down", "v", "down", "v") // the first is an option, which quipu does not trade
		s.sees("● 2 selected", "x close 2 positions")
		s.press("x")
		s.passes(time.Second)
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.closed); n != 2 {
			t.Fatalf("%d closed:\n%s", n, s.screen.text())
		}
		s.sees("Close BRK.B", "Close SIRI")
		s.press("esc")
		s.seesNot("selected")
	})
}

// What cannot be closed is said in the question, which is about the others.
func TestWhatCannotBeClosedOfASelectionIsSaid(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("down", "down", "v", "down", "v", "x")
		s.passes(time.Second)
		s.sees("Close 1 position on PAPER PA3QUIPU7:", "Close AAPL: sell all 5", "SIRI is not closed: ")
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.closed); n != 1 || s.trading.closed[0].Plan.Order.Symbol != "AAPL" {
			t.Fatalf("%d closed", n)
		}
	})
}

func TestNothingIsAskedWhereNoneOfASelectionCanBeClosed(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.trading.alike, s.trading.limits = true, trade.Problems{{Field: trade.TicketField, By: "quipu", Text: "it is refused"}}
		s.press("down", "v", "down", "v", "x")
		s.passes(time.Second)
		s.seesWrapped("No position is closed.", "BRK.B is not closed: it is refused. SIRI is not closed: it is refused.")
		s.seesNot("y close them")
	})
}

// An order that nobody knows of is forgotten by typing its symbol, on paper too, and
// stays so whatever a lookup that was under way says.
func TestUnknownOrderIsDismissedByTypingItsSymbol(t *testing.T) {
	tellTicket(t, func(s *story) {
		unknown := trade.Entry{Intent: trade.Intent{ID: "quipu-1", Action: trade.Submit, Symbol: "AAPL", Side: "buy", Qty: d("1")}, State: trade.Unknown}
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		s.trading.unknown = []trade.Entry{unknown}
		s.sendOneShare()
		s.sees("not known yet", "d dismiss")
		s.press("d")
		s.passes(time.Second)
		s.seesWrapped("Dismiss: Buy 1 AAPL, on PAPER PA3QUIPU7.", "The broker may have it.", "no longer blocks buy orders of AAPL", "Type AAPL to dismiss it:")
		s.golden()
		s.press("y", "enter")
		s.passes(time.Second)
		if n := len(s.trading.dismissed); n != 0 {
			t.Fatalf("%d dismissed", n)
		}
		s.press("esc", "d")
		s.passes(time.Second)
		s.press("A", "A", "P", "L")
		s.passes(time.Second)
		s.press("enter")
		s.passes(time.Second)
		if got := strings.Join(s.trading.dismissed, " "); got != "quipu-1" {
			t.Fatalf("dismissed %q:\n%s", got, s.screen.text())
		}
		s.passes(30 * time.Second)
		s.seesNot("not known yet")
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}
