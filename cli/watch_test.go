package cli

import (
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

	"quipu/app"
	"quipu/client"
	"quipu/config"
)

// scripted is an account whose broker answers as a test says.
func scripted(t *testing.T, answer http.HandlerFunc) *app.Account {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	settings, err := config.Load(config.Source{NoFile: true, Getenv: func(name string) string {
		return map[string]string{"QUIPU_API_URL": server.URL, "QUIPU_TOKEN_STORE": "memory", "APCA_API_KEY_ID": "PK1", "APCA_API_SECRET_KEY": "s"}[name]
	}})
	if err != nil {
		t.Fatal(err)
	}
	services, err := app.New(t.Context(), app.Env{}, app.DemoOptions{}).Services(settings)
	if err != nil {
		t.Fatal(err)
	}
	a, err := services.Open(t.Context(), config.Paper)
	if err != nil {
		t.Fatal(err)
	}
	return a
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
		"a limit":            {1000, 150, nil, 150, 3, false}, // and what may correct the last of them
		"the beginning":      {30, 100, nil, 30, 2, false},
		"two new":            {102, maxActivity, []string{"100", "99"}, 100, 1, true},
		"more than a page":   {350, maxActivity, []string{"100", "99"}, 300, 3, true},
		"more than it reads": {5000, maxActivity, []string{"100"}, maxActivity, 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := scripted(t, page(c.newest))
			known := map[string]bool{}
			for _, id := range c.known {
				known[id] = true
			}
			all, overlaps, err := activities(t.Context(), a.Client, client.ActivityQuery{}, c.most, known)
			if err != nil || len(all) != c.rows || overlaps != c.joins || a.Client.Sent() != c.calls {
				t.Errorf("%d rows, joins %v, %d calls, %v", len(all), overlaps, a.Client.Sent(), err)
			}
		})
	}
}

// A correction is found on whatever page it is: before what it corrects, and behind it
// among the activities that are not shown any more.
func TestActivityMarksWhatAnotherPageCorrects(t *testing.T) {
	for name, correction := range map[string]int{"on the page before": 3, "on the next page": 0, "behind the limit": -1} {
		rows := make([]string, 250)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id":"20261125::%d","activity_type":"DIV","date":"2026-11-25","net_amount":"1.02","status":"executed"}`, i)
		}
		corrected := map[int]int{3: 120, 0: 99, -1: 149}[correction]
		at := map[int]int{3: 3, 0: 100, -1: 150}[correction]
		rows[at] = fmt.Sprintf(`{"id":"20261125::new","activity_type":"DIV","date":"2026-11-25","net_amount":"1.04","status":"correct","previous_id":"%d"}`, corrected)
		a := scripted(t, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			size, _ := strconv.Atoi(q.Get("page_size"))
			from := 0
			if token := q.Get("page_token"); token != "" {
				from = 1 + slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, `"id":"`+token+`"`) })
			}
			_, _ = fmt.Fprintf(w, "[%s]", strings.Join(rows[from:min(from+size, len(rows))], ","))
		})
		all, _, err := activities(t.Context(), a.Client, client.ActivityQuery{}, 150, nil)
		if err != nil || len(all) != 150 {
			t.Fatalf("%s: %d activities, %v", name, len(all), err)
		}
		for i := range all {
			if all[i].Counts() == (i == corrected) {
				t.Errorf("%s: %s counts: %v", name, all[i].ID, all[i].Counts())
			}
		}
	}
}

// A page may hold fewer than were asked for: the list ends with an empty one.
func TestActivityGoesOnBehindAShortPage(t *testing.T) {
	short := func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		size, _ := strconv.Atoi(q.Get("page_size"))
		q.Set("page_size", strconv.Itoa(min(size, 40)))
		r.URL.RawQuery = q.Encode()
		page(90)(w, r)
	}
	a := scripted(t, short)
	all, _, err := activities(t.Context(), a.Client, client.ActivityQuery{}, maxActivity, nil)
	if err != nil || len(all) != 90 {
		t.Errorf("%d activities, %v", len(all), err)
	}
}

// A watch spends no more than 60 calls a minute.
func TestWatchIsPaced(t *testing.T) {
	a := scripted(t, page(10))
	before := a.Sent()
	if requestTime(a, before) != 0 {
		t.Error("nothing was sent, and it costs")
	}
	for range 4 {
		if _, err := a.Client.Activities(t.Context(), client.ActivityQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := requestTime(a, before); got != 4*time.Second {
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
	d := newSignedInHome(t)
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
			if code != exitOK || strings.Contains(said, "showing the latest") != more || strings.Count(said, "\n") > 1 {
				t.Errorf("%s %v: code %d, said %q", line, form, code, said)
			}
		}
	}
}

// A token belongs to the broker that it was issued for: another one is not sent
// it, whatever api_url says. Its own broker may have it deleted.
func TestATokenIsUsedAtItsOwnBrokerAlone(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	file := filepath.Join(d.home, "config", "quipu", "token-paper.json")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), "Bearer") {
			t.Error("the token was sent to another broker")
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer elsewhere.Close()
	own := d.env
	d.env = append(slices.Clone(own), "QUIPU_API_URL="+elsewhere.URL)
	if _, said, code := d.quipu("positions"); code != exitNotSignedIn || !strings.Contains(said, "was issued for another API") {
		t.Errorf("code %d: %s", code, said)
	}
	if out, _, _ := d.quipu("doctor"); !strings.Contains(out, "! paper") || !strings.Contains(out, "was issued for another API") {
		t.Errorf("doctor says:\n%s", out)
	}
	withToken := &signedInHome{t: t, home: d.home, broker: d.broker, env: append(slices.Clone(d.env), "APCA_API_OAUTH_TOKEN=hush-token")}
	if out, _, _ := withToken.quipu("doctor"); !strings.Contains(out, "set   (APCA_API_OAUTH_TOKEN)") || strings.Contains(out, "hush-token") {
		t.Errorf("doctor says:\n%s", out)
	}
	d.env = append(slices.Clone(d.env), "APCA_API_KEY_ID=PK1", "APCA_API_SECRET_KEY=hush-hush")
	if _, said, code := d.quipu("positions"); code != exitNotSignedIn || !strings.Contains(said, "does not accept the key pair") {
		t.Errorf("code %d: %s", code, said)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the token is gone: %v", err)
	}
	d.env = own
	d.broker.Revoke()
	if _, said, code := d.quipu("positions"); code != exitNotSignedIn || !strings.Contains(said, "its token is deleted here") {
		t.Errorf("code %d: %s", code, said)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the token is still there")
	}
}

// A watch that shows one of many tells nothing else as new.
func TestActivityWatchWithASmallLimit(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
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
	d := newSignedInHome(t)
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
