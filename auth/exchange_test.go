package auth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

func TestExchangeErrors(t *testing.T) {
	answer := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		says   []string
	}{
		"Alpaca's wrong secret":  {answer(401, "application/json", `{"code":40110000,"message":"invalid_client"}`), []string{"Alpaca rejected the client ID or secret (invalid_client, status 401)", "check client_id and client_secret"}},
		"the RFC's wrong secret": {answer(401, "application/json", `{"error":"invalid_client","error_description":"unknown"}`), []string{"invalid_client: unknown", "client_secret"}},
		"expired code":           {answer(400, "application/json", `{"error":"invalid_grant","error_description":"expired"}`), []string{"expired", "sign in again"}},
		"Alpaca's expired code":  {answer(422, "application/json", `{"code":42210000,"message":"invalid_grant"}`), []string{"had expired", "sign in again"}},
		"server error":           {answer(502, "text/html", "<html><h1>Bad gateway</h1></html>"), []string{"502", "broker's fault"}},
		"too many requests":      {answer(429, "application/json", `{"message":"slow down"}`), []string{"slow down", "429", "in a minute"}},
		"an array":               {answer(400, "application/json", `[1]`), []string{"400", "client_secret"}},
		"an error with 200":      {answer(200, "application/json", `{"error":"invalid_grant"}`), []string{"invalid_grant", "sign in again"}},
		"numbers for words":      {answer(401, "application/json", `{"message":7}`), []string{"401", "client_secret"}},
		"HTML":                   {answer(200, "text/html", "<html>hello</html>"), []string{"cannot be read", "token_url"}},
		"truncated":              {answer(200, "application/json", `{"access_token":"to`), []string{"cannot be read"}},
		"no token":               {answer(200, "application/json", `{}`), []string{"cannot be read"}},
		"nothing":                {answer(200, "application/json", ``), []string{"cannot be read"}},
		"another type":           {answer(200, "application/json", `{"access_token":"tok","token_type":"mac"}`), []string{"MAC", "bearer"}},
		"a token with a break":   {answer(200, "application/json", `{"access_token":"tok\r\nX-Evil: 1","token_type":"bearer"}`), []string{"header"}},
		"redirect":               {answer(307, "text/html", ""), []string{"307", "not followed", "token_url"}},
		"echo of secrets":        {answer(400, "application/json", `{"error":"bad","error_description":"code-1 and `+secret+`"}`), []string{"bad"}},
		"echo, zero width":       {answer(400, "application/json", `{"error":"bad","error_description":"c\u200bo\u00adde-1 t\u2060he-client-secret"}`), []string{"bad"}},
		"echo, upper case":       {answer(400, "application/json", `{"error":"bad","error_description":"CODE-1 THE-CLIENT-SECRET"}`), []string{"bad"}},
		"echo, percent":          {answer(400, "application/json", `{"error":"bad","error_description":"co%64e-1 the-client%2Dsecret"}`), []string{"bad"}},
		"echo, escaped":          {answer(400, "application/json", `{"error":"bad","error_description":"co\\u0064e-1 the-client-\\u0073ecret"}`), []string{"bad"}},
		"echo, broken":           {answer(400, "application/json", `{"error":"bad","error_description":"cod\ne-1 the-cli\r\nent-secret"}`), []string{"bad"}},
		"echo in the type":       {answer(200, "application/json", `{"access_token":"tok","token_type":"the-client-secret"}`), []string{"bearer"}},
		"escape sequences":       {answer(400, "application/json", `{"error":"\u001b[2J","error_description":"\u001b]0;x\u0007"}`), []string{"400"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEndpoint(t, c.answer)
			a := beginAttempt(t, appAt(t, e), Options{})
			if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
				t.Fatal(err)
			}
			r := <-a.Result()
			var failed *ExchangeError
			if !errors.As(r.Err, &failed) {
				t.Fatalf("got %v", r.Err)
			}
			for _, said := range c.says {
				if !strings.Contains(r.Err.Error(), said) {
					t.Errorf("%q does not say %q", r.Err, said)
				}
			}
			text := r.Err.Error()
			if told := safe.Scrub(text, "", "code-1", secret); told != text || strings.ContainsAny(text, "\x1b\x07\n") {
				t.Errorf("%q tells too much", text)
			}
		})
	}
}

// The secret goes to the token endpoint alone, wherever that points.
func TestRedirectOfTheTokenEndpointIsNotFollowed(t *testing.T) {
	elsewhere := newEndpoint(t, nil)
	for _, status := range []int{301, 302, 303, 307, 308} {
		e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, status) })
		a := beginAttempt(t, appAt(t, e), Options{})
		if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
			t.Fatal(err)
		}
		if r := <-a.Result(); r.Err == nil {
			t.Errorf("%d ended in a token", status)
		}
	}
	if n := elsewhere.asked.Load(); n != 0 {
		t.Errorf("the secret went elsewhere %d times", n)
	}
}

// endless answers with a body that never stops.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func (e *endless) Close() error { return nil }

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestHugeAnswerIsNotReadToItsEnd(t *testing.T) {
	body := &endless{}
	a := beginAttempt(t, appAt(t, newEndpoint(t, nil)), Options{HTTP: transport(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Request: r}, nil
	})})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err == nil {
		t.Error("accepted")
	}
	if body.read > 8<<20 {
		t.Errorf("read %d bytes", body.read)
	}
}

// hanging is a body of which nothing comes.
type hanging struct{ ctx context.Context }

func (h hanging) Read([]byte) (int, error) { <-h.ctx.Done(); return 0, h.ctx.Err() }

func (h hanging) Close() error { return nil }

func TestTokenEndpointThatHangs(t *testing.T) {
	for name, broker := range map[string]transport{
		"before it answers": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		},
		"in its answer": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: hanging{r.Context()}, Request: r}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, _ := onPipes(t, Options{HTTP: broker})
				began := time.Now()
				if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
					t.Fatal(err)
				}
				r := <-a.Result()
				if r.Err == nil || !strings.Contains(r.Err.Error(), "timed out") {
					t.Errorf("got %v", r.Err)
				}
				if took := time.Since(began); took != exchangeTime {
					t.Errorf("took %s", took)
				}
				a.Wait()
			})
		})
	}
}

func TestTokenEndpointThatIsNotThere(t *testing.T) {
	e := newEndpoint(t, nil)
	app := appAt(t, e)
	e.Close()
	a := beginAttempt(t, app, Options{})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err == nil || !strings.Contains(r.Err.Error(), "check the connection") || strings.Contains(r.Err.Error(), "code-1") {
		t.Errorf("got %v", r.Err)
	}
}

func TestPanicInTheExchangeIsAnError(t *testing.T) {
	a := beginAttempt(t, appAt(t, newEndpoint(t, nil)), Options{HTTP: transport(func(*http.Request) (*http.Response, error) { panic("the sky falls") })})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err == nil || !strings.Contains(r.Err.Error(), "quipu itself failed") {
		t.Errorf("got %v", r.Err)
	}
}

func TestExchangeWaitsForItsTurn(t *testing.T) {
	e := newEndpoint(t, nil)
	asked, turn := make(chan int32, 1), make(chan struct{})
	a := beginAttempt(t, appAt(t, e), Options{Turn: func(context.Context) error {
		asked <- e.asked.Load()
		<-turn
		return nil
	}})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if n := <-asked; n != 0 {
		t.Errorf("%d requests left before the turn", n)
	}
	close(turn)
	if r := <-a.Result(); r.Err != nil || e.asked.Load() != 1 {
		t.Errorf("%v after %d requests", r.Err, e.asked.Load())
	}
}

// A token endpoint whose certificate nobody vouches for is sent nothing.
func TestTokenEndpointWithoutATrustedCertificateIsSentNothing(t *testing.T) {
	e := newEndpoint(t, nil)
	secure := httptest.NewUnstartedServer(e.Config.Handler)
	secure.Config.ErrorLog = discard
	secure.StartTLS()
	t.Cleanup(secure.Close)
	app := appAt(t, e)
	app.TokenURL = secure.URL + "/oauth/token"
	a := beginAttempt(t, app, Options{})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err == nil || !strings.Contains(r.Err.Error(), "certificate") || e.asked.Load() != 0 {
		t.Errorf("%v after %d requests", r.Err, e.asked.Load())
	}
}
