package trade

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// TestLimitsStopWhatOpensAndNotWhatReduces tries each limit with an order that
// opens or adds, and with one that takes from a position. KO: 150 held at 62.94.
func TestLimitsStopWhatOpensAndNotWhatReduces(t *testing.T) {
	for name, c := range map[string]struct {
		limits  Limits
		opening string
		change  func(*Facts)
		says    string
	}{
		"max_order_value":                    {limits: Limits{MaxOrderValue: decimal.NewFromInt(600)}, opening: "buy KO 10", says: "max_order_value"},
		"max_order_value of dollars":         {limits: Limits{MaxOrderValue: decimal.NewFromInt(600)}, opening: "buy KO $601", says: "max_order_value"},
		"max_order_value, no price":          {limits: Limits{MaxOrderValue: decimal.NewFromInt(600)}, opening: "buy KO 1", change: withoutPrice, says: "is not known, and max_"},
		"max_position_pct":                   {limits: Limits{MaxPositionPct: decimal.NewFromInt(5)}, opening: "buy KO 10", says: "max_position_pct"},
		"max_position_pct, no equity":        {limits: Limits{MaxPositionPct: decimal.NewFromInt(99)}, opening: "buy KO 1", change: withoutEquity, says: "is not known, and max_"},
		"max_orders_per_day":                 {limits: Limits{MaxOrdersPerDay: 2}, opening: "buy KO 1", says: "max_orders_per_day"},
		"max_daily_loss":                     {limits: Limits{MaxDailyLoss: decimal.NewFromInt(100)}, opening: "buy KO 1", change: losing, says: "max_daily_loss"},
		"max_daily_loss, which is not known": {limits: Limits{MaxDailyLoss: decimal.NewFromInt(100)}, opening: "buy KO 1", change: withoutEquity, says: "not known"},
		"allow_short":                        {opening: "sell F 1", says: "allow_short"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.trader.Limits = c.limits
			if got := s.try(c.opening, c.change); !strings.Contains(got, c.says) {
				t.Errorf("%s: %q", c.opening, got)
			}
			if got := s.try("sell KO 10", c.change); got != "" {
				t.Errorf("an order that reduces is stopped: %s", got)
			}
		})
	}
}

func withoutPrice(f *Facts) {
	f.Quote = client.Latest{}
	for i := range f.Positions {
		f.Positions[i].CurrentPrice = client.Decimal{}
	}
}

func withoutEquity(f *Facts) { f.Account.Equity = client.Decimal{} }

func losing(f *Facts) {
	f.Account.LastEquity = client.Known(f.Account.Equity.Decimal.Add(decimal.NewFromInt(100)))
	f.Account.IntradayAdjustments = client.Decimal{}
}

// try gives what the limits say of an order; "" lets it through.
func (s *stage) try(text string, change func(*Facts)) string {
	s.t.Helper()
	k := ticket(s.t, text)
	f := s.facts(k.Symbol)
	if k.Symbol == "F" { // the demo has no price for it
		f.Asset = client.Asset{ID: "f", Symbol: "F", Class: "us_equity", Tradable: true, Shortable: true, EasyToBorrow: true}
		f.Quote.Price = dec("10")
	}
	if change != nil {
		change(&f)
	}
	entries, err := s.trader.Journal.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.trader.Limits.allow(Prepare(k, f), entries, s.now()); err != nil {
		return err.Error()
	}
	return ""
}

func TestLimitsAtTheirEdge(t *testing.T) {
	for name, c := range map[string]struct {
		limits Limits
		order  string
		stops  bool
	}{
		"value below":               {Limits{MaxOrderValue: decimal.RequireFromString("629.40")}, "buy KO 10 limit=62.94", false},
		"value above":               {Limits{MaxOrderValue: decimal.RequireFromString("629.39")}, "buy KO 10 limit=62.94", true},
		"no limits":                 {Limits{}, "buy KO 1000", false},
		"collar met":                {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "buy KO 10 limit=69.20", false},
		"collar passed":             {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "buy KO 10 limit=69.40", true},
		"collar of a sale":          {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "sell KO 10 limit=56", true},
		"a limit far away":          {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "buy KO 10 limit=1", false},
		"a market order":            {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "buy KO 10", false},
		"a sale beyond zero":        {Limits{}, "sell KO 151", true},
		"a stop far below":          {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "sell KO 10 stop=45 stoplimit=44", false},
		"a limit far from its stop": {Limits{PriceCollarPct: decimal.NewFromInt(10)}, "sell KO 10 stop=55 stoplimit=44", true},
	} {
		s := newStage(t)
		s.trader.Limits = c.limits
		if got := s.try(c.order, nil); (got != "") != c.stops {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLiveIsOffUntilTheFileAllowsIt(t *testing.T) {
	s := newStage(t)
	live := func(f *Facts) { f.Live = true }
	if got := s.try("buy KO 1", live); !strings.Contains(got, "allow_live") {
		t.Errorf("%q", got)
	}
	if got := s.try("sell KO 1", live); !strings.Contains(got, "allow_live") {
		t.Errorf("reducing: %q", got)
	}
	s.trader.Limits.AllowLive = true
	if got := s.try("buy KO 1", live); got != "" {
		t.Errorf("%q", got)
	}
}

func TestOldFiguresSendNothing(t *testing.T) {
	s := newStage(t)
	for by, want := range map[time.Duration]bool{9 * time.Second: true, 11 * time.Second: false, -11 * time.Second: false} {
		if got := s.try("buy KO 1", func(f *Facts) { f.At = s.now().Add(-by) }); (got == "") != want {
			t.Errorf("figures of %s ago: %q", by, got)
		}
	}
}

func TestTheSameOrderTwiceIsStopped(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.DuplicateWindow = 10 * time.Second
	if _, err := s.trader.Send(t.Context(), s.plan("buy KO 3 limit=60")); err != nil {
		t.Fatal(err)
	}
	for order, stops := range map[string]bool{"buy KO 3 limit=61": true, "buy KO 4 limit=60": false, "sell KO 3 limit=70": false, "buy JPM 3 limit=200": false} {
		if got := s.try(order, nil); (got != "") != stops {
			t.Errorf("%s: %q", order, got)
		}
	}
	s.advance(11 * time.Second)
	if got := s.try("buy KO 3 limit=60", nil); got != "" {
		t.Errorf("after the window: %q", got)
	}
}

// TestADaysOrdersAreCountedOnce counts one order that the broker and the journal
// know, one that only the broker knows, and one whose answer is lost.
func TestADaysOrdersAreCountedOnce(t *testing.T) {
	s := newStage(t)
	known := len(s.facts("KO").Today)
	if _, err := s.trader.Send(t.Context(), s.plan("buy KO 3 limit=60")); err != nil {
		t.Fatal(err)
	}
	s.trader.Broker = &lossy{Broker: s.client}
	if _, err := s.trader.Send(t.Context(), s.plan("buy JPM 3 limit=200")); !errors.Is(err, client.ErrUnknownOutcome) {
		t.Fatal(err)
	}
	s.trader.Limits.MaxOrdersPerDay = known + 3
	if got := s.try("buy MSFT 1", nil); got != "" {
		t.Errorf("%d of the broker, one of both and one unknown: %s", known, got)
	}
	s.trader.Limits.MaxOrdersPerDay = known + 2
	if got := s.try("buy MSFT 1", nil); !strings.Contains(got, "max_orders_per_day") {
		t.Errorf("%q", got)
	}
}

// TestAPositionCountsWhatWorksAndWhatIsUnknown: 10 shares more are within the
// limit by themselves, and not beside 20 that work and 20 that may.
func TestAPositionCountsWhatWorksAndWhatIsUnknown(t *testing.T) {
	s := newStage(t)
	f := s.facts("KO")
	share := func(units int64) decimal.Decimal {
		return decimal.NewFromInt(units).Mul(f.Quote.Price.Decimal).DivRound(f.Account.Equity.Decimal, 8).Shift(2)
	}
	s.trader.Limits.MaxPositionPct = share(185)
	if got := s.try("buy KO 10", nil); got != "" {
		t.Fatal(got)
	}
	if _, err := s.trader.Send(t.Context(), s.plan("buy KO 20 limit=62")); err != nil {
		t.Fatal(err)
	}
	if got := s.try("buy KO 10", nil); got != "" {
		t.Fatalf("180 of 185: %s", got)
	}
	s.trader.Broker = &lossy{Broker: s.client}
	if _, err := s.trader.Send(t.Context(), s.plan("buy KO 12 limit=62")); err == nil {
		t.Fatal("the answer was not lost")
	}
	entries, err := s.trader.Journal.Entries()
	if err != nil {
		t.Fatal(err)
	}
	k := ticket(t, "buy KO 10")
	if err := s.trader.Limits.allow(Prepare(k, s.facts("KO")), entries, s.now()); err == nil || !strings.Contains(err.Error(), "max_position_pct") {
		t.Errorf("192 of 185: %v", err)
	}
}

// TestAnOrderThatTheFactsDoNotKnowStopsTheNext: two plans are made before either
// is sent, as two programs do.
func TestAnOrderThatTheFactsDoNotKnowStopsTheNext(t *testing.T) {
	for _, c := range [][2]string{{"buy KO 130 limit=62", "buy KO 120 limit=62"}, {"sell KO 150 limit=70", "sell KO 100 limit=71"}} {
		s := newStage(t)
		first, second := s.plan(c[0]), s.plan(c[1])
		if _, err := s.trader.Send(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		var refusal *Refusal
		if entry, err := s.trader.Send(t.Context(), second); !errors.As(err, &refusal) {
			t.Errorf("%s after %s: %+v %v", c[1], c[0], entry, err)
		}
	}
}

func TestALowLimitMakesNoPositionSmaller(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.MaxPositionPct = decimal.NewFromInt(5)
	if got := s.try("buy KO 10 limit=30", nil); !strings.Contains(got, "max_position_pct") {
		t.Errorf("%q", got)
	}
}

func TestTheBrokersAnswerIsKnownWithoutTheJournal(t *testing.T) {
	s := newStage(t)
	plan := s.plan("buy KO 3 limit=60")
	s.trader.Broker = &losesJournal{Broker: s.client, path: s.trader.Journal.Path()}
	entry, err := s.trader.Send(t.Context(), plan)
	if err == nil || entry.State != Accepted || entry.ID == "" || entry.OrderID == "" {
		t.Errorf("%+v %v", entry, err)
	}
}

// losesJournal takes the journal away while an order is under way.
type losesJournal struct {
	Broker
	path string
}

func (l *losesJournal) SubmitOrder(ctx context.Context, body json.RawMessage) (client.Order, error) {
	order, err := l.Broker.SubmitOrder(ctx, body)
	return order, errors.Join(err, os.Remove(l.path), os.Mkdir(l.path, 0o700))
}

// TestATypedAmountPassesNoLimit: nothing tells what 1,000 shares cost, and a person
// types $1.
func TestATypedAmountPassesNoLimit(t *testing.T) {
	s := newStage(t)
	f := s.facts("MSFT")
	f.Quote = client.Latest{}
	f.Positions = nil
	k := ticket(t, "buy MSFT 1000")
	k.Amount = dec("1")
	for limits, stops := range map[*Limits]bool{{}: false, {MaxOrderValue: decimal.NewFromInt(1000)}: true} {
		if err := limits.allow(Prepare(k, f), nil, s.now()); (err != nil) != stops {
			t.Errorf("%+v: %v", limits, err)
		}
	}
	window := Limits{DuplicateWindow: time.Minute}
	sent := []Entry{{Intent: Intent{ID: "a", Action: Submit, Symbol: "MSFT", Side: "buy", Qty: dec("1000")}, At: s.now(), State: Accepted, Latest: s.now().Add(-time.Hour)}}
	if err := window.allow(Prepare(k, f), sent, s.now()); err == nil {
		t.Error("a duplicate passes")
	}
	k.Back = true
	if err := window.allow(Prepare(k, f), sent, s.now()); err != nil {
		t.Errorf("what is put back is no duplicate: %v", err)
	}
}

func TestNoOrderIsCancelledWhileLiveTradingIsOff(t *testing.T) {
	s := newStage(t)
	entry, err := s.trader.Send(t.Context(), s.plan("buy KO 3 limit=60"))
	if err != nil {
		t.Fatal(err)
	}
	order, err := s.client.Order(t.Context(), entry.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	s.trader.Live = true
	if entry, err := s.trader.Cancel(t.Context(), order); !errors.As(err, new(*Refusal)) || entry.ID != "" || s.broker.Calls()["DELETE /v2/orders/{order_id}"] != 0 {
		t.Errorf("%+v %v", entry, err)
	}
	s.trader.Limits.AllowLive = true
	if entry, err := s.trader.Cancel(t.Context(), order); err != nil || entry.State != Accepted {
		t.Errorf("%+v %v", entry, err)
	}
}

// slept gives a time as the clock has it after the machine slept: the wall clock has
// gone on and the monotonic one has not.
func slept(at time.Time, seconds int64) time.Time {
	*(*uint64)(unsafe.Pointer(&at)) += uint64(seconds) << 30 // a time.Time begins with the wall clock's seconds and nanoseconds
	return at
}

func TestSleepOfTheMachineAgesFactsAndOrders(t *testing.T) {
	s := newStage(t)
	read := time.Now()
	woken := slept(read.Add(2*time.Second), 3600)
	if (Facts{At: read}).Fresh(woken) {
		t.Error("the facts of before a sleep are fresh")
	}
	plan := s.plan("buy KO 3 limit=60")
	plan.facts.At = woken
	before := Entry{Intent: plan.intent(nil), State: Accepted, At: read, Latest: read}
	limits := Limits{DuplicateWindow: time.Minute}
	if err := limits.allow(plan, []Entry{before}, woken); err != nil {
		t.Errorf("an order of an hour ago: %v", err)
	}
}

// Each order of the day counts once: ours by the broker's id, and one of another program
// that has our client_order_id beside it.
func TestAnOrderOfAnotherProgramWithOurIDCountsToo(t *testing.T) {
	s := newStage(t)
	f := s.facts("KO")
	now := s.now()
	entry := func(id, orderID string) Entry {
		return Entry{Intent: Intent{ID: id, Action: Submit, Symbol: "KO", Side: "buy", Qty: dec("1")}, State: Accepted, OrderID: orderID, At: now}
	}
	order := func(id, own, qty string) client.Order {
		return client.Order{ID: id, ClientOrderID: own, Symbol: "KO", Side: "buy", Qty: dec(qty)}
	}
	for name, c := range map[string]struct {
		entries []Entry
		today   []client.Order
		n       int
	}{
		"ours":                 {[]Entry{entry("quipu-1", "a")}, []client.Order{order("a", "quipu-1", "1")}, 1},
		"ours, not listed yet": {[]Entry{entry("quipu-1", "a")}, nil, 1},
		"another's beside it":  {[]Entry{entry("quipu-1", "a")}, []client.Order{order("a", "quipu-1", "1"), order("b", "quipu-1", "1")}, 2},
		"another's alone":      {[]Entry{entry("quipu-1", "a")}, []client.Order{order("b", "quipu-1", "1")}, 2},
		"unknown, found":       {[]Entry{entry("quipu-1", "")}, []client.Order{order("a", "quipu-1", "1")}, 1},
		"unknown, another's":   {[]Entry{entry("quipu-1", "")}, []client.Order{order("b", "quipu-1", "7")}, 2},
		"without an id":        {nil, []client.Order{order("b", "", "1"), order("c", "", "1")}, 2},
	} {
		f.Today = c.today
		for most, stops := range map[int]bool{c.n: true, c.n + 1: false} {
			check := limitCheck{Plan: &Plan{facts: f}, entries: c.entries, now: now}
			if check.count(most); len(check.problems) > 0 != stops {
				t.Errorf("%s, at most %d: %v", name, most, check.problems)
			}
		}
	}
}
