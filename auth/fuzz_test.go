package auth

import (
	"strings"
	"testing"

	"quipu/safe"
)

// aFixedAttempt is one to fuzz against: it begins nothing by itself.
func aFixedAttempt(f *testing.F) (*Attempt, string) {
	f.Helper()
	app := App{
		ClientID: "c", ClientSecret: safe.NewSecret("s"), AuthorizeURL: "https://a.example", TokenURL: "https://b.example",
		RedirectURL: "https://c.example/callback", Env: "paper",
	}
	text, hash, err := newState(nil)
	if err != nil {
		f.Fatal(err)
	}
	u, err := safe.Endpoint(app.RedirectURL)
	if err != nil {
		f.Fatal(err)
	}
	return &Attempt{app: app, state: hash, redirect: u, done: make(chan struct{})}, text
}

// Nothing but the attempt's own state is ever believed.
func FuzzCallbackQuery(f *testing.F) {
	a, state := aFixedAttempt(f)
	f.Add("code=x&state=" + state)
	f.Add("error=access_denied&error_description=%1b[2J&state=" + state)
	f.Add("code=x&code=y&state=" + state + "&state=")
	f.Add("state=%00&code=;")
	f.Fuzz(func(t *testing.T, query string) {
		reply, err := a.read(query)
		if err != nil {
			return
		}
		if !strings.Contains(query, state[:8]) && !strings.Contains(query, "%") {
			t.Fatalf("believed %q", query)
		}
		if reply.code == "" && reply.failure == "" {
			t.Fatalf("%q says nothing and was taken", query)
		}
	})
}

func FuzzPaste(f *testing.F) {
	a, state := aFixedAttempt(f)
	f.Add("https://c.example/callback?code=x&state=" + state)
	f.Add(" <c.example/callback?code=x\n&state=" + state + ">")
	f.Add("x#" + state)
	f.Add("http://[::1]:%31/?#")
	f.Fuzz(func(t *testing.T, text string) {
		query, err := a.queryOf(text)
		if err != nil {
			return
		}
		if reply, err := a.read(query); err == nil && reply.code == "" && reply.failure == "" {
			t.Fatalf("%q says nothing and was taken", text)
		}
	})
}

func FuzzTokenFile(f *testing.F) {
	good, err := aToken("paper").encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":1,"access_token":"\u001b","env":"paper"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		token, err := decodeToken(data, "paper")
		switch {
		case err != nil:
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("not one clean line: %q", err)
			}
		case token.Env != "paper" || !wholesome(token.Access.Reveal()) || strings.ContainsAny(token.Scope+token.ClientID, "\n\x1b"):
			t.Fatalf("accepted %q", data)
		}
	})
}
