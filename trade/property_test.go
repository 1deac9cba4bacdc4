package trade

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/demo"
)

// shortRun is how many steps a seed has unless QUIPU_STEPS says more.
const shortRun = 60

// TestRandomTradingAddsUp sends random orders, cancels them and moves the market,
// while answers get lost after and before the broker has the order and the exchange
// rejects some. After each step the account adds up to the last digit, and in
// the end the journal says of each order what the broker says. QUIPU_STEPS and
// QUIPU_SEED make it longer and another one.
func TestRandomTradingAddsUp(t *testing.T) {
	steps, seed := shortRun, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("QUIPU_STEPS")); err == nil {
		steps = n
	}
	if n, err := strconv.ParseUint(os.Getenv("QUIPU_SEED"), 10, 64); err == nil {
		seed = n
	}
	w := newWalk(t, seed)
	for n := range steps {
		what := w.step()
		w.advance(time.Duration(1+w.dice.IntN(900)) * time.Second)
		if err := w.broker.Audit("paper"); err != nil {
			t.Fatalf("seed %d, step %d, %s: %v", seed, n, what, err)
		}
	}
	w.ends()
}

// walk is a stage with dice.
type walk struct {
	*stage
	dice *rand.Rand
	sent map[string]bool // ids of what was confirmed
}

func newWalk(t *testing.T, seed uint64) *walk {
	w := &walk{stage: newStageOf(t, demo.Options{Faults: demo.Faults{Lost: 0.1, Rejected: 0.1}, Seed: seed}),
		dice: rand.New(rand.NewPCG(seed, 0)), sent: map[string]bool{}} //nolint:gosec // a test that is repeated by its seed
	faults := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // likewise
	var mu sync.Mutex                        // the broker asks while a request that it lost is still under way
	w.broker.Fault(func(r *http.Request) http.HandlerFunc {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodGet || faults.IntN(10) > 0 {
			return nil
		}
		return func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusBadGateway) }
	})
	return w
}

var walkSymbols = []string{"KO", "JPM", "INTC", "SIRI", "ETH/USD"}

func (w *walk) step() string {
	switch w.dice.IntN(4) {
	case 0:
		return w.cancels()
	case 1:
		return w.moves()
	}
	return w.sends()
}

// price is what a symbol trades at.
func (w *walk) price(symbol string) decimal.Decimal {
	w.t.Helper()
	return w.facts(symbol).Quote.Price.Decimal
}

func (w *walk) moves() string {
	symbol := walkSymbols[w.dice.IntN(len(walkSymbols))]
	price := w.price(symbol).Mul(decimal.New(int64(950+w.dice.IntN(101)), -3)).Round(2)
	if err := w.broker.SetPrice(symbol, price); err != nil && price.IsPositive() {
		w.t.Fatal(err)
	}
	return symbol + " goes to " + price.String()
}

// sends confirms a random order, whatever the rules of quipu say of it.
func (w *walk) sends() string {
	symbol := walkSymbols[w.dice.IntN(len(walkSymbols))]
	pick := func(all ...string) string { return all[w.dice.IntN(len(all))] }
	at := func(percent int) string {
		return w.price(symbol).Mul(decimal.New(int64(percent), -2)).Round(2).String()
	}
	order := fmt.Sprintf("%s %s %s tif=%s", pick("buy", "sell"), symbol, pick("1", "7", "20", "0.5", "$50"), pick("day", "gtc", "gtc", "ioc"))
	switch w.dice.IntN(6) {
	case 0:
		order += " limit=" + at(90+w.dice.IntN(21))
	case 1:
		order += " stop=" + at(90+w.dice.IntN(21))
	case 2:
		order += " trail%=2"
	case 3:
		order += " limit=" + at(100) + " profit=" + at(104) + " loss=" + at(96)
	case 4:
		order += " limit=" + at(100) + " profit=" + at(96) + " loss=" + at(104)
	}
	plan := w.plan(order)
	plan.Problems = nil
	entry, _ := w.trader.Send(w.t.Context(), plan)
	if entry.ID != "" {
		w.sent[entry.ID] = true
	}
	return fmt.Sprint(order, ": ", entry.State)
}

func (w *walk) cancels() string {
	orders, _, err := w.client.OpenOrders(w.t.Context())
	if err != nil || len(orders) == 0 {
		return fmt.Sprint("nothing to cancel: ", err)
	}
	o := orders[w.dice.IntN(len(orders))]
	entry, _ := w.trader.Cancel(w.t.Context(), o)
	return fmt.Sprint("cancel ", o.Symbol, " ", o.ID, ": ", entry.State)
}

// ends settles what is unknown, and compares the journal with the broker.
func (w *walk) ends() {
	w.t.Helper()
	w.broker.Fault(nil)
	w.advance(2 * time.Minute)
	if _, err := w.trader.Settle(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	entries, err := w.trader.Journal.Entries()
	if err != nil {
		w.t.Fatal(err)
	}
	there := 0
	for _, e := range entries {
		if !w.sent[e.ID] {
			continue
		}
		o, err := w.client.OrderByClientID(w.t.Context(), e.ID)
		if err != nil && !errors.Is(err, client.ErrNotFound) {
			w.t.Fatal(err)
		}
		arrived, says := err == nil, e.State == Accepted || e.State == Settled
		if arrived != says {
			w.t.Errorf("the journal says %s of %s, the broker %q", e.State, e.Body, o.Status)
		}
		if arrived {
			there++
		}
	}
	if there == 0 {
		w.t.Error("no order arrived")
	}
}
