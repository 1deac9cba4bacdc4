package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/safe"
)

// scripted is an account whose broker answers as a test says.
func scripted(t *testing.T, answer http.HandlerFunc) *opened {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	s := &opened{}
	var err error
	if s.client, err = client.New(client.Options{BaseURL: server.URL, Credentials: client.Keys("PK1", safe.NewSecret("s"))}); err != nil { //nolint:gosec // a test's own
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// page answers like /v2/account/activities for ids that count down from the
// newest.
func page(newest int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		size, _ := strconv.Atoi(r.URL.Query().Get("page_size"))
		from := newest
		if token := r.URL.Query().Get("page_token"); token != "" {
			last, _ := strconv.Atoi(token)
			from = last - 1
		}
		var rows []string
		for id := from; id > max(from-size, 0); id-- {
			rows = append(rows, fmt.Sprintf(`{"id":"%d","activity_type":"FILL"}`, id))
		}
		_, _ = fmt.Fprintf(w, "[%s]", strings.Join(rows, ","))
	}
}

// A reading goes back to what is known, whatever the limit, and says when it
// does not get there.
func TestActivityIsReadBackToWhatIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		newest, most int
		known        []string
		rows         int
		calls        int64
		joins        bool
	}{
		"a limit":            {1000, 150, nil, 150, 2, false},
		"the beginning":      {30, 100, nil, 30, 1, false},
		"two new":            {102, mostActivity, []string{"100", "99"}, 100, 1, true},
		"more than a page":   {350, mostActivity, []string{"100", "99"}, 300, 3, true},
		"more than it reads": {5000, mostActivity, []string{"100"}, mostActivity, 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := scripted(t, page(c.newest))
			known := map[string]bool{}
			for _, id := range c.known {
				known[id] = true
			}
			all, joins, err := activities(t.Context(), s.client, client.ActivityQuery{}, c.most, known)
			if err != nil || len(all) != c.rows || joins != c.joins || s.client.Sent() != c.calls {
				t.Errorf("%d rows, joins %v, %d calls, %v", len(all), joins, s.client.Sent(), err)
			}
		})
	}
}

// A watch spends no more than 60 calls a minute.
func TestWatchIsPaced(t *testing.T) {
	s := scripted(t, page(10))
	before := s.sent()
	if s.paceOf(before) != 0 {
		t.Error("nothing was sent, and it costs")
	}
	for range 4 {
		if _, err := s.client.Activities(t.Context(), client.ActivityQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.paceOf(before); got != 4*time.Second {
		t.Errorf("four calls last for %v", got)
	}
}

func TestSinceGoesByTheDayShown(t *testing.T) {
	at, err := sinceDay("2026-11-01")
	if want := time.Date(2026, 11, 1, 3, 59, 59, 0, time.UTC); err != nil || !at.Equal(want) {
		t.Errorf("it asks for what came after %v, want %v (%v)", at.UTC(), want, err)
	}
	late := time.Date(2026, 11, 2, 4, 30, 0, 0, time.UTC) // half past eleven in New York, the day before
	for want, a := range map[string]client.Activity{"2026-11-01": {At: late}, "2024-05-06": {Date: "2024-05-06", At: late}, "": {}} {
		if got := a.Day(); got != want {
			t.Errorf("%+v is of %q, want %q", a, got, want)
		}
	}
}

// Who asks for a list learns whether it is the whole of it.
func TestListsSayWhetherThereIsMore(t *testing.T) {
	d := newDesk(t)
	for line, more := range map[string]bool{
		"orders":                                 false,
		"orders --limit 2":                       true,
		"orders --status closed":                 true,
		"orders --status closed --limit 500":     false,
		"activity --limit 5":                     true,
		"activity --limit 1000":                  false,
		"activity --type DIV,INT --limit 1000":   false,
		"orders --symbol NOPE --status all":      false,
		"activity --type fill,Div --limit 3":     true,
		"orders --symbol aapl, --status closed":  false,
		"activity --since 2999-01-01 --limit 10": false,
	} {
		args := strings.Fields(line)
		if doc := d.document(args...); doc.More == nil || *doc.More != more {
			t.Errorf("%s: more is %v", line, doc.More)
		}
		for _, form := range [][]string{nil, {"--csv"}} {
			_, said, code := d.quipu(append(slices.Clone(args), form...)...)
			if code != exitOK || strings.Contains(said, "these are the newest") != more || strings.Count(said, "\n") > 1 {
				t.Errorf("%s %v: code %d, said %q", line, form, code, said)
			}
		}
	}
}

// A token that Alpaca refuses is deleted, unless another one has taken its place;
// a fault, a 403 that may be a proxy's, and a refused key pair delete nothing.
func TestRefusedTokenIsDropped(t *testing.T) {
	refused := func(status int) error {
		return &client.Error{Doing: "read", Kind: client.ErrUnauthorized, Status: status}
	}
	for name, c := range map[string]struct {
		err     error
		keys    bool
		dropped bool
		says    string
	}{
		"401":        {refused(401), false, true, "its token is deleted here"},
		"403":        {refused(403), false, false, ""},
		"a fault":    {&client.Error{Doing: "read", Kind: client.ErrTimeout}, false, false, ""},
		"a key pair": {refused(401), true, false, "does not accept the key pair"},
		"nothing":    {nil, false, false, ""},
	} {
		dropped := false
		s := &opened{keys: c.keys, drop: func(context.Context) error { dropped = true; return nil }}
		err := s.dropRefused(c.err)
		if dropped != c.dropped || (err == nil) != (c.err == nil) || err != nil && (!errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: dropped %v, %v", name, dropped, err)
		}
	}
	store, err := auth.OpenStore(auth.StoreOptions{Kind: "file", Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	used := auth.Token{Access: safe.NewSecret("a-token-that-was-used"), Env: "paper", Obtained: time.Now()}
	newer := used
	newer.Access = safe.NewSecret("a-token-that-came-later")
	for _, kept := range []auth.Token{newer, used} {
		if _, err := store.Save(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
		if err := dropper(store, used)(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, _, err := store.Load(t.Context(), "paper")
		if gone := errors.Is(err, auth.ErrNoToken); gone != (kept.Access.Reveal() == used.Access.Reveal()) {
			t.Errorf("%s: %v", kept.Access.Reveal(), err)
		}
	}
}

// What a broker that api_url names says of a stored token does not delete it, and
// a key pair goes before it.
func TestAnotherBrokerDropsNothing(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(d.home, "config", "quipu", "token-paper.json")
	d.broker.Revoke()
	if _, said, code := d.quipu("positions"); code != exitNotSignedIn || !strings.Contains(said, "sign in again") || strings.Contains(said, "deleted") {
		t.Errorf("code %d: %s", code, said)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the token is gone: %v", err)
	}
	d.env = append(d.env, "APCA_API_KEY_ID="+d.broker.KeyID, "APCA_API_SECRET_KEY="+d.broker.KeySecret.Reveal())
	if !strings.Contains(d.prints("account"), "PA3QUIPU0007") {
		t.Error("the key pair does not go before the token")
	}
}

// A watch that shows one of many tells nothing else as new.
func TestActivityWatchWithASmallLimit(t *testing.T) {
	d := newDesk(t)
	p := command(t, d.env, "activity", "--watch", "1s", "--limit", "1", "--csv")
	p.prints(",first,")
	for end := time.Now().Add(patience); d.broker.Calls()["GET /v2/account/activities"] < 3; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not read again")
		}
	}
	if lines := strings.Split(strings.TrimSpace(p.stdout()), "\n"); len(lines) != 2 {
		t.Errorf("a heading and one row were wanted:\n%s", p.stdout())
	}
}

// Where market data may not be read, the list stands without prices.
func TestWatchlistWithoutPrices(t *testing.T) {
	d := newDesk(t)
	d.broker.Fault(func(r *http.Request) http.HandlerFunc {
		if !strings.Contains(r.URL.Path, "snapshots") {
			return nil
		}
		return func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"message":"subscription does not permit it"}`, http.StatusForbidden)
		}
	})
	out, said, code := d.quipu("watchlist", "Chips")
	if code != exitOK || !strings.Contains(out, "NVDA") || !strings.Contains(said, "prices are missing") || strings.Count(said, "\n") != 1 {
		t.Errorf("code %d\n%s%s", code, out, said)
	}
	out, said, code = d.quipu("watchlist", "Chips", "--json")
	doc := parseDocument(t, out)
	if code != exitOK || len(doc.Watchlist) == 0 || doc.Watchlist[0]["price"] != nil || parseDocument(t, said).Note == "" {
		t.Errorf("code %d\n%s%s", code, out, said)
	}
}

// What --json asks for holds for a command line that could not be read, too.
func TestWantsJSON(t *testing.T) {
	for line, want := range map[string]bool{
		"positions --json --bogus": true, "--bogus --json=true": true, "--json=1": true, "--json=false": false, "--json=maybe": false,
		"positions -- --json": false, "positions --jsonp": false, "": false,
	} {
		if got := wantsJSON(strings.Fields(line)); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
