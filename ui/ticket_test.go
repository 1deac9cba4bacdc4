package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/config"
	"quipu/market"
	"quipu/trade"
)

// ticketSizes are the windows whose screens are kept.
var ticketSizes = [][2]int{{80, 24}, {130, 45}}

// tellTicket runs a story of a paper account at each size.
func tellTicket(t *testing.T, told func(*story)) {
	t.Helper()
	for _, size := range ticketSizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			tell(t, telling{width: size[0], height: size[1], change: withToken("paper")}, func(s *story) {
				s.portfolio()
				told(s)
			})
		})
	}
}

func TestTicketShowsWhatTheOrderWouldDo(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.openTicketOnAAPL("b")
		s.sees("Buy AAPL", "120.02", "bid $120.00   ask $120.02")
		s.press("1", "0")
		s.sees("$1,200.20  estimate", "15 AAPL")
		s.golden()
	})
}

// openTicketOnAAPL opens a ticket on the row of AAPL shares, by the key of a side.
func (s *story) openTicketOnAAPL(side string) {
	s.t.Helper()
	s.press("/", "A", "A", "P", "L", "enter", "G", side)
	s.passes(200 * time.Millisecond)
}

func TestPaperOrderIsReviewedAndSentOnce(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.openTicketOnAAPL("b")
		s.press("1", "enter")
		s.passes(time.Second)
		s.seesWrapped("Buy 1 AAPL, limit $120.02, good for the day, about $120.02, on PAPER PA3QUIPU7", "y send")
		if got := s.sentOrders(); got != "" {
			t.Fatalf("sent before it was confirmed: %s", got)
		}
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if got := s.sentOrders(); got != "Buy 1 AAPL, limit $120.02, good for the day, about $120.02" {
			t.Fatalf("sent %q", got)
		}
		s.sees("accepted")
		s.press("y", "enter")
		s.passes(5 * time.Second)
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

func TestProgressIsShownUntilTheOrderIsFinal(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.sendOneShare()
		s.sees("accepted")
		order := client.Order{ID: "broker-1", ClientOrderID: "quipu-1", Symbol: "AAPL", Side: "buy", Type: "limit", Qty: d("1"), Status: "filled", FilledQty: d("1"), FilledAvgPrice: d("120.02")}
		s.broker.events <- client.OrderEvent{Event: "fill", Order: order, Qty: d("1"), Price: d("120.02")}
		s.passes(time.Second)
		s.sees("filled 1 @ $120.02")
		if len(s.trading.observed) != 1 {
			t.Errorf("the journal was told %d orders", len(s.trading.observed))
		}
		s.golden()
		s.press("esc")
		s.sees("1 Positions")
	})
}

// seesWrapped looks for texts that may be wrapped.
func (s *story) seesWrapped(texts ...string) {
	s.t.Helper()
	shown := strings.Join(strings.Fields(s.screen.text()), " ")
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			s.t.Fatalf("%q is not on the screen:\n%s", text, s.screen.text())
		}
	}
}

// sendOneShare buys one share of AAPL.
func (s *story) sendOneShare() {
	s.t.Helper()
	s.openTicketOnAAPL("b")
	s.press("1", "enter")
	s.passes(time.Second)
	s.press("y")
	s.passes(time.Second)
	if len(s.trading.sent) != 1 {
		s.t.Fatalf("sent %d orders:\n%s", len(s.trading.sent), s.screen.text())
	}
}

// An order that fills at once is no longer among the working ones: it is read by itself.
func TestOrderThatTheStreamMissedIsRead(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sendOneShare()
		s.trading.orders["broker-1"] = client.Order{ID: "broker-1", Symbol: "AAPL", Status: "filled", Qty: d("1"), FilledQty: d("1"), FilledAvgPrice: d("120.02")}
		s.publishesAgain()
		s.sees("filled 1 @ $120.02")
	})
}

// publishesAgain publishes another reading of the account.
func (s *story) publishesAgain() {
	s.broker.publish(sampleSnapshot())
	s.passes(500 * time.Millisecond)
}

func TestRejectionNamesTheReasonAndKeepsWhatWasTyped(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.answer = trade.Entry{State: trade.Refused, Reason: "submit order: not allowed (403): insufficient buying power"}
		s.trading.sendErr = &client.Error{Doing: "submit order", Kind: client.ErrForbidden, Status: 403, Message: "insufficient buying power ($1.00 available, $120.02 needed)"}
		s.openTicketOnAAPL("b")
		s.press("1", "7", "enter")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		s.sees("rejected: insufficient buying power ($1.00 available, $120.02 needed)", "e edit")
		s.golden()
		s.press("e")
		s.passes(time.Second)
		s.sees("Buy AAPL", "17")
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

func TestUnknownOutcomeIsLookedUpAndNeverSentAgain(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		unknown := trade.Entry{Intent: trade.Intent{ID: "quipu-1", Action: trade.Submit, Symbol: "AAPL", Side: "buy", Qty: d("1")}, State: trade.Unknown}
		s.trading.unknown = []trade.Entry{unknown}
		s.sendOneShare()
		s.sees("not known yet: asking Alpaca for order quipu-1", "do not send it again", "1 order not known yet")
		s.golden()
		s.press("esc")
		s.sees("1 order not known yet")
		s.passes(20 * time.Second)
		if s.trading.settles < 3 {
			t.Errorf("looked up %d times", s.trading.settles)
		}
		settled := unknown
		settled.State, settled.OrderID, settled.Status = trade.Accepted, "broker-1", "new"
		s.trading.unknown, s.trading.settled = nil, []trade.Entry{settled}
		s.passes(40 * time.Second)
		s.seesNot("not known yet")
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

func TestWhatAnEarlierRunLeftIsShown(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		left := trade.Entry{Intent: trade.Intent{ID: "quipu-9", Action: trade.Submit, Symbol: "MSFT", Side: "sell", Qty: d("3")}}
		settled, unknown := left, left
		settled.State, settled.Status = trade.Settled, "filled"
		unknown.ID, unknown.State = "quipu-8", trade.Unknown
		s.trading.settled, s.trading.unknown = []trade.Entry{settled}, []trade.Entry{unknown}
		s.portfolio()
		s.passes(time.Second)
		s.sees("Filled: Sell 3 MSFT, of an earlier run", "1 order not known yet")
	})
}

// Ways to type y that are no confirmation. Each is tried on a review that has just been
// asked for, and on one that has been on the screen for long.
var blindWays = map[string]func(*story){
	"pasted": func(s *story) { s.program.Send(tea.PasteMsg{Content: "y"}) },
	"held down": func(s *story) {
		for range 30 {
			s.packet.Add(1)
			s.program.Send(tea.KeyPressMsg{Code: 'y', Text: "y", IsRepeat: true})
			s.passes(40 * time.Millisecond)
		}
	},
	"in one packet with another key after it":  func(s *story) { s.onePacket("y", "e", "s") },
	"in one packet with another key before it": func(s *story) { s.onePacket("z", "y") },
	"twice in quick succession":                func(s *story) { s.onePacket("y"); s.passes(40 * time.Millisecond); s.onePacket("y") },
	"by a click":                               func(s *story) { s.program.Send(tea.MouseClickMsg{X: 4, Y: 9, Button: tea.MouseLeft}) },
	"with another letter":                      func(s *story) { s.press("Z") },
}

// onePacket types keys that the terminal was given at once.
func (s *story) onePacket(names ...string) {
	s.packet.Add(1)
	for _, name := range names {
		s.program.Send(keyNamed(name))
	}
}

func TestNoOrderLeavesByKeysThatNobodyMeant(t *testing.T) {
	for name, way := range blindWays {
		for _, looked := range []time.Duration{0, 200 * time.Millisecond, 5 * time.Second} {
			t.Run(fmt.Sprintf("%s after %s", name, looked), func(t *testing.T) {
				tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
					s.portfolio()
					s.openTicketOnAAPL("b")
					s.press("1")
					s.packet.Add(1)
					s.program.Send(keyNamed("enter"))
					if s.passes(10 * time.Millisecond); looked > 0 {
						s.passes(looked)
					}
					way(s)
					s.passes(3 * time.Second)
					if got := s.sentOrders(); got != "" {
						t.Fatalf("sent %s:\n%s", got, s.screen.text())
					}
				})
			})
		}
	}
}

func TestNoOrderLeavesByKeysTypedAhead(t *testing.T) {
	for name, gap := range map[string]time.Duration{"in one packet": 0, "as fast as they come": time.Millisecond, "quickly": 110 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.press("/", "A", "A", "P", "L", "enter", "G")
				for _, key := range []string{"b", "1", "enter", "y"} {
					if gap > 0 {
						s.packet.Add(1)
					}
					s.program.Send(keyNamed(key))
					s.passes(gap)
				}
				s.passes(3 * time.Second)
				if got := s.sentOrders(); got != "" {
					t.Fatalf("sent %s", got)
				}
			})
		})
	}
}

// What the terminal has not read nobody has seen.
func TestNoOrderLeavesWhileTheTerminalDoesNotRead(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.press("1")
		stuck := make(chan struct{})
		s.screen.mu.Lock()
		s.screen.held = stuck
		s.screen.mu.Unlock()
		s.press("enter")
		s.passes(5 * time.Second)
		s.press("y")
		s.passes(5 * time.Second)
		if got := s.sentOrders(); got != "" {
			t.Fatalf("sent %s", got)
		}
		s.screen.mu.Lock()
		s.screen.held = nil
		s.screen.mu.Unlock()
		close(stuck)
		s.publishesAgain()
		s.passes(2 * time.Second)
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d orders once the terminal reads", n)
		}
	})
}

// Another window, and the help over the review, make it another view.
func TestAReviewThatWasDrawnAnewIsLookedAtAnew(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.press("1", "enter")
		s.passes(5 * time.Second)
		s.screen.mu.Lock()
		s.screen.term.Resize(100, 30)
		s.screen.mu.Unlock()
		s.program.Send(tea.WindowSizeMsg{Width: 100, Height: 30})
		s.passes(150 * time.Millisecond)
		s.press("y")
		s.passes(time.Second)
		if got := s.sentOrders(); got != "" {
			t.Fatalf("sent %s", got)
		}
		s.sees("Not yet")
		s.passes(2 * time.Second)
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 {
			t.Errorf("sent %d orders", n)
		}
	})
}

func TestReviewThatDoesNotFitCannotBeConfirmed(t *testing.T) {
	tell(t, telling{width: 40, height: 12, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.press("1", "enter")
		s.passes(5 * time.Second)
		s.sees("Enlarge the window")
		s.press("y")
		s.passes(time.Second)
		if got := s.sentOrders(); got != "" {
			t.Fatalf("sent %s", got)
		}
	})
}

func TestLiveOrderIsConfirmedByTypingTheSymbol(t *testing.T) {
	for _, size := range ticketSizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			tell(t, telling{width: size[0], height: size[1], change: func(p *Parts) {
				p.Settings.Account = config.Live
				withToken("live")(p)
			}}, func(s *story) {
				s.press("enter")
				s.portfolio()
				s.openTicketOnAAPL("b")
				s.press("1", "enter")
				s.passes(2 * time.Second)
				s.seesWrapped("on LIVE PA3QUIPU7", "Type AAPL to send")
				for _, way := range []func(){
					func() { s.press("y") },
					func() { s.press("enter") },
					func() { s.program.Send(tea.PasteMsg{Content: "AAPL"}); s.press("enter") },
					func() { s.onePacket("A", "A", "P", "L", "enter") },
				} {
					way()
					s.passes(2 * time.Second)
					if got := s.sentOrders(); got != "" {
						t.Fatalf("sent %s:\n%s", got, s.screen.text())
					}
				}
				s.golden()
				for range 5 {
					s.program.Send(tea.KeyPressMsg{Code: tea.KeyBackspace})
					s.packet.Add(1)
					s.passes(50 * time.Millisecond)
				}
				s.press("a", "a", "p", "l")
				s.publishesAgain()
				s.passes(time.Second)
				s.press("enter")
				s.passes(time.Second)
				if n := len(s.trading.sent); n != 1 {
					t.Errorf("sent %d orders:\n%s", n, s.screen.text())
				}
			})
		})
	}
}

func TestCancelNamesWhatGoesWithTheOrder(t *testing.T) {
	tellTicket(t, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Orders[0].Status, snapshot.Orders[0].Class = "new", "bracket"
		snapshot.Orders[0].Legs = []client.Order{{ID: "leg", AssetID: "1", Symbol: "AAPL", Side: "sell", Type: "stop", Qty: d("5"), StopPrice: d("100"), Status: "held"}}
		s.broker.publish(snapshot)
		s.passes(time.Second)
		s.press("2")
		s.passes(time.Second)
		s.press("x")
		s.passes(time.Second)
		s.seesWrapped("Cancel: sell 5 AAPL limit $130.00, on PAPER PA3QUIPU7", "With it goes: sell 5 AAPL stop $100.00")
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if len(s.trading.cancelled) != 1 || s.trading.cancelled[0].ID != "o1" {
			t.Fatalf("cancelled %v", s.trading.cancelled)
		}
		s.sees("pending cancel")
		s.trading.orders["o1"] = client.Order{ID: "o1", Symbol: "AAPL", Status: "canceled"}
		snapshot.Orders = snapshot.Orders[1:]
		s.broker.publish(snapshot)
		s.passes(time.Second)
		s.sees("canceled")
	})
}

// An order of several legs has no symbol: on a live account a word is typed all the same.
func TestLiveCancelOfSeveralLegsIsTypedToo(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
		p.Settings.Account = config.Live
		withToken("live")(p)
	}}, func(s *story) {
		s.press("enter")
		snapshot := sampleSnapshot()
		snapshot.Orders = []client.Order{{ID: "m", Class: "mleg", Type: "limit", Qty: d("1"), Status: "new", LimitPrice: d("1.85"), Legs: []client.Order{{ID: "l1", Symbol: "AAPL261218C00250000", Side: "buy", Status: "new"}}}}
		s.broker.publish(snapshot)
		s.passes(time.Second)
		s.press("2")
		s.passes(time.Second)
		s.press("x")
		s.passes(time.Second)
		s.sees("Type confirm to cancel the order")
		s.press("y", "enter")
		s.passes(time.Second)
		if len(s.trading.cancelled) != 0 {
			t.Error("cancelled by y")
		}
	})
}

func TestModifyShowsWhatChangesAndReplacesOnce(t *testing.T) {
	tellTicket(t, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Orders[0].Status, snapshot.Orders[0].TimeInForce = "new", "day"
		s.trading.orders["o1"] = snapshot.Orders[0]
		s.trading.facts.Orders = snapshot.Orders[:1]
		s.broker.publish(snapshot)
		s.passes(time.Second)
		s.press("2")
		s.passes(time.Second)
		s.sees("x cancel", "m modify")
		s.press("m")
		s.passes(time.Second)
		s.sees("Sell 5 AAPL limit $130.00", "130.00", "the whole, with what is filled")
		s.press("enter")
		s.passes(time.Second)
		s.sees("nothing of the order is changed")
		s.press("-", "-", "enter")
		s.passes(time.Second)
		s.seesWrapped("Replace sell 5 AAPL limit: limit $130.00 → $129.98, on PAPER PA3QUIPU7")
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 {
			t.Fatalf("sent %d", n)
		}
		if got := s.trading.sent[0].Request; !got.LimitPrice.Decimal.Equal(d("129.98").Decimal) || got.Qty.Valid {
			t.Errorf("asked for %+v", got)
		}
	})
}

func TestCloseNamesWhatIsCancelledBeforeAndSendsOnce(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.facts.Orders = []client.Order{{ID: "o1", AssetID: "1", Symbol: "AAPL", Side: "sell", Type: "limit", Qty: d("5"), LimitPrice: d("130"), Status: "new"}}
		s.trading.facts.Positions[0].QtyAvailable = d("0")
		s.press("/", "A", "A", "P", "L", "enter", "G")
		s.sees("x close")
		s.press("x")
		s.passes(time.Second)
		s.seesWrapped("Cancel sell 5 AAPL limit $130.00, after which nothing protects the position. Then: Close AAPL: sell all 5 at the market", "on PAPER PA3QUIPU7")
		s.golden()
		s.press("y")
		s.passes(time.Second)
		if len(s.trading.closed) != 1 {
			t.Fatalf("closed %d times", len(s.trading.closed))
		}
		s.sees("cancelling sell 5 AAPL limit", "accepted")
		s.press("y")
		s.passes(time.Second)
		if len(s.trading.closed) != 1 {
			t.Errorf("closed %d times", len(s.trading.closed))
		}
	})
}

// A question that nobody waits for any more does not appear under the person's fingers.
func TestCloseAsksOnlyWhoHasWaitedForIt(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("/", "A", "A", "P", "L", "enter", "G")
		s.onePacket("x", "j")
		s.passes(time.Second)
		s.sees("Press x again to close AAPL.")
		s.seesNot("y close the position")
	})
}

// The keys of trading wait for fresh figures, and for a sign-in that may trade.
func TestTradingKeysNeedFreshFiguresAndThePermission(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sees("b buy", "s sell")
		snapshot := sampleSnapshot()
		s.broker.updates <- client.Update{Seq: 9, Snapshot: &snapshot, State: client.Stale, Err: errDown, Since: time.Now()}
		s.passes(time.Second)
		s.seesNot("b buy", "s sell")
		s.press("b")
		s.sees("The figures are not fresh")
		s.seesNot("Quantity")
	})
	tell(t, telling{change: func(p *Parts) {
		withToken("paper")(p)
		token := p.Tokens.(*fakeTokens).held["paper"]
		token.Scope = "data"
		p.Tokens.(*fakeTokens).held["paper"] = token
	}}, func(s *story) {
		s.portfolio()
		s.seesNot("b buy", "s sell")
		s.press("b")
		s.seesWrapped("can view PAPER PA3QUIPU7, but not trade on it. Sign in again to trade?")
	})
}

func TestNothingTypedIsLost(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.press("1", "2", "enter")
		s.passes(time.Second)
		s.sees("Buy 12 AAPL")
		for _, back := range []string{"e", "esc"} {
			s.press(back)
			s.sees("Quantity", "12")
			s.press("enter")
			s.passes(time.Second)
			s.sees("Buy 12 AAPL")
		}
		s.press("esc", "esc")
		s.sees("Press esc again to discard")
		s.press("3")
		s.sees("123")
		s.press("esc", "esc")
		s.sees("1 Positions")
		if strings.Contains(s.screen.text(), "Quantity") {
			t.Error("the ticket is open")
		}
	})
}

// TestLiveOrderWithoutMarketDataWantsTheSymbolToo: the amount alone confirms no real
// money.
func TestLiveOrderWithoutMarketDataWantsTheSymbolToo(t *testing.T) {
	tell(t, telling{width: 130, height: 45, change: func(p *Parts) {
		p.Settings.Account = config.Live
		withToken("live")(p)
	}}, func(s *story) {
		s.trading.facts.Quote = client.Latest{}
		s.press("enter")
		s.portfolio()
		s.openTicketOnAAPL("s")
		s.press("1", "tab", "left", "enter")
		s.passes(2 * time.Second)
		s.seesWrapped("There is no market data", "Type AAPL to send")
	})
}

func TestUnknownOrderIsKnownByItsEvent(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		s.sendOneShare()
		s.sees("1 order not known yet")
		o := client.Order{ID: "broker-1", ClientOrderID: "quipu-1", Symbol: "AAPL", Side: "buy", Type: "limit", Status: "new", Qty: d("1"), FilledQty: d("0")}
		s.broker.events <- client.OrderEvent{Event: "new", Order: o}
		s.passes(time.Second)
		s.seesNot("not known yet")
	})
}

func TestUnknownOrderIsNotKnownByAnEventOfAnotherProgram(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		s.sendOneShare()
		s.sees("1 order not known yet")
		o := client.Order{ID: "broker-9", ClientOrderID: "quipu-1", Symbol: "JPM", Side: "sell", Type: "limit", Status: "filled", Qty: d("4"), FilledQty: d("4")}
		s.broker.events <- client.OrderEvent{Event: "fill", Order: o}
		s.passes(time.Second)
		s.sees("1 order not known yet")
		if len(s.trading.observed) != 0 {
			t.Errorf("the journal is told of %+v", s.trading.observed)
		}
	})
}

// limitedBy has the real limits checked, with a journal.
func (s *story) limitedBy(limits trade.Limits) {
	s.t.Helper()
	s.settlesByJournal()
	s.trading.trader.Limits = limits
}

// Which limit a typed amount overrides, the limits say: the ticket shows where to type it.
func TestTheCollarIsOverriddenByTypingTheAmount(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.limitedBy(trade.Limits{PriceCollarPct: decimal.NewFromInt(10)})
		s.openTicketOnAAPL("b")
		s.press("1", "0", "tab", "tab")
		for range 6 {
			s.program.Send(tea.KeyPressMsg{Code: tea.KeyBackspace})
		}
		s.types("140.00")
		s.seesNot("Amount")
		s.press("enter", "enter")
		s.passes(time.Second)
		s.sees("worse than the market", "Amount", "type the order's value to send it anyway")
		s.golden()
		s.press("tab", "tab", "tab", "tab", "tab")
		s.types("1300")
		s.press("enter")
		s.passes(time.Second)
		s.sees("It is not the value of the order: $1,400.00.")
		for range 4 {
			s.program.Send(tea.KeyPressMsg{Code: tea.KeyBackspace})
		}
		s.types("$1400")
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Buy 10 AAPL, limit $140.00", "y send")
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 || !s.trading.sent[0].Ticket.Amount.Decimal.Equal(decimal.NewFromInt(1400)) {
			t.Errorf("sent %d orders", n)
		}
	})
}

func TestMarketOrderWithoutAQuoteIsSentOnceItsAmountIsTyped(t *testing.T) {
	for _, live := range []bool{false, true} {
		t.Run(fmt.Sprintf("live %t", live), func(t *testing.T) {
			account := "paper"
			if live {
				account = "live"
			}
			tell(t, telling{width: 80, height: 24, change: func(p *Parts) {
				p.Settings.Account = config.Account(account)
				withToken(account)(p)
			}}, func(s *story) {
				s.limitedBy(trade.Limits{AllowLive: true})
				s.trading.facts.Quote, s.trading.facts.Positions = client.Latest{}, nil
				if live {
					s.press("enter")
				}
				s.portfolio()
				s.openTicketOnAAPL("b")
				s.press("1", "tab", "left")
				s.sees("Amount", "what it may cost: there is no quote")
				s.press("enter")
				s.passes(time.Second)
				s.seesWrapped("type the amount that it may come to")
				s.press("tab", "tab", "tab", "tab")
				s.types("250")
				s.press("enter")
				s.passes(time.Second)
				s.sees("There is no market data")
				if live {
					s.sees("Type AAPL to send")
					return
				}
				s.press("y")
				s.passes(time.Second)
				if n := len(s.trading.sent); n != 1 {
					t.Errorf("sent %d orders:\n%s", n, s.screen.text())
				}
			})
		})
	}
}

// SHIBUSD alone does not tell that it is crypto.
func TestTicketTakesTheClassThatTheBrokerGives(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.broker.activities = []client.Activity{
			{ID: "2", Type: "CFEE", Symbol: "SHIBUSD", Price: d("0.00001234"), NetAmount: d("-0.01"), Date: "2000-01-01"},
			{ID: "1", Type: "FILL", Side: "buy", Symbol: "SHIBUSD", Qty: d("5"), Price: d("0.00001234"), At: time.Now()},
		}
		s.broker.assetsErr = errDown
		s.portfolio()
		s.trading.facts.Asset = client.Asset{ID: "c", Symbol: "SHIB/USD", Class: market.Crypto, Status: "active", Tradable: true}
		s.trading.asked = "SHIBUSD"
		s.press("3")
		s.passes(time.Second)
		s.press("down", "enter", "b")
		s.passes(time.Second)
		s.sees("Buy SHIB/USD", "gtc  ioc")
		s.seesNot("Extended", "Stop loss")
	})
}

func TestTicketBeginsWithTheDefaultType(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: func(p *Parts) {
		withToken("paper")(p)
		p.Settings.DefaultType = "market"
	}}, func(s *story) {
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.seesNot("Limit")
		s.press("1", "enter")
		s.passes(time.Second)
		s.seesWrapped("Buy 1 AAPL at the market, good for the day")
	})
}

// What was ordered before is a hint: the quantity stays empty.
func TestEarlierOrderOfTheSymbolIsAHint(t *testing.T) {
	tellTicket(t, func(s *story) {
		at := time.Now().Add(-time.Hour)
		earlier := client.Order{ID: "e", AssetID: "1", Symbol: "AAPL", Side: "buy", Type: trade.Limit, Qty: d("12"), LimitPrice: d("118"), Status: "filled", SubmittedAt: &at}
		other := earlier
		other.AssetID, other.Symbol, other.Qty = "2", "MSFT", d("77")
		later := at.Add(time.Minute)
		other.SubmittedAt = &later
		s.trading.facts.Today = []client.Order{earlier, other}
		s.openTicketOnAAPL("b")
		s.sees("last order: buy 12 limit $118.00, filled")
		s.press("enter")
		s.passes(time.Second)
		s.sees("How much?")
		if got := s.sentOrders(); got != "" {
			t.Errorf("sent %s", got)
		}
	})
}

// Enter may come before the quote: it waits for it, and what is typed meanwhile is lost
// rather than entered as a price.
func TestEnterBeforeTheQuoteWaitsForIt(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.factsDelay = 2 * time.Second
		s.openTicketOnAAPL("b")
		s.press("1", "enter", "y")
		s.sees("Reading the quote")
		s.passes(4 * time.Second)
		s.seesWrapped("Buy 1 AAPL, limit $120.02, good for the day", "y send")
		if got := s.sentOrders(); got != "" {
			t.Fatalf("sent before it was confirmed: %s", got)
		}
	})
}

func TestEnterBeforeAQuoteThatDoesNotComeSaysWhatIsMissing(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.factsDelay = 2 * time.Second
		s.trading.facts.Quote = client.Latest{}
		s.openTicketOnAAPL("b")
		s.press("1", "enter")
		s.passes(4 * time.Second)
		s.sees("❯ Limit", "no quote")
		s.seesNot("$120.00  estimate") // by a price that the order does not have
		s.seesNot("y send", "again…")
	})
}
