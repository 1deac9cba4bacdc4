package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"quipu/safe"
)

// printed checks that no way of printing shows the test token.
func printed(t *testing.T, v any) {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown := fmt.Sprintf(verb, v) + log.String() + fmt.Sprintf(verb, []any{v})
		if strings.Contains(shown, testToken) || strings.Contains(shown, "PKIDENTITY") || strings.Contains(shown, fmt.Sprintf("%x", testToken)) {
			t.Errorf("%s of %T shows a credential: %s", verb, v, shown)
		}
	}
}

func TestCredentialsDoNotPrint(t *testing.T) {
	printed(t, fakeClient(t, newFake()))
	printed(t, Keys("PKIDENTITY", safe.NewSecret(testToken)))
	printed(t, Options{Credentials: Bearer(safe.NewSecret(testToken))})
}

func TestNewRefuses(t *testing.T) {
	token := Bearer(safe.NewSecret(testToken))
	for name, o := range map[string]Options{
		"no address":           {Credentials: token},
		"plain http":           {BaseURL: "http://paper-api.alpaca.markets", Credentials: token},
		"a user in it":         {BaseURL: "https://me:" + testToken + "@broker.example", Credentials: token},
		"a query":              {BaseURL: "https://broker.example?x=1", Credentials: token},
		"a fragment":           {BaseURL: "https://broker.example#x", Credentials: token},
		"no credentials":       {BaseURL: "https://broker.example"},
		"an empty token":       {BaseURL: "https://broker.example", Credentials: Bearer(safe.Secret{})},
		"a key without secret": {BaseURL: "https://broker.example", Credentials: Keys("PK", safe.Secret{})},
		"a secret without key": {BaseURL: "https://broker.example", Credentials: Keys("", safe.NewSecret(testToken))},
		"a token of two lines": {BaseURL: "https://broker.example", Credentials: Bearer(safe.NewSecret(testToken + "\nX: y"))},
		"a negative timeout":   {BaseURL: "https://broker.example", Credentials: token, Timeout: -time.Second},
	} {
		c, err := New(o)
		if err == nil || c != nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), testToken) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q", name, err)
		}
	}
}

func TestRequestsCarryTheirCredentials(t *testing.T) {
	for name, c := range map[string]struct {
		credentials Credentials
		want        map[string]string
	}{
		"token": {Bearer(safe.NewSecret("tok")), map[string]string{"Authorization": "Bearer tok", "Apca-Api-Key-Id": ""}},
		"keys":  {Keys("PK1", safe.NewSecret("sec")), map[string]string{"Authorization": "", "Apca-Api-Key-Id": "PK1", "Apca-Api-Secret-Key": "sec"}},
	} {
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			for header, want := range c.want {
				if got := r.Header.Get(header); got != want {
					t.Errorf("%s: %s is %q, want %q", name, header, got, want)
				}
			}
			if r.Header.Get("User-Agent") != "quipu/1" || r.Header.Get("Accept") != "application/json" || r.Body != nil {
				t.Errorf("%s: the request is %+v", name, r)
			}
			return nil, nil
		}
		if err := readPositions(fakeClient(t, f, func(o *Options) { o.Credentials, o.UserAgent = c.credentials, "quipu/1" })); err != nil {
			t.Error(err)
		}
	}
}

func TestBaseAddressWithPathAndVersion(t *testing.T) {
	for base, want := range map[string]string{
		"https://broker.example":          "/v2/positions",
		"https://broker.example/":         "/v2/positions",
		"https://broker.example/v2":       "/v2/positions",
		"https://broker.example/v2/":      "/v2/positions",
		"https://proxy.example/alpaca/v2": "/alpaca/v2/positions",
	} {
		f := newFake()
		f.fault = always(http.StatusOK, `[]`)
		if err := readPositions(fakeClient(t, f, func(o *Options) { o.BaseURL = base })); err != nil {
			t.Error(err)
		}
		if f.count(want) != 1 {
			t.Errorf("%s: called %v, want %s", base, f.sent, want)
		}
	}
}

// TestAuthTransportRefusesOtherHosts asks the transport directly, as code above it might by mistake.
func TestAuthTransportRefusesOtherHosts(t *testing.T) {
	for name, c := range map[string]struct {
		method, address string
		readOnly        bool
		want            error
	}{
		"read":                       {"GET", "https://broker.example/v2/account", true, nil},
		"write":                      {"POST", "https://broker.example/v2/orders", false, nil},
		"write, read only":           {"POST", "https://broker.example/v2/orders", true, ErrReadOnly},
		"cancel, read only":          {"DELETE", "https://broker.example/v2/orders", true, ErrReadOnly},
		"change, read only":          {"PATCH", "https://broker.example/v2/orders/1", true, ErrReadOnly},
		"put, read only":             {"PUT", "https://broker.example/v2/watchlists/1", true, ErrReadOnly},
		"head, read only":            {"HEAD", "https://broker.example/v2/account", true, ErrReadOnly},
		"another host":               {"GET", "https://evil.example/v2/account", false, errOtherHost},
		"another port":               {"GET", "https://broker.example:8443/v2/account", false, errOtherHost},
		"another scheme":             {"GET", "http://broker.example/v2/account", false, errOtherHost},
		"a subdomain":                {"GET", "https://broker.example.evil.example/", false, errOtherHost},
		"another host and read only": {"POST", "https://evil.example/", true, errOtherHost},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			c2 := fakeClient(t, f, func(o *Options) { o.ReadOnly = c.readOnly })
			body := &closing{Reader: strings.NewReader("{}")}
			request, err := http.NewRequestWithContext(t.Context(), c.method, c.address, body)
			if err != nil {
				t.Fatal(err)
			}
			response, err := c2.http.Transport.RoundTrip(request)
			if !errors.Is(err, c.want) || (c.want != nil) != (f.count("") == 0) {
				t.Errorf("%v after %d requests, want %v", err, f.count(""), c.want)
			}
			if c.want != nil && !body.closed {
				t.Error("the refused body is left open")
			}
			if response != nil {
				_ = response.Body.Close()
			}
			if request.Header.Get("Authorization") != "" {
				t.Error("the credentials were written into the caller's request")
			}
		})
	}
}

func TestAuthTransportRefusesAnotherHostHeader(t *testing.T) {
	request, err := http.NewRequestWithContext(t.Context(), "GET", "https://broker.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil.example"
	response, err := fakeClient(t, newFake()).http.Transport.RoundTrip(request)
	if !errors.Is(err, errOtherHost) {
		t.Errorf("%v, want %v", err, errOtherHost)
	}
	if response != nil {
		_ = response.Body.Close()
	}
}

type closing struct {
	*strings.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

type countingTransport struct {
	http.RoundTripper
	closed int
}

func (c *countingTransport) CloseIdleConnections() { c.closed++ }

func TestCloseLeavesASharedTransportAlone(t *testing.T) {
	shared := &countingTransport{RoundTripper: http.DefaultTransport}
	c, err := New(Options{BaseURL: "https://api.example", Credentials: Bearer(safe.NewSecret("token")), Transport: shared})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if shared.closed != 0 {
		t.Error("connections of other clients were closed")
	}
	own, err := New(Options{BaseURL: "https://api.example", Credentials: Bearer(safe.NewSecret("token"))})
	if err != nil {
		t.Fatal(err)
	}
	counted := &countingTransport{}
	own.http.Transport = counted
	own.Close()
	if counted.closed != 1 {
		t.Error("its own connections stay open")
	}
}

// What a server echoes of a token is taken out, however it is written.
func TestEchoedTokenIsTakenOut(t *testing.T) {
	for name, echo := range map[string]string{
		"plain": testToken, "zero width": "a-to\u200bken-for-tests", "upper case": strings.ToUpper(testToken),
		"percent": "a%2Dtok%65n-for-tests", "HTML": "a-tok&#101;n-for-tests", "escaped": `a-tok\u0065n-for-tests`, "broken": "a-token-\r\nfor-tests",
	} {
		f := newFake()
		body, err := json.Marshal(map[string]string{"message": "unknown " + echo})
		if err != nil {
			t.Fatal(err)
		}
		f.fault = always(http.StatusUnprocessableEntity, string(body), "X-Request-Id", echo)
		err = readPositions(fakeClient(t, f))
		var answer *Error
		if !errors.As(err, &answer) || answer.Message != "unknown [redacted]" || answer.RequestID != "[redacted]" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
