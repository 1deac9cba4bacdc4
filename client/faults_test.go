package client

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

const page = "<!DOCTYPE html><html><body><h1>Bad Gateway</h1>\x1b[31m</body></html>"

// TestAnswersThatAreErrors gives the broker's refusals, and answers that are
// no answers, to the two calls that read them differently.
func TestAnswersThatAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		status      int
		body        string
		header      []string
		kind        error // of the positions
		account     error // of the account, nil = the same
		code        int
		short, says string
		tries       int
	}{
		"401":                    {401, `{"code":40110000,"message":"request is not authorized"}`, nil, ErrUnauthorized, nil, 40110000, "401 unauthorized", "sign in again", 1},
		"401 without a body":     {401, ``, nil, ErrUnauthorized, nil, 0, "401 unauthorized", "sign in again", 1},
		"403":                    {403, `{"code":40310000,"message":"forbidden."}`, nil, ErrForbidden, ErrUnauthorized, 40310000, "403 forbidden", "forbidden", 1},
		"404":                    {404, `{"code":40410000,"message":"position does not exist"}`, nil, ErrNotFound, nil, 40410000, "404 not found", "position does not exist", 1},
		"422":                    {422, `{"code":42210000,"message":"period is not valid","extra":{}}`, nil, ErrRejected, nil, 42210000, "422 unprocessable entity", "period is not valid", 1},
		"400":                    {400, `{"code":"40010001","message":"bad"}`, nil, ErrRejected, nil, 40010001, "400 bad request", "bad", 1},
		"417, a code of words":   {417, `{"code":"none","message":{"a":1}}`, nil, ErrRejected, nil, 0, "417 expectation failed", "rejected (417)", 1},
		"499, unknown":           {499, `{}`, nil, ErrRejected, nil, 0, "499", "(499)", 1},
		"408":                    {408, ``, nil, ErrTimeout, nil, 0, "timeout", "timed out (408)", 3},
		"425":                    {425, ``, nil, ErrServer, nil, 0, "425 too early", "(425)", 3},
		"429 without headers":    {429, `{"message":"too many requests."}`, nil, ErrRateLimited, nil, 0, "429 too many requests", "too many requests (429)", 1},
		"500":                    {500, `{"code":50010000,"message":"internal server error occurred"}`, nil, ErrServer, nil, 50010000, "500 internal server error", "internal server error occurred", 3},
		"502 as a web page":      {502, page, nil, ErrServer, nil, 0, "502 bad gateway", "(502)", 3},
		"503 empty":              {503, ``, nil, ErrServer, nil, 0, "503 service unavailable", "(503)", 3},
		"504":                    {504, `{"message":"upstream request timeout"}`, nil, ErrServer, nil, 0, "504 gateway timeout", "upstream request timeout", 3},
		"529, unknown":           {529, ``, nil, ErrServer, nil, 0, "529", "(529)", 3},
		"a web page with 200":    {200, page, nil, ErrUnreadable, nil, 0, "unexpected response", "a web page instead of JSON", 1},
		"nothing with 200":       {200, " \n", nil, ErrUnreadable, nil, 0, "unexpected response", "an empty body instead of JSON", 1},
		"204":                    {204, ``, nil, ErrUnreadable, nil, 0, "unexpected response", "without content", 1},
		"cut off JSON":           {200, `[{"symbol":"AAPL","qty":"5`, nil, ErrUnreadable, nil, 0, "unexpected response", "cut off", 1},
		"broken JSON":            {200, `[{"symbol" "AAPL"}, {}]`, nil, ErrUnreadable, nil, 0, "unexpected response", "broken JSON", 1},
		"two answers in one":     {200, `[] []`, nil, ErrUnreadable, nil, 0, "unexpected response", "broken JSON", 1},
		"a number for an answer": {200, `7`, nil, ErrUnreadable, nil, 0, "unexpected response", "unexpected number", 1},
		"redirect":               {302, ``, []string{"Location", "https://evil.example/"}, ErrUnreadable, nil, 0, "unexpected response", "a redirect, which is not followed", 1},
		"307":                    {307, ``, []string{"Location", "/v2/elsewhere"}, ErrUnreadable, nil, 0, "unexpected response", "not followed (307)", 1},
		"escape sequences":       {422, `{"message":"\u001b[2J\u0007gone\nred"}`, nil, ErrRejected, nil, 0, "422 unprocessable entity", "[2Jgone red", 1},
		"our token sent back":    {422, `{"message":"` + strings.Repeat("z", 190) + testToken + `"}`, []string{"X-Request-Id", testToken}, ErrRejected, nil, 0, "422 unprocessable entity", "[redact", 1},
	} {
		for _, onAccount := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " account ", onAccount), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := newFake()
					f.fault = always(c.status, c.body, append([]string{"X-Request-Id", "req-\x1b[1m42"}, c.header...)...)
					client := fakeClient(t, f)
					kind, doing := c.kind, "read positions"
					err := readPositions(client)
					if onAccount {
						f.sent, client.budget, doing = nil, budget{}, "read account"
						if c.account != nil {
							kind = c.account
						}
						_, err = client.Account(t.Context())
					}
					e := failure(t, err, kind)
					if e.Doing != doing || e.Code != c.code || f.count("") != c.tries {
						t.Errorf("%+v after %d tries, want code %d after %d", e, f.count(""), c.code, c.tries)
					}
					if says := c.says; kind == c.kind && name != "307" && !strings.Contains(err.Error(), says) {
						t.Errorf("%q does not say %q", err, says)
					}
					if kind == c.kind && e.Short() != c.short {
						t.Errorf("short is %q, want %q", e.Short(), c.short)
					}
					line(t, err.Error()+e.Short())
					if len(c.header) == 0 && e.RequestID != "req-[1m42" {
						t.Errorf("the request id is %q", e.RequestID)
					}
				})
			})
		}
	}
}

// line checks that a text can stand on a screen and holds no credential.
func line(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\x1b\x07\n\r") || strings.Contains(text, testToken) || strings.Contains(text, "://") {
		t.Errorf("%q must not be shown", text)
	}
}

func TestWrongShapes(t *testing.T) {
	account := func(c *Client) error { _, err := c.Account(context.Background()); return err }
	clock := func(c *Client) error { _, err := c.Clock(context.Background()); return err }
	orders := func(c *Client) error { _, _, err := c.OpenOrders(context.Background()); return err }
	for _, c := range []struct {
		body string
		call func(*Client) error
		says string
	}{
		{`[{"symbol":7}]`, readPositions, "symbol: unexpected number"},
		{`{"symbol":"A"}`, readPositions, "unexpected object"},
		{`[{"symbol":"A"},{"qty":"1"}]`, readPositions, "position 2 has neither a symbol nor an asset id"},
		{`[null]`, readPositions, "position 1 has neither"},
		{`[{"symbol":"A","qty":"lots"}]`, readPositions, "not a decimal number"},
		{`[{"symbol":"A","qty":"1e999999999"}]`, readPositions, "more than 64 digits"},
		{`[{"symbol":"A","qty":{"a":"1"}}]`, readPositions, "not a decimal number"},
		{`{}`, account, "not an account"},
		{`null`, account, "not an account"},
		{`{"message":"hello"}`, account, "not an account"},
		{`{"id":"a","trading_blocked":"no"}`, account, "trading_blocked: unexpected string"},
		{`{"id":"a","created_at":"yesterday\u001b[1m"}`, account, `not a time: "yesterday[1m"`},
		{`{"id":"a","created_at":5}`, account, "not a time"},
		{`{}`, clock, "not a clock"},
		{`{"timestamp":""}`, clock, "not a clock"},
		{`{"timestamp":"2026-10-01T00:00:00Z","is_open":"yes"}`, clock, "is_open: unexpected string"},
		{`{"orders":[]}`, orders, "unexpected object"},
		{`[{"legs":{"a":1}}]`, orders, "legs: unexpected object"},
		{strings.Repeat(`[{"legs":`, 20000), orders, "broken JSON"},
	} {
		f := newFake()
		f.fault = always(200, c.body)
		e := failure(t, c.call(fakeClient(t, f)), ErrUnreadable)
		if !strings.Contains(e.Error(), c.says) || e.Err == nil || e.Status != 200 {
			t.Errorf("%.60s: %q does not say %q", c.body, e, c.says)
		}
		line(t, e.Error())
	}
}

// zeros is a body without an end that counts what was taken from it.
type zeros struct{ taken atomic.Int64 }

func (z *zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	z.taken.Add(int64(len(p)))
	return len(p), nil
}

func (z *zeros) Close() error { return nil }

func TestLargeBodies(t *testing.T) {
	const hundred = 100 << 20
	for name, c := range map[string]struct {
		length, most int64
		status       int
		kind         error
	}{
		"declared":              {hundred, 0, 200, ErrUnreadable},
		"undeclared":            {-1, maxBody + 1<<20, 200, ErrUnreadable},
		"a declared refusal":    {hundred, 0, 404, ErrNotFound},
		"an undeclared refusal": {-1, 1 << 20, 404, ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			body := &zeros{}
			f := newFake()
			f.fault = func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: c.status, Header: http.Header{}, ContentLength: c.length, Body: body}, nil
			}
			e := failure(t, readPositions(fakeClient(t, f)), c.kind)
			if taken := body.taken.Load(); taken > c.most {
				t.Errorf("%d bytes were taken", taken)
			}
			if c.status == 200 && !strings.Contains(e.Error(), "larger than 32 MiB") {
				t.Errorf("%q does not say why", e)
			}
		})
	}
}

// TestDecompressionBombIsRefused sends 100 MiB as a few hundred KiB of gzip: the limit
// is on what comes out.
func TestDecompressionBombIsRefused(t *testing.T) {
	var member bytes.Buffer
	pack := gzip.NewWriter(&member)
	_, _ = pack.Write(bytes.Repeat([]byte{' '}, 1<<20))
	_ = pack.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 100 {
			_, _ = w.Write(member.Bytes()) // members of one stream
		}
	}))
	defer server.Close()
	e := failure(t, readPositions(dial(t, Options{BaseURL: server.URL})), ErrUnreadable)
	if !errors.Is(e, errTooLarge) {
		t.Errorf("%v", e)
	}
}

func TestConnectionRefused(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	e := failure(t, readPositions(dial(t, Options{BaseURL: "http://" + address})), ErrUnreachable)
	if e.Short() != "no connection" || !strings.Contains(e.Error(), "connection refused") || e.Status != 0 {
		t.Errorf("%q / %q", e, e.Short())
	}
	line(t, e.Error())
}

// TestBrokenConnections hangs up at each point of an answer.
func TestBrokenConnections(t *testing.T) {
	for name, sends := range map[string]string{
		"before an answer":  "",
		"in the headers":    "HTTP/1.1 200 OK\r\nContent-Le",
		"in a sized body":   "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"symbol\":\"AA",
		"in a chunked body": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n[{\"symbol\":",
	} {
		t.Run(name, func(t *testing.T) {
			var tries atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				tries.Add(1)
				connection, buffered, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = buffered.WriteString(sends)
				_ = buffered.Flush()
				_ = connection.Close()
			}))
			defer server.Close()
			e := failure(t, readPositions(dial(t, Options{BaseURL: server.URL})), ErrUnreachable)
			if e.Short() != "no connection" || tries.Load() < 3 {
				t.Errorf("%q after %d tries", e, tries.Load())
			}
			line(t, e.Error())
		})
	}
}

func TestCorruptCompression(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte(`[{"symbol":"not compressed at all"}]`))
	}))
	defer server.Close()
	failure(t, readPositions(dial(t, Options{BaseURL: server.URL})), ErrUnreadable)
}

func TestForeignCertificate(t *testing.T) {
	var tries atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { tries.Add(1) }))
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	defer server.Close()
	e := failure(t, readPositions(dial(t, Options{BaseURL: server.URL})), ErrCertificate)
	if tries.Load() != 0 || e.Short() != "certificate not accepted" {
		t.Errorf("%q after %d requests", e, tries.Load())
	}
	line(t, e.Error())
}

func TestNameThatDoesNotResolve(t *testing.T) {
	f := newFake()
	f.fault = func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "broker.example", IsNotFound: true}}
	}
	synctest.Test(t, func(t *testing.T) {
		e := failure(t, readPositions(fakeClient(t, f)), ErrDNS)
		if want := "read positions: cannot resolve host: broker.example: no such host"; e.Error() != want || e.Short() != "cannot resolve host" {
			t.Errorf("%q / %q", e, e.Short())
		}
	})
}

// TestUnknownCauseIsNotQuoted: an error nobody foresaw may hold anything.
func TestUnknownCauseIsNotQuoted(t *testing.T) {
	secret := errors.New("invalid proxy address http://user:" + testToken + "@proxy")
	f := newFake()
	f.fault = func(*http.Request) (*http.Response, error) { return nil, secret }
	synctest.Test(t, func(t *testing.T) {
		e := failure(t, readPositions(fakeClient(t, f)), ErrUnreachable)
		if !errors.Is(e, secret) {
			t.Error("the cause is lost")
		}
		line(t, e.Error())
	})
}

// hang answers never, as a network that swallows packets does.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		e := failure(t, readPositions(fakeClient(t, roundTrip(hang))), ErrTimeout)
		if took := time.Since(began); took != DefaultTimeout {
			t.Errorf("gave up after %v, want %v", took, DefaultTimeout)
		}
		if e.Short() != "timeout" || e.Error() != "read positions: timed out" {
			t.Errorf("%q / %q", e, e.Short())
		}
	})
}

func TestBodyThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fakeClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			body := readCloser(func([]byte) (int, error) { <-r.Context().Done(); return 0, r.Context().Err() })
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: body}, nil
		}), func(o *Options) { o.Timeout = time.Second })
		failure(t, readPositions(c), ErrTimeout)
	})
}

type readCloser func([]byte) (int, error)

func (r readCloser) Read(p []byte) (int, error) { return r(p) }
func (r readCloser) Close() error               { return nil }

func TestCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fakeClient(t, roundTrip(hang))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.Positions(ctx)
		e := failure(t, err, context.Canceled)
		if errors.Is(err, ErrTimeout) || e.Short() != "context canceled" {
			t.Errorf("%q / %q", e, e.Short())
		}
	})
}

func TestCallerGivesUpBetweenTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = always(503, "")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		_, err := fakeClient(t, f).Positions(ctx)
		failure(t, err, context.Canceled)
		if f.count("") != 1 {
			t.Errorf("%d tries", f.count(""))
		}
	})
}

func TestReadOnlyErrorSaysSo(t *testing.T) {
	e := transportError(t.Context(), ErrReadOnly)
	e.Doing = "cancel order"
	if !errors.Is(e, ErrReadOnly) || e.Short() != "read only" || e.retryable() {
		t.Errorf("%+v", e)
	}
}

func TestSecretsStayOutOfRequestLines(t *testing.T) {
	f := newFake()
	f.fault = func(r *http.Request) (*http.Response, error) {
		if strings.Contains(r.URL.String(), testToken) {
			t.Errorf("the token is in %s", r.URL)
		}
		return nil, nil
	}
	c := fakeClient(t, f, func(o *Options) { o.Credentials = Keys("PK", safe.NewSecret(testToken)) })
	if err := readPositions(c); err != nil {
		t.Error(err)
	}
}

func TestPanicIsAnError(t *testing.T) {
	f := newFake()
	f.fault = func(*http.Request) (*http.Response, error) { panic("the sky\nfalls") }
	e := failure(t, readPositions(fakeClient(t, f)), ErrUnreadable)
	if !strings.Contains(e.Error(), "quipu itself failed over it: the sky falls") {
		t.Errorf("%q", e)
	}
}
