package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// seenList is a watchlist as a program reads it.
type seenList struct {
	ID, Name  string
	AccountID string    `json:"account_id"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Assets    []struct{ ID, Symbol string }
	Code      int
	Message   string
}

func (l seenList) symbols() string {
	var all []string
	for _, a := range l.Assets {
		all = append(all, a.Symbol)
	}
	return strings.Join(all, " ")
}

// send makes an API call with a body, by the key pair.
func (s *stage) send(method, path, body string) (int, seenList, any) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	s.Authenticate(request, "")
	var raw json.RawMessage
	into := any(&raw)
	if method == http.MethodDelete && strings.Count(path, "/") < 4 {
		into = nil
	}
	response := s.do(request, into)
	var seen seenList
	var whole any
	if raw != nil {
		if json.Unmarshal(raw, &seen) != nil || json.Unmarshal(raw, &whole) != nil {
			s.t.Fatalf("%s %s answered %s", method, path, raw)
		}
	}
	return response.StatusCode, seen, whole
}

func TestFirstWatchlists(t *testing.T) {
	s := newStage(t, Options{})
	for env, want := range map[string]string{envPaper: "Chips: NVDA AMD TSM AVGO INTC MU; Crypto: BTC/USD ETH/USD SOL/USD LTC/USD LINK/USD DOGE/USD; ",
		envLive: "Steady: KO JPM BRK.B SPY; "} {
		token, got := s.signIn("env", env, "scope", ""), ""
		var all []seenList
		s.get("/v2/watchlists", token, &all)
		for _, l := range all {
			if l.Assets != nil {
				t.Errorf("the list of lists has the assets of %s", l.Name)
			}
			var one seenList
			s.get("/v2/watchlists/"+l.ID, token, &one)
			got += one.Name + ": " + one.symbols() + "; "
		}
		if got != want {
			t.Errorf("%s has %s", env, got)
		}
	}
}

// Whatever the first lists show has an asset and a price.
func TestWatchedHavePrices(t *testing.T) {
	s := newStage(t, Options{})
	for name, path := range map[string]string{"Chips": "/v2/stocks/snapshots", "Crypto": "/v1beta3/crypto/us/snapshots"} {
		_, l, _ := s.send(http.MethodGet, "/v2/watchlists:by_name?name="+name, "")
		var answer map[string]json.RawMessage
		s.get(path+"?symbols="+strings.ReplaceAll(l.symbols(), " ", ","), "", &answer)
		if nested := answer["snapshots"]; nested != nil {
			answer = nil
			if err := json.Unmarshal(nested, &answer); err != nil {
				t.Fatal(err)
			}
		}
		if len(answer) != len(l.Assets) || len(answer) < 6 {
			t.Errorf("%s has the prices %v", l.symbols(), answer)
		}
	}
}

func TestWatchlistLives(t *testing.T) {
	s := newStage(t, Options{})
	status, l, _ := s.send(http.MethodPost, "/v2/watchlists", `{"name":"Täglich & mehr","symbols":["KO","BTC/USD",null]}`)
	if status != http.StatusOK || l.symbols() != "KO BTC/USD" || !l.CreatedAt.Equal(monday) {
		t.Fatalf("%d %+v", status, l)
	}
	s.wait(time.Minute)
	byID, byName := "/v2/watchlists/"+l.ID, "/v2/watchlists:by_name?name=T%C3%A4glich+%26+mehr"
	for _, step := range []struct{ method, path, body, name, symbols string }{
		{"POST", byID, `{"symbol":"AMD"}`, l.Name, "KO BTC/USD AMD"},
		{"POST", byName, `{"symbol":"JPM"}`, l.Name, "KO BTC/USD AMD JPM"},
		{"DELETE", byID + "/BTC%2FUSD", "", l.Name, "KO AMD JPM"},
		{"DELETE", byID + "/KO", "", l.Name, "AMD JPM"},
		{"PUT", byID, `{"symbols":["SPY","AMD"]}`, l.Name, "SPY AMD"},
		{"PUT", byName, `{"name":"Daily"}`, "Daily", "SPY AMD"},
		{"PUT", "/v2/watchlists:by_name?name=Daily", `{"name":"Daily","symbols":[]}`, "Daily", ""},
		{"GET", byID, "", "Daily", ""},
	} {
		status, got, _ := s.send(step.method, step.path, step.body)
		if status != http.StatusOK || got.Name != step.name || got.symbols() != step.symbols || got.ID != l.ID || !got.UpdatedAt.Equal(monday.Add(time.Minute)) {
			t.Errorf("%s %s %s: %d %+v", step.method, step.path, step.body, status, got)
		}
	}
	if status, _, _ := s.send(http.MethodDelete, byID, ""); status != http.StatusNoContent {
		t.Errorf("deleting answered %d", status)
	}
	if status, _, _ := s.send(http.MethodDelete, "/v2/watchlists:by_name?name=Chips", ""); status != http.StatusNoContent {
		t.Errorf("deleting by name answered %d", status)
	}
	s.refused(http.MethodGet, byID, "", 404, codeNotFound)
	s.refused(http.MethodDelete, byID, "", 404, codeNotFound)
}

func TestWatchlistRefusals(t *testing.T) {
	s := newStage(t, Options{})
	chips := "/v2/watchlists:by_name?name=Chips"
	for _, c := range []struct {
		method, path, body string
		status, code       int
	}{
		{"POST", "/v2/watchlists", `{"name":""}`, 422, codeBadRequest},
		{"POST", "/v2/watchlists", `{"symbols":["KO"]}`, 422, codeBadRequest},
		{"POST", "/v2/watchlists", fmt.Sprintf(`{"name":%q}`, strings.Repeat("ü", 65)), 422, codeBadRequest},
		{"POST", "/v2/watchlists", fmt.Sprintf(`{"name":%q}`, strings.Repeat("ü", 64)), 200, 0},
		{"POST", "/v2/watchlists", `{"name":"Chips"}`, 422, codeBadRequest},
		{"POST", "/v2/watchlists", `{"name":"New","symbols":["NOSUCH"]}`, 422, codeBadRequest},
		{"POST", "/v2/watchlists", `{"name":"New","symbols":["KO","KO"]}`, 422, codeBadRequest},
		{"POST", "/v2/watchlists", `{"name":`, 400, codeBadRequest},
		{"POST", chips, `{"symbol":"AMD"}`, 422, codeBadRequest},
		{"POST", chips, `{"symbol":"NOSUCH"}`, 422, codeBadRequest},
		{"POST", chips, `{}`, 422, codeBadRequest},
		{"PUT", chips, `{}`, 422, codeBadRequest},
		{"PUT", chips, `{"name":"Crypto","symbols":[]}`, 422, codeBadRequest},
		{"PUT", chips, `{"name":"Other","symbols":["NOSUCH"]}`, 422, codeBadRequest},
		{"PUT", "/v2/watchlists/" + idOf("x", "y"), `{"name":"x"}`, 404, codeNotFound},
		{"POST", "/v2/watchlists:by_name?name=None", `{"symbol":"KO"}`, 404, codeNotFound},
	} {
		if status, got, _ := s.send(c.method, c.path, c.body); status != c.status || got.Code != c.code {
			t.Errorf("%s %s %s: %d %+v", c.method, c.path, c.body, status, got)
		}
	}
	if _, l, _ := s.send(http.MethodGet, chips, ""); l.symbols() != "NVDA AMD TSM AVGO INTC MU" {
		t.Errorf("after all that Chips has %s", l.symbols())
	}
	trader, id := s.signIn("scope", "trading data"), idOf("watchlist", "x")
	s.refused(http.MethodPut, "/v2/watchlists/"+id, trader, 403, codeUnauthorized)
	s.refused(http.MethodDelete, "/v2/watchlists/"+id+"/KO", trader, 403, codeUnauthorized)
	s.refused(http.MethodDelete, chips, trader, 403, codeUnauthorized)
}
