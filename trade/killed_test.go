package trade

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quipu/client"
)

// flow is something that a person confirms.
type flow struct {
	before string // an order that works already
	do     func(*stage)
	fills  bool // KO is filled as soon as it can be
}

var flows = map[string]flow{
	"submit": {do: func(s *stage) { _, _ = s.trader.Send(s.t.Context(), s.plan("buy KO 3 limit=60")) }},
	"replace": {before: "buy KO 3 limit=60", do: func(s *stage) {
		_, _ = s.trader.Send(s.t.Context(), s.replacement(s.working("KO"), Change{Limit: dec("61")}))
	}},
	"cancel":             {before: "buy KO 3 limit=60", do: func(s *stage) { _, _ = s.trader.Cancel(s.t.Context(), s.working("KO")) }},
	"close":              {do: func(s *stage) { _, _ = s.trader.Close(s.t.Context(), s.closing("KO", "all"), silent) }},
	"close a part":       {do: func(s *stage) { _, _ = s.trader.Close(s.t.Context(), s.closing("KO", "half"), silent) }},
	"close with an exit": {do: func(s *stage) { _, _ = s.trader.Close(s.t.Context(), s.closing("AAPL", "all"), silent) }},
	"reverse": {fills: true, do: func(s *stage) {
		s.trader.Limits.AllowShort = true
		_, _, _ = s.trader.Reverse(s.t.Context(), s.reversing("KO"), silent)
	}},
	"kill switch": {do: func(s *stage) {
		if plan, err := s.trader.PlanFlat(s.t.Context()); err == nil {
			s.trader.Flatten(s.t.Context(), plan, false, func(Flattening) {})
		}
	}},
	"suspend": {do: func(s *stage) { _, _ = s.trader.SuspendTrading(s.t.Context()) }},
}

// TestNothingIsForgottenOrSentTwiceWhereverItIsKilled kills the process at each point on
// the way from a confirmation to its answer, and lets the next start, two minutes later,
// look up what became of it. #2 is the second time that a point is reached.
func TestNothingIsForgottenOrSentTwiceWhereverItIsKilled(t *testing.T) {
	if name := os.Getenv("QUIPU_TEST_FLOW"); name != "" {
		flows[name].do(stageOfEnvironment(t))
		return
	}
	const before, intent, leaves, answer = "before the intent", "after the intent", "before the order leaves", "after the answer, before it is written"
	for _, c := range []struct{ flow, point, asked, knows string }{
		{"submit", before, "", ""},
		{"submit", intent, "", "submit not sent"},
		{"submit", leaves, "", "submit unknown"},
		{"submit", answer, "POST orders", "submit accepted"},

		{"replace", before, "", ""},
		{"replace", intent, "", "replace not sent"},
		{"replace", leaves, "", "replace refused"}, // the old order works as it was
		{"replace", answer, "PATCH orders", "replace accepted"},

		{"cancel", before, "", ""},
		{"cancel", intent, "", "cancel not sent"},
		{"cancel", "before the cancel leaves", "", "cancel refused"}, // the order works on
		{"cancel", "after the cancel, before it is written", "DELETE orders", "cancel settled"},

		{"close", before, "", ""},
		{"close", intent, "", "close not sent"},
		{"close", leaves, "", "close unknown"},
		{"close", answer, "DELETE positions", "close accepted"},

		{"close a part", leaves, "", "submit unknown"},
		{"close a part", answer, "POST orders", "submit accepted"},

		{"close with an exit", before, "", ""},
		{"close with an exit", intent, "", "unprotect not sent"},
		{"close with an exit", intent + " #2", "", "unprotect sent, cancel not sent"},
		{"close with an exit", "before the first cancel", "", "unprotect sent"},
		{"close with an exit", "before the cancel leaves", "", "unprotect sent, cancel refused"},
		{"close with an exit", "after the cancel, before it is written", "DELETE orders", "unprotect sent, cancel settled"},
		{"close with an exit", "after a cancel", "DELETE orders", "unprotect sent, cancel settled"},
		{"close with an exit", "before the close", "DELETE orders", "unprotect sent, cancel settled"},
		{"close with an exit", leaves, "DELETE orders", "unprotect sent, cancel settled, close unknown"},
		{"close with an exit", answer, "DELETE orders, DELETE positions", "unprotect sent, cancel settled, close accepted"},

		{"reverse", intent, "", "close not sent"},
		{"reverse", leaves, "", "close unknown"},
		{"reverse", answer, "DELETE positions", "close accepted"},
		{"reverse", "before the other side", "DELETE positions", "close settled"},
		{"reverse", intent + " #2", "DELETE positions", "close settled, submit not sent"},
		{"reverse", leaves + " #2", "DELETE positions", "close settled, submit unknown"},
		{"reverse", answer + " #2", "DELETE positions, POST orders", "close settled, submit accepted"},

		{"kill switch", intent, "", "flatten not sent"},
		{"kill switch", intent + " #2", "", "flatten sent, cancel all not sent"},
		{"kill switch", "before cancel all", "", "flatten sent, cancel all refused"},
		{"kill switch", "after cancel all", "DELETE orders", "flatten sent, cancel all settled"},
		{"kill switch", intent + " #3", "DELETE orders", "flatten sent, cancel all settled, close all not sent"},
		{"kill switch", "before close all", "DELETE orders", "flatten sent, cancel all settled, close all unknown"},
		{"kill switch", "after close all", "DELETE orders, DELETE positions", "flatten sent, cancel all settled, close all settled"},

		{"suspend", intent, "", "suspend not sent"},
		{"suspend", "before suspend", "", "suspend refused"},
		{"suspend", "after suspend", "PATCH account", "suspend settled"},
	} {
		t.Run(c.flow+" "+c.point, func(t *testing.T) {
			t.Parallel()
			asked, knows := killAt(t, c.flow, c.point)
			if asked != c.asked || knows != c.knows {
				t.Errorf("it asked %q and knows %q", asked, knows)
			}
		})
	}
}

// killAt kills a flow at a point. asked are the changes that came to the broker, and
// knows is what the next start says of each entry.
func killAt(t *testing.T, name, point string) (asked, knows string) {
	t.Helper()
	s, f := newStage(t), flows[name]
	if f.before != "" {
		s.sent(f.before)
	}
	if f.fills {
		s.broker.Fault(func(r *http.Request) http.HandlerFunc {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v2/orders/") {
				s.price("KO", "62.94")
			}
			return nil
		})
	}
	earlier := s.broker.Calls()
	s.nextStart(s.killed(t.Name(), name, point))
	var all []string
	now := s.broker.Calls()
	for _, call := range slices.Sorted(maps.Keys(now)) {
		method, path, _ := strings.Cut(call, " /v2/")
		what, _, _ := strings.Cut(path, "/")
		for range now[call] - earlier[call] {
			if !strings.HasPrefix(method, http.MethodGet) {
				all = append(all, method+" "+what)
			}
		}
	}
	entries, err := s.trader.Journal.Entries()
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, len(entries))
	for i, e := range entries {
		words[i] = fmt.Sprint(e.Action, " ", e.State)
	}
	return strings.Join(all, ", "), strings.Join(words, ", ")
}

// working is the order of ours that works.
func (s *stage) working(symbol string) client.Order {
	s.t.Helper()
	orders, _, err := s.client.OpenOrders(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range orders {
		if o.Symbol == symbol && o.Side == "buy" {
			return o
		}
	}
	s.t.Fatalf("no order for %s works", symbol)
	return client.Order{}
}

// killed runs a test of this program in a process that is killed at a point, and
// gives the folder of its journal.
func (s *stage) killed(test, name, point string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	top, _, _ := strings.Cut(test, "/")
	cmd := exec.CommandContext(s.t.Context(), os.Args[0], "-test.run=^"+top+"$")
	cmd.Env = append(os.Environ(), "QUIPU_TEST_FLOW="+name, "QUIPU_TEST_BROKER="+s.address, "QUIPU_TEST_KEY="+s.broker.KeyID+" "+s.broker.KeySecret.Reveal(),
		"QUIPU_TEST_JOURNAL_DIR="+dir, "QUIPU_TEST_POINT="+point, "QUIPU_TEST_NOW="+s.now().Format(time.RFC3339))
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(err.Error(), "killed") && !strings.Contains(err.Error(), "exit status 1") {
		s.t.Fatalf("%s: it was not killed: %v\n%s", point, err, out)
	}
	return dir
}

// stageOfEnvironment is the stage in such a process.
func stageOfEnvironment(t *testing.T) *stage {
	t.Helper()
	now, err := time.Parse(time.RFC3339, os.Getenv("QUIPU_TEST_NOW"))
	if err != nil {
		t.Fatal(err)
	}
	at := new(atomic.Int64)
	at.Store(now.UnixNano())
	id, secret, _ := strings.Cut(os.Getenv("QUIPU_TEST_KEY"), " ")
	s := stageAt(t, os.Getenv("QUIPU_TEST_BROKER"), id, secret, os.Getenv("QUIPU_TEST_JOURNAL_DIR"), func() time.Time { return time.Unix(0, at.Load()) })
	s.clock = at
	point, number, repeated := strings.Cut(os.Getenv("QUIPU_TEST_POINT"), " #")
	left := 1
	if repeated {
		left, _ = strconv.Atoi(number)
	}
	s.trader.Journal.stop = func(reached string) {
		if reached != point {
			return
		}
		if left--; left > 0 {
			return
		}
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	return s
}

// nextStart opens the journal that a killed process left, two minutes later, and looks
// up what is not settled.
func (s *stage) nextStart(dir string) {
	s.t.Helper()
	s.advance(2 * time.Minute)
	journal, err := OpenJournal(dir, testAccount, s.address, s.trader.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.trader.Journal = journal
	if _, err := s.trader.Settle(s.t.Context()); err != nil {
		s.t.Error(err)
	}
}
