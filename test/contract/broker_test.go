package contract

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quipu/demo"
)

// broker is an embedded broker with a clock that only the test moves. It starts
// on Monday, 2026-03-09, at 14:00 in New York.
type broker struct {
	*demo.Broker
	t       *testing.T
	start   time.Time
	elapsed atomic.Int64 // since start
}

func newBroker(t *testing.T, opt demo.Options) *broker {
	t.Helper()
	b := &broker{t: t, start: time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC)}
	opt.Now = func() time.Time { return b.start.Add(time.Duration(b.elapsed.Load())) }
	var err error
	if b.Broker, err = demo.Start(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// moments are the start, the first close, and an hour after the market opens
// again, each later by some time.
func (b *broker) moments(later time.Duration) []time.Duration {
	b.t.Helper()
	var clock struct {
		Open  time.Time `json:"next_open"`
		Close time.Time `json:"next_close"`
	}
	b.get("/v2/clock", "", &clock)
	first := clock.Close.Sub(b.start)
	b.elapsed.Store(int64(first + time.Second))
	b.get("/v2/clock", "", &clock)
	b.elapsed.Store(0)
	return []time.Duration{0, later, first + later, clock.Open.Sub(b.start) + time.Hour}
}

// call makes an API call with a token, or with the key pair where it is empty.
func (b *broker) call(method, path, token, body string) (int, json.RawMessage) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	b.Authenticate(request, token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return response.StatusCode, answer
}

// get is a call that must be answered with 200.
func (b *broker) get(path, token string, into any) {
	b.t.Helper()
	b.send(http.MethodGet, path, token, "", into)
}

// send is a call with a body that must be answered with 200.
func (b *broker) send(method, path, token, body string, into any) {
	b.t.Helper()
	status, answer := b.call(method, path, token, body)
	if status != http.StatusOK {
		b.t.Fatalf("%s %s answered %d %s", method, path, status, answer)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		b.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
	}
}

// token is one that opens an account.
func (b *broker) token(account string) string {
	b.t.Helper()
	token, err := b.Grant(account, "account:write", "trading", "data")
	if err != nil {
		b.t.Fatal(err)
	}
	return token.Reveal()
}

// contractSymbol is the symbol of the option that the account holds, at another
// strike in whole dollars where one is named.
func (b *broker) contractSymbol(strike string) string {
	b.t.Helper()
	var positions []struct {
		Symbol string
		Class  string `json:"asset_class"`
	}
	b.get("/v2/positions", "", &positions)
	for _, p := range positions {
		if p.Class == "us_option" {
			if strike == "" {
				return p.Symbol
			}
			return p.Symbol[:len(p.Symbol)-8] + "00" + strike + "000"
		}
	}
	b.t.Fatal("the account holds no option")
	return ""
}

// exchange signs in as a person and a program do, and returns the answer of the
// token endpoint.
func exchange(t *testing.T) (answer any) {
	t.Helper()
	codes := make(chan string, 1)
	callback := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { codes <- r.FormValue("code") }))
	defer callback.Close()
	b := newBroker(t, demo.Options{RedirectURIs: []string{callback.URL}})
	query := url.Values{"response_type": {"code"}, "client_id": {b.ClientID}, "redirect_uri": {callback.URL}, "env": {"paper"}}
	if err := demo.Approve(t.Context(), b.AuthorizeURL()+"?"+query.Encode(), nil); err != nil {
		t.Fatal(err)
	}
	response, err := http.PostForm(b.TokenURL(), url.Values{"grant_type": {"authorization_code"}, "code": {<-codes}, "client_id": {b.ClientID},
		"client_secret": {b.ClientSecret.Reveal()}, "redirect_uri": {callback.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the token endpoint answered %s, %v", response.Status, err)
	}
	return answer
}
