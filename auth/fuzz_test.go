package auth

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"quipu/safe"
)

// fuzzState is the state of every attempt that is fuzzed: the same in each
// worker's process, so that what they find leads behind the state's check.
const fuzzState = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"

// aFixedAttempt listens nowhere and exchanges nothing.
func aFixedAttempt(t testing.TB) *Attempt {
	t.Helper()
	a, err := prepare(t.Context(), App{
		ClientID: "c", ClientSecret: safe.NewSecret("s"), AuthorizeURL: "https://a.example", TokenURL: "https://b.example",
		RedirectURL: "https://c.example/callback", Env: "paper",
	}, Options{
		Rand: strings.NewReader(strings.Repeat("A", 1024)),
		HTTP: transport(func(*http.Request) (*http.Response, error) { return nil, errors.New("no network") }),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFuzzStateIsTheAttempts(t *testing.T) {
	if a := aFixedAttempt(t); !strings.Contains(a.URL(), "state="+fuzzState+"&") {
		t.Errorf("the address is %s", a.URL())
	}
}

// Whatever the query, only one with the attempt's own state ends it.
func FuzzCallbackQuery(f *testing.F) {
	f.Add("code=x&state=" + fuzzState)
	f.Add("error=access_denied&error_description=%1b[2J&state=" + fuzzState)
	f.Add("error=server_error&error_description=<script>&state=" + fuzzState)
	f.Add("code=x&code=y&state=" + fuzzState + "&state=")
	f.Add("state=%00&code=;")
	f.Add("code=%e2%80%ae&st%61te=" + fuzzState)
	f.Fuzz(func(t *testing.T, query string) {
		a := aFixedAttempt(t)
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, a.app.RedirectURL, nil)
		r.URL.RawQuery = query
		l := &listener{attempts: map[hash]*Attempt{}}
		l.add(a)
		l.answer(w, r)
		a.Wait()
		body := w.Body.String()
		if strings.Contains(body, fuzzState) || strings.Contains(body, "<script") {
			t.Fatalf("%q is shown: %s", query, body)
		}
		switch w.Code {
		case http.StatusBadRequest:
			if a.ending {
				t.Fatalf("%q was refused and ended the attempt", query)
			}
		case http.StatusSeeOther:
			checkBelieved(t, a, query)
			if to := w.Header().Get("Location"); to != a.donePath(a.deliveries[0]) {
				t.Fatalf("%q leads to %q", query, to)
			}
		default:
			t.Fatalf("%q: status %d", query, w.Code)
		}
	})
}

func checkBelieved(t *testing.T, a *Attempt, query string) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil || len(values["state"]) != 1 || values.Get("state") != fuzzState || values.Get("code")+values.Get("error") == "" {
		t.Fatalf("believed %q", query)
	}
	result, one := <-a.Result()
	if !one || result.Err == nil || !result.Token.Access.Empty() {
		t.Fatalf("%q ends in %v", query, result)
	}
	if strings.ContainsFunc(result.Err.Error(), unicode.IsControl) {
		t.Fatalf("%q tells the terminal %q", query, result.Err)
	}
}

// Whatever is pasted, it is refused with a reason or belongs to the attempt.
func FuzzPaste(f *testing.F) {
	f.Add("https://c.example/callback?code=x&state=" + fuzzState)
	f.Add(" <c.example/callback?code=x\n&state=" + fuzzState + ">")
	f.Add("c.example/callback?error=access_denied&state=" + fuzzState + "#_=_")
	f.Add("x#" + fuzzState)
	f.Add("http://[::1]:%31/?#")
	f.Add("https://c.example.evil/callback?code=x&state=" + fuzzState)
	f.Fuzz(func(t *testing.T, text string) {
		a := aFixedAttempt(t)
		err := a.Paste(text)
		a.Wait()
		if err != nil {
			if a.ending || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("%q: %q, ended: %v", text, err, a.ending)
			}
			return
		}
		if result, one := <-a.Result(); !one || result.Err == nil {
			t.Fatalf("%q ends in %v", text, result)
		}
		query, err := a.queryOf(text)
		if err != nil {
			t.Fatalf("%q is taken once and refused then: %v", text, err)
		}
		if values, err := url.ParseQuery(query); err != nil || values.Get("state") != fuzzState {
			t.Fatalf("%q is believed by %q", text, query)
		}
	})
}

// Whatever the file holds, it is refused in one clean line or gives a token
// that is fit for a header, and that is written as it was read.
func FuzzTokenFile(f *testing.F) {
	good, err := aToken("paper").encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":1,"access_token":"\u001b","env":"paper"}`))
	f.Add([]byte(`{"version":1,"access_token":"x","env":"paper","scope":"\u001b]0;x\u0007","obtained":"9999-12-31T23:59:59Z"}`))
	f.Add([]byte(`{"version":1,"ACCESS_TOKEN":"x","env":"live"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		token, err := decodeToken(data, "paper")
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("not one clean line: %q", err)
			}
			return
		}
		if token.Env != "paper" || !fitsHeader(token.Access.Reveal()) || strings.ContainsFunc(token.Scope+token.ClientID, unicode.IsControl) {
			t.Fatalf("accepted %q", data)
		}
		again, err := token.encode()
		if err != nil {
			t.Fatalf("%q cannot be written again: %v", data, err)
		}
		if back, err := decodeToken(again, "paper"); err != nil || back.Access != token.Access || back.Scope != token.Scope {
			t.Fatalf("%q becomes %v: %v", data, back, err)
		}
	})
}
