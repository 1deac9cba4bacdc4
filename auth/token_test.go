package auth

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"quipu/safe"
)

func aToken(env string) Token {
	return Token{Access: safe.NewSecret("tok-secret-" + env), Scope: "trading", Env: env, Origin: alpacaOrigin(env), ClientID: "c", Obtained: time.Unix(1700000000, 0).UTC()}
}

func TestTokenNeverPrintsItself(t *testing.T) {
	token := aToken("paper")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", token)
	asJSON, err := json.Marshal(struct{ T Token }{token})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown = append(shown, fmt.Sprintf(verb, token), fmt.Sprintf(verb, &token), fmt.Sprintf(verb, Result{Token: token}))
	}
	for _, text := range shown {
		if strings.Contains(text, "tok-secret") || strings.Contains(text, fmt.Sprintf("%x", "tok-secret")) {
			t.Errorf("the token shows in %q", text)
		}
	}
}

func TestWhatATokenIsGranted(t *testing.T) {
	for _, c := range []struct {
		told, asked, want string
		known             bool
	}{
		{"data trading", "data", "data trading", true},
		{"data", "data trading", "data", true},
		{"", "data account:write", "data account:write", true}, // as it was asked
		{"", NoScope, "", true},
		{"", "", "", false}, // of an earlier version
	} {
		token := aToken("paper")
		token.Scope, token.Asked = c.told, c.asked
		kept, err := token.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeToken(kept, "paper")
		if err != nil || back != token {
			t.Errorf("%+v came back as %q, %q: %v", c, back.Scope, back.Asked, err)
		}
		if granted, known := back.Granted(); strings.Join(granted, " ") != c.want || known != c.known {
			t.Errorf("%+v: granted %v, known %t", c, granted, known)
		}
	}
}

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://api.alpaca.markets":          "https://api.alpaca.markets",
		"https://API.alpaca.markets:443/v2/":  "https://api.alpaca.markets",
		"HTTPS://api.alpaca.markets":          "https://api.alpaca.markets",
		"https://api.alpaca.markets:8443":     "https://api.alpaca.markets:8443",
		"http://127.0.0.1:80":                 "http://127.0.0.1",
		"http://[::1]:9001/x":                 "http://[::1]:9001",
		"https://user:pass@api.alpaca.market": "https://api.alpaca.market",
		"api.alpaca.markets":                  "",
		"https://":                            "",
		"":                                    "",
	} {
		if got := Origin(address); got != want {
			t.Errorf("Origin(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestTokenIsIssuedForOneAPI(t *testing.T) {
	for _, c := range []struct {
		account, origin, api string
		want                 bool
	}{
		{"paper", "https://broker.example", "https://broker.example/v2", true},
		{"paper", "https://broker.example", "http://broker.example", false},
		{"paper", "https://broker.example", "https://paper-api.alpaca.markets", false},
		{"paper", "", "https://paper-api.alpaca.markets", true},
		{"paper", "", "https://api.alpaca.markets", false},
		{"live", "", "https://api.alpaca.markets", true},
		{"live", "", "https://paper-api.alpaca.markets", false},
		{"live", "", "https://broker.example", false},
		{"live", "", "", false},
	} {
		if got := (Token{Env: c.account, Origin: c.origin}).IssuedFor(c.api); got != c.want {
			t.Errorf("a %s token of %q for %q: %v", c.account, c.origin, c.api, got)
		}
	}
}
