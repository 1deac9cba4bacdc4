package trade

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// sent sends an order and gives it as the broker has it.
func (s *stage) sent(text string) client.Order {
	s.t.Helper()
	entry, err := s.trader.Send(s.t.Context(), s.plan(text))
	if err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
	return s.order(entry.ID)
}

func (s *stage) order(id string) client.Order {
	s.t.Helper()
	order, err := s.client.OrderByClientID(s.t.Context(), id)
	if err == nil {
		order, err = s.client.Order(s.t.Context(), order.ID) // with its legs
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return order
}

func (s *stage) replacement(o client.Order, c Change) Plan {
	s.t.Helper()
	return PrepareReplace(o, c, s.facts(o.Symbol))
}

// TestReplaceAgreesWithTheBroker asks the demo for each replacement and compares
// with what was predicted.
func TestReplaceAgreesWithTheBroker(t *testing.T) {
	for name, c := range map[string]struct {
		order  string
		leg    bool // of it
		change Change
		field  Field // where the broker refuses
		says   string
	}{
		"limit":                 {order: "buy AAPL 10 limit=230", change: Change{Limit: dec("229")}},
		"quantity":              {order: "buy AAPL 10 limit=230", change: Change{Qty: dec("12")}},
		"a smaller one":         {order: "buy AAPL 10 limit=230", change: Change{Qty: dec("3")}},
		"time in force":         {order: "buy AAPL 10 limit=230", change: Change{TIF: "gtc"}},
		"stop":                  {order: "buy KO 10 stop=70", change: Change{Stop: dec("71")}},
		"stop of a stop-limit":  {order: "buy KO 10 stop=70 stoplimit=71", change: Change{Stop: dec("70.50")}},
		"trail":                 {order: "sell MSFT 10 trail=5", change: Change{TrailPrice: dec("6")}},
		"trail in percent":      {order: "sell MSFT 10 trail%=2", change: Change{TrailPercent: dec("3")}},
		"a fraction's limit":    {order: "buy AAPL 0.5 limit=230", change: Change{Limit: dec("229")}},
		"an entry's limit":      {order: "buy AAPL 10 limit=230 profit=250 loss=220", change: Change{Limit: dec("229")}},
		"an exit's stop":        {order: "buy AAPL 10 limit=230 profit=250 loss=220", leg: true, change: Change{Stop: dec("219")}},
		"all that is held":      {order: "sell MSFT 25 limit=600", change: Change{Limit: dec("590")}},
		"nothing":               {order: "buy AAPL 10 limit=230", change: Change{Limit: dec("230")}, field: TicketField, says: "not changed"},
		"a fraction's quantity": {order: "buy AAPL 0.5 limit=230", change: Change{Qty: dec("0.6")}, field: SizeField, says: "qty"},
		"to a fraction":         {order: "buy AAPL 10 limit=230", change: Change{Qty: dec("9.5")}, field: SizeField, says: "qty"},
		"an entry's quantity":   {order: "buy AAPL 10 limit=230 profit=250 loss=220", change: Change{Qty: dec("12")}, field: SizeField, says: "advanced"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			o := s.sent(c.order)
			if c.leg {
				o = o.Legs[len(o.Legs)-1]
			}
			plan := s.replacement(o, c.change)
			plan.name(newID())
			body, err := plan.body()
			if err != nil {
				t.Fatal(err)
			}
			_, answer := s.client.ReplaceOrder(t.Context(), o.ID, body)
			if taken := c.says == ""; taken != (answer == nil) || !taken && !strings.Contains(answer.Error(), c.says) {
				t.Errorf("the broker says %v to %s", answer, body)
			}
			switch problems := plan.Problems.Refusals(); {
			case c.says == "" && len(problems) > 0:
				t.Errorf("it is refused before: %v", problems)
			case c.says != "" && !refuses(problems, c.field):
				t.Errorf("it finds %v, and not the %q", problems, c.field)
			}
		})
	}
}

func TestStatesThatCannotBeReplaced(t *testing.T) {
	s := newStage(t)
	o := s.sent("buy AAPL 10 limit=230")
	for status, takes := range map[string]bool{
		"new": true, "partially_filled": true, "held": true, "accepted": false, "pending_new": false, "pending_cancel": false, "pending_replace": false,
		"filled": false, "canceled": false, "expired": false, "rejected": false, "replaced": false, "done_for_day": false, "stopped": false, "suspended": false, "calculated": false, "": false,
	} {
		o.Status = status
		if plan := s.replacement(o, Change{Limit: dec("229")}); plan.Problems.Sendable() != takes {
			t.Errorf("%s: %v", status, plan.Problems)
		}
	}
	o.Status = "new"
	if plan := s.replacement(o, Change{Limit: dec("229.001")}); !refuses(plan.Problems, LimitField) {
		t.Errorf("a price between two steps: %v", plan.Problems)
	}
	o.Status, o.Qty, o.Notional = "new", client.Decimal{}, dec("500")
	if plan := s.replacement(o, Change{Limit: dec("229")}); plan.Problems.Sendable() {
		t.Error("an order in dollars")
	}
}

// TestAQuantityIncludesWhatIsFilled: of 10 shares 4 are filled.
func TestAQuantityIncludesWhatIsFilled(t *testing.T) {
	s := newStage(t)
	o := s.sent("buy AAPL 10 limit=230")
	o.Status, o.FilledQty = "partially_filled", dec("4")
	for qty, takes := range map[string]bool{"3": false, "4": false, "5": true, "12": true} {
		plan := s.replacement(o, Change{Qty: dec(qty)})
		if plan.Problems.Sendable() != takes {
			t.Errorf("%s in all: %v", qty, plan.Problems)
		}
		want := dec(qty).Decimal.Sub(decimal.NewFromInt(4))
		if plan.Body() != `{"qty":"`+qty+`"}` || !plan.Order.Qty.Decimal.Equal(want) || !strings.Contains(plan.Sentence(), "4 are filled") {
			t.Errorf("%s in all: %s, %s left, %q", qty, plan.Body(), plan.Order.Qty.Decimal, plan.Sentence())
		}
	}
}

func TestLimitsHoldForAReplacement(t *testing.T) {
	for name, c := range map[string]struct {
		order  string
		change Change
		limits func(s *stage) Limits
		says   string
	}{
		"value of the whole": {"buy KO 10 limit=60", Change{Qty: dec("20")}, func(*stage) Limits { return Limits{MaxOrderValue: decimal.NewFromInt(1100)} }, "max_order_value"},
		"value":              {"buy KO 10 limit=60", Change{Qty: dec("20")}, func(*stage) Limits { return Limits{MaxOrderValue: decimal.NewFromInt(1300)} }, ""},
		"collar":             {"buy KO 10 limit=60", Change{Limit: dec("80")}, func(*stage) Limits { return Limits{PriceCollarPct: decimal.NewFromInt(10)} }, "worse than the market"},
		"position":           {"buy KO 10 limit=60", Change{Qty: dec("100")}, func(*stage) Limits { return Limits{MaxPositionPct: decimal.NewFromInt(11)} }, "max_position_pct"},
		"position without the old order": {"buy KO 10 limit=60", Change{Qty: dec("11")}, func(s *stage) Limits {
			f := s.facts("KO")
			return Limits{MaxPositionPct: decimal.NewFromInt(162).Mul(f.Quote.Price.Decimal).DivRound(f.Account.Equity.Decimal, 8).Shift(2)}
		}, ""},
		"a day's orders":             {"buy KO 10 limit=60", Change{Limit: dec("61")}, func(*stage) Limits { return Limits{MaxOrdersPerDay: 1} }, "max_orders_per_day"},
		"a day's orders, reducing":   {"sell KO 10 limit=70", Change{Limit: dec("71")}, func(*stage) Limits { return Limits{MaxOrdersPerDay: 1} }, ""},
		"value, reducing":            {"sell KO 10 limit=70", Change{Qty: dec("150")}, func(*stage) Limits { return Limits{MaxOrderValue: decimal.NewFromInt(1)} }, ""},
		"an order sent a moment ago": {"buy KO 10 limit=60", Change{Limit: dec("61")}, func(*stage) Limits { return Limits{DuplicateWindow: time.Minute} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			o := s.sent(c.order)
			s.trader.Limits = c.limits(s)
			problems, err := s.trader.Problems(s.replacement(o, c.change))
			if err != nil || !strings.Contains(problems.String(), c.says) || c.says == "" && len(problems) > 0 {
				t.Errorf("%v %v", problems, err)
			}
		})
	}
}

func TestAReplacementIsJournalledAndProven(t *testing.T) {
	s := newStage(t)
	o := s.sent("buy AAPL 10 limit=230")
	entry, err := s.trader.Send(t.Context(), s.replacement(o, Change{Limit: dec("229")}))
	if err != nil || entry.State != Accepted || entry.Action != Replace || entry.Target != o.ID || entry.ID == o.ClientOrderID || !strings.Contains(string(entry.Body), entry.ID) {
		t.Fatalf("%+v %v", entry, err)
	}
	proven, done, err := s.trader.Proven(t.Context(), entry)
	if err != nil || !done || proven.State != Accepted || proven.OrderID == o.ID {
		t.Errorf("%+v %t %v", proven, done, err)
	}
	if next := s.order(entry.ID); !next.LimitPrice.Decimal.Equal(decimal.NewFromInt(229)) || next.Replaces != o.ID {
		t.Errorf("%+v", next)
	}
}

// replaces is a broker that answers for two orders, the old and the new one.
type replaces struct {
	Broker
	answer    error
	asked     int
	old, next client.Order
	unread    error
}

func (r *replaces) ReplaceOrder(context.Context, string, json.RawMessage) (client.Order, error) {
	r.asked++
	return client.Order{ID: "next", Status: "accepted"}, r.answer
}

func (r *replaces) Order(context.Context, string) (client.Order, error) { return r.old, r.unread }

func (r *replaces) OrderByClientID(_ context.Context, id string) (client.Order, error) {
	if r.next.ID == "" {
		return client.Order{}, &client.Error{Kind: client.ErrNotFound}
	}
	next := r.next
	next.ClientOrderID, next.Symbol, next.Side = id, "AAPL", "buy"
	return next, nil
}

// TestAReplacementIsSettledByReading: the old order's end wins over the broker's
// 200, and a lost answer is known by what became of both.
func TestAReplacementIsSettledByReading(t *testing.T) {
	lost := &client.Error{Kind: client.ErrUnknownOutcome}
	order := func(id, status string) client.Order { return client.Order{ID: id, Status: status} }
	for name, c := range map[string]struct {
		broker replaces
		later  time.Duration
		state  State
		status string
	}{
		"lost, and there":                {replaces{answer: lost, old: order("old", "replaced"), next: order("next", "new")}, 0, Accepted, "new"},
		"lost, and rejected":             {replaces{answer: lost, old: order("old", "filled"), next: order("next", "rejected")}, 0, Settled, "rejected"},
		"lost, the old one was quicker":  {replaces{answer: lost, old: order("old", "filled")}, 0, Refused, ""},
		"lost, on its way":               {replaces{answer: lost, old: order("old", "pending_replace")}, time.Hour, Unknown, ""},
		"lost, replaced by what?":        {replaces{answer: lost, old: order("old", "replaced")}, time.Hour, Unknown, ""},
		"lost, nothing yet":              {replaces{answer: lost, old: order("old", "new")}, 0, Unknown, ""},
		"lost, nothing after a minute":   {replaces{answer: lost, old: order("old", "new")}, time.Minute, Refused, ""},
		"lost, and nothing can be read":  {replaces{answer: lost, unread: lost}, time.Hour, Unknown, ""},
		"accepted, and there":            {replaces{old: order("old", "replaced"), next: order("next", "new")}, 0, Accepted, "new"},
		"accepted, then the fill won":    {replaces{old: order("old", "filled"), next: order("next", "rejected")}, 0, Settled, "rejected"},
		"accepted, the new one is gone":  {replaces{old: order("old", "filled")}, 0, Settled, "rejected"},
		"accepted, and not replaced yet": {replaces{old: order("old", "pending_replace"), next: order("next", "pending_new")}, 0, Accepted, "accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			o := s.sent("buy AAPL 10 limit=230")
			plan := s.replacement(o, Change{Limit: dec("229")})
			s.trader.Broker = &c.broker
			entry, err := s.trader.Send(t.Context(), plan)
			if c.broker.asked != 1 || (err == nil) != (c.broker.answer == nil) {
				t.Fatalf("%+v %v after %d requests", entry, err, c.broker.asked)
			}
			s.advance(c.later)
			if entry.State == Unknown {
				if _, err := s.trader.Settle(t.Context()); c.broker.unread == nil && err != nil {
					t.Error(err)
				}
			} else if _, _, err := s.trader.Proven(t.Context(), entry); err != nil {
				t.Error(err)
			}
			got, err := s.trader.entry(entry.ID)
			if err != nil || got.State != c.state || got.Status != c.status || c.broker.asked != 1 {
				t.Errorf("%s %q: %s, after %d requests", got.State, got.Status, got.Reason, c.broker.asked)
			}
			if got.Status == "rejected" && c.broker.old.Status == "filled" && strings.HasPrefix(name, "accepted") && !strings.Contains(got.Reason, "filled first") {
				t.Errorf("the reason is %q", got.Reason)
			}
			var refusal *Refusal
			if _, err := s.trader.Send(t.Context(), plan); got.State == Unknown && !errors.As(err, &refusal) {
				t.Errorf("it is asked for again: %v", err)
			}
		})
	}
}

// TestExitsOfWhichOneIsFilledCountOnce: 60 AAPL held, an OCO for 20 of them, 40
// are sold.
func TestExitsOfWhichOneIsFilledCountOnce(t *testing.T) {
	s := newStage(t)
	oco := client.Order{
		ID: "p", Symbol: "AAPL", Side: "sell", Type: "limit", Class: OCO, Status: "new", Qty: dec("20"), LimitPrice: dec("260"),
		Legs: []client.Order{{ID: "l", Symbol: "AAPL", Side: "sell", Type: "stop", Class: OCO, Status: "held", Qty: dec("20"), StopPrice: dec("200")}},
	}
	filled := client.Order{ID: "p", Symbol: "AAPL", Side: "buy", Class: Bracket, Status: "filled", Qty: dec("20"), Legs: []client.Order{
		{ID: "a", Symbol: "AAPL", Side: "sell", Class: Bracket, Status: "new", Qty: dec("20")},
		{ID: "b", Symbol: "AAPL", Side: "sell", Class: Bracket, Status: "held", Qty: dec("20")},
	}}
	exit := func(id string) client.Order {
		return client.Order{ID: id, Parent: "p", Symbol: "AAPL", Side: "sell", Class: Bracket, Status: "new", Qty: dec("20")}
	}
	waiting := filled
	waiting.Status = "new"
	for name, c := range map[string]struct {
		order  client.Order
		most   string
		beyond string
		beside []client.Order
	}{
		"OCO":                           {order: oco, most: "40", beyond: "41"},
		"exits of a filled entry":       {order: filled, most: "40", beyond: "41"},
		"exits named by their parent":   {order: exit("a"), most: "40", beyond: "41", beside: []client.Order{exit("b")}},
		"exits that wait for the entry": {order: client.Order{ID: "p", Symbol: "AAPL", Side: "buy", Class: Bracket, Status: "new", Qty: dec("20"), Legs: []client.Order{{ID: "a", Symbol: "AAPL", Side: "sell", Status: "held", Qty: dec("20")}}}, most: "60", beyond: "61"},
		"two orders":                    {order: client.Order{ID: "p", Symbol: "AAPL", Side: "sell", Status: "new", Qty: dec("20")}, most: "40", beyond: "41"},
	} {
		for qty, reduces := range map[string]bool{c.most: true, c.beyond: false} {
			f := s.facts("AAPL")
			f.Orders = append([]client.Order{c.order}, c.beside...)
			plan := Prepare(ticket(t, "sell AAPL "+qty), f)
			if plan.Reduces() != reduces {
				t.Errorf("%s: a sale of %s reduces: %t", name, qty, plan.Reduces())
			}
		}
	}
}

// TestAnExitOfAFilledEntryIsMoved: it stands by itself, and the other exit takes as
// much of the position. No limit keeps a person from protecting it.
func TestAnExitOfAFilledEntryIsMoved(t *testing.T) {
	s := newStage(t)
	exit := func(id, kind string) client.Order {
		return client.Order{ID: id, Parent: "p", Symbol: "AAPL", Side: "sell", Type: kind, TimeInForce: "gtc", Class: Bracket, Status: "new", Qty: dec("60")}
	}
	stop, profit := exit("a", Stop), exit("b", Limit)
	stop.StopPrice, profit.LimitPrice = dec("200"), dec("260")
	f := s.facts("AAPL")
	f.Orders = []client.Order{stop, profit}
	plain := stop
	plain.Parent = "" // as a reading by its id has it
	for _, o := range []client.Order{stop, plain} {
		plan := PrepareReplace(o, Change{Stop: dec("205")}, f)
		limits := Limits{MaxOrderValue: decimal.NewFromInt(1), MaxOrdersPerDay: 1}
		if err := limits.allow(plan, nil, s.now()); err != nil || !plan.Reduces() {
			t.Errorf("%+v: %v", plan.Problems, err)
		}
	}
}
