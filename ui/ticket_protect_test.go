package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/trade"
)

// onAAPL has the cursor on the row of AAPL shares, of which the snapshot and the facts
// have the same orders and as many free ones.
func (s *story) onAAPL(free string, orders ...client.Order) {
	s.t.Helper()
	s.trading.facts.Orders = orders
	s.trading.facts.Positions[0].QtyAvailable = d(free)
	snapshot := sampleSnapshot()
	snapshot.Orders, snapshot.Positions[0].QtyAvailable = orders, d(free)
	s.broker.publish(snapshot)
	for _, o := range orders {
		s.trading.orders[o.ID] = o
	}
	s.passes(time.Second)
	s.press("/", "A", "A", "P", "L", "enter", "G")
}

// restingStop is a stop that holds all AAPL.
func restingStop() client.Order {
	return client.Order{ID: "s1", AssetID: "1", Symbol: "AAPL", AssetClass: "us_equity", Side: "sell", Type: trade.Stop, TimeInForce: "gtc", Qty: d("5"), FilledQty: d("0"), StopPrice: d("90"), Status: "new"}
}

// erases empties a field.
func (s *story) erases() {
	for range 10 {
		s.program.Send(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	s.passes(50 * time.Millisecond)
}

func TestExitsOfAPositionAreSetForAllOfIt(t *testing.T) {
	for name, c := range map[string]struct {
		keys func(*story)
		says string
	}{
		"a stop":        {func(s *story) { s.press("tab"); s.types("99.5") }, "Sell 5 AAPL, stop $99.50, good till cancelled"},
		"at the cost":   {func(s *story) { s.press("tab", "c") }, "Sell 5 AAPL, stop $100.00, good till cancelled"},
		"a trail":       {func(s *story) { s.press("right", "tab"); s.types("5%") }, "Sell 5 AAPL, trailing by 5%, good till cancelled"},
		"a take profit": {func(s *story) { s.press("right", "right", "tab"); s.types("150") }, "Sell 5 AAPL, limit $150.00, good till cancelled"},
		"both": {func(s *story) {
			s.press("right", "right", "right", "tab")
			s.types("150")
			s.press("tab")
			s.types("99")
		}, "Sell 5 AAPL, take profit $150.00, stop loss $99.00, whichever comes first, good till cancelled"},
		"a part of them": {func(s *story) { s.press("tab"); s.types("99"); s.press("tab"); s.erases(); s.types("2") }, "Sell 2 AAPL, stop $99.00"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.onAAPL("5")
				s.press("m")
				s.passes(time.Second)
				s.sees("Exits of AAPL", "average cost $100.00")
				c.keys(s)
				s.press("enter")
				s.passes(time.Second)
				s.press("enter")
				s.passes(time.Second)
				s.seesWrapped(c.says, "on PAPER PA3QUIPU7", "y send")
				if len(s.trading.sent) > 0 {
					t.Fatal("sent before it was confirmed")
				}
				s.press("y")
				s.passes(time.Second)
				s.press("y")
				s.passes(time.Second)
				if n := len(s.trading.sent); n != 1 || !s.trading.sent[0].Reduces() {
					t.Errorf("sent %d:\n%s", n, s.screen.text())
				}
				s.sees("accepted")
			})
		})
	}
}

func TestExitsThatHoldTheSharesAreChangedOrReplaced(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.onAAPL("0", restingStop())
		s.press("m")
		s.passes(time.Second)
		s.sees("Change sell 5 AAPL stop $90.00", "Cancel sell 5 AAPL stop $90.00, and set new exits")
		s.golden()
		s.press("enter")
		s.passes(time.Second)
		s.sees("Sell 5 AAPL stop $90.00", "90.00")
		s.press("c", "enter")
		s.passes(time.Second)
		s.seesWrapped("Replace sell 5 AAPL stop: stop $90.00 → $100.00")
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 || s.trading.sent[0].Action != trade.Replace {
			t.Fatalf("sent %d:\n%s", n, s.screen.text())
		}
	})
}

// Cancelling and setting is one confirmation, which says that nothing protects the
// position between the two.
func TestNewExitsTakeThePlaceOfThoseThatHoldTheShares(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.onAAPL("0", restingStop())
		s.press("m", "down", "enter")
		s.passes(time.Second)
		s.seesWrapped("Cancelled first: sell 5 AAPL stop $90.00.")
		s.press("right", "tab")
		s.types("5%")
		s.golden()
		s.press("enter")
		s.passes(time.Second)
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Cancel sell 5 AAPL stop $90.00, after which nothing protects the position. Then: Sell 5 AAPL, trailing by 5%")
		if len(s.trading.closed) > 0 {
			t.Fatal("sent before it was confirmed")
		}
		s.press("y")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.closed); n != 1 || len(s.trading.closed[0].Cancel) != 1 || len(s.trading.sent) > 0 {
			t.Fatalf("%d:\n%s", n, s.screen.text())
		}
		s.sees("cancelling sell 5 AAPL stop", "accepted")
	})
}

func TestStopAtTheAverageCostIsACommand(t *testing.T) {
	for name, c := range map[string]struct {
		free   string
		orders []client.Order
		sees   []string
	}{
		"without a stop":   {"5", nil, []string{"Exits of AAPL", "100.00"}},
		"of a resting one": {"0", []client.Order{restingStop()}, []string{"Sell 5 AAPL stop $90.00", "100.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.onAAPL(c.free, c.orders...)
				s.runs("average cost")
				s.sees(c.sees...)
			})
		})
	}
}

// A stop-limit whose stop crosses its limit never fills.
func TestLimitOfAStopLimitMovesWithItsStopToTheAverageCost(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		stop := restingStop()
		stop.Type, stop.StopPrice, stop.LimitPrice = trade.StopLimit, d("110"), d("109.5")
		s.onAAPL("0", stop)
		s.runs("average cost")
		s.sees("100.00", "99.50")
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Replace sell 5 AAPL stop limit: limit $109.50 → $99.50, stop $110.00 → $100.00")
		s.seesNot("may never fill", "Not moved")
	})
}

func TestStopAtTheAverageCostAsksWhichOfSeveral(t *testing.T) {
	tellTicket(t, func(s *story) {
		first, second := restingStop(), restingStop()
		first.Qty, second.ID, second.Qty, second.StopPrice = d("2"), "s2", d("2"), d("95")
		s.onAAPL("1", first, second)
		s.runs("average cost")
		s.seesWrapped("Stop of AAPL at the average cost", "Move sell 2 AAPL stop $90.00", "Move sell 2 AAPL stop $95.00", "Set a stop for the 1 that no order holds", "Set one stop, and cancel sell 2 AAPL stop $90.00, sell 2 AAPL stop $95.00")
		s.golden()
		s.press("down", "enter")
		s.passes(time.Second)
		s.press("enter")
		s.passes(time.Second)
		s.seesWrapped("Replace sell 2 AAPL stop: stop $95.00 → $100.00", "Not moved: sell 2 AAPL stop $90.00.")
		s.press("esc", "esc")
		s.runs("average cost")
		s.press("down", "down", "down", "enter")
		s.passes(time.Second)
		s.seesWrapped("Cancelled first: sell 2 AAPL stop $90.00, sell 2 AAPL stop $95.00.", "100.00")
	})
}

// runs chooses a command by its name.
func (s *story) runs(name string) {
	s.t.Helper()
	s.press(":")
	s.types(name)
	s.press("enter")
	s.passes(time.Second)
}

// The close of AAPL failed after it had cancelled the exit.
func (s *story) closeFails() {
	s.t.Helper()
	s.onAAPL("0", restingStop())
	s.trading.sendErr = &client.Error{Doing: "close position", Kind: client.ErrForbidden, Status: 403, Message: "halted"}
	s.trading.refuseClose = true
	s.press("x")
	s.passes(time.Second)
	s.bares()
	s.trading.back = trade.TicketsOf([]client.Order{restingStop()})
	s.trading.facts.Orders, s.trading.facts.Positions[0].QtyAvailable = nil, d("5")
	s.press("y")
	s.passes(time.Second)
}

func TestExitsArePutBackAfterACloseThatFailed(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.closeFails()
		s.seesWrapped("halted", "m put the exits back")
		s.golden()
		s.trading.sendErr = nil
		s.press("m")
		s.passes(time.Second)
		s.seesWrapped("Put back: Sell 5 AAPL, stop $90.00, good till cancelled", "on PAPER PA3QUIPU7", "y put it back")
		if len(s.trading.sent) > 0 {
			t.Fatal("sent before it was confirmed")
		}
		s.trading.bare = nil
		s.press("y")
		s.passes(time.Second)
		s.press("y", "m")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 {
			t.Fatalf("sent %d", n)
		}
		s.sees("accepted")
		s.seesNot("put the exits back")
	})
}

func TestExitsOfAnEarlierRunArePutBackFromTheNotice(t *testing.T) {
	for name, way := range map[string]func(*story){
		"the palette":  func(s *story) { s.press(":"); s.types("put back"); s.press("enter") },
		"the position": func(s *story) { s.press("m", "enter") },
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
				s.bares()
				s.trading.back = trade.TicketsOf([]client.Order{restingStop()})
				s.portfolio()
				s.passes(time.Minute)
				s.onAAPL("5")
				s.sees(bareWords)
				way(s)
				s.passes(time.Second)
				s.seesWrapped("Put back: Sell 5 AAPL, stop $90.00", "y put it back")
			})
		})
	}
}

func TestWhatCannotBePutBackIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*story)
		says    string
	}{
		"nothing":          {func(*story) {}, "There is nothing to put back for AAPL."},
		"still cancelling": {func(s *story) { s.trading.waiting = []client.Order{restingStop()} }, "Not put back: sell 5 AAPL stop $90.00 is still being cancelled."},
		"refused": {func(s *story) {
			s.trading.back = trade.TicketsOf([]client.Order{restingStop()})
			s.trading.facts.Account.TradingBlocked = client.KnownFlag(true)
		}, "Not put back: the account may not trade"},
		"several refused": {func(s *story) {
			above, higher := restingStop(), restingStop()
			above.StopPrice, higher.StopPrice = d("500"), d("600")
			s.trading.back = trade.TicketsOf([]client.Order{above, higher})
			s.trading.waiting = []client.Order{restingStop()}
		}, "No exit of AAPL can be put back now. Not put back: Sell 5 AAPL, stop $500.00, good till cancelled, about $2,500.00: a sell stop has to be below the market: last $120.01 (stop; Alpaca would refuse it). | Not put back: Sell 5 AAPL, stop $600.00, good till cancelled, about $3,000.00: a sell stop has to be below the market | Still being cancelled: sell 5 AAPL stop $90.00."},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 100, height: 24, change: withToken("paper")}, func(s *story) {
				s.bares()
				s.portfolio()
				s.passes(time.Minute)
				s.onAAPL("5")
				c.prepare(s)
				s.press("m", "enter")
				s.passes(time.Second)
				s.seesWrapped(strings.Split(c.says, " | ")...)
			})
		})
	}
}

// One that is refused keeps none of the others from being put back.
func TestWhatCanBePutBackIsOfferedWithWhatCannot(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.bares()
		s.portfolio()
		s.passes(time.Minute)
		s.onAAPL("5")
		above, profit := restingStop(), restingStop()
		above.StopPrice = d("500")
		profit.Type, profit.StopPrice, profit.LimitPrice = trade.Limit, client.Decimal{}, d("118")
		s.trading.back = trade.TicketsOf([]client.Order{above, profit, restingStop()})
		s.press("m", "enter")
		s.passes(time.Second)
		s.seesWrapped("Put back: Sell 5 AAPL, limit $118.00", "y put it back", "After it, 1 more exit can be put back.",
			"The limit is through the market", "Not put back: Sell 5 AAPL, stop $500.00, good till cancelled, about $2,500.00: a sell stop has to be below the market: last $120.01 (stop; Alpaca would refuse it).")
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.sent); n != 1 || !s.trading.sent[0].Order.LimitPrice.Valid {
			t.Errorf("sent %d: %s", n, s.sentOrders())
		}
	})
}

// While the close works it holds the shares: nothing can be put back yet.
func TestExitsAreNotOfferedBackWhileTheCloseWorks(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.onAAPL("0", restingStop())
		s.press("x")
		s.passes(time.Second)
		s.bares()
		s.press("y")
		s.passes(time.Second)
		s.sees(bareWords, "accepted")
		s.seesNot("put the exits back")
		s.trading.orders["broker-x"] = client.Order{ID: "broker-x", Symbol: "AAPL", Status: "canceled", Qty: d("5")}
		s.publishesAgain()
		s.sees("put the exits back")
	})
}

// scarce is trading whose calls are used up, but for those that go ahead of others.
type scarce struct {
	*fakeTrading
	limiter *client.Limiter
}

func (s scarce) Facts(ctx context.Context, symbol string) (trade.Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if err := s.limiter.Wait(ctx); err != nil {
		return trade.Facts{}, err
	}
	return s.fakeTrading.Facts(ctx, symbol)
}

// Nothing protects the position while its exits are to be put back: what that depends on
// is read ahead of other calls.
func TestWhatAPutBackDependsOnIsReadAheadOfOtherCalls(t *testing.T) {
	trading := scarce{newFakeTrading(), client.NewLimiter(2, 1)}
	if err := trading.limiter.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := trading.Facts(t.Context(), "AAPL"); err == nil {
		t.Fatal("a call that waits its turn was made at once")
	}
	trading.back = []trade.Ticket{{Symbol: "AAPL", Side: "sell", Size: trade.All(), Type: trade.Stop, TIF: "gtc", Stop: d("90")}}
	if got := preparePutBack(t.Context(), trading, trade.Entry{}); got.err != nil || got.plan == nil && len(got.refused) == 0 {
		t.Errorf("%+v", got)
	}
}
