package cli

import (
	"net/http"
	"strings"
	"testing"
)

// Of what was sent a person learns offline too, and that nothing was looked up.
func TestTheJournalIsPrintedOffline(t *testing.T) {
	t.Parallel()
	const note = "so nothing was looked up: these are the orders of "
	d := newTrader(t, "")
	if _, said, code := d.quipu("journal"); code != exitOK || said != "" {
		t.Fatalf("online, with nothing sent: %d %s", code, said)
	}
	d.broker.Fault(loseOrder(d.broker, true))
	if _, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--yes"); code != exitOK {
		t.Fatalf("%d %s", code, said)
	}
	for format, answer := range map[string]http.HandlerFunc{
		"": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"--json": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		},
	} {
		d.broker.Fault(func(*http.Request) http.HandlerFunc { return answer })
		out, said, code := d.quipu(strings.Fields("journal " + format)...)
		if code != exitOK || !strings.Contains(out, "KO") || !strings.Contains(said, note) {
			t.Errorf("%s: %d\n%s%s", format, code, out, said)
		}
	}
	d.broker.Fault(func(*http.Request) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }
	})
	if out, said, code := d.quipu("journal"); code != exitNotSignedIn || out != "" {
		t.Errorf("signed out: %d\n%s%s", code, out, said)
	}
}
