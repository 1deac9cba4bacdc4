package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTokenEndpointRefuses(t *testing.T) {
	s := newStage(t, Options{})
	for name, c := range map[string]struct {
		field, value string
		status       int
		message      string
	}{
		"a wrong secret":       {"client_secret", "x", 401, "invalid_client"},
		"no secret":            {"client_secret", "", 401, "invalid_client"},
		"another client":       {"client_id", "x", 401, "invalid_client"},
		"another grant":        {"grant_type", "password", 400, "unsupported_grant_type"},
		"another redirect":     {"redirect_uri", "http://localhost/", 400, "invalid_grant"},
		"no redirect":          {"redirect_uri", "", 400, "invalid_grant"},
		"a code nobody issued": {"code", "x", 400, "invalid_grant"},
	} {
		code := s.code()
		status, body := s.exchange(code, c.field, c.value)
		if status != c.status || body["message"] != c.message || body["code"] == nil || body["access_token"] != nil {
			t.Errorf("%s: answered %d %v, want %d %s", name, status, body, c.status, c.message)
		}
	}
}

// A wrong secret is a mistake in the settings; the code is not used up by it.
// A wrong redirect is somebody else's code; it is.
func TestWhatUsesACodeUp(t *testing.T) {
	s := newStage(t, Options{})
	for field, want := range map[string]int{"client_secret": http.StatusOK, "redirect_uri": http.StatusBadRequest} {
		code := s.code()
		s.exchange(code, field, "wrong")
		if status, body := s.exchange(code); status != want {
			t.Errorf("after a wrong %s the code is answered with %d %v, want %d", field, status, body, want)
		}
	}
}

func TestSecondExchangeEndsTheToken(t *testing.T) {
	s := newStage(t, Options{})
	code := s.code()
	_, body := s.exchange(code)
	token := fmt.Sprint(body["access_token"])
	s.get("/v2/account", token, &account{})
	if status, again := s.exchange(code); status != http.StatusBadRequest || again["message"] != "invalid_grant" {
		t.Errorf("the second exchange is answered with %d %v", status, again)
	}
	s.refused("GET", "/v2/account", token, 401, codeUnauthorized)
}

func TestCodeExpires(t *testing.T) {
	s := newStage(t, Options{})
	code := s.code()
	s.wait(codeLife)
	if status, body := s.exchange(code); status != http.StatusBadRequest || body["message"] != "invalid_grant" {
		t.Errorf("an old code is answered with %d %v", status, body)
	}
}

func TestGrantedScope(t *testing.T) {
	s := newStage(t, Options{})
	for asked, want := range map[string]string{"": "", "trading": "trading", "trading data trading": "data trading",
		"account:write trading data": "account:write data trading"} {
		_, body := s.exchange(s.code("scope", asked))
		if body["scope"] != want {
			t.Errorf("asked for %q, granted %q, want %q", asked, body["scope"], want)
		}
	}
}

func TestTokenEndpointReadsTheFormAlone(t *testing.T) {
	s := newStage(t, Options{})
	form := url.Values{"grant_type": {"authorization_code"}, "code": {s.code()}, "client_id": {s.ClientID},
		"client_secret": {s.ClientSecret.Reveal()}, "redirect_uri": {s.redirect()}}
	twice := form.Encode() + "&code=x"
	for name, c := range map[string]struct{ query, body, kind string }{
		"in the address":   {"?" + form.Encode(), "", "application/x-www-form-urlencoded"},
		"as JSON":          {"", `{"grant_type":"authorization_code"}`, "application/json"},
		"without a type":   {"", form.Encode(), ""},
		"a field repeated": {"", twice, "application/x-www-form-urlencoded"},
		"too long":         {"", form.Encode() + "&x=" + strings.Repeat("x", formLimit), "application/x-www-form-urlencoded"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.TokenURL()+c.query, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", c.kind)
		body := map[string]any{}
		if response := s.do(request, &body); response.StatusCode != http.StatusBadRequest || body["access_token"] != nil {
			t.Errorf("%s: answered %d %v", name, response.StatusCode, body)
		}
	}
	if response, _ := s.open(http.MethodGet, s.TokenURL()+"?"+form.Encode(), nil); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET is answered with %d", response.StatusCode)
	}
	if status, body := s.exchange(form.Get("code")); status != http.StatusOK {
		t.Errorf("after all that the code is answered with %d %v", status, body)
	}
}
