package demo

import (
	"net/http"
	"strings"
	"testing"
)

func TestFaultsAreRead(t *testing.T) {
	for text, want := range map[string]Faults{
		"0.1":                        {Lost: 0.1, Late: 0.1, TooMany: 0.1, Failed: 0.1, Cut: 0.1, Rejected: 0.1, Pending: 0.1, Filled: 0.1},
		"lost=0.5,429=0.25":          {Lost: 0.5, TooMany: 0.25},
		"5xx=1":                      {Failed: 1},
		"pending=0.5,filled=0.25":    {Pending: 0.5, Filled: 0.25},
		"late=0.1, cut=0,reject=0.2": {Late: 0.1, Rejected: 0.2},
	} {
		if got, err := ParseFaults(text); err != nil || got != want {
			t.Errorf("%s: %+v %v", text, got, err)
		}
	}
	for _, wrong := range []string{"", "0.2", "lost", "lost=2", "lost=-1", "lost=NaN", "found=0.1", "lost=0.6,5xx=0.6"} {
		if got, err := ParseFaults(wrong); err == nil {
			t.Errorf("%q is %+v", wrong, got)
		}
	}
}

const faultOrder = `{"symbol":"KO","side":"buy","qty":"1","type":"limit","limit_price":"60","time_in_force":"day","client_order_id":"mine"}`

// tries sends an order and gives its status, 0 where no answer came.
func (s *stage) tries() (status int, header http.Header) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL+"/v2/orders", strings.NewReader(faultOrder))
	if err != nil {
		s.t.Fatal(err)
	}
	s.Authenticate(request, "")
	response, err := s.transport.RoundTrip(request)
	if err != nil {
		return 0, nil
	}
	_ = response.Body.Close()
	return response.StatusCode, response.Header
}

// What became of an order whose answer is broken: a lost answer is of an order
// that arrived, 429 and 503 of one that did not.
func TestFaultsBreakAnswers(t *testing.T) {
	for _, c := range []struct {
		faults Faults
		status int
		order  string // its status, "" where there is none
	}{
		{Faults{}, 200, "new"},
		{Faults{Lost: 1}, 0, "new"},
		{Faults{TooMany: 1}, 429, ""},
		{Faults{Failed: 1}, 503, ""},
		{Faults{Late: 1, Delay: 1}, 200, "new"},
		{Faults{Cut: 1}, 200, "new"},
		{Faults{Rejected: 1}, 200, "rejected"},
	} {
		s := newStage(t, Options{StaticMarket: true, Faults: c.faults})
		status, header := s.tries()
		if status != c.status || status == 429 && (header.Get("Retry-After") == "" || header.Get("X-Ratelimit-Remaining") != "0") {
			t.Errorf("%+v: answered %d %v", c.faults, status, header)
		}
		s.mu.Lock() // an answer that is lost is no proof that the broker has done its part
		o := s.books[envPaper].find(func(o *order) bool { return o.ClientOrderID == "mine" })
		s.mu.Unlock()
		if (o != nil) != (c.order != "") || o != nil && o.Status != c.order {
			t.Errorf("%+v: the order is %+v", c.faults, o)
		}
	}
}

func TestFaultsFollowTheSeed(t *testing.T) {
	run := func(seed uint64) (all string) {
		f := newBreaker(Faults{Lost: 0.3, Failed: 0.3}, seed)
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/v2/orders", nil)
		for range 40 {
			all += f.pick(r) + " "
		}
		return all
	}
	first, again, other := run(1), run(1), run(2)
	if first != again || first == other || !strings.Contains(first, "lost") || !strings.Contains(first, "5xx") {
		t.Errorf("%q, %q, then %q", first, again, other)
	}
}
