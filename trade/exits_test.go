package trade

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"quipu/client"
)

// refusing refuses new orders.
type refusing struct{ Broker }

func (refusing) SubmitOrder(context.Context, json.RawMessage) (client.Order, error) {
	return client.Order{}, &client.Error{Doing: "submit order", Kind: client.ErrForbidden, Status: 403, Code: 40310000, Message: "halted"}
}

func stopFor(symbol, side, size, stop string) Ticket {
	parsed, _ := ParseSize(size)
	return Ticket{Symbol: symbol, Side: side, Size: parsed, Type: Stop, TIF: "gtc", Stop: dec(stop)}
}

// AAPL 60, 20 of them in a sell limit; TSLA 12 short, all in a buy stop-limit; MSFT and
// ETH held.
func TestExitsTakeThePlaceOfThoseThatHoldTheUnits(t *testing.T) {
	for name, c := range map[string]struct {
		ticket Ticket
		free   string // before anything is cancelled, and after
		cancel string
		body   string
	}{
		"a stop":          {stopFor("AAPL", "sell", "all", "200"), "40 60", "sell 20 AAPL limit $260.00", `"type":"stop","time_in_force":"gtc","qty":"60","stop_price":"200"`},
		"a trail":         {Ticket{Symbol: "AAPL", Side: "sell", Size: All(), Type: TrailingStop, TIF: "gtc", TrailPercent: dec("5")}, "40 60", "sell 20 AAPL limit $260.00", `"trail_percent":"5"`},
		"both":            {Ticket{Symbol: "AAPL", Side: "sell", Size: All(), Type: Limit, TIF: "gtc", Exits: true, TakeProfit: dec("270"), StopLoss: dec("200")}, "40 60", "sell 20 AAPL limit $260.00", `"order_class":"oco"`},
		"of a short":      {stopFor("TSLA", "buy", "all", "400"), "0 12", "buy 12 TSLA stop $290.00 limit $292.50", `"side":"buy","type":"stop"`},
		"of what is free": {stopFor("KO", "sell", "all", "50"), "150 150", "", `"qty":"150"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			f := s.facts(c.ticket.Symbol)
			if got := f.ExitSize().Decimal.String() + " " + f.Freed().ExitSize().Decimal.String(); got != c.free {
				t.Errorf("free: %s, want %s", got, c.free)
			}
			closing := PrepareExits(f, c.ticket)
			if len(closing.Plan.Problems.Refusals()) > 0 || !closing.Plan.Reduces() || !strings.Contains(closing.Plan.Body(), c.body) {
				t.Fatalf("%v %s", closing.Plan.Problems, closing.Plan.Body())
			}
			if words := closing.Sentence(); c.cancel != "" && !strings.HasPrefix(words, "Cancel "+c.cancel) {
				t.Error(words)
			}
			done, err := s.trader.Close(t.Context(), closing, silent)
			if err != nil || done.Entry.State != Accepted || done.Entry.Action != Submit || done.Bare() {
				t.Fatalf("%+v %v", done, err)
			}
			if calls := s.broker.Calls(); calls["POST /v2/orders"] != 1 || calls["DELETE /v2/orders/{order_id}"] != len(closing.Cancel) {
				t.Errorf("%v", calls)
			}
			after := s.facts(c.ticket.Symbol)
			if exits := after.Exits(); len(exits) != 1 || !after.covered().Decimal.Equal(f.held().Decimal.Abs()) {
				t.Errorf("%+v", exits)
			}
			if marks, err := s.trader.Bare(t.Context()); err != nil || len(marks) > 0 {
				t.Errorf("%v %v", marks, err)
			}
		})
	}
}

func TestExitsThatAreRefusedLeaveTheOldOnesToBePutBack(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = refusing{s.client}
	done, err := s.trader.Close(t.Context(), PrepareExits(s.facts("AAPL"), stopFor("AAPL", "sell", "all", "200")), silent)
	if !errors.Is(err, client.ErrForbidden) || !done.Bare() || done.Entry.State != Refused {
		t.Fatalf("%+v %v", done, err)
	}
	s.trader.Broker = s.client
	s.bare("after the refusal", true)
	marks, err := s.trader.Bare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tickets, _, err := s.trader.PutBack(t.Context(), "AAPL", marks[0].ExitGroups())
	if err != nil || len(tickets) != 1 || tickets[0].Type != Limit || !tickets[0].Limit.Decimal.Equal(dec("260").Decimal) {
		t.Fatalf("%+v %v", tickets, err)
	}
	if _, err := s.trader.Send(t.Context(), Prepare(tickets[0], s.facts("AAPL"))); err != nil {
		t.Fatal(err)
	}
	if tickets, _, err = s.trader.PutBack(t.Context(), "AAPL", marks[0].ExitGroups()); err != nil || len(tickets) != 0 {
		t.Errorf("an exit that works again is put back again: %+v %v", tickets, err)
	}
}

// What a person confirmed is no longer so: nothing is cancelled.
func TestExitsThatChangedMeanwhileAreLeftAsTheyAre(t *testing.T) {
	s := newStage(t)
	closing := PrepareExits(s.facts("AAPL"), stopFor("AAPL", "sell", "all", "200"))
	s.sent("sell AAPL 10 limit=300")
	if done, err := s.trader.Close(t.Context(), closing, silent); !changed(err) || len(done.Cancelled) > 0 || s.broker.Calls()["DELETE /v2/orders/{order_id}"] != 0 {
		t.Errorf("%+v %v", done, err)
	}
}

// Both exits of a pair are cancelled together, and come back as one order.
func TestAPairOfExitsIsPutBackFromTheJournalAsAPair(t *testing.T) {
	s := newStage(t)
	pair := Ticket{Symbol: "KO", Side: "sell", Size: All(), Type: Limit, TIF: "gtc", Exits: true, TakeProfit: dec("70"), StopLoss: dec("50")}
	if _, err := s.trader.Send(t.Context(), Prepare(pair, s.facts("KO"))); err != nil {
		t.Fatal(err)
	}
	s.trader.Broker = &changing{Broker: s.client, close: func() error { return errHalted }}
	if done, err := s.trader.Close(t.Context(), s.closing("KO", "all"), silent); !errors.Is(err, client.ErrForbidden) || !done.Bare() {
		t.Fatalf("%+v %v", done, err)
	}
	s.trader.Broker = s.client
	marks, err := s.trader.Bare(t.Context())
	if err != nil || len(marks) != 1 {
		t.Fatal(marks, err)
	}
	tickets, _, err := s.trader.PutBack(t.Context(), "KO", marks[0].ExitGroups())
	if err != nil || len(tickets) != 1 || !tickets[0].Exits || !tickets[0].StopLoss.Decimal.Equal(dec("50").Decimal) {
		t.Fatalf("%+v %v", tickets, err)
	}
	if _, err := s.trader.Send(t.Context(), Prepare(tickets[0], s.facts("KO"))); err != nil {
		t.Fatal(err)
	}
	if tickets, _, err = s.trader.PutBack(t.Context(), "KO", marks[0].ExitGroups()); err != nil || len(tickets) != 0 {
		t.Errorf("%+v %v", tickets, err)
	}
}

// TestALimitBeyondItsStopIsWarnedOf: of an order, and of the exit of one.
func TestALimitBeyondItsStopIsWarnedOf(t *testing.T) {
	s := newStage(t)
	for text, warns := range map[string]bool{
		"sell AAPL 5 stop=220 stoplimit=219 tif=gtc":                             false,
		"sell AAPL 5 stop=220 stoplimit=220 tif=gtc":                             false,
		"sell AAPL 5 stop=220 stoplimit=220.01 tif=gtc":                          true,
		"buy AAPL 5 stop=250 stoplimit=251":                                      false,
		"buy AAPL 5 stop=250 stoplimit=249.99":                                   true,
		"buy KO 5 type=limit limit=60 profit=70 loss=50 losslimit=49 tif=gtc":    false,
		"buy KO 5 type=limit limit=60 profit=70 loss=50 losslimit=50.01 tif=gtc": true,
		"sell AAPL 5 type=limit limit=240 tif=gtc":                               false,
	} {
		plan := s.plan(text)
		if got := strings.Contains(plan.Problems.String(), "the order may never fill"); got != warns {
			t.Errorf("%s: %v", text, plan.Problems)
		}
	}
}

func TestTheLimitOfAStopLimitMovesWithItsStop(t *testing.T) {
	for name, c := range map[string]struct{ class, stop, limit, to, want string }{
		"up":                   {"us_equity", "90", "89.5", "100", "99.5"},
		"down":                 {"us_equity", "110", "109.99", "100", "99.99"},
		"of a short":           {"us_equity", "110", "110.5", "100", "100.5"},
		"on the grid below $1": {"us_equity", "2", "0.9951", "1.99", "0.9851"},
		"on the grid above $1": {"us_equity", "0.9001", "0.9", "5", "5"},
		"never to nothing":     {"us_equity", "10", "1", "5", ""},
		"without a limit":      {"us_equity", "10", "", "5", ""},
		"without a stop":       {"us_equity", "", "10", "5", ""},
		"to a stop not known":  {"us_equity", "10", "9", "", ""},
	} {
		price := func(text string) client.Decimal {
			if text == "" {
				return client.Decimal{}
			}
			return dec(text)
		}
		got := LimitWith(client.Asset{Class: c.class}, client.Order{StopPrice: price(c.stop), LimitPrice: price(c.limit)}, price(c.to))
		if !same(got, price(c.want)) {
			t.Errorf("%s: %v, not %s", name, got, c.want)
		}
	}
}
