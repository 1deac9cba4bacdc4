package trade

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// account is a broker that holds orders and positions in memory.
type account struct {
	Broker
	orders    []client.Order
	positions []client.Position
	clock     client.Clock
	asked     []string
	stubborn  map[string]bool // symbols that stay

	cancelErr, closeErr []error // of the first requests, nil and afterwards success
	keepsOrders         bool
	unsure              bool // the answer to closing all is lost after it arrived
}

func next(errs *[]error) error {
	if len(*errs) == 0 {
		return nil
	}
	err := (*errs)[0]
	*errs = (*errs)[1:]
	return err
}

func (a *account) CancelAll(context.Context) ([]client.CancelAnswer, error) {
	a.asked = append(a.asked, "cancel all")
	err := next(&a.cancelErr)
	if err == nil && !a.keepsOrders || errors.Is(err, client.ErrUnknownOutcome) {
		a.orders = nil
	}
	return nil, err
}

func (a *account) CancelOrder(_ context.Context, id string) error {
	a.asked = append(a.asked, "cancel "+id)
	return nil
}

func (a *account) CloseAllPositions(context.Context) ([]client.CloseAnswer, error) {
	a.asked = append(a.asked, "close all")
	if err := next(&a.closeErr); err != nil {
		return nil, err
	}
	var answers []client.CloseAnswer
	var left []client.Position
	for _, p := range a.positions {
		answer := client.CloseAnswer{Symbol: p.Symbol, Order: client.Order{ID: "close " + p.Symbol}}
		if a.stubborn[p.Symbol] {
			answer.Order, answer.Err = client.Order{}, &client.Error{Doing: "close the position", Kind: client.ErrRejected, Status: 422, Message: "not tradable"}
			left = append(left, p)
		}
		answers = append(answers, answer)
		if !a.clock.IsOpen && p.AssetClass != "crypto" {
			left = append(left, p)
			a.orders = append(a.orders, client.Order{ID: answer.Order.ID, Symbol: p.Symbol, Side: "sell", Type: Market, Status: "accepted", Qty: p.Qty})
		}
	}
	a.positions = left
	if a.unsure {
		return nil, &client.Error{Kind: client.ErrUnknownOutcome}
	}
	return answers, nil
}

func (a *account) OpenOrders(context.Context) ([]client.Order, bool, error) {
	return a.orders, false, nil
}

func (a *account) Positions(context.Context) ([]client.Position, error) { return a.positions, nil }

func (a *account) Clock(context.Context) (client.Clock, error) { return a.clock, nil }

// newFlat is an account with an order and two positions, in an open market.
func newFlat(t *testing.T) (*stage, *account) {
	t.Helper()
	s := newStage(t)
	a := &account{
		clock:  client.Clock{IsOpen: true, Timestamp: s.now()},
		orders: []client.Order{{ID: "o1", Symbol: "KO", Side: "sell", Type: Stop, Status: "new", Qty: dec("10")}},
		positions: []client.Position{
			{Symbol: "KO", AssetClass: "us_equity", Qty: dec("10"), QtyAvailable: dec("0")}, {Symbol: "BTCUSD", AssetClass: "crypto", Qty: dec("0.5")},
		},
	}
	s.trader.Broker = a
	return s, a
}

func (s *stage) flatten(ctx context.Context) (Flattening, []Stage) {
	s.t.Helper()
	plan, err := s.trader.PlanFlat(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	var stages []Stage
	done := s.trader.Flatten(ctx, plan, false, func(f Flattening) { stages = append(stages, f.Stage) })
	return done, stages
}

func TestTheKillSwitchEndsWhenTheAccountReadsFlat(t *testing.T) {
	limited := &client.Error{Kind: client.ErrRateLimited, Status: 429}
	notSent := &client.Error{Kind: client.ErrNotSent}
	lost := &client.Error{Kind: client.ErrUnknownOutcome}
	for name, c := range map[string]struct {
		change func(*account)
		stage  Stage
		asked  string
		left   int
		cause  error
	}{
		"all goes well":             {func(*account) {}, Flat, "cancel all, close all", 0, nil},
		"nothing is there":          {func(a *account) { a.orders, a.positions = nil, nil }, Flat, "", 0, nil},
		"no orders":                 {func(a *account) { a.orders = nil }, Flat, "close all", 0, nil},
		"429":                       {func(a *account) { a.cancelErr, a.closeErr = []error{limited, limited}, []error{limited} }, Flat, "cancel all, cancel all, cancel all, close all, close all", 0, nil},
		"not sent":                  {func(a *account) { a.cancelErr = []error{notSent} }, Flat, "cancel all, cancel all, close all", 0, nil},
		"a lost answer to cancel":   {func(a *account) { a.cancelErr = []error{lost} }, Flat, "cancel all, close all", 0, nil},
		"a lost cancel, one stays":  {func(a *account) { a.cancelErr, a.stubborn = []error{lost}, map[string]bool{"KO": true} }, Failed, "cancel all, close all", 1, ErrNotFlat},
		"a lost answer that closed": {func(a *account) { a.unsure = true }, Flat, "cancel all, close all", 0, nil},
		"a lost answer to close":    {func(a *account) { a.closeErr = []error{lost} }, Failed, "cancel all, close all", 2, errUnclear},
		"a refusal":                 {func(a *account) { a.closeErr = []error{&client.Error{Kind: client.ErrForbidden, Status: 403}} }, Failed, "cancel all, close all", 2, client.ErrForbidden},
		"one position stays":        {func(a *account) { a.stubborn = map[string]bool{"KO": true} }, Failed, "cancel all, close all", 1, ErrNotFlat},
		"orders stay":               {func(a *account) { a.keepsOrders = true }, Failed, "cancel all, cancel o1", 0, errStillOpen},
		"the market is closed":      {func(a *account) { a.clock.IsOpen = false }, Queued, "cancel all, close all", 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := newFlat(t)
			c.change(a)
			done, stages := s.flatten(t.Context())
			if done.Stage != c.stage || strings.Join(a.asked, ", ") != c.asked || done.Left() != c.left || c.cause != nil && !errors.Is(done.Err, c.cause) {
				t.Errorf("%s after %q, %d left: %v", done.Stage, a.asked, done.Left(), done.Err)
			}
			for _, stage := range stages[:len(stages)-1] {
				if stage == Flat {
					t.Error("flat is said before the end")
				}
			}
			if flat := len(a.orders)+len(a.positions) == 0; flat != (done.Stage == Flat) {
				t.Errorf("%s with %d orders and %d positions", done.Stage, len(a.orders), len(a.positions))
			}
			if _, cut, err := s.trader.Interrupted(); cut || err != nil {
				t.Errorf("it did not end: %v", err)
			}
			if unknown := errors.Is(c.cause, errUnclear); unknown != (len(done.Lost) > 0) {
				t.Errorf("not known: %v", done.Lost)
			}
		})
	}
}

func TestTheKillSwitchListsWhatItCancelledAndWhyAPositionStays(t *testing.T) {
	s, a := newFlat(t)
	a.stubborn = map[string]bool{"KO": true}
	done, _ := s.flatten(t.Context())
	if len(done.Cancelled) != 1 || done.Cancelled[0].ID != "o1" || len(done.Answers) != 2 {
		t.Fatalf("%+v", done)
	}
	for _, answer := range done.Answers {
		if stays := answer.Symbol == "KO"; stays != strings.Contains(answer.Reason, "not tradable") || stays == answer.Left.Decimal.IsZero() {
			t.Errorf("%+v", answer)
		}
	}
}

func TestTheKillSwitchCountsA429Down(t *testing.T) {
	s, a := newFlat(t)
	until := s.now().Add(20 * time.Second)
	a.cancelErr = []error{&client.Error{Kind: client.ErrRateLimited, Status: 429, RetryAt: until}}
	var told time.Time
	plan, err := s.trader.PlanFlat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done := s.trader.Flatten(t.Context(), plan, false, func(f Flattening) {
		if !f.Until.IsZero() {
			told = f.Until
		}
	})
	if done.Stage != Flat || !told.Equal(until) || s.now().Before(until) || !done.Until.IsZero() {
		t.Errorf("%s, waited until %v of %v", done.Stage, told, until)
	}
}

// TestTheKillSwitchStops between any two requests.
func TestTheKillSwitchStops(t *testing.T) {
	for after, asked := range map[Stage]string{Cancelling: "", Emptying: "cancel all", ClosingAll: "cancel all", Watching: "cancel all, close all"} {
		s, a := newFlat(t)
		a.stubborn = map[string]bool{"KO": true}
		plan, err := s.trader.PlanFlat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		s.trader.Pause = func(ctx context.Context, wait time.Duration) error { s.advance(wait); return ctx.Err() }
		done := s.trader.Flatten(ctx, plan, false, func(f Flattening) {
			if f.Stage == after {
				stop()
			}
		})
		if got := strings.Join(a.asked, ", "); done.Stage != Stopped || got != asked {
			t.Errorf("stopped while %s: %s after %q", after, done.Stage, got)
		}
	}
}

// extendedStage is the demo after the close, and a plan by limit orders. Its market
// stands at the prices that the kill switch asks for.
func extendedStage(t *testing.T) (*stage, FlatPlan) {
	t.Helper()
	s := newStageFrom(t, "2026-11-23T17:30")
	s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) {
		return Read(ctx, s.client, s.data, symbol, false, s.now)
	}
	s.trader.Next = func(ctx context.Context, f Facts, symbol string) (Facts, error) {
		return ReadNext(ctx, s.client, s.data, f, symbol)
	}
	s.trader.Pause = func(ctx context.Context, wait time.Duration) error {
		s.advance(wait)
		return errors.Join(ctx.Err(), s.trades())
	}
	plan, err := s.trader.PlanFlat(t.Context())
	if err != nil || !plan.TakesLimits() {
		t.Fatalf("%+v %v", plan, err)
	}
	return s, plan
}

// trades lets every position trade at its price.
func (s *stage) trades() error {
	positions, err := s.client.Positions(context.WithoutCancel(s.t.Context()))
	for _, p := range positions {
		if p.CurrentPrice.Valid && p.Symbol != "HALT" {
			err = errors.Join(err, s.broker.SetPrice(p.Symbol, p.CurrentPrice.Decimal))
		}
	}
	return err
}

// closesSent are the orders that were sent to close, with what became of them, by symbol.
func (s *stage) closesSent() map[string][]Entry {
	s.t.Helper()
	all, err := s.trader.Journal.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	sent := map[string][]Entry{}
	for _, e := range all {
		if e.Action.makesOrder() {
			sent[e.Symbol] = append(sent[e.Symbol], e)
		}
	}
	return sent
}

func TestTheKillSwitchClosesSharesByLimitOrdersInExtendedHours(t *testing.T) {
	s, plan := extendedStage(t)
	done := s.trader.Flatten(t.Context(), plan, true, func(Flattening) {})
	sent := s.closesSent()
	for _, h := range plan.Positions {
		of := sent[h.Symbol]
		if isCrypto(h) {
			of = sent[market.Pair(h.Symbol)]
		}
		if h.AssetClass == market.Option || h.Symbol == "HALT" {
			continue // nothing can close them now
		}
		if len(of) != 1 || of[0].State != Settled && of[0].State != Accepted {
			t.Errorf("%s: %+v", h.Symbol, of)
			continue
		}
		body := string(of[0].Body)
		if limit := strings.Contains(body, `"type":"limit"`) && strings.Contains(body, `"extended_hours":true`); limit == isCrypto(h) {
			t.Errorf("%s: %s %s", h.Symbol, of[0].Action, body)
		}
	}
	if reads := s.broker.Calls()["GET /v2/account"]; reads > 2 {
		t.Errorf("the account was read %d times for %d positions", reads, len(plan.Positions))
	}
	if done.Stage != Failed || len(done.Lost) > 0 || s.broker.Calls()["DELETE /v2/positions"] != 0 {
		t.Errorf("%s, lost %v, %v", done.Stage, done.Lost, done.Err)
	}
	for _, a := range done.Answers {
		if gone := !a.Stays(); gone == (a.Symbol == "HALT" || market.ClassOf(a.Symbol) == market.Option) {
			t.Errorf("%+v", a)
		}
	}
}

// A position that the broker's rate limit met is closed after the wait, and once.
func TestTheKillSwitchSkipsNoPositionWhenTheBrokerLimitsIt(t *testing.T) {
	s, plan := extendedStage(t)
	var orders, reads atomic.Int64
	s.broker.Fault(func(r *http.Request) http.HandlerFunc {
		limited := r.Method == http.MethodPost && orders.Add(1)%2 == 1 || r.URL.Path == "/v2/clock" && reads.Add(1)%3 == 0
		if !limited {
			return nil
		}
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }
	})
	waited := 0
	done := s.trader.Flatten(t.Context(), plan, true, func(f Flattening) {
		if !f.Until.IsZero() && errors.Is(f.Err, client.ErrRateLimited) {
			waited++
		}
	})
	for _, a := range done.Answers {
		if gone := !a.Stays(); gone == (a.Symbol == "HALT" || market.ClassOf(a.Symbol) == market.Option) {
			t.Errorf("%+v", a)
		}
	}
	for symbol, all := range s.closesSent() {
		counted := 0
		for _, e := range all {
			if e.State.Counts() {
				counted++
			}
		}
		if counted > 1 {
			t.Errorf("%s: %d orders", symbol, counted)
		}
	}
	if waited == 0 {
		t.Error("it waited for nothing")
	}
}

// An order of which the answer is lost is looked up, and never sent again.
func TestTheKillSwitchLooksUpACloseWithoutAnAnswer(t *testing.T) {
	for name, arrives := range map[string]bool{"that arrived": true, "that did not": false} {
		t.Run(name, func(t *testing.T) {
			s, plan := extendedStage(t)
			s.broker.Fault(func(r *http.Request) http.HandlerFunc {
				if r.Method != http.MethodPost {
					return nil
				}
				return func(_ http.ResponseWriter, r *http.Request) {
					s.broker.Fault(nil)
					if arrives {
						s.broker.ServeHTTP(httptest.NewRecorder(), r)
					}
					panic(http.ErrAbortHandler)
				}
			})
			done := s.trader.Flatten(t.Context(), plan, true, func(Flattening) {})
			lost := 0
			for _, all := range s.closesSent() {
				if len(all) != 1 {
					t.Errorf("sent %d times: %+v", len(all), all)
				}
				if all[0].State == Unknown {
					lost++
				}
			}
			unknown := errors.Is(done.Result(), client.ErrUnknownOutcome)
			if arrives == unknown || arrives != (lost == 0) || len(done.Lost) != lost || done.Stage != Failed {
				t.Errorf("%s, %d unknown: %v", done.Stage, lost, done.Result())
			}
		})
	}
}

// TestTheKillSwitchSaysWhatItHasDone where it was stopped.
func TestTheKillSwitchSaysWhatItHasDone(t *testing.T) {
	for after, want := range map[Stage]string{
		Cancelling: "stopped: nothing was sent; not flat", Emptying: "stopped: all orders were cancelled, no close was sent; not flat",
		ClosingAll: "stopped: all orders were cancelled, no close was sent; not flat: KO; BTCUSD",
		Watching:   "stopped: all orders were cancelled, the close was sent for 2 of 2 positions; not flat: KO",
	} {
		s, a := newFlat(t)
		a.stubborn = map[string]bool{"KO": true}
		plan, err := s.trader.PlanFlat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		s.trader.Pause = func(ctx context.Context, wait time.Duration) error { s.advance(wait); return ctx.Err() }
		done := s.trader.Flatten(ctx, plan, false, func(f Flattening) {
			if f.Stage == after {
				stop()
			}
		})
		if got := done.Result(); got == nil || !strings.HasPrefix(got.Error(), want) || done.Reached != after {
			t.Errorf("%s: %v", after, got)
		}
	}
}

func TestTheKillSwitchNeedsAllowLive(t *testing.T) {
	s, a := newFlat(t)
	plan, err := s.trader.PlanFlat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.trader.Live = true
	var refusal *Refusal
	if _, err := s.trader.PlanFlat(t.Context()); !errors.As(err, &refusal) {
		t.Error(err)
	}
	if done := s.trader.Flatten(t.Context(), plan, false, func(Flattening) {}); !errors.As(done.Err, &refusal) || len(a.asked) != 0 {
		t.Errorf("%+v", done)
	}
	s.trader.Limits.AllowLive = true
	if done, _ := s.flatten(t.Context()); done.Stage != Flat {
		t.Errorf("%+v", done)
	}
}

func TestWhatTheKillSwitchSaysFirst(t *testing.T) {
	s, a := newFlat(t)
	plan, err := s.trader.PlanFlat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Join(plan.Lines(false, 0), "\n")
	if want := "Cancel 1 order, and wait until nothing is open.\nThat leaves positions without these stops: sell 10 KO stop.\nClose 2 positions at the market: 10 KO, 0.5 BTC/USD."; lines != want {
		t.Errorf("%s", lines)
	}
	a.clock = client.Clock{Timestamp: s.now(), NextOpen: s.now().Add(18 * time.Hour), Phase: client.AfterHours, PhaseUntil: s.now().Add(time.Hour)}
	if plan, err = s.trader.PlanFlat(t.Context()); err != nil || !plan.Extended {
		t.Fatal(plan, err)
	}
	if lines := strings.Join(plan.Lines(false, 0), "\n"); !strings.Contains(lines, "KO would wait for the open at ") || strings.Contains(lines, "BTCUSD would") || !strings.Contains(lines, "Limit orders at the quote can close") || strings.Contains(lines, "options") {
		t.Errorf("%s", lines)
	}
	a.positions = append(a.positions, client.Position{Symbol: "AAPL261218C00250000", AssetClass: market.Option, Qty: dec("3")})
	if plan, err = s.trader.PlanFlat(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, limits := range []bool{false, true} {
		lines := strings.Join(plan.Lines(limits, 0), "\n")
		if !strings.Contains(lines, "Alpaca closes options in the regular session alone: AAPL 18 Dec 26 250 C would stay.") || strings.Contains(lines, "250 C would wait") {
			t.Errorf("%v: %s", limits, lines)
		}
	}
}

// TestTheKillSwitchOnTheDemo closes what it can; HALT is not tradable.
func TestTheKillSwitchOnTheDemo(t *testing.T) {
	s := newStage(t)
	s.trader.Pause = func(_ context.Context, wait time.Duration) error { s.advance(wait); return s.trades() }
	done, _ := s.flatten(t.Context())
	orders, _, err := s.client.OpenOrders(t.Context())
	if err != nil || len(orders) != 0 || len(done.Cancelled) < 5 {
		t.Errorf("%d orders are open, %d were cancelled, %v", len(orders), len(done.Cancelled), err)
	}
	positions, err := s.client.Positions(t.Context())
	if err != nil || done.Left() != len(positions) || (len(positions) == 0) != (done.Stage == Flat) {
		t.Errorf("%s: %d of %d are left, %v %v", done.Stage, done.Left(), len(positions), done.Err, err)
	}
	for _, p := range positions {
		if p.Symbol != "HALT" {
			t.Errorf("%s is still there", p.Symbol)
		}
	}
}

func TestAnUnknownCloseOfAllBlocksOrders(t *testing.T) {
	s := newStage(t)
	id, err := s.trader.begin(Intent{Action: CloseAll})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.trader.learn(id, client.Order{}, &client.Error{Kind: client.ErrUnknownOutcome}); err == nil {
		t.Fatal("it is known")
	}
	var refusal *Refusal
	if _, err := s.trader.Send(t.Context(), s.plan("sell KO 10")); !errors.As(err, &refusal) {
		t.Errorf("%v", err)
	}
	if err := s.trader.Dismiss(id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.trader.Send(t.Context(), s.plan("sell KO 10")); err != nil {
		t.Errorf("%v", err)
	}
}

// TestAKilledKillSwitchIsNotResumed kills the process around its requests: the next
// one asks, and asks the broker for nothing by itself.
func TestAKilledKillSwitchIsNotResumed(t *testing.T) {
	if name := os.Getenv("QUIPU_TEST_FLOW"); name != "" {
		flows[name].do(stageOfEnvironment(t))
		return
	}
	for point, want := range map[string][2]int{ // cancels and closes that came
		"before cancel all": {0, 0}, "after cancel all": {1, 0}, "before close all": {1, 0}, "after close all": {1, 1},
	} {
		s := newStage(t)
		dir := s.killed("TestAKilledKillSwitchIsNotResumed", "kill switch", point)
		s.advance(time.Minute)
		journal, err := OpenJournal(dir, testAccount, s.address, s.trader.Now)
		if err != nil {
			t.Fatal(err)
		}
		s.trader.Journal = journal
		if _, cut, err := s.trader.Interrupted(); !cut || err != nil {
			t.Errorf("%s: nobody is told: %v", point, err)
		}
		if _, err := s.trader.Settle(t.Context()); err != nil {
			t.Error(err)
		}
		calls := s.broker.Calls()
		if got := [2]int{calls["DELETE /v2/orders"], calls["DELETE /v2/positions"]}; got != want {
			t.Errorf("%s: %v requests, want %v", point, got, want)
		}
	}
}

// TestTheKillSwitchNamesStopsThatProtect: those that close what is held now, not one
// that waits for its entry or opens a position.
func TestTheKillSwitchNamesStopsThatProtect(t *testing.T) {
	stop := func(id, side, symbol string) client.Order {
		return client.Order{ID: id, Symbol: symbol, Side: side, Type: Stop, Status: "new", Qty: dec("5"), StopPrice: dec("50")}
	}
	held := stop("c", "sell", "AMZN")
	held.Status = "held"
	loss := stop("e", "sell", "KO")
	loss.Status = "held"
	plan := FlatPlan{
		Positions: []client.Position{{Symbol: "KO", Qty: dec("10")}, {Symbol: "TSLA", Qty: dec("-5")}, {Symbol: "AMZN", Qty: dec("5")}, {Symbol: "BTCUSD", AssetClass: "crypto", Qty: dec("1")}},
		Orders: []client.Order{
			stop("a", "buy", "TSLA"), stop("b", "buy", "KO"),
			{ID: "p", Symbol: "AMZN", Side: "buy", Type: Limit, Status: "new", Class: Bracket, Qty: dec("5"), LimitPrice: dec("190"), Legs: []client.Order{held}},
			{ID: "o", Symbol: "KO", Side: "sell", Type: Limit, Status: "new", Class: OCO, Qty: dec("5"), LimitPrice: dec("70"), Legs: []client.Order{loss}},
			stop("f", "sell", "BTC/USD"),
		},
	}
	lines := strings.Join(plan.Lines(false, 0), "\n")
	if want := "without these stops: buy 5 TSLA stop $50.00, sell 5 KO stop $50.00, sell 5 BTC/USD stop $50.00."; !strings.Contains(lines, want) {
		t.Error(lines)
	}
	if !strings.Contains(lines, "10 KO, 5 TSLA short, 5 AMZN, 1 BTC/USD") {
		t.Error(lines)
	}
}

func (a *account) NameParents(context.Context, []client.Order) error { return nil }

// oneByOne is such a broker whose second exit has a status after the first was cancelled.
type oneByOne struct {
	account
	second string
}

func (a *oneByOne) Order(_ context.Context, id string) (client.Order, error) {
	return client.Order{ID: id, Status: a.second}, nil
}

// What a reading that failed has, is in part empty.
func TestKillSwitchInExtendedHoursReadsAllAgainAfterAReadingThatFailed(t *testing.T) {
	s, plan := extendedStage(t)
	var failed atomic.Bool
	s.broker.Fault(func(r *http.Request) http.HandlerFunc {
		if r.URL.Path == "/v2/account" && !failed.Swap(true) {
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnprocessableEntity) }
		}
		return nil
	})
	done := s.trader.Flatten(t.Context(), plan, true, func(Flattening) {})
	sent := 0
	for _, a := range done.Answers {
		if a.Sent {
			sent++
		}
	}
	if !failed.Load() || sent != len(done.Answers)-2 { // an option, and what is halted
		t.Errorf("%d of %d are sent: %+v", sent, len(done.Answers), done.Answers)
	}
}
