package cli

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

var orderID = regexp.MustCompile(`"order_id": ?"([0-9a-f-]{36})"`)

// working sends an order and gives its id.
func (d *signedInHome) working(args ...string) string {
	d.t.Helper()
	out, said, code := d.quipu(append(args, "--yes", "--json")...)
	found := orderID.FindStringSubmatch(out)
	if code != exitOK || found == nil {
		d.t.Fatalf("%d\n%s%s", code, out, said)
	}
	return found[1]
}

func (d *signedInHome) replacements() int { return d.broker.Calls()["PATCH /v2/orders/{order_id}"] }

func TestAnOrderIsReplacedOnce(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	id := d.working("buy", "KO", "10", "--limit", "60")
	_, said, code := d.asked("y\n", "replace", id, "--limit", "61", "--qty", "12")
	if code != exitOK || d.replacements() != 1 || !strings.Contains(said, "Replace buy 10 KO limit: quantity 10 → 12, limit $60.00 → $61.00, on PAPER ") {
		t.Fatalf("%d %s", code, said)
	}
	if orders := d.prints("orders", "--json", "--symbol", "KO"); !strings.Contains(orders, `"61"`) || strings.Contains(orders, id) && !strings.Contains(orders, "replaced") {
		t.Error(orders)
	}
	if _, said, code := d.quipu("replace", id, "--limit", "62", "--yes"); code != exitLimit || d.replacements() != 1 || !strings.Contains(said, "replaced") {
		t.Errorf("the old one again: %d %s", code, said)
	}
}

func TestWhatCannotBeReplaced(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "max_order_value = 700\n")
	id := d.working("buy", "KO", "10", "--limit", "60")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{id}, exitError}, {[]string{id, "--qty", "0"}, exitError}, {[]string{id, "--qty", "half"}, exitError}, {[]string{id, "--limit", "1,5"}, exitError},
		{[]string{id, "--tif", "forever"}, exitError}, {[]string{id, "--trail", "2%"}, exitLimit}, {[]string{"no-such-order", "--limit", "61"}, exitRefused},
		{[]string{id, "--limit", "60"}, exitLimit}, {[]string{id, "--limit", "60.001"}, exitLimit}, {[]string{id, "--stop", "60"}, exitLimit}, {[]string{id, "--qty", "20"}, exitLimit},
	} {
		if _, said, code := d.quipu(append([]string{"replace", "--yes"}, c.args...)...); code != c.code || d.replacements() != 0 {
			t.Errorf("%q: %d %s", c.args, code, said)
		}
	}
}

// TestALostAnswerToAReplacement loses the answer to one that arrived, and to one
// that did not.
func TestALostAnswerToAReplacement(t *testing.T) {
	t.Parallel()
	for _, arrives := range []bool{true, false} {
		d := newTrader(t, "")
		id := d.working("buy", "KO", "10", "--limit", "60")
		asked := 0
		d.broker.Fault(func(r *http.Request) http.HandlerFunc {
			if r.Method != http.MethodPatch {
				return nil
			}
			return func(_ http.ResponseWriter, r *http.Request) {
				if asked++; arrives {
					d.broker.Fault(nil)
					d.broker.ServeHTTP(httptest.NewRecorder(), r)
				}
				panic(http.ErrAbortHandler)
			}
		})
		out, said, code := d.quipu("replace", id, "--limit", "61", "--yes")
		if arrives != (code == exitOK) || !arrives && code != exitUnknown || asked != 1 {
			t.Errorf("it arrived: %t: %d after %d requests\n%s%s", arrives, code, asked, out, said)
		}
	}
}
