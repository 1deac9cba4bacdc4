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
