package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/shopspring/decimal"
)

// check looks at an account under the lock, at one moment of a long day.
func (k *book) check(t *testing.T) {
	t.Helper()
	sum, open := k.cash, 0
	for _, h := range k.holdings {
		p := k.position(h)
		if p.MarketValue != nil {
			sum = sum.Add(*p.MarketValue)
		}
		if p.Qty.IsZero() || p.QtyAvailable.Sign()*p.Qty.Sign() < 0 {
			t.Errorf("%s: of %s %s are available", p.Symbol, p.Qty, p.QtyAvailable)
		}
	}
	for _, top := range k.orders {
		if top.alive() {
			open++
		}
	}
	if v := k.value(); !v.equity.Equal(sum) {
		t.Errorf("the equity is %s, its parts are %s", v.equity, sum)
	}
	if open > 12 || len(k.orders) > mostKeptOrders || len(k.activities) > mostKeptActivities {
		t.Errorf("%d open of %d orders, %d activities", open, len(k.orders), len(k.activities))
	}
	if n := len(k.holdings); n < 12 || n > 15 {
		t.Errorf("%d positions", n)
	}
}

// A day and more goes by; whoever looks finds an account whose figures agree.
func TestDemoLivesForADay(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{Alive: true})
	k := s.books[envPaper]
	owned := func(symbol string) decimal.Decimal {
		for _, h := range k.holdings {
			if h.quote.symbol == symbol {
				return h.quantity
			}
		}
		return decimal.Decimal{}
	}
	before, cash := owned("KO"), k.cash
	seen, ids := map[string]int{}, map[string]bool{}
	for range 26 * 60 / 2 {
		s.wait(2 * time.Minute)
		s.beat()
		s.mu.Lock()
		k.check(t)
		for _, o := range k.orders {
			if !ids[o.ID+o.Status] {
				ids[o.ID+o.Status] = true
				seen[o.Status]++
			}
		}
		for _, a := range k.activities {
			if !ids[a.ID] {
				ids[a.ID] = true
				seen[a.ActivityType+a.Type]++
			}
		}
		s.mu.Unlock()
		if t.Failed() {
			t.FailNow()
		}
	}
	for _, kind := range []string{"filled", "canceled", "replaced", "FILLfill", "FILLpartial_fill", "DIV", "INT", "FEE"} {
		if seen[kind] < 5 {
			t.Errorf("%s: %d times in a day", kind, seen[kind])
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if moved := owned("KO").Sub(before).Abs(); moved.GreaterThan(decimal.NewFromInt(30)) {
		t.Errorf("the position drifts by %s", moved)
	}
	if moved := k.cash.Sub(cash).Abs(); moved.GreaterThan(decimal.NewFromInt(30_000)) {
		t.Errorf("the cash drifts by %s", moved)
	}
	if seen["expired"] == 0 {
		t.Error("no order expires at a close")
	}
}

// The seed and the seconds decide, whoever asks how often.
func TestCompanionIsDeterministic(t *testing.T) {
	acts := func(seed uint64, step time.Duration) string {
		s := newStage(t, Options{Alive: true, Seed: seed})
		for range 20 * time.Minute / step {
			s.wait(step)
			s.beat()
		}
		var b strings.Builder
		for _, o := range s.orders("status=all&limit=30") {
			fmt.Fprintln(&b, o.ID, o.Symbol, o.Side, o.Qty, o.LimitPrice, o.Status, o.FilledAvgPrice, o.UpdatedAt)
		}
		return b.String()
	}
	once := acts(7, 20*time.Minute)
	if often := acts(7, 7500*time.Millisecond); often != once {
		t.Errorf("once\n%soften\n%s", once, often)
	}
	if once == acts(8, 20*time.Minute) {
		t.Error("another seed does the same")
	}
}

func TestFirstActComesSoon(t *testing.T) {
	s := newStage(t, Options{Alive: true})
	w := s.listening("", websocket.MessageBinary)
	s.wait(firstAct)
	var first told
	for first = w.event(); !strings.HasPrefix(first.Order.ClientOrderID, "rebalance-"); first = w.event() {
		if first.Order.Symbol != "SPY" {
			t.Errorf("%+v comes first", first)
		}
	}
	if first.Event != "pending_new" || first.Order.Side != "buy" {
		t.Errorf("%+v", first)
	}
}

// Where prices stand still nobody else trades; only a static market also leaves alone what
// was ordered.
func TestNobodyTradesAtStillPrices(t *testing.T) {
	for _, opt := range []Options{{Alive: true, StaticMarket: true}, {Alive: true, StillPrices: true}} {
		s := newStage(t, opt)
		before := s.orders("status=all&limit=500")
		s.wait(time.Hour)
		s.beat()
		after := s.orders("status=all&limit=500")
		if len(before) != len(after) || opt.StaticMarket && before[0].Status != after[0].Status {
			t.Errorf("from %d orders to %d, the latest from %s to %s", len(before), len(after), before[0].Status, after[0].Status)
		}
	}
}

func TestBrokerThatListensNowhereEnds(t *testing.T) {
	b := New(Options{Alive: true})
	for range 2 {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The order that is pending at the start stays so at still prices, whenever somebody looks.
func TestThePendingOrderStaysAtStillPrices(t *testing.T) {
	for still, want := range map[bool]string{true: "pending_new", false: "filled"} {
		s := newStage(t, Options{StillPrices: still})
		s.wait(2 * routing)
		var orders []order
		s.get("/v2/orders?status=all&symbols=SPY", "", &orders)
		at := slices.IndexFunc(orders, func(o order) bool { return o.Notional != nil })
		if at < 0 || orders[at].Status != want {
			t.Errorf("still %v: %+v", still, orders)
		}
	}
}
