package demo

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// refused makes a call that must fail with a status and Alpaca's code for it.
func (s *stage) refused(method, path, token string, status, code int) {
	s.t.Helper()
	var body struct {
		Code    int
		Message string
	}
	response := s.call(method, path, token, &body)
	if response.StatusCode != status || body.Code != code || body.Message == "" {
		s.t.Errorf("%s %s answered %d %+v, want %d with code %d", method, path, response.StatusCode, body, status, code)
	}
	if response.Header.Get("X-Request-ID") == "" || response.Header.Get("X-Ratelimit-Limit") != "200" {
		s.t.Errorf("%s %s answered with the headers %v", method, path, response.Header)
	}
}

func TestWhoMayCall(t *testing.T) {
	s := newStage(t, Options{})
	s.refused("GET", "/v2/account", "no-such-token", 401, codeUnauthorized)
	s.refused("POST", "/v2/orders", "no-such-token", 401, codeUnauthorized)
	s.refused("GET", "/v2/nothing", "no-such-token", 401, codeUnauthorized)
}

func TestKeyPairMustMatch(t *testing.T) {
	s := newStage(t, Options{})
	for _, pair := range [][2]string{{s.KeyID, "wrong"}, {"wrong", s.KeySecret.Reveal()}, {"", ""}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v2/account", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("APCA-API-KEY-ID", pair[0])
		request.Header.Set("APCA-API-SECRET-KEY", pair[1])
		if response := s.do(request, nil); response.StatusCode != http.StatusUnauthorized {
			t.Errorf("a wrong pair is answered with %d", response.StatusCode)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v2/account", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(s.KeyID, s.KeySecret.Reveal())
	if response := s.do(request, nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("basic authentication is answered with %d", response.StatusCode)
	}
}

func TestScopesAndWhatIsNotThere(t *testing.T) {
	s := newStage(t, Options{})
	reader, trader := s.signIn("scope", ""), s.signIn("scope", "trading")
	for _, c := range []struct {
		method, path, token string
		status, code        int
	}{
		{"POST", "/v2/orders", reader, 403, codeUnauthorized},
		{"DELETE", "/v2/positions", reader, 403, codeUnauthorized},
		{"PATCH", "/v2/account/configurations", reader, 403, codeUnauthorized},
		{"PATCH", "/v2/account/configurations", trader, 403, codeUnauthorized},
		{"POST", "/v2/orders", trader, 400, codeBadRequest},
		{"POST", "/v2/positions/AAPL", trader, 405, codeNotAllowed},
		{"DELETE", "/v2/positions/AAPL", reader, 403, codeUnauthorized},
		{"POST", "/v2/watchlists", trader, 403, codeUnauthorized},
		{"POST", "/v2/watchlists", "", 400, codeBadRequest},
		{"PATCH", "/v2/watchlists", "", 405, codeNotAllowed},
		{"GET", "/v2/nothing", reader, 404, codeNotFound},
	} {
		s.refused(c.method, c.path, c.token, c.status, c.code)
	}
}

func TestTokenChoosesTheAccount(t *testing.T) {
	s := newStage(t, Options{})
	for env, number := range map[string]string{envPaper: "PA3QUIPU0007", envLive: "3QUIPU0007", "": "PA3QUIPU0007"} {
		var a account
		if s.get("/v2/account", s.signIn("env", env), &a); a.AccountNumber != number {
			t.Errorf("env %q opens %s, want %s", env, a.AccountNumber, number)
		}
	}
}

func TestRateLimit(t *testing.T) {
	s := newStage(t, Options{})
	live := s.signIn("env", envLive)
	for n := range perMinute {
		response := s.call(http.MethodGet, "/v2/clock", "", nil)
		if left := response.Header.Get("X-Ratelimit-Remaining"); response.StatusCode != http.StatusOK || left != strconv.Itoa(perMinute-1-n) {
			t.Fatalf("call %d answered %d with %s left", n, response.StatusCode, left)
		}
	}
	s.refused("GET", "/v2/clock", "", 429, codeTooMany)
	response := s.call(http.MethodGet, "/v2/clock", "", nil)
	if want := strconv.FormatInt(monday.Add(time.Minute).Unix(), 10); response.Header.Get("X-Ratelimit-Reset") != want {
		t.Errorf("the limit ends at %s, want %s", response.Header.Get("X-Ratelimit-Reset"), want)
	}
	if other := s.call(http.MethodGet, "/v2/clock", live, nil); other.StatusCode != http.StatusOK {
		t.Errorf("the other account is answered with %d", other.StatusCode)
	}
	s.wait(time.Minute)
	if again := s.call(http.MethodGet, "/v2/clock", "", nil); again.StatusCode != http.StatusOK {
		t.Errorf("in the next minute the answer is %d", again.StatusCode)
	}
}

func TestRevoke(t *testing.T) {
	s := newStage(t, Options{})
	token, code := s.signIn(), s.code()
	s.Revoke()
	s.refused("GET", "/v2/account", token, 401, codeUnauthorized)
	if status, body := s.exchange(code); status != http.StatusBadRequest {
		t.Errorf("a revoked code is answered with %d %v", status, body)
	}
	if response := s.call(http.MethodGet, "/v2/account", "", nil); response.StatusCode != http.StatusOK {
		t.Errorf("the key pair is answered with %d", response.StatusCode)
	}
}

func TestFaultAndCalls(t *testing.T) {
	s := newStage(t, Options{})
	s.Fault(func(r *http.Request) http.HandlerFunc {
		if r.URL.Path != "/v2/account" {
			return nil
		}
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }
	})
	for path, want := range map[string]int{"/v2/account": http.StatusTeapot, "/v2/clock": http.StatusOK} {
		if got := s.call(http.MethodGet, path, "", nil).StatusCode; got != want {
			t.Errorf("with the fault %s answers %d, want %d", path, got, want)
		}
	}
	s.Fault(nil)
	if got := s.call(http.MethodGet, "/v2/account", "", nil).StatusCode; got != http.StatusOK {
		t.Errorf("after the fault the answer is %d", got)
	}
	s.call(http.MethodGet, "/v2/positions/KO", "", nil)
	s.call(http.MethodPost, "/v2/orders", "", nil)
	calls := s.Calls()
	for route, want := range map[string]int{"GET /v2/account": 2, "GET /v2/clock": 1, "GET /v2/positions/{symbol_or_asset_id}": 1, "POST /v2/orders": 1} {
		if calls[route] != want {
			t.Errorf("%s was called %d times, want %d, in %v", route, calls[route], want, calls)
		}
	}
}

func TestForeignHostIsRefused(t *testing.T) {
	s := newStage(t, Options{})
	for host, want := range map[string]int{"evil.example": 421, "127.0.0.1.evil.example:80": 421, "localhost": 200, "[::1]:9": 200} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		if got := s.do(request, nil).StatusCode; got != want {
			t.Errorf("Host %q is answered with %d, want %d", host, got, want)
		}
	}
}

func TestNewServesWithoutAListener(t *testing.T) {
	b := New(Options{})
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v2/account", nil)
	b.Authenticate(request, "")
	answer := httptest.NewRecorder()
	b.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK || b.URL != "" {
		t.Errorf("answered %d at %q", answer.Code, b.URL)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}
