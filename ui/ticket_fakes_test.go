package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
)

// fakeTrading is what sends orders in tests: it prepares with the real rules, and
// answers what a test says.
type fakeTrading struct {
	mu          sync.Mutex
	facts       trade.Facts
	asked       string // another name that facts are asked by
	factsErr    error
	factsRead   int
	factsDelay  time.Duration
	limits      trade.Problems
	sent        []trade.Plan
	cancelled   []client.Order
	closed      []trade.Closing
	answer      trade.Entry // of what is sent; its id is made here
	sendErr     error
	delay       time.Duration // of an answer
	orders      map[string]client.Order
	settled     []trade.Entry
	unknown     []trade.Entry
	bare        []trade.Entry
	dismissErr  error
	back        []trade.Ticket // that can be put back
	refuseClose bool
	waiting     []client.Order // whose cancellation is not finished
	settles     int
	trader      *trade.Trader // that settles instead, with its journal
	observed    []client.Order
	journal     []trade.Entry
	dismissed   []string
	working     []client.Order // that are read before several are cancelled
	workingErr  error
	alike       bool // what is held is an asset like AAPL

	flatPlan  trade.FlatPlan
	flatPlans int                // how often it was read
	flatSteps []trade.Flattening // what the kill switch tells, five seconds each; the last is its end
	flattened []bool             // the kill switches that began: by limit orders
	cut       trade.Entry        // a kill switch that was cut short, without an id for none
	suspended int
}

func newFakeTrading() *fakeTrading {
	return &fakeTrading{answer: trade.Entry{State: trade.Accepted, Status: "accepted"}, orders: map[string]client.Order{}, facts: sampleFacts()}
}

// sampleFacts are those of AAPL with the sample account.
func sampleFacts() trade.Facts {
	s := sampleSnapshot()
	return trade.Facts{
		Account: s.Account, Positions: s.Positions, Orders: nil,
		Asset: client.Asset{
			ID: "1", Symbol: "AAPL", Class: market.Equity, Exchange: "NASDAQ", Name: "Apple Inc. Common Stock", Status: "active",
			Tradable: true, Marginable: true, Shortable: true, EasyToBorrow: true, Fractionable: true,
		},
		Quote: client.Latest{Price: d("120.01"), Quote: client.Quote{Bid: d("120.00"), Ask: d("120.02"), BidSize: d("4"), AskSize: d("3")}},
		Open:  client.KnownFlag(true),
	}
}

func (f *fakeTrading) Facts(_ context.Context, symbol string) (trade.Facts, error) {
	f.mu.Lock()
	delay := f.factsDelay
	f.mu.Unlock()
	time.Sleep(delay)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.factsRead++
	facts := f.facts
	facts.At = time.Now()
	facts.Quote.Quote.At = time.Now()
	for _, p := range facts.Positions {
		if f.alike && p.Symbol == symbol {
			facts.Asset.Symbol, facts.Asset.ID = symbol, p.AssetID
		}
	}
	if symbol != facts.Asset.Symbol && symbol != f.asked {
		facts.Asset = client.Asset{}
	}
	for i := range facts.Positions {
		if !facts.Positions[i].QtyAvailable.Valid {
			facts.Positions = slices.Clone(facts.Positions)
			facts.Positions[i].QtyAvailable = facts.Positions[i].Qty
		}
	}
	return facts, f.factsErr
}

func (f *fakeTrading) Problems(_ context.Context, plan trade.Plan) (trade.Problems, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.trader != nil {
		return f.trader.Problems(plan)
	}
	return f.limits, nil
}

func (f *fakeTrading) Send(_ context.Context, plan trade.Plan) (trade.Entry, error) {
	f.mu.Lock()
	f.sent = append(f.sent, plan)
	e, err, delay := f.answer, f.sendErr, f.delay
	f.mu.Unlock()
	time.Sleep(delay)
	if err != nil && e.State == "" {
		return trade.Entry{}, err
	}
	e.Intent = trade.Intent{ID: fmt.Sprintf("quipu-%d", len(f.sent)), Action: trade.Submit, Symbol: plan.Order.Symbol, Side: plan.Order.Side, Qty: plan.Order.Qty}
	if e.State == trade.Accepted {
		e.OrderID = fmt.Sprintf("broker-%d", len(f.sent))
	}
	return e, err
}

func (f *fakeTrading) PlanReplace(ctx context.Context, id string, change trade.Change) (trade.Plan, error) {
	order, err := f.Order(ctx, id)
	if err != nil {
		return trade.Plan{}, err
	}
	facts, err := f.Facts(ctx, order.Symbol)
	return trade.PrepareReplace(order, change, facts), err
}

func (f *fakeTrading) PlanClose(ctx context.Context, symbol string) (trade.Closing, trade.Problems, error) {
	facts, err := f.Facts(ctx, symbol)
	return trade.PrepareClosing(facts, trade.All()), f.limits, err
}

func (f *fakeTrading) PlanExits(ctx context.Context, t trade.Ticket) (trade.Closing, trade.Problems, error) {
	facts, err := f.Facts(ctx, t.Symbol)
	return trade.PrepareExits(facts, t), f.limits, err
}

func (f *fakeTrading) PutBack(context.Context, trade.Entry) (all []trade.Ticket, waiting []client.Order, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.back, f.waiting, nil
}

func (f *fakeTrading) Close(_ context.Context, c trade.Closing, tell func(trade.Progress)) (trade.Closed, error) {
	for _, o := range c.Cancel {
		tell(trade.Progress{Text: "cancelling " + trade.OrderWords(o)})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = append(f.closed, c)
	if f.refuseClose {
		return trade.Closed{Entry: trade.Entry{Intent: trade.Intent{ID: "quipu-x", Action: trade.Close, Symbol: c.Plan.Order.Symbol}, State: trade.Refused}, Cancelled: [][]client.Order{c.Cancel}, Freed: true}, f.sendErr
	}
	id := fmt.Sprintf("quipu-x%d", len(f.closed))
	e := trade.Entry{Intent: trade.Intent{ID: id, Action: trade.Close, Symbol: c.Plan.Order.Symbol}, State: trade.Accepted, OrderID: "broker-x", Status: "accepted"}
	return trade.Closed{Entry: e}, f.sendErr
}

func (f *fakeTrading) Cancel(_ context.Context, o client.Order) (trade.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cancelled = append(f.cancelled, o)
	return trade.Entry{Intent: trade.Intent{ID: fmt.Sprintf("quipu-c%d", len(f.cancelled)), Action: trade.Cancel, Symbol: o.Symbol, Target: o.ID}, State: trade.Accepted, OrderID: o.ID, Status: "pending_cancel"}, nil
}

// CancelShown checks by the real rules against working, or the orders of the facts.
func (f *fakeTrading) CancelShown(ctx context.Context, shown trade.CancelGroup, _ *trade.Seen) (e trade.Entry, gone bool, err error) {
	f.mu.Lock()
	open, err := f.working, f.workingErr
	if open == nil {
		open = f.facts.Orders
	}
	f.mu.Unlock()
	if err == nil {
		err = shown.Changed(open)
	}
	if err != nil {
		return trade.Entry{}, false, err
	}
	e, err = f.Cancel(ctx, shown.Order)
	return e, false, err
}

func (f *fakeTrading) Order(_ context.Context, id string) (client.Order, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o, known := f.orders[id]; known {
		return o, nil
	}
	return client.Order{}, errors.New("no such order")
}

func (f *fakeTrading) Observe(_ context.Context, orders ...client.Order) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.observed = append(f.observed, orders...)
	return nil
}

func (f *fakeTrading) Bare(context.Context) ([]trade.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.bare), nil
}

func (f *fakeTrading) Dismiss(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dismissed = append(f.dismissed, id)
	if f.dismissErr != nil {
		return f.dismissErr
	}
	f.bare = slices.DeleteFunc(slices.Clone(f.bare), func(e trade.Entry) bool { return e.ID == id })
	if f.cut.ID == id {
		f.cut = trade.Entry{}
	}
	return nil
}

func (f *fakeTrading) Settle(ctx context.Context) (settled, unknown []trade.Entry, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settles++
	if f.trader != nil {
		settled, err = f.trader.Settle(ctx)
		unknown, _ = f.trader.Unsettled()
		return settled, unknown, err
	}
	settled, unknown = f.settled, f.unknown
	f.settled = nil
	return settled, unknown, nil
}

// sentOrders are the orders that were sent, in words.
func (s *story) sentOrders() string {
	s.trading.mu.Lock()
	defer s.trading.mu.Unlock()
	var all []string
	for i := range s.trading.sent {
		all = append(all, s.trading.sent[i].Sentence())
	}
	return strings.Join(all, "; ")
}

func (f *fakeTrading) Journal(_ context.Context, orders ...client.Order) ([]trade.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return trade.About(f.journal, orders...), nil
}

func (f *fakeTrading) PlanCancel(_ context.Context, of market.ID) (trade.Cancellation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var orders []client.Order
	for _, o := range f.facts.Orders {
		if o.IsFor(of) {
			orders = append(orders, o)
		}
	}
	return trade.CancelOrders(orders, f.facts.Orders), f.factsErr
}

func (f *fakeTrading) PlanFlat(context.Context) (trade.FlatPlan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.flatPlans++
	return f.flatPlan, f.factsErr
}

func (f *fakeTrading) Flatten(ctx context.Context, _ trade.FlatPlan, limits bool, tell func(trade.Flattening)) trade.Flattening {
	f.mu.Lock()
	f.flattened = append(f.flattened, limits)
	steps := f.flatSteps
	f.mu.Unlock()
	for _, so := range steps {
		tell(so)
		select {
		case <-ctx.Done():
			so.Stage, so.Until = trade.Stopped, time.Time{}
			return so
		case <-time.After(5 * time.Second):
		}
	}
	return steps[len(steps)-1]
}

func (f *fakeTrading) Interrupted(context.Context) (trade.Entry, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cut, f.cut.ID != "", nil
}

func (f *fakeTrading) SuspendTrading(context.Context) (trade.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.suspended++
	return trade.Entry{Intent: trade.Intent{ID: "quipu-s", Action: trade.Suspend}, State: trade.Accepted}, nil
}
