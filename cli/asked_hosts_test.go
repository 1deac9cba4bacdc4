package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"quipu/demo"
)

// hostsAsked is a proxy that writes down which hosts are asked for. It passes requests to
// this machine on, and no others.
type hostsAsked struct {
	mu    sync.Mutex
	hosts []string
	url   *url.URL
	pass  *http.Transport
}

func proxy(t *testing.T) *hostsAsked {
	t.Helper()
	asked := &hostsAsked{pass: &http.Transport{}}
	server := httptest.NewServer(asked)
	t.Cleanup(server.Close)
	t.Cleanup(asked.pass.CloseIdleConnections)
	asked.url, _ = url.Parse(server.URL)
	return asked
}

// recordHosts has all of this process that does not name its own way go through the
// proxy as well: the default client of net/http, and whatever looks a name up.
func recordHosts(t *testing.T) *hostsAsked {
	t.Helper()
	asked := proxy(t)
	usual, resolver := http.DefaultTransport, net.DefaultResolver
	t.Cleanup(func() { http.DefaultTransport, net.DefaultResolver = usual, resolver })
	http.DefaultTransport = roundTrip(func(r *http.Request) (*http.Response, error) {
		asked.add(r.URL.Host)
		return nil, errors.New("the default client is used")
	})
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		asked.add("the name server")
		return nil, errors.New("no name is looked up here")
	}}
	return asked
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (h *hostsAsked) add(host string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hosts = append(h.hosts, host)
}

// take gives the hosts asked for since the last call, each once.
func (h *hostsAsked) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	hosts := slices.Clone(h.hosts)
	h.hosts = nil
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

func (h *hostsAsked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.add(r.Host)
	if host, _, err := net.SplitHostPort(r.Host); r.Method == http.MethodConnect || err != nil || !net.ParseIP(host).IsLoopback() {
		http.Error(w, "not passed on", http.StatusBadGateway)
		return
	}
	r.RequestURI = ""
	response, err := h.pass.RoundTrip(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = response.Body.Close() }()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body)
}

// askingCommands are command lines of every command: what is sent depends on nothing
// that was sent before.
var askingCommands = map[string][]string{
	"account": nil, "activity": nil, "history": nil, "orders": nil, "positions": nil, "status": nil, "watchlist": nil,
	"quote":   {"KO"},
	"buy":     {"KO", "1", "--limit", "60", "--yes"},
	"sell":    {"KO", "1", "--limit", "90", "--yes"},
	"submit":  {"--yes"},
	"replace": {"no-such-order", "--limit", "61", "--yes"},
	"cancel":  {"--all", "--yes"},
	"close":   {"KO", "--yes"},
	"flatten": {"--yes"},
	"journal": nil, "doctor": nil, "logout": nil, "version": nil, "man": nil,
	"completion bash": nil, "completion zsh": nil, "completion fish": nil, "completion powershell": nil, "help": nil,
}

// elsewhereTested begin something that ends later.
var elsewhereTested = []string{"login", "broker"}

// TestOnlyTheConfiguredHostsAreAsked runs every command, by settings that name a broker
// and by those that name none, each through a proxy of its own: where all fails, they
// wait for their retries together. It does not run beside other tests: it watches the
// process.
func TestOnlyTheConfiguredHostsAreAsked(t *testing.T) { //nolint:paralleltest // it replaces http.DefaultTransport and net.DefaultResolver
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	asked := recordHosts(t)
	alpaca := []string{"api.alpaca.markets:443", "app.alpaca.markets:443", "data.alpaca.markets:443", "paper-api.alpaca.markets:443"}
	keys := []string{"APCA_API_KEY_ID=" + b.KeyID, "APCA_API_SECRET_KEY=" + b.KeySecret.Reveal()}
	broker := strings.TrimPrefix(b.URL, "http://")
	for name, c := range map[string]struct {
		environ, hosts []string
	}{
		"a broker": {append(keys, "QUIPU_API_URL="+b.URL, "QUIPU_DATA_URL="+b.URL, "QUIPU_AUTHORIZE_URL="+b.AuthorizeURL(), "QUIPU_TOKEN_URL="+b.TokenURL()), []string{broker}},
		"Alpaca":   {keys, alpaca},
	} {
		var all sync.WaitGroup
		begin := all.Go
		if name == "a broker" { // what one command sends, another one waits for
			begin = func(run func()) { run() }
		}
		for command, args := range askingCommands {
			begin(func() {
				own, home := proxy(t), "HOME="+t.TempDir() // its own: those of one home share the calls of a minute
				runAsking(t, own.url, append(slices.Clone(c.environ), home), append(strings.Fields(command), args...))
				got := own.take()
				if slices.ContainsFunc(got, func(host string) bool { return !slices.Contains(c.hosts, host) }) {
					t.Errorf("%s, quipu %s: asks %v", name, command, got)
				}
				if reads := args != nil && command != "submit" || command == "account"; reads && len(got) == 0 {
					t.Errorf("%s, quipu %s: asks nobody", name, command)
				}
			})
		}
		all.Wait()
		if got := asked.take(); len(got) > 0 {
			t.Errorf("%s: past the proxy, %v is asked", name, got)
		}
	}
}

func runAsking(t *testing.T, proxy *url.URL, environ, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	environ = append([]string{"TERM=xterm", "QUIPU_TOKEN_STORE=file"}, environ...)
	var printed bytes.Buffer
	pauses := 0
	run(ctx, &streams{
		In: strings.NewReader(""), Out: &printed, Err: &printed, Args: args, Getenv: lookupIn(environ), Environ: environ, Reload: -1,
		Proxy: http.ProxyURL(proxy), Pause: func(context.Context, time.Duration) error {
			if pauses++; pauses > 5 { // the rest asks for the same
				return context.Canceled
			}
			return nil
		},
	})
	if ctx.Err() != nil {
		t.Errorf("quipu %v does not end:\n%s", args, printed.String())
	}
}

// A sign-in and the demo are watched too.
func TestASignInAsksTheConfiguredHostsOnly(t *testing.T) { //nolint:paralleltest // it replaces http.DefaultTransport and net.DefaultResolver
	redirect := freeRedirect(t)
	b, environ := brokerFor(t, redirect)
	asked := recordHosts(t)
	p := commandThrough(t, &streams{Proxy: http.ProxyURL(asked.url)}, environ, "login", "--trade")
	if err := demo.Approve(t.Context(), p.link(), &http.Transport{}); err != nil {
		t.Fatal(err)
	}
	if code := p.code(); code != exitOK {
		t.Fatalf("code %d: %s", code, p.stderr())
	}
	if got, want := asked.take(), []string{strings.TrimPrefix(b.URL, "http://")}; !slices.Equal(got, want) {
		t.Errorf("asks %v, want %v", got, want)
	}
	runAsking(t, asked.url, []string{"HOME=" + t.TempDir()}, []string{"positions", "--demo"})
	for _, host := range asked.take() {
		if name, _, err := net.SplitHostPort(host); err != nil || !net.ParseIP(name).IsLoopback() {
			t.Errorf("the demo asks %s", host)
		}
	}
}

// Every command is in one of the lists: a new one is watched from the first day.
func TestEveryCommandIsWatched(t *testing.T) {
	t.Parallel()
	var walk func(path string, cmd *cobra.Command)
	walk = func(path string, cmd *cobra.Command) {
		for _, below := range cmd.Commands() {
			name := strings.TrimSpace(path + " " + below.Name())
			_, listed := askingCommands[name]
			if below.Runnable() && !below.HasSubCommands() && !below.Hidden && !listed && !slices.Contains(elsewhereTested, name) {
				t.Errorf("%s is not watched", name)
			}
			walk(name, below)
		}
	}
	std := &streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }}
	root := rootCommand(std, io.Discard)
	root.InitDefaultCompletionCmd()
	walk("", root)
}
