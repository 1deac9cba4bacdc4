package cli

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func (d *signedInHome) closed() int {
	return d.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"]
}

func TestAPositionIsClosed(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "max_order_value = 1\nmax_orders_per_day = 1\n")
	_, said, code := d.asked("y\n", "close", "KO")
	if code != exitOK || d.closed() != 1 || !strings.Contains(said, "Close KO: sell all 150 at the market, about $") || !strings.Contains(said, "on PAPER ") {
		t.Fatalf("%d %s", code, said)
	}
	if _, said, code := d.quipu("close", "KO", "--yes"); code != exitLimit || d.closed() != 1 {
		t.Errorf("again, while it works: %d %s", code, said)
	}
	if _, said, code := d.quipu("close", "INTC", "--yes"); code != exitLimit || d.closed() != 1 {
		t.Errorf("nothing held: %d %s", code, said)
	}
	for _, args := range [][]string{{"MSFT", "half"}, {"MSFT", "25%"}} {
		before := d.submitted()
		if _, said, code := d.quipu(append([]string{"close", "--yes"}, args...)...); code != exitOK || d.submitted() != before+1 || d.closed() != 1 {
			t.Errorf("%v: %d %s", args, code, said)
		}
	}
}

func TestWhatIsNotAPartOfAPosition(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	for _, c := range []struct {
		args []string
		code int
	}{{nil, exitError}, {[]string{"KO", "0"}, exitError}, {[]string{"KO", "1e3"}, exitError}, {[]string{"KO", ""}, exitError}, {[]string{"KO", "1", "2"}, exitError}, {[]string{"KO", "151"}, exitLimit}, {[]string{"KO", "$5"}, exitLimit}, {[]string{"KO", "101%"}, exitError}} {
		if _, said, code := d.quipu(append([]string{"close", "--yes"}, c.args...)...); code != c.code || d.closed()+d.submitted() != 0 {
			t.Errorf("%q: %d %s", c.args, code, said)
		}
	}
	if out, said, code := d.quipu("close", "AAPL", "--dry-run", "--json"); code != exitOK || d.closed() != 0 || !strings.Contains(said, "Cancel sell 20 AAPL limit") || !strings.Contains(out, `"qty": "60"`) {
		t.Errorf("%d\n%s%s", code, out, said)
	}
}

// TestAFailedCloseOffersTheExitsBack: the broker refuses the close after the limit
// that held the shares is cancelled.
func TestAFailedCloseOffersTheExitsBack(t *testing.T) {
	t.Parallel()
	for answers, back := range map[string]int{"y\ny\n": 1, "y\nn\n": 0} {
		d := newTrader(t, "")
		d.broker.Fault(func(r *http.Request) http.HandlerFunc {
			if r.Method != http.MethodDelete || !strings.HasPrefix(r.URL.Path, "/v2/positions/") {
				return nil
			}
			return func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = w.Write([]byte(`{"code":40310000,"message":"halted"}`))
			}
		})
		_, said, code := d.asked(answers, "close", "AAPL")
		if code == exitOK || d.submitted() != back || !strings.Contains(said, "halted") || !strings.Contains(said, "nothing protects what is left") || !strings.Contains(said, "Sell 20 AAPL, limit $260.00") {
			t.Errorf("%q: %d, %d orders\n%s", answers, code, d.submitted(), said)
		}
	}
}

// TestSeveralAnswersAreOneDocument: a program reads them with one decoder.
func TestSeveralAnswersAreOneDocument(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	for _, args := range [][]string{{"cancel", "--all"}, {"close", "AAPL"}} {
		out, said, code := d.quipu(append(args, "--yes", "--json")...)
		var document struct {
			Entries []struct{ ID, Action, State string }
		}
		if err := json.Unmarshal([]byte(out), &document); err != nil || code != exitOK || len(document.Entries) < 1 {
			t.Errorf("%v: %d %v\n%s%s", args, code, err, out, said)
		}
	}
}

func TestACancelledLegNamesWhatGoesWithIt(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	id := d.working("buy", "KO", "10", "--limit", "60", "--take-profit", "70", "--stop-loss", "55")
	orders := d.prints("orders", "--json", "--symbol", "KO")
	var all struct {
		Orders []struct {
			ID   string
			Legs []struct{ ID string }
		}
	}
	if err := json.Unmarshal([]byte(orders), &all); err != nil {
		t.Fatal(err)
	}
	for _, o := range all.Orders {
		if o.ID != id {
			continue
		}
		_, said, _ := d.asked("n\n", "cancel", o.Legs[0].ID)
		if strings.Count(said, "with it: ") != 2 || !strings.Contains(said, "with it: buy 10 KO limit") {
			t.Errorf("%s", said)
		}
		return
	}
	t.Error(orders)
}

// haltCloses has the broker refuse to close a position.
func (d *signedInHome) haltCloses() {
	d.broker.Fault(func(r *http.Request) http.HandlerFunc {
		if r.Method != http.MethodDelete || !strings.HasPrefix(r.URL.Path, "/v2/positions/") {
			return nil
		}
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"code":40310000,"message":"halted"}`))
		}
	})
}

const bareAAPL = "nothing protects AAPL: quipu has cancelled sell 20 AAPL limit"

// TestABarePositionIsReportedByTheNextCommands until it is dismissed.
func TestABarePositionIsReportedByTheNextCommands(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	d.haltCloses()
	if _, said, code := d.quipu("close", "AAPL", "--yes"); code == exitOK || strings.Contains(said, bareAAPL) {
		t.Fatalf("%d\n%s", code, said)
	}
	for _, args := range [][]string{{"journal"}, {"journal", "--json"}, {"close", "KO"}, {"close", "KO", "--reverse"}} {
		if _, said, _ := d.asked("n\n", args...); strings.Count(said, bareAAPL) != 1 {
			t.Errorf("%v:\n%s", args, said)
		}
	}
	_, said, _ := d.quipu("journal")
	_, id, _ := strings.Cut(said, "--dismiss ")
	id, _, _ = strings.Cut(id, " ")
	if _, said, code := d.quipu("journal", "--dismiss", id, "--yes"); code != exitOK || strings.Contains(said, bareAAPL) {
		t.Errorf("%d\n%s", code, said)
	}
}

// TestACloseThatIsAcceptedAndNotFilledSaysThatThePositionIsBare: it is followed to its
// end without --wait too.
func TestACloseThatIsAcceptedAndNotFilledSaysThatThePositionIsBare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  func(d *signedInHome, order string) error // before the order is read again
		code int
		says string
	}{
		"rejected":  {func(d *signedInHome, order string) error { return d.broker.Reject("paper", order) }, exitRefused, "nothing protects what is left of the position: quipu has asked Alpaca to cancel sell 20 AAPL limit $260.00"},
		"cancelled": {func(d *signedInHome, order string) error { return d.broker.Cancel("paper", order) }, exitRefused, "nothing protects what is left of the position: quipu has asked Alpaca to cancel sell 20 AAPL limit $260.00"},
		"expired":   {func(d *signedInHome, order string) error { return d.broker.Expire("paper", order) }, exitRefused, "nothing protects what is left of the position: quipu has asked Alpaca to cancel sell 20 AAPL limit $260.00"},
		"waiting":   {func(*signedInHome, string) error { return nil }, exitOK, "not put back; nothing protects what is left of the position: quipu has asked Alpaca to cancel sell 20 AAPL limit $260.00"},
	} {
		for _, args := range [][]string{{"close", "AAPL", "--yes"}, {"close", "AAPL", "--yes", "--wait", "final", "--timeout", "2s"}} {
			d := newTrader(t, "")
			ended := false
			d.broker.Fault(func(r *http.Request) http.HandlerFunc {
				order, read := strings.CutPrefix(r.URL.Path, "/v2/orders/")
				if closed := d.closed() > 0; !read || !closed || ended || r.Method != http.MethodGet {
					return nil
				}
				ended = true
				if err := c.end(d, order); err != nil {
					t.Error(err)
				}
				return nil
			})
			_, said, code := d.quipu(args...)
			if code != c.code && (name != "waiting" || code != exitError) || !strings.Contains(said, c.says) {
				t.Errorf("%s, %v: %d\n%s", name, args, code, said)
			}
		}
	}
}

// TestAReversalIsShownBeforeItIsSent: both orders, with what would stop them.
func TestAReversalIsShownBeforeItIsSent(t *testing.T) {
	t.Parallel()
	for config, stops := range map[string]bool{"": true, "allow_short = true\n": false} {
		d := newTrader(t, config)
		out, said, code := d.quipu("close", "KO", "--reverse", "--dry-run", "--json")
		var shown struct {
			Plans []struct {
				Body, Problems string
			}
		}
		if err := json.Unmarshal([]byte(out), &shown); err != nil || len(shown.Plans) != 2 || d.closed()+d.submitted() != 0 || (code == exitLimit) != stops {
			t.Fatalf("%d %v\n%s%s", code, err, out, said)
		}
		if opens := shown.Plans[1]; !strings.Contains(opens.Body, `"side":"sell"`) || !strings.Contains(opens.Body, `"qty":"150"`) || strings.Contains(opens.Problems, "allow_short") != stops {
			t.Errorf("%s", out)
		}
		if !strings.Contains(said, "When that is filled: ") {
			t.Error(said)
		}
	}
}

// TestAReversalListsItsCloseOnce as it was read last.
func TestAReversalListsItsCloseOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int // of the answers about orders
		close  string
	}{"filled": {0, "filled"}, "signed out meanwhile": {http.StatusUnauthorized, "pending_new"}} {
		d := newTrader(t, "allow_short = true\n")
		d.broker.Fault(func(r *http.Request) http.HandlerFunc {
			if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/v2/orders/") || d.closed() == 0 {
				return nil
			}
			if err := d.broker.SetPrice("KO", decimal.RequireFromString("62.94")); err != nil {
				t.Error(err)
			}
			if c.status == 0 {
				return nil
			}
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status) }
		})
		out, said, code := d.quipu("close", "KO", "--reverse", "--yes", "--json")
		var document struct {
			Entries []struct{ Action, Status string }
		}
		if err := json.Unmarshal([]byte(out), &document); err != nil || len(document.Entries) == 0 || strings.Count(out, `"action": "close"`) != 1 {
			t.Errorf("%s: %d %v\n%s%s", name, code, err, out, said)
			continue
		}
		if first := document.Entries[0]; first.Action != "close" || first.Status != c.close {
			t.Errorf("%s: %+v", name, first)
		}
	}
}

func TestALostCancelOfAnOrderThatFilledFirstIsNoSuccess(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	id := d.working("buy", "KO", "10", "--limit", "60")
	d.broker.Fault(func(r *http.Request) http.HandlerFunc {
		if r.Method != http.MethodDelete || !strings.HasPrefix(r.URL.Path, "/v2/orders/") {
			return nil
		}
		return func(http.ResponseWriter, *http.Request) {
			if err := d.broker.SetPrice("KO", decimal.RequireFromString("59")); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		}
	})
	out, said, code := d.quipu("cancel", id, "--yes")
	if code != exitRefused || !strings.Contains(said, "the order was filled first") {
		t.Errorf("%d\n%s%s", code, out, said)
	}
}

// An order that has ended is named, and the broker is asked to cancel nothing.
func TestCancelOfAnOrderThatHasEndedSendsNothing(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	ended, works := d.working("buy", "KO", "10", "--limit", "60"), d.working("buy", "KO", "9", "--limit", "60")
	if _, said, code := d.quipu("cancel", ended, "--yes"); code != exitOK {
		t.Fatalf("%d %s", code, said)
	}
	asked := d.broker.Calls()["DELETE /v2/orders/{order_id}"]
	_, said, code := d.quipu("cancel", ended, works, "--yes")
	if code != exitLimit || !strings.Contains(said, ended+" works no longer: it is canceled; nothing was cancelled") || d.broker.Calls()["DELETE /v2/orders/{order_id}"] != asked {
		t.Errorf("%d %s", code, said)
	}
}
