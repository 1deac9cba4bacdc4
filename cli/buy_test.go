package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"quipu/demo"
)

// newTrader is a home whose sign-in may trade on both accounts, with a config
// file.
func newTrader(t *testing.T, config string) *signedInHome {
	t.Helper()
	d := newSignedInHome(t, "trading")
	d.signIn("live", "trading", "data")
	d.writeConfig(config)
	return d
}

func (d *signedInHome) writeConfig(text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.home, "config", "quipu", "config.toml"), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// asked runs a command at a terminal that answers.
func (d *signedInHome) asked(answer string, args ...string) (out, said string, code int) {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(d.t.Context(), &streams{
		In: strings.NewReader(answer), Out: &stdout, Err: &stderr, Args: args, Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback(), Asks: true,
		Pause: func(context.Context, time.Duration) error { return nil },
	})
	return stdout.String(), stderr.String(), code
}

// submitted is how many orders came to the broker.
func (d *signedInHome) submitted() int { return d.broker.Calls()["POST /v2/orders"] }

func TestAnOrderIsSentOnceAndIsInTheJournal(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	out, said, code := d.quipu("buy", "AAPL", "1", "--limit", "200", "--yes")
	if code != exitOK || !strings.Contains(out, "accepted") || d.submitted() != 1 {
		t.Fatalf("%d, %d orders\n%s%s", code, d.submitted(), out, said)
	}
	var journal struct {
		Entries []struct{ ID, State, Symbol, Body, OrderID string }
	}
	if err := json.Unmarshal([]byte(d.prints("journal", "--json")), &journal); err != nil || len(journal.Entries) != 1 {
		t.Fatalf("%+v %v", journal, err)
	}
	e := journal.Entries[0]
	if e.State != "accepted" || e.Symbol != "AAPL" || !strings.Contains(e.Body, `"limit_price":"200"`) || !strings.Contains(e.Body, e.ID) {
		t.Errorf("%+v", e)
	}
	orders := d.prints("orders", "--json", "--symbol", "AAPL")
	if strings.Count(orders, e.ID) != 1 {
		t.Errorf("the broker has\n%s", orders)
	}
	if _, said, code := d.quipu("cancel", "--symbol", "AAPL", "--yes"); code != exitOK {
		t.Errorf("%d %s", code, said)
	}
	if orders := d.prints("orders", "--json", "--symbol", "AAPL"); strings.Contains(orders, e.ID) {
		t.Errorf("after it was cancelled the broker has\n%s", orders)
	}
}

// TestAnAnswerSendsAnOrder tries what can be answered to the question, on paper
// and on the live account.
func TestAnAnswerSendsAnOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer, account string
		sends           bool
	}{
		{"y\n", "paper", true}, {"Y\n", "paper", true}, {"yes\n", "paper", true},
		{"\n", "paper", false}, {"n\n", "paper", false}, {"", "paper", false}, {"y", "paper", false}, {"yy\n", "paper", false}, {"KO\n", "paper", false},
		{"KO\n", "live", true}, {"ko\n", "live", true}, {"y\n", "live", false}, {"\n", "live", false}, {"KOO\n", "live", false}, {"yes\n", "live", false},
	} {
		d := newTrader(t, "allow_live = true\n")
		out, said, code := d.asked(c.answer, "buy", "KO", "1", "--limit", "60", "--account", c.account)
		if sent := d.submitted() == 1; sent != c.sends || (code == exitOK) != c.sends || !c.sends && code != exitLimit {
			t.Errorf("%q on %s: %d\n%s%s", c.answer, c.account, code, out, said)
		}
		if !strings.Contains(said, "Buy 1 KO, limit $60.00, good for the day, about $60.00, on "+strings.ToUpper(c.account)+" ") {
			t.Errorf("the question is\n%s", said)
		}
	}
}

func TestNobodyToAskSendsNothing(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	_, said, code := d.quipu("buy", "KO", "1")
	if code != exitError || d.submitted() != 0 || !strings.Contains(said, "--yes") {
		t.Errorf("%d %s", code, said)
	}
}

func TestLiveNeedsTheFile(t *testing.T) {
	t.Parallel()
	for config, sends := range map[string]bool{
		"": false, "allow_live = true\n": false, "allow_live_unattended = true\n": false, "allow_live = true\nallow_live_unattended = true\n": true,
	} {
		d := newTrader(t, config)
		_, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--account", "live", "--yes")
		if sent := d.submitted() == 1; sent != sends || !sends && code != exitLimit {
			t.Errorf("with %q: %d %s", config, code, said)
		}
	}
}

func TestLimitsOfTheFileStopACommand(t *testing.T) {
	t.Parallel()
	for config, words := range map[string]string{
		"max_order_value = 500\n": "max_order_value", "max_position_pct = 1\n": "max_position_pct",
	} {
		d := newTrader(t, config)
		_, said, code := d.quipu("buy", "KO", "10", "--limit", "60", "--yes")
		if code != exitLimit || d.submitted() != 0 || !strings.Contains(said, words) {
			t.Errorf("with %q: %d %s", config, code, said)
		}
		if _, said, code := d.quipu("sell", "KO", "10", "--limit", "70", "--yes"); code != exitOK {
			t.Errorf("with %q an order that reduces: %d %s", config, code, said)
		}
	}
}

func TestTheOrdersOfADayAreCounted(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "max_orders_per_day = 1\n")
	_, _, _ = d.quipu("buy", "KO", "1", "--limit", "60", "--yes") // the demo may have sent some today already
	before := d.submitted()
	_, said, code := d.quipu("buy", "JPM", "1", "--limit", "200", "--yes")
	if code != exitLimit || d.submitted() != before || !strings.Contains(said, "max_orders_per_day") {
		t.Errorf("%d %s", code, said)
	}
	if _, said, code := d.quipu("sell", "KO", "10", "--limit", "70", "--yes"); code != exitOK {
		t.Errorf("an order that reduces: %d %s", code, said)
	}
}

func TestDryRunSendsNothing(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	out, said, code := d.quipu("buy", "KO", "10", "--limit", "60", "--dry-run", "--json")
	var plan struct {
		Plan struct{ Body, Value, Words string }
	}
	if err := json.Unmarshal([]byte(out), &plan); err != nil || code != exitOK || d.submitted() != 0 {
		t.Fatalf("%d %v\n%s%s", code, err, out, said)
	}
	if want := `{"symbol":"KO","side":"buy","type":"limit","time_in_force":"day","qty":"10","limit_price":"60"}`; plan.Plan.Body != want || plan.Plan.Value != "600" {
		t.Errorf("%+v", plan.Plan)
	}
	if _, _, code := d.quipu("buy", "KO", "10", "--limit", "60.001", "--dry-run"); code != exitLimit {
		t.Errorf("a plan that cannot be sent ends with %d", code)
	}
}

func TestCommandsSayThatASignInLacksTheScope(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	_, said, code := d.quipu("buy", "KO", "1", "--yes")
	if code != exitNotSignedIn || d.submitted() != 0 || !strings.Contains(said, "may not trade; sign in again with: quipu login --trade --account paper") {
		t.Errorf("%d %s", code, said)
	}
	d.writeConfig("scopes = [\"data\"]\n")
	_, said, code = d.quipu("buy", "KO", "1", "--yes")
	if code != exitNotSignedIn || !strings.Contains(said, "may not trade; the setting scopes (") || strings.Contains(said, "login") {
		t.Errorf("%d %s", code, said)
	}
	d = newTrader(t, "read_only = true\n")
	if _, said, code := d.quipu("buy", "KO", "1", "--yes"); code != exitLimit || d.submitted() != 0 {
		t.Errorf("%d %s", code, said)
	}
}

// Where it is not known what was granted, the broker is asked: its refusal is told with
// what to do.
func TestARefusalForWantOfAPermissionSaysHowToSignIn(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	d.signInUnsaid("paper", "data")
	for _, args := range [][]string{{"buy", "KO", "1"}, {"close", "KO"}, {"cancel", "--all"}} {
		_, said, _ := d.quipu(append(args, "--yes")...)
		if !strings.Contains(said, "token is not authorized for this scope") || !strings.Contains(said, "quipu login --trade --account paper") {
			t.Errorf("%v: %s", args, said)
		}
	}
	if d.submitted() != 1 {
		t.Errorf("an order was sent %d times", d.submitted())
	}
}

// TestALostAnswer loses the answer to an order that arrived, and to one that did
// not.
func TestALostAnswer(t *testing.T) {
	t.Parallel()
	for _, arrives := range []bool{true, false} {
		d := newTrader(t, "")
		d.broker.Fault(loseOrder(d.broker, arrives))
		out, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--yes")
		if arrives && (code != exitOK || !strings.Contains(out, "accepted")) {
			t.Errorf("it arrived: %d\n%s%s", code, out, said)
		}
		if !arrives && (code != exitUnknown || !strings.Contains(said, "do not send it again")) {
			t.Errorf("it did not arrive: %d\n%s%s", code, out, said)
		}
		if _, said, code := d.quipu("buy", "KO", "2", "--limit", "60", "--yes"); arrives != (code == exitOK) {
			t.Errorf("the next one for the same: %d %s", code, said)
		}
	}
}

// loseOrder breaks the connection of the first order off, after the broker took
// it or before.
func loseOrder(broker *demo.Broker, arrives bool) func(*http.Request) http.HandlerFunc {
	return func(r *http.Request) http.HandlerFunc {
		if r.Method != http.MethodPost || r.URL.Path != "/v2/orders" {
			return nil
		}
		return func(_ http.ResponseWriter, r *http.Request) {
			broker.Fault(nil)
			if arrives {
				broker.ServeHTTP(httptest.NewRecorder(), r)
			}
			panic(http.ErrAbortHandler)
		}
	}
}

func TestWhatCannotBeAnOrder(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	for _, args := range [][]string{
		{"KO", "0"}, {"KO", "-1"}, {"KO", "1e9"}, {"KO", "1,5"}, {"KO", "1.0123456789"}, {"KO", ""}, {"KO"}, {"KO", "1", "2"}, {"KO", "1", "--limit", "60,5"},
		{"KO", "1", "--limit", "-60"}, {"KO", "1", "--limit", "60.001"}, {"KO", "1", "--tif", "forever"}, {"NOSUCH", "1"}, {"KO", "\x1b[2J5"}, {"\x1b]0;x\x07KO", "1"},
	} {
		out, said, code := d.quipu(append([]string{"buy", "--yes"}, args...)...)
		if code == exitOK || d.submitted() != 0 {
			t.Errorf("%q: %d\n%s%s", args, code, out, said)
		}
		if strings.ContainsAny(out+said, "\x1b\x07") {
			t.Errorf("%q prints control characters: %q", args, out+said)
		}
	}
}

// TestARefusalSaysWhatIsWrongOnce: one sentence each, and nothing that follows from another.
func TestARefusalSaysWhatIsWrongOnce(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	const wash = ". This order could trade with your own sell 20 AAPL limit $260.00, a wash trade: cancel that order, or use a limit below $260.00 (Alpaca would refuse it)"
	for line, want := range map[string][2]string{
		"buy NOSUCH 1 --limit 5": {"Buy 1 NOSUCH, limit $5.00, good for the day", "not sent. Symbol: no instrument of this name (Alpaca would refuse it)"},
		"buy NOSUCH half":        {"Buy 50.00% of the position in NOSUCH at the market", "not sent. Symbol: no instrument of this name (Alpaca would refuse it)"},
		"buy AAPL all":           {"Buy all of AAPL at the market", "not sent. Quantity: a part of the position works only for an order that reduces it" + wash},
		"buy AAPL risk_$200":     {"Buy AAPL at a risk of $200.00 at the market", "not sent. Quantity: a size by risk needs a stop loss" + wash},
		"sell AAPL risk_$200":    {"Sell AAPL at a risk of $200.00 at the market", "not sent. Quantity: a size by risk needs a stop loss"},
		"close NOSUCH":           {"Close NOSUCH", "not sent. Symbol: there is no position (Alpaca would refuse it)"},
		"close NOSUCH --reverse": {"Close NOSUCH", "not sent. Symbol: there is no position (Alpaca would refuse it)"},
		"close NOSUCH half":      {"", "not sent. Symbol: there is no position (Alpaca would refuse it)"},
		"sell AAPL 61":           {"Sell 61 AAPL", "not sent. You hold 60: sell those first, then open the short position (quantity; Alpaca would refuse it)"},
		"sell AAPL all":          {"Sell 60 AAPL", "not sent. Other orders hold 20 of them: 40 are free (quantity; Alpaca would refuse it)"},
		"sell BTC/USD 1":         {"Sell 1 BTC/USD", "not sent. Quantity: you hold 0.000123456 (Alpaca would refuse it). This order could trade with your own buy 0.001 BTC/USD limit $58,000.00, a wash trade: cancel that order, or use a limit above $58,000.00 (Alpaca would refuse it)"},
		"close KO 200":           {"Sell 200 KO", "not sent. Quantity: you hold 150 (Alpaca would refuse it)"},
	} {
		args := strings.Fields(line)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		out, said, code := d.quipu(append(args, "--dry-run")...)
		if code != exitLimit || !strings.Contains(out, want[0]) || !strings.HasSuffix(said, "quipu: "+want[1]+"\n") {
			t.Errorf("%s: %d\n%s%s", line, code, out, said)
		}
	}
}

// TestAnEmptyAnswerCancelsNothing: the multi-leg order of the demo has no symbol.
func TestAnEmptyAnswerCancelsNothing(t *testing.T) {
	t.Parallel()
	for answer, cancels := range map[string]bool{"\n": false, "AAPL\n": false, "cancel\n": true} {
		d := newTrader(t, "allow_live = true\n")
		for _, symbol := range []string{"KO", "JPM"} {
			if _, said, code := d.asked(symbol+"\n", "buy", symbol, "1", "--limit", "10", "--account", "live"); code != exitOK {
				t.Fatalf("%d %s", code, said)
			}
		}
		_, said, code := d.asked(answer, "cancel", "--all", "--account", "live")
		if sent := d.broker.Calls()["DELETE /v2/orders/{order_id}"] > 0; sent != cancels || (code == exitOK) != cancels {
			t.Errorf("%q: %d %s", answer, code, said)
		}
	}
}

func TestADismissedOrderBlocksNothing(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	d.broker.Fault(loseOrder(d.broker, false))
	_, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--yes")
	id := regexp.MustCompile(`quipu-[0-9a-f]{32}`).FindString(said)
	if code != exitUnknown || id == "" {
		t.Fatalf("%d %s", code, said)
	}
	if _, _, code := d.quipu("journal", "--dismiss", "quipu-nothing"); code != exitError {
		t.Errorf("what is not there ends with %d", code)
	}
	if _, said, code := d.quipu("journal", "--dismiss", id); code == exitOK || !strings.Contains(said, "no terminal to ask") {
		t.Errorf("dismissed with nobody to ask: %d %s", code, said)
	}
	if _, said, code := d.asked("y\n", "journal", "--dismiss", id); code != exitLimit || !strings.Contains(said, "The broker may have it") {
		t.Errorf("dismissed without the symbol: %d %s", code, said)
	}
	if _, said, code := d.quipu("buy", "KO", "2", "--limit", "60", "--yes"); code != exitLimit {
		t.Errorf("it blocks nothing: %d %s", code, said)
	}
	if _, said, code := d.asked("ko\n", "journal", "--dismiss", id); code != exitOK || !strings.Contains(said, "Type KO to dismiss it") {
		t.Errorf("%d %s", code, said)
	}
	if _, said, code := d.quipu("buy", "KO", "2", "--limit", "60", "--yes"); code != exitOK {
		t.Errorf("%d %s", code, said)
	}
}

// What is answered after a signal is no answer, and a question that nobody
// answers ends with the signal.
func TestASignalEndsAQuestion(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	silent, _ := io.Pipe()
	t.Cleanup(func() { _ = silent.Close() })
	cancel(signalError{syscall.SIGINT})
	for name, in := range map[string]io.Reader{"nobody answers": silent, "a late answer": strings.NewReader("y\n")} {
		if line, err := readLine(ctx, in); line != "" || err == nil {
			t.Errorf("%s: %q, %v", name, line, err)
		}
	}
}

// A dry run says what is worth knowing too.
func TestADryRunWarns(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	for _, args := range [][]string{{"buy", "MSFT", "5", "--limit", "400"}, {"close", "KO", "half"}} {
		args = append(args, "--dry-run", "--demo", "--demo-clock", "2026-11-28T12:00")
		out, said, code := d.quipu(args...)
		if code != exitOK || !strings.Contains(said, "the market is closed: the order waits for the open") || strings.Contains(out, "waits for the open") {
			t.Errorf("%v: %d\n%s\n%s", args, code, out, said)
		}
		if _, said, _ := d.quipu(append(args, "--json")...); said != "" {
			t.Errorf("%v: %s", args, said)
		}
	}
}
