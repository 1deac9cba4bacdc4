//go:build unix

package auth

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"quipu/safe"
)

// The helper process may have 64 descriptors open, and strangers open as many
// connections as they like: the code is exchanged all the same.
func TestExchangeUnderFewDescriptors(t *testing.T) {
	if tokenURL := os.Getenv("QUIPU_TEST_TOKEN_URL"); tokenURL != "" {
		exchangeUnderFewDescriptors(t, tokenURL)
		return
	}
	endpoint := newEndpoint(t, nil)
	helper := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestExchangeUnderFewDescriptors$", "-test.v")
	helper.Env = append(os.Environ(), "QUIPU_TEST_TOKEN_URL="+endpoint.URL+"/oauth/token")
	helper.Stderr = os.Stderr
	out, err := helper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := helper.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := helper.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		address, begun := strings.CutPrefix(lines.Text(), "begun ")
		if !begun {
			continue
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			if conn, err := net.Dial("tcp", u.Host); err == nil {
				defer conn.Close()
			}
		}
		_, _ = io.WriteString(in, "go\n")
	}
	if err := helper.Wait(); err != nil || !strings.Contains(said.String(), "signed in") || endpoint.asked.Load() != 1 {
		t.Errorf("%v after %d exchanges:\n%s", err, endpoint.asked.Load(), said.String())
	}
}

func exchangeUnderFewDescriptors(t *testing.T, tokenURL string) {
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 64, Max: 64}); err != nil {
		t.Fatal(err)
	}
	app := App{
		ClientID: "client-1", ClientSecret: safe.NewSecret(secret), AuthorizeURL: "https://app.example/oauth/authorize",
		TokenURL: tokenURL, RedirectURL: "http://127.0.0.1:" + freePort(t) + "/callback", Env: "paper",
	}
	a := beginAttempt(t, app, Options{})
	fmt.Printf("begun %s\n", a.app.RedirectURL)
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // now strangers have what they can get
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err != nil {
		t.Fatal(r.Err)
	}
	fmt.Println("signed in")
}

func TestDescriptorsAreSetAsideUntilTheExchange(t *testing.T) {
	held := make(chan int, 1)
	var a *Attempt
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		a.reserve.mu.Lock()
		held <- len(a.reserve.files)
		a.reserve.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"tok","token_type":"bearer"}`)
	})
	a = beginAttempt(t, appAt(t, e), Options{})
	if len(a.reserve.files) != reservedDescriptors {
		t.Errorf("%d descriptors are set aside", len(a.reserve.files))
	}
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if n := <-held; n != 0 {
		t.Errorf("%d descriptors are set aside during the exchange", n)
	}
	<-a.Result()
}

// countedConn counts what is read of it.
type countedConn struct {
	net.Conn
	read *atomic.Int64
}

func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// A token endpoint that answers with headers without end is not read to it.
func TestHeadersOfTheTokenEndpointAreBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(conn, "X-Filler: "+strings.Repeat("x", 1000)+"\r\n")
		}
	}))
	t.Cleanup(server.Close)
	var read atomic.Int64
	transport := exchangeTransport(nil)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return countedConn{conn, &read}, err
	}
	app := appAt(t, newEndpoint(t, nil))
	app.TokenURL = server.URL
	a := beginAttempt(t, app, Options{HTTP: transport})
	if err := a.Paste("code-1#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err == nil || read.Load() > 128<<10 {
		t.Errorf("%v after %d bytes of headers", r.Err, read.Load())
	}
}
