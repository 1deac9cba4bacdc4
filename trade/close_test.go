package trade

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/client"
)

func (s *stage) closing(symbol, size string) Closing {
	s.t.Helper()
	parsed, err := ParseSize(size)
	if err != nil {
		s.t.Fatal(err)
	}
	return PrepareClosing(s.facts(symbol), parsed)
}

func silent(Progress) {}

// TestWhatIsClosed: KO 150 held; AAPL 60, 20 of them in a sell limit; TSLA 12
// short, all in a buy stop-limit; ETH 1.25.
func TestWhatIsClosed(t *testing.T) {
	for _, c := range []struct {
		symbol, size string
		action       Action
		body         string // of a POST
		cancels      int
		refuses      Field
	}{
		{"KO", "all", Close, "", 0, ""},
		{"KO", "100%", Submit, `"qty":"150"`, 0, ""},
		{"KO", "half", Submit, `"side":"sell","type":"market","time_in_force":"day","qty":"75"`, 0, ""},
		{"KO", "25%", Submit, `"qty":"37"`, 0, ""},
		{"KO", "1/4", Submit, `"qty":"37"`, 0, ""},
		{"KO", "10", Submit, `"qty":"10"`, 0, ""},
		{"AAPL", "half", Submit, `"qty":"30"`, 0, ""},
		{"AAPL", "50", Submit, `"qty":"50"`, 1, ""},
		{"AAPL", "all", Close, "", 1, ""},
		{"TSLA", "all", Close, "", 1, ""},
		{"TSLA", "half", Submit, `"side":"buy","type":"market","time_in_force":"day","qty":"6"`, 1, ""},
		{"ETH/USD", "all", Close, "", 0, ""},
		{"ETH/USD", "half", Submit, `"time_in_force":"gtc","qty":"0.625"`, 0, ""},
		{"KO", "151", "", "", 0, SizeField},
		{"KO", "$500", "", "", 0, SizeField},
		{"KO", "25% bp", "", "", 0, SizeField},
		{"KO", "risk $5", "", "", 0, SizeField},
		{"INTC", "all", "", "", 0, SymbolField},
		{"INTC", "half", "", "", 0, SymbolField},
		{"NOSUCH", "all", "", "", 0, SymbolField},
	} {
		s := newStage(t)
		got := s.closing(c.symbol, c.size)
		problems := got.Plan.Problems.Refusals()
		if c.refuses != "" {
			found := false
			for _, p := range problems {
				found = found || p.Field == c.refuses
			}
			if !found {
				t.Errorf("%s %s: %v", c.symbol, c.size, problems)
			}
			continue
		}
		if len(problems) > 0 || got.Plan.Action != c.action || !strings.Contains(got.Plan.Body(), c.body) || len(got.Cancel) != c.cancels || !got.Plan.Reduces() {
			t.Errorf("%s %s: %s %s, cancels %d, %v", c.symbol, c.size, got.Plan.Action, got.Plan.Body(), len(got.Cancel), problems)
		}
	}
}

func TestAPositionIsClosedOnce(t *testing.T) {
	s := newStage(t)
	done, err := s.trader.Close(t.Context(), s.closing("KO", "all"), silent)
	if err != nil || done.Entry.State != Accepted || done.Entry.Action != Close || done.Entry.OrderID == "" || done.Bare() {
		t.Fatalf("%+v %v", done, err)
	}
	order, err := s.client.Order(t.Context(), done.Entry.OrderID)
	if err != nil || order.Side != "sell" || order.Type != Market || order.Qty.Decimal.String() != "150" {
		t.Errorf("%+v %v", order, err)
	}
	var refusal *Refusal
	if _, err := s.trader.Close(t.Context(), s.closing("KO", "all"), silent); !errors.As(err, &refusal) || s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"] != 1 {
		t.Errorf("while the first one works: %v", err)
	}
	if err := s.broker.SetPrice("KO", dec("62.94").Decimal); err != nil {
		t.Fatal(err)
	}
	entry, order, err := s.trader.Follow(t.Context(), done.Entry, time.Minute, client.Order.Closed)
	if err != nil || entry.State != Settled || entry.Status != "filled" || order.ID != entry.OrderID {
		t.Errorf("%+v %v", entry, err)
	}
}

// TestWhatHoldsThePositionIsCancelledFirst, and told.
func TestWhatHoldsThePositionIsCancelledFirst(t *testing.T) {
	for _, size := range []string{"all", "50"} {
		s := newStage(t)
		closing := s.closing("AAPL", size)
		if words := closing.Sentence(); !strings.HasPrefix(words, "Cancel sell 20 AAPL limit $260.00, after which nothing protects the position. Then: ") {
			t.Error(words)
		}
		var told []string
		done, err := s.trader.Close(t.Context(), closing, func(step Progress) { told = append(told, step.Text) })
		if err != nil || done.Entry.State != Accepted || len(done.Cancelled) != 1 || done.Bare() {
			t.Fatalf("%+v %v", done, err)
		}
		if text := strings.Join(told, "; "); !strings.Contains(text, "cancelling sell 20 AAPL limit") || !strings.Contains(text, "nothing protects now") {
			t.Error(text)
		}
	}
}

func changed(err error) bool { return errors.As(err, new(*ChangedError)) }

// changing runs a change before the broker is asked for something.
type changing struct {
	Broker
	cancel, close func() error
	cancelled     int
	closed        int
}

func (c *changing) CancelOrder(ctx context.Context, id string) error {
	c.cancelled++
	if c.cancel != nil {
		if err := c.cancel(); err != nil {
			return err
		}
	}
	return c.Broker.CancelOrder(ctx, id)
}

func (c *changing) ClosePosition(ctx context.Context, symbol string, part client.ClosePart) (client.Order, error) {
	c.closed++
	if c.close != nil {
		if err := c.close(); err != nil {
			return client.Order{}, err
		}
	}
	return c.Broker.ClosePosition(ctx, symbol, part)
}

func TestAPositionThatChangedIsNotClosed(t *testing.T) {
	s := newStage(t)
	broker := &changing{Broker: s.client}
	s.trader.Broker = broker
	fill := func() error {
		orders, _, err := s.client.OpenOrders(t.Context())
		for _, o := range orders {
			if o.Symbol == "AAPL" && o.Side == "sell" {
				err = errors.Join(err, s.broker.Fill("paper", o.ID, dec("5").Decimal, dec("260").Decimal))
			}
		}
		return err
	}
	closing := s.closing("AAPL", "all")
	if err := fill(); err != nil {
		t.Fatal(err)
	}
	if done, err := s.trader.Close(t.Context(), closing, silent); !changed(err) || broker.cancelled != 0 || done.Bare() {
		t.Errorf("before anything is cancelled: %+v %v, %d cancelled", done, err, broker.cancelled)
	}
	broker.cancel = fill
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !changed(err) || broker.cancelled != 1 || broker.closed != 0 || !done.Bare() {
		t.Errorf("while it is cancelled: %+v %v", done, err)
	}
	tickets, _, err := s.trader.PutBack(t.Context(), "AAPL", done.Cancelled)
	if err != nil || len(tickets) != 1 || tickets[0].Type != Limit || tickets[0].Size.Value.String() != "10" || !tickets[0].Limit.Decimal.Equal(dec("260").Decimal) {
		t.Errorf("%+v %v", tickets, err)
	}
}

// TestUnitsThatAreNotFreed: the broker takes the cancel and does nothing.
func TestUnitsThatAreNotFreed(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &ignores{Broker: s.client}
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !errors.Is(err, ErrHeld) || done.Entry.ID != "" || s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"] != 0 {
		t.Errorf("%+v %v", done, err)
	}
	if tickets, _, err := s.trader.PutBack(t.Context(), "AAPL", done.Cancelled); err != nil || len(tickets) != 0 {
		t.Errorf("what was not cancelled is put back: %+v %v", tickets, err)
	}
}

type ignores struct{ Broker }

func (i *ignores) CancelOrder(context.Context, string) error { return nil }

// TestACloseThatFailsOffersTheExitsBack: the broker refuses after the exits are
// gone.
func TestACloseThatFailsOffersTheExitsBack(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &changing{Broker: s.client, close: func() error {
		return &client.Error{Doing: "close the position", Kind: client.ErrForbidden, Status: 403, Code: 40310000, Message: "halted"}
	}}
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !errors.Is(err, client.ErrForbidden) || done.Entry.State != Refused || !done.Bare() {
		t.Fatalf("%+v %v", done, err)
	}
	tickets, _, err := s.trader.PutBack(t.Context(), "AAPL", done.Cancelled)
	if err != nil || len(tickets) != 1 {
		t.Fatalf("%+v %v", tickets, err)
	}
	entry, err := s.trader.Send(t.Context(), Prepare(tickets[0], s.facts("AAPL")))
	if err != nil || entry.State != Accepted {
		t.Errorf("%+v %v", entry, err)
	}
}

// TestALostAnswerToACloseIsReadFromTheAccount: the request has no id.
func TestALostAnswerToACloseIsReadFromTheAccount(t *testing.T) {
	for name, c := range map[string]struct {
		arrives, fills bool
		foreign        string // an order of another program, sent before or after
		before         bool
		state          State
		order          bool
	}{
		"it arrived":                          {arrives: true, state: Accepted, order: true},
		"it arrived and was filled":           {arrives: true, fills: true, state: Settled, order: true},
		"it did not":                          {state: Unknown},
		"a foreign sale of another size":      {foreign: "sell KO 10", state: Unknown},
		"a foreign limit":                     {foreign: "sell KO 150 limit=70", state: Unknown},
		"a foreign sale of the same, earlier": {foreign: "sell KO 150", before: true, state: Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			foreign := func() {
				s.advance(time.Second)
				if c.foreign != "" {
					plan := s.plan(c.foreign)
					body, err := plan.body()
					if err == nil {
						_, err = s.client.SubmitOrder(t.Context(), body)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			if c.before {
				foreign()
				orders, _, err := s.client.OpenOrders(t.Context())
				if err != nil || s.client.CancelOrder(t.Context(), orders[0].ID) != nil {
					t.Fatal(err)
				}
			}
			s.trader.Broker = &loses{Broker: s.client, arrives: c.arrives}
			done, err := s.trader.Close(t.Context(), s.closing("KO", "all"), silent)
			if !errors.Is(err, client.ErrUnknownOutcome) || done.Entry.State != Unknown || done.Bare() {
				t.Fatalf("%+v %v", done, err)
			}
			if !c.before {
				foreign()
			}
			if c.fills {
				if err := s.broker.SetPrice("KO", dec("62.94").Decimal); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				s.advance(time.Minute)
				if _, err := s.trader.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			got, err := s.trader.entry(done.Entry.ID)
			if err != nil || got.State != c.state || (got.OrderID != "") != c.order {
				t.Errorf("%s, order %q: %s %v", got.State, got.OrderID, got.Reason, err)
			}
			if c.state == Unknown {
				var refusal *Refusal
				if _, err := s.trader.Send(t.Context(), PrepareClose(s.facts("KO"))); !errors.As(err, &refusal) {
					t.Errorf("it is asked for again: %v", err)
				}
			}
		})
	}
}

// loses loses the answers to closes.
type loses struct {
	Broker
	arrives bool
}

func (l *loses) ClosePosition(ctx context.Context, symbol string, part client.ClosePart) (client.Order, error) {
	if l.arrives {
		_, _ = l.Broker.ClosePosition(ctx, symbol, part)
	}
	return client.Order{}, &client.Error{Doing: "close the position", Kind: client.ErrUnknownOutcome}
}

func TestAPositionThatIsGoneSettlesItsClose(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &loses{Broker: s.client}
	done, _ := s.trader.Close(t.Context(), s.closing("KO", "all"), silent)
	s.trader.Broker = &gone{Broker: s.client}
	settled, err := s.trader.Settle(t.Context())
	if err != nil || len(settled) != 1 || settled[0].ID != done.Entry.ID || settled[0].State != Settled || settled[0].Reason != "the position is closed" {
		t.Errorf("%+v %v", settled, err)
	}
}

type gone struct{ Broker }

func (g *gone) Positions(context.Context) ([]client.Position, error) { return nil, nil }

// TestAnExitThatIsStillBeingCancelledIsNamed: it is neither put back nor forgotten.
func TestAnExitThatIsStillBeingCancelledIsNamed(t *testing.T) {
	s, done := bared(t)
	s.trader.Broker = &slow{Broker: s.client}
	tickets, waiting, err := s.trader.PutBack(t.Context(), "AAPL", done.Cancelled)
	if err != nil || len(tickets) != 0 || len(waiting) != 1 || waiting[0].ID != done.Cancelled[0][0].ID {
		t.Errorf("%+v, %+v, %v", tickets, waiting, err)
	}
}

// slow does not finish cancellations.
type slow struct{ Broker }

func (s *slow) Order(ctx context.Context, id string) (client.Order, error) {
	o, err := s.Broker.Order(ctx, id)
	if o.Status == "canceled" {
		o.Status = "pending_cancel"
	}
	return o, err
}

func TestWhatGoesWithAnOrder(t *testing.T) {
	leg := func(id, status string) client.Order { return client.Order{ID: id, Status: status} }
	bracket := client.Order{ID: "entry", Status: "new", Legs: []client.Order{leg("profit", "held"), leg("loss", "held")}}
	filled := client.Order{ID: "done", Status: "filled", Legs: []client.Order{leg("a", "new"), leg("b", "held"), leg("c", "canceled")}}
	orphan := func(id string) client.Order { return client.Order{ID: id, Status: "new", Parent: "gone"} }
	open := []client.Order{bracket, filled, leg("alone", "new"), orphan("x"), orphan("y")}
	for id, want := range map[string]string{"entry": "profit loss", "profit": "entry loss", "a": "b", "b": "a", "alone": "", "x": "y", "y": "x", "elsewhere": ""} {
		var got []string
		for _, o := range GoesWith(client.Order{ID: id}, open) {
			got = append(got, o.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("with %s go %v", id, got)
		}
	}
	if got := GoesWith(bracket, nil); len(got) != 2 {
		t.Errorf("with one that is not among the open ones go %v", got)
	}
}

func TestExitsThatWentTogetherArePutBackTogether(t *testing.T) {
	group := []client.Order{
		{ID: "p", Symbol: "AAPL", Side: "sell", Type: Limit, Class: Bracket, TimeInForce: "gtc", Qty: dec("10"), FilledQty: dec("4"), LimitPrice: dec("260")},
		{ID: "l", Symbol: "AAPL", Side: "sell", Type: StopLimit, Class: Bracket, TimeInForce: "gtc", Qty: dec("10"), StopPrice: dec("210"), LimitPrice: dec("209")},
	}
	s := newStage(t)
	tickets := TicketsOf(group)
	if len(tickets) != 1 {
		t.Fatalf("%+v", tickets)
	}
	plan := Prepare(tickets[0], s.facts("AAPL"))
	want := `{"symbol":"AAPL","side":"sell","type":"limit","time_in_force":"gtc","qty":"6","order_class":"oco","take_profit":{"limit_price":"260"},"stop_loss":{"stop_price":"210","limit_price":"209"}}`
	if plan.Body() != want || !plan.Problems.Sendable() || !plan.Reduces() {
		t.Errorf("%s\n%v, reduces %t", plan.Body(), plan.Problems, plan.Reduces())
	}
	if len(TicketsOf(group[:1])) != 1 || TicketsOf(group[:1])[0].Exits {
		t.Error("one exit alone is not two")
	}
}

func TestTwoExitsOfAPosition(t *testing.T) {
	for name, c := range map[string]struct {
		order   string
		exits   bool
		refuses Field // "-" is none
	}{
		"of a long position":         {order: "sell AAPL 40 type=limit tif=gtc profit=260 loss=210", refuses: "-"},
		"more than is free":          {order: "sell AAPL 41 type=limit tif=gtc profit=260 loss=210", refuses: SizeField},
		"without a stop":             {order: "sell AAPL 40 type=limit tif=gtc profit=260", refuses: LossField},
		"without a limit":            {order: "sell AAPL 40 type=limit tif=gtc loss=210", refuses: ProfitField},
		"stop above the market":      {order: "sell AAPL 40 type=limit tif=gtc profit=260 loss=240", refuses: LossField},
		"stop above the profit":      {order: "sell AAPL 40 type=limit tif=gtc profit=220 loss=225", refuses: LossField},
		"profit through the market":  {order: "sell AAPL 40 type=limit tif=gtc profit=231 loss=210", refuses: "-"},
		"on the side of the holding": {order: "buy AAPL 1 type=limit tif=gtc profit=210 loss=260", refuses: TicketField},
		"nothing held":               {order: "sell INTC 1 type=limit tif=gtc profit=400 loss=10", refuses: TicketField},
		"immediate":                  {order: "sell AAPL 40 type=limit tif=ioc profit=260 loss=210", refuses: TIFField},
		"extended":                   {order: "sell AAPL 40 type=limit tif=gtc profit=260 loss=210 extended", refuses: ExtendedField},
		"a market order":             {order: "sell AAPL 40 tif=gtc profit=260 loss=210", refuses: TypeField},
		"a fraction":                 {order: "sell AAPL 0.5 type=limit tif=day profit=260 loss=210", refuses: ProfitField},
		"a sub-penny":                {order: "sell AAPL 40 type=limit tif=gtc profit=260.001 loss=210", refuses: ProfitField},
	} {
		s := newStage(t)
		k := ticket(t, c.order)
		k.Exits = true
		plan := Prepare(k, s.facts(k.Symbol))
		problems := plan.Problems.Refusals()
		if c.refuses == "-" && len(problems) > 0 || c.refuses != "-" && !refuses(problems, c.refuses) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// A confirmation may stand for hours: what it said of the session and the price has
// to hold when it is answered, before anything is cancelled.
func TestACloseIsNotSentInAnotherSessionOrAtAnotherPriceThanWasConfirmed(t *testing.T) {
	for says, change := range map[string]func(*stage){
		"the market opened or closed": func(s *stage) { s.advance(5 * time.Hour) },
		"the price moved": func(s *stage) {
			if err := s.broker.SetPrice("AAPL", dec("150").Decimal); err != nil {
				s.t.Fatal(err)
			}
		},
	} {
		t.Run(says, func(t *testing.T) {
			s := newStage(t)
			closing := s.closing("AAPL", "all")
			if len(closing.Cancel) == 0 {
				t.Fatal("no order holds AAPL")
			}
			change(s)
			done, err := s.trader.Close(t.Context(), closing, silent)
			if !changed(err) || !strings.Contains(err.Error(), says) || len(done.Cancelled) > 0 || done.Entry.ID != "" {
				t.Errorf("cancelled %d, %+v, %v", len(done.Cancelled), done.Entry, err)
			}
		})
	}
}

// TestAContractIsNotClosed, and not said to be no position: one that is held, and one that
// the broker does not list among its assets.
func TestAContractIsNotClosed(t *testing.T) {
	s := newStage(t)
	for _, symbol := range []string{s.call(), "AAPL991217C00100000"} {
		for _, size := range []string{"all", "half"} {
			closing := s.closing(symbol, size)
			if got := closing.Plan.Problems.Refusals().String(); got != "symbol: "+noOptions {
				t.Errorf("%s %s: %s", symbol, size, got)
			}
		}
	}
}
