package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"quipu/client"
	"quipu/trade"
	"quipu/ui/ticket"
)

// ordersByID is a broker that finds orders by the ids that they were sent with.
type ordersByID struct {
	trade.Broker
	orders map[string]client.Order
}

func (b ordersByID) OrderByClientID(_ context.Context, id string) (client.Order, error) {
	if o, found := b.orders[id]; found {
		return o, nil
	}
	return client.Order{}, &client.Error{Kind: client.ErrNotFound, Status: 404}
}

// settlesByJournal gives the program a journal of its own, and the broker's orders.
func (s *story) settlesByJournal() (*trade.Journal, map[string]client.Order) {
	s.t.Helper()
	journal, err := trade.OpenJournal(s.t.TempDir(), "PA3QUIPU7", "https://paper-api.alpaca.markets", time.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	orders := map[string]client.Order{}
	s.trading.trader = &trade.Trader{Broker: ordersByID{orders: orders}, Journal: journal, Now: time.Now}
	return journal, orders
}

// begins writes an order that is about to leave into a journal.
func (s *story) begins(journal *trade.Journal, id string) {
	s.t.Helper()
	intent := trade.Intent{ID: id, Action: trade.Submit, Symbol: "MSFT", Side: "sell", Qty: d("3")}
	if err := journal.Begin(intent, func([]trade.Entry) error { return nil }); err != nil {
		s.t.Fatal(err)
	}
}

// An order that was under way at the start is too young to be looked up then.
func TestOrderUnderWayAtAQuickStartIsLookedUp(t *testing.T) {
	for name, arrived := range map[string]bool{"that arrived": true, "that did not": false} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				journal, orders := s.settlesByJournal()
				s.begins(journal, "quipu-1")
				if arrived {
					orders["quipu-1"] = client.Order{ID: "b1", ClientOrderID: "quipu-1", Symbol: "MSFT", Side: "sell", Qty: d("3"), Status: "filled"}
				}
				s.portfolio()
				s.passes(10 * time.Second)
				s.seesNot("earlier run", "not known yet")
				s.passes(10 * time.Second)
				if arrived {
					s.sees("Filled: Sell 3 MSFT, of an earlier run")
				} else {
					s.sees("1 order not known yet")
				}
			})
		})
	}
}

// Another program may end between its request and the answer, at any time.
func TestOrderThatAnotherProgramLeftIsLookedUp(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		journal, _ := s.settlesByJournal()
		s.portfolio()
		s.passes(time.Minute)
		s.begins(journal, "quipu-1")
		s.passes(31 * time.Second)
		s.sees("1 order not known yet")
	})
}

// A slow answer comes after the journal was looked at: it is one order all the same.
func TestOrderWithASlowAnswerIsListedOnce(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.trading.delay = 40 * time.Second
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		s.trading.unknown = []trade.Entry{{Intent: trade.Intent{ID: "quipu-1", Action: trade.Submit, Symbol: "AAPL", Side: "buy", Qty: d("1")}, State: trade.Unknown}}
		s.sendOneShare()
		s.passes(time.Minute)
		s.sees("1 order not known yet")
	})
}

// bares has an earlier close of AAPL have cancelled its exit, and nothing else.
func (s *story) bares() {
	s.trading.mu.Lock()
	defer s.trading.mu.Unlock()
	mark := trade.Intent{ID: "quipu-mark", Action: trade.Unprotect, Symbol: "AAPL", Side: "sell", Exits: []trade.Exit{{ID: "o1", Words: "sell 5 AAPL stop"}}}
	s.trading.bare = []trade.Entry{{Intent: mark, State: trade.Sent, Left: trade.Left{Exits: []string{"canceled"}}}}
}

const bareWords = "Nothing protects AAPL: quipu has cancelled sell 5 AAPL stop."

func TestPositionThatAnEarlierCloseLeftBareIsShown(t *testing.T) {
	for name, ends := range map[string]func(*story){
		"protected or closed": func(s *story) {
			s.trading.mu.Lock()
			s.trading.bare = nil
			s.trading.mu.Unlock()
		},
		"dismissed": func(s *story) {
			s.dismissesBare()
			s.sees("Dismissed. The position is as it was.")
		},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.bares()
				s.portfolio()
				s.passes(time.Minute)
				s.sees(bareWords)
				ends(s)
				s.passes(20 * time.Second)
				s.seesNot("Nothing protects")
			})
		})
	}
}

// dismissesBare has the screen forget that nothing protects AAPL.
func (s *story) dismissesBare() {
	s.press(":")
	s.types("dismiss")
	s.press("enter")
	s.seesWrapped("Dismiss: nothing protects AAPL: quipu has cancelled sell 5 AAPL stop, on PAPER PA3QUIPU7.", "no longer offers to put its exits back", "Type AAPL to dismiss it:")
	s.passes(time.Second)
	s.press("A", "A", "P", "L", "enter")
	s.passes(time.Second)
}

// What nothing protects is not forgotten by a key alone, nor where it cannot be written
// down.
func TestBarePositionIsToldUntilItsDismissalIsConfirmed(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.bares()
		s.portfolio()
		s.passes(time.Minute)
		s.press(":")
		s.types("dismiss")
		s.press("enter", "y", "enter", "esc", "esc")
		if n := len(s.trading.dismissed); n > 0 {
			t.Fatal("dismissed without a question")
		}
		s.trading.dismissErr = errors.New("the journal is read-only")
		s.dismissesBare()
		s.sees("Not dismissed: the journal is read-only", bareWords)
	})
}

// The exits were cancelled for it: the person is told though the broker took the close.
func TestCloseThatIsAcceptedAndThenCancelledSaysThatThePositionIsBare(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.trading.facts.Orders = []client.Order{{ID: "o1", AssetID: "1", Symbol: "AAPL", Side: "sell", Type: "stop", Qty: d("5"), StopPrice: d("110"), Status: "new"}}
		s.trading.facts.Positions[0].QtyAvailable = d("0")
		s.press("/", "A", "A", "P", "L", "enter", "G", "x")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		s.seesNot("nothing protects AAPL")
		s.trading.orders["broker-x"] = client.Order{ID: "broker-x", Symbol: "AAPL", Status: "canceled", Qty: d("5")}
		s.publishesAgain()
		s.seesWrapped("canceled")
		s.seesNot("nothing protects AAPL") // something else may
		s.bares()
		s.publishesAgain()
		s.passes(20 * time.Second)
		s.seesWrapped("canceled", "nothing protects AAPL: quipu has cancelled sell 5 AAPL stop")
		s.press("esc")
		s.sees(bareWords)
	})
}

// unknownOrder sends an order whose answer is lost, and closes its view.
func (s *story) unknownOrder() trade.Entry {
	s.t.Helper()
	s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
	e := trade.Entry{Intent: trade.Intent{ID: "quipu-1", Action: trade.Submit, Symbol: "AAPL", Side: "buy", Qty: d("1")}, State: trade.Unknown}
	s.trading.unknown = []trade.Entry{e}
	s.sendOneShare()
	s.press("esc")
	s.sees("1 order not known yet")
	return e
}

func TestUnknownOrderThatBecomesKnownIsReportedWhereItsViewIsClosed(t *testing.T) {
	for says, settle := range map[string]func(*trade.Entry){
		"New: Buy 1 AAPL": func(e *trade.Entry) { e.State, e.OrderID, e.Status = trade.Accepted, "broker-1", "new" },
		"Rejected: Buy 1 AAPL: the market is closed": func(e *trade.Entry) { e.State, e.Reason = trade.Refused, "the market is closed" },
	} {
		t.Run(says, func(t *testing.T) {
			tellTicket(t, func(s *story) {
				e := s.unknownOrder()
				settle(&e)
				s.trading.unknown, s.trading.settled = nil, []trade.Entry{e}
				s.passes(8 * time.Second)
				s.seesNot("not known yet")
				s.sees(says)
			})
		})
	}
	t.Run("by its event", func(t *testing.T) {
		tellTicket(t, func(s *story) {
			s.unknownOrder()
			s.broker.events <- client.OrderEvent{Event: "accepted", Order: client.Order{ID: "broker-1", ClientOrderID: "quipu-1", Symbol: "AAPL", Side: "buy", Status: "accepted", Qty: d("1"), FilledQty: d("0")}}
			s.passes(time.Second)
			s.sees("Accepted: Buy 1 AAPL")
		})
	})
}

// The order that a refused cancellation was for works on: its state is not the answer.
func TestRefusedCancellationSaysSo(t *testing.T) {
	for _, action := range []trade.Action{trade.Cancel, trade.Replace} {
		e := trade.Entry{Intent: trade.Intent{ID: "quipu-1", Action: action, Symbol: "AAPL", Target: "b1"}, State: trade.Refused, Reason: "the order works on"}
		sent := ticket.Sent{Entry: e, Order: client.Order{ID: "b1", Status: "new"}, At: time.Now()}
		if got := sent.State(time.Now()); got != "rejected: the order works on" {
			t.Errorf("%s: %s", action, got)
		}
	}
}

// A notification is one line, and is cut at its end.
func TestNotificationBeginsWithWhatHasBecomeOfTheOrder(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.sendSlowly()
		s.passes(20 * time.Second)
		s.sees("Rejected: Buy 1 AAPL: insufficient buying power")
	})
}

func TestSentOrdersAreOpenedAgain(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.sendOneShare()
		s.press("esc")
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Refused}, &client.Error{Kind: client.ErrForbidden, Status: 403, Message: "insufficient buying power"}
		s.press("x")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		s.press("esc", ":")
		s.types("sent orders")
		s.press("enter")
		s.sees("Buy 1 AAPL", "accepted")
		s.golden()
		s.press("down", "enter")
		s.sees("Buy 1 AAPL, limit $120.02", "id quipu-1")
		s.press("esc")
		s.sees("Sent orders")
	})
}

// A lookup that was under way when the event came knows less.
func TestOrderThatIsKnownDoesNotBecomeUnknownAgain(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.unknownOrder()
		s.broker.events <- client.OrderEvent{Event: "accepted", Order: client.Order{ID: "broker-1", ClientOrderID: "quipu-1", Symbol: "AAPL", Side: "buy", Status: "accepted", Qty: d("1"), FilledQty: d("0")}}
		s.passes(20 * time.Second)
		if s.trading.settles < 2 {
			t.Fatalf("looked up %d times", s.trading.settles)
		}
		s.seesNot("not known yet")
	})
}
