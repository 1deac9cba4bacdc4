package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
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

// What a command has sent is named at a narrow terminal too, as the other commands want it.
func TestATradePrintsTheIDOfItsOrder(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	var last string
	for _, line := range []string{"buy KO 1 --limit 60", "replace ID --limit 61", "cancel ID", "sell AAPL 1 --limit 300", "close JPM", "close MSFT half"} {
		var out bytes.Buffer
		code := run(t.Context(), &streams{
			In: strings.NewReader(""), Out: &out, Err: io.Discard, Args: append(strings.Fields(strings.ReplaceAll(line, "ID", last)), "--yes"),
			Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback(), Terminal: true, Width: 80,
			Pause: func(context.Context, time.Duration) error { return nil },
		})
		var journal struct {
			Entries []struct {
				OrderID string `json:"order_id"`
			}
		}
		if err := json.Unmarshal([]byte(d.prints("journal", "--json")), &journal); err != nil {
			t.Fatal(err)
		}
		last = journal.Entries[0].OrderID
		if last == "" || !strings.Contains(out.String(), last) {
			t.Errorf("%s: %d, without %q\n%s", line, code, last, out.String())
		}
	}
}
