package demo

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// tape is a test's end of a stream of server-sent events.
type tape struct {
	t     *testing.T
	lines *bufio.Scanner
}

// tape opens a stream with a token, or the key pair where it is empty.
func (s *stage) tape(path, token string) tape {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Authenticate(request, token)
	response, err := s.transport.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		s.t.Fatalf("%s: %v %v", path, response, err)
	}
	s.t.Cleanup(func() { _ = response.Body.Close() })
	return tape{s.t, bufio.NewScanner(response.Body)}
}

// next is the line of an event or a comment, "" at the end.
func (p tape) next() string {
	for p.lines.Scan() {
		if p.lines.Text() != "" {
			return p.lines.Text()
		}
	}
	return ""
}

// event reads the data of the next line.
func (p tape) event(into any) {
	p.t.Helper()
	data, found := strings.CutPrefix(p.next(), "data: ")
	if err := json.Unmarshal([]byte(data), into); !found || err != nil {
		p.t.Fatalf("%q: %v", data, err)
	}
}

const activityStream = "/v2beta1/events/activities"

// heardActivity is an activity event as a client reads it.
type heardActivity struct {
	EventID string `json:"event_id"`
	Type    string `json:"activity_type"`
	RefID   string `json:"ref_id"`
	At      time.Time
	Qty     string
	Net     string `json:"net_amount"`
	Details struct {
		OrderID string `json:"order_id"`
	}
}

// A stream without a beginning tells what happens from now on, and an execution by the
// same id as the stream of order events.
func TestActivityStreamReportsWhatHappens(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	stream, orders := s.tape(activityStream, s.signIn()), s.listening("", 2)
	id := s.place(Ticket{Symbol: "KO", Side: "buy", Qty: dec("3")})
	s.fill(id, "2", "60")
	if err := s.Pay(envPaper, "DIV", "KO", dec("1.5")); err != nil {
		t.Fatal(err)
	}
	var fill, paid heardActivity
	stream.event(&fill)
	stream.event(&paid)
	execution := orders.events("pending_new market pending_new", "new market new", "partial_fill market partially_filled")[2]
	if fill.Type != "FILL" || fill.Qty != "2" || fill.Net != "-120" || fill.Details.OrderID != id || fill.RefID != execution.ExecutionID {
		t.Errorf("an execution is told as %+v, on the other stream as %s", fill, execution.ExecutionID)
	}
	if paid.Type != "DIV" || paid.Net != "1.5" || paid.EventID <= fill.EventID || paid.RefID == fill.RefID {
		t.Errorf("a dividend is told as %+v after %s", paid, fill.EventID)
	}
}

// The past is told from a time on, that included, or after an event; it ends at a time or
// with an event, and goes on where no end is given.
func TestActivityStreamReportsThePast(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	read := func(query string) (all []heardActivity) {
		stream := s.tape(activityStream+"?"+query, "")
		for line := stream.next(); line != ""; line = stream.next() {
			var a heardActivity
			if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &a); err != nil {
				t.Fatalf("%v in %s", err, line)
			}
			all = append(all, a)
		}
		return all
	}
	s.wait(time.Second)
	all := read("since=2020-01-01&until=" + monday.Format(time.RFC3339))
	if len(all) < 100 || !slices.IsSortedFunc(all, func(a, b heardActivity) int { return strings.Compare(a.EventID, b.EventID) }) {
		t.Fatalf("%d of the past", len(all))
	}
	ids := func(all []heardActivity) (ids []string) {
		for _, a := range all {
			ids = append(ids, a.EventID)
		}
		return ids
	}
	at := func(n int) string { return all[n].At.Format(time.RFC3339Nano) }
	for query, want := range map[string][]heardActivity{
		"since_id=" + all[10].EventID + "&until_id=" + all[14].EventID: all[11:15],
		"since=" + at(10) + "&until=" + at(14):                         all[10:15],
	} {
		if got := read(query); !slices.Equal(ids(got), ids(want)) {
			t.Errorf("%s tells %d", query, len(got))
		}
	}
	stream := s.tape(activityStream+"?since_id="+all[len(all)-2].EventID, "")
	if err := s.Pay(envPaper, "INT", "", dec("0.1")); err != nil {
		t.Fatal(err)
	}
	var last, next heardActivity
	stream.event(&last)
	stream.event(&next)
	if last.EventID != all[len(all)-1].EventID || next.Type != "INT" {
		t.Errorf("it goes on with %+v and %+v", last, next)
	}
}

func TestEventStreamsRefuse(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
	for query, want := range map[string]string{
		"since=2026-01-01&since_id=" + id:                  "since and since_id can't be used at the same time",
		"since=2026-01-01&until=2026-01-02&until_id=" + id: "until and until_id can't be used at the same time",
		"until=2026-01-01":                                 "since is required if until is specified",
		"until_id=" + id:                                   "since_id is required if until_id is specified",
		"since_id=8" + id[1:]:                              "since_id and until_id must be ULIDs",
		"since_id=" + id + "&until_id=20260309::no":        "since_id and until_id must be ULIDs",
		"since=yesterday":                                  "since must be a time such as 2026-03-09T14:00:00Z or a day",
		"since=2026-01-01&until=then":                      "until must be a time such as 2026-03-09T14:00:00Z or a day",
	} {
		for _, path := range []string{activityStream, "/v2/events/trades"} {
			var no refusedBody
			if response := s.call(http.MethodGet, path+"?"+query, "", &no); response.StatusCode != http.StatusUnprocessableEntity || no.Message != want {
				t.Errorf("%s?%s: %d %s", path, query, response.StatusCode, no.Message)
			}
		}
	}
	var no refusedBody
	if response := s.call(http.MethodGet, activityStream, "nobody's", &no); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger: %d", response.StatusCode)
	}
}

// They end as the other stream does.
func TestEventStreamsAreCutOff(t *testing.T) {
	for name, cut := range map[string]func(s *stage){"by a test": func(s *stage) { s.CutStreams() }, "by the dashboard": func(s *stage) { s.Revoke() }, "by the end": func(s *stage) { s.Close() }} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			stream := s.tape(activityStream, s.signIn())
			cut(s)
			if line := stream.next(); line != "" {
				t.Errorf("it goes on with %s", line)
			}
		})
	}
}

// A reader that is too far behind is told how much it missed, and the newest of the rest.
func TestEventStreamDropsWhatASlowReaderMissed(t *testing.T) {
	e := eventReader{begun: true}
	var all []happening
	for n := range mostLate + 7 {
		all = append(all, happening{ulid(monday, uint64(n+1)), monday, func() any { return n }})
	}
	text, over := e.take(all, monday)
	if !strings.HasPrefix(text, ": you are reading too slowly, dropped 7 messages\n\ndata: 7\n\n") || !strings.HasSuffix(text, fmt.Sprintf("data: %d\n\n", mostLate+6)) || over {
		t.Errorf("%.100s … %v", text, over)
	}
}

// A quiet stream shows that it lives.
func TestEventStreamBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{StaticMarket: true, Now: func() time.Time { return monday }})
		out := &writer{lines: make(chan string)}
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, activityStream, nil)
		b.Authenticate(request, "")
		done := make(chan struct{})
		go func() { b.ServeHTTP(out, request); close(done) }()
		began := time.Now()
		for range 2 {
			if line := <-out.lines; line != ":heartbeat\n\n" {
				t.Errorf("it says %q", line)
			}
		}
		if took := time.Since(began); took != 2*heartbeat*sseTick {
			t.Errorf("two beats took %s", took)
		}
		b.Close()
		<-done
	})
}

// writer is a writer whose lines are read one by one.
type writer struct {
	header http.Header
	lines  chan string
}

func (p *writer) Header() http.Header {
	if p.header == nil {
		p.header = http.Header{}
	}
	return p.header
}
func (p *writer) WriteHeader(int)                {}
func (p *writer) FlushError() error              { return nil }
func (p *writer) Write(text []byte) (int, error) { p.lines <- string(text); return len(text), nil }
