package trade

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/demo"
	"quipu/market"
	"quipu/safe"
)

// program is one quipu after another on the account: it dies and starts again.
type program struct {
	*Trader
	name   string
	wire   *wire
	client *client.Client
	data   *client.Data

	diesAt, waitsAt int    // which of the points that it reaches in a step, from 1; 0 is none
	reached         int    // in this step
	died            string // the point; "" while it lives
	meanwhile       func() // runs at waitsAt
}

// world is the demo's broker with two quipus on one account, and a journal that they
// share. Its clock is that of a bubble of synctest.
type world struct {
	t        *testing.T
	seed     uint64
	dir      string
	now      func() time.Time
	pipes    *pipes
	broker   *demo.Broker
	server   *http.Server
	programs []*program
	witness  *program // reads, and sends nothing for quipu

	mu      sync.Mutex
	fates   map[string]*fate // by the id of the entry
	history []string
	found   error
	arrived int // orders that the broker has taken

	agreed map[string]bool   // entries that are final and were compared with the broker
	bared  map[string]baring // that a program has begun to cancel exits for, by symbol
}

// fate is what came to the broker of an entry.
type fate struct {
	action Action
	asked  int // requests
	status int // of the broker's answer to the one that it has done something about; 0 is none
}

// baring is a closing that cancels exits.
type baring struct {
	Closing
	until time.Time // its end; zero while it runs
}

// newWorld begins in the middle of a session.
func newWorld(t *testing.T, seed uint64, dir string) (*world, error) {
	began := time.Now()
	begins := demo.MidSession(noon)
	w := &world{
		t: t, seed: seed, dir: dir, now: func() time.Time { return begins.Add(time.Since(began)) }, pipes: newPipes(),
		fates: map[string]*fate{}, agreed: map[string]bool{}, bared: map[string]baring{},
	}
	w.broker = demo.New(demo.Options{Seed: seed%1000 + 1, Now: w.now})
	w.server = &http.Server{Handler: &doorway{w.broker, w.note, w.became}, ReadHeaderTimeout: time.Minute}
	go func() { _ = w.server.Serve(w.pipes) }()
	if err := w.broker.SetPrice("HALT", decimal.NewFromInt(8)); err != nil {
		return nil, err
	}
	var err error
	for _, name := range []string{"a", "b", "witness"} {
		p := &program{name: name, wire: newWire(name, w.pipes)}
		if err = w.start(p); err != nil {
			return nil, err
		}
		w.programs = append(w.programs, p)
	}
	w.programs, w.witness = w.programs[:2], w.programs[2]
	return w, nil
}

func (w *world) end() {
	time.Sleep(time.Minute) // what is under way arrives
	for _, p := range append(w.programs, w.witness) {
		p.wire.CloseIdleConnections()
	}
	_ = w.server.Close()
	_ = w.broker.Close()
}

// start starts a program, as cli and ui do.
func (w *world) start(p *program) error {
	options := client.Options{
		BaseURL: "http://127.0.0.1", Credentials: client.Keys(w.broker.KeyID, safe.NewSecret(w.broker.KeySecret.Reveal())), Now: w.now,
		Transport: p.wire, Limiter: client.NewProgramLimiter(),
	}
	var err error
	if p.client, err = client.New(options); err != nil {
		return err
	}
	if p.data, err = client.NewData(options); err != nil {
		return err
	}
	journal, err := OpenJournal(w.dir, testAccount, testOrigin, w.now)
	if err != nil {
		return fmt.Errorf("the next start of %s: %w", p.name, err)
	}
	c, d := p.client, p.data
	p.Trader = &Trader{
		Broker: c, Journal: journal, Limits: Limits{AllowShort: true, PriceCollarPct: decimal.NewFromInt(10), DuplicateWindow: 10 * time.Second}, Now: w.now,
		Read:  func(ctx context.Context, symbol string) (Facts, error) { return Read(ctx, c, d, symbol, false, w.now) },
		Pause: pauseFor,
	}
	journal.stop = func(point string) { w.reaches(p, journal, point) }
	p.died = ""
	return nil
}

func pauseFor(ctx context.Context, wait time.Duration) error { time.Sleep(wait); return ctx.Err() }

// reaches ends a program at a point, or lets the other one act there. A program that
// is dead writes nothing any more.
func (w *world) reaches(p *program, journal *Journal, point string) {
	p.reached++
	switch p.reached {
	case p.diesAt:
		p.died = point
		journal.path = "/nowhere/" + journal.path
		runtime.Goexit()
	case p.waitsAt:
		if locked := point == "before the intent" || point == "after the intent"; !locked && p.meanwhile != nil {
			p.meanwhile()
		}
	}
}

// fail keeps the first thing that is wrong.
func (w *world) fail(format string, values ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.found == nil {
		w.found = fmt.Errorf(format, values...) //nolint:err113 // it is read by a person
	}
}

func (w *world) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.found
}

func (w *world) tell(format string, values ...any) {
	w.history = append(w.history, w.now().In(market.NewYork).Format("Mon 15:04:05 ")+fmt.Sprintf(format, values...))
}

// step lets one of the programs act, while the other one may act at a point on its
// way, or while it is killed there. What it does is by the seed and its number alone.
func (w *world) step(n int) {
	dice := &luck{rand.New(rand.NewPCG(w.seed, uint64(n)))} //nolint:gosec // a test that is repeated by its seed
	i := dice.IntN(2)
	p, other := w.programs[i], w.programs[1-i]
	for k, each := range w.programs {
		each.wire.breaks(rand.New(rand.NewPCG(w.seed+uint64(k)+1, uint64(n)))) //nolint:gosec // likewise
		each.diesAt, each.waitsAt, each.reached = 0, 0, 0
	}
	switch dice.IntN(10) {
	case 0:
		p.diesAt = 1 + dice.IntN(8)
	case 1:
		p.waitsAt = 1 + dice.IntN(8)
	}
	p.meanwhile = func() { w.tell("%4d   meanwhile %s", n, w.run(other, dice)) }
	w.tell("%4d %s", n, w.run(p, dice))
	for _, each := range w.programs {
		if each.died != "" {
			w.restart(each, dice)
		}
	}
	for symbol, b := range w.bared {
		if b.until.IsZero() {
			b.until = w.now()
			w.bared[symbol] = b
		}
	}
	w.checkBared()
	time.Sleep(dice.wait())
	if err := w.broker.Audit("paper"); err != nil {
		w.fail("the account does not add up: %w", err)
	}
	if n%20 == 19 {
		w.agree()
	}
}

// run lets a program act until it is done or dead.
func (w *world) run(p *program, dice *luck) string {
	done := make(chan string, 1)
	go func() {
		defer close(done)
		done <- p.name + ": " + w.act(p, dice)
	}()
	if what := <-done; what != "" {
		return what
	}
	return p.name + ": killed " + p.died
}

// restart is the next start after a kill, which may have cut a line of the journal.
func (w *world) restart(p *program, dice *luck) {
	path := w.witness.Journal.Path()
	if p.died == "after the intent" && dice.IntN(2) == 0 {
		if err := appendTo(path, `{"sum":"01234567","entry":{"v":1,"id":"b","st`); err != nil {
			w.fail("%w", err)
		}
	}
	p.wire.CloseIdleConnections()
	if err := w.start(p); err != nil {
		w.fail("%w", err)
		return
	}
	settled, err := p.Settle(w.t.Context())
	w.tell("     %s starts again, %d settled, %v", p.name, len(settled), err)
}

// surely makes a call of the witness, which waits for the rate limit.
func (w *world) surely(call func(ctx context.Context) error) {
	var err error
	for range 20 {
		if err = call(client.Urgent(w.t.Context())); err == nil {
			return
		}
		time.Sleep(10 * time.Second)
	}
	w.fail("the witness cannot read: %w", err)
}

// note is called with each change that comes to the broker: the journal has to have it
// on the disk as under way, once, and nothing else for the same that nobody knows.
func (w *world) note(r *http.Request, body []byte) (id string) {
	if r.UserAgent() == w.witness.name {
		return ""
	}
	journal := w.witness.Journal
	err := journal.exclusively(func() error {
		e := journal.asked(r, body, w.fates)
		if e == nil {
			return fmt.Errorf("%s %s %s came without an entry of its own that is under way", r.Method, r.URL.Path, body) //nolint:err113 // likewise
		}
		id = e.ID
		if w.fates[id] == nil {
			w.fates[id] = &fate{action: e.Action}
		}
		w.fates[id].asked++
		switch {
		case w.fates[id].asked > 1:
			return fmt.Errorf("%s came %d times: %s", id, w.fates[id].asked, body) //nolint:err113 // likewise
		case len(body) > 0 && len(e.Body) > 0 && !bytes.Equal(body, e.Body):
			return fmt.Errorf("%s was confirmed as %s and sent as %s", id, e.Body, body) //nolint:err113 // likewise
		}
		return journal.beside(e)
	})
	if err != nil {
		w.fail("%w", err)
	}
	return id
}

// asked is the entry of a request: by the id in its body, or the newest one that asks
// for the same and that no request was for yet.
func (j *Journal) asked(r *http.Request, body []byte, fates map[string]*fate) *Entry {
	var sent struct {
		ID string `json:"client_order_id"`
	}
	_ = json.Unmarshal(body, &sent)
	if sent.ID != "" {
		return j.entries[sent.ID]
	}
	action, subject := Suspend, ""
	switch collection, rest, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v2/"), "/"); {
	case r.Method == http.MethodPatch:
	case collection == "orders" && one:
		action, subject = Cancel, rest
	case collection == "orders":
		action = CancelAll
	case one:
		action, subject = Close, rest
	default:
		action = CloseAll
	}
	for i := len(j.order) - 1; i >= 0; i-- {
		e := j.entries[j.order[i]]
		is := action != Cancel && action != Close || action == Cancel && e.Target == subject || action == Close && market.SameSymbol(e.Symbol, subject)
		if e.Action == action && e.State == Sent && is && fates[e.ID] == nil {
			return e
		}
	}
	return nil
}

// beside finds an older entry for the same instrument and side that nobody knows the
// outcome of: a new order must not leave beside it.
func (j *Journal) beside(e *Entry) error {
	if e.State != Sent {
		return fmt.Errorf("%s left as %q", e.ID, e.State) //nolint:err113 // likewise
	}
	if !e.Action.makesOrder() {
		return nil
	}
	for _, id := range j.order {
		other := j.entries[id]
		if id == e.ID {
			return nil
		}
		if same := other.Action.makesOrder() && other.Side == e.Side && market.SameSymbol(other.Symbol, e.Symbol); same && other.State.Open() {
			return fmt.Errorf("%s left beside %s, which is %s", e.ID, id, other.State) //nolint:err113 // likewise
		}
	}
	return nil
}

// became is called with what the broker said of a change that it has looked at.
func (w *world) became(id string, r *http.Request, status int, answer []byte) {
	if r.Header.Get(faultHeader) == "reject" && r.URL.Path == "/v2/orders" && status == http.StatusOK {
		var order struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(answer, &order)
		_ = w.broker.Reject("paper", order.ID) // one that is filled already is not
	}
	if id == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fates[id].status = status
	if r.URL.Path == "/v2/orders" && status == http.StatusOK {
		w.arrived++
	}
}

func (w *wire) breaks(dice *rand.Rand) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dice = dice
}

// tempDir is a folder that a world's journal is in.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "walk")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
