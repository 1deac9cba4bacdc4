package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

// pipes is a listener without a network, for a fake clock.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.once.Do(func() { close(p.closed) }); return nil }

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 17865} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	}
}

// follow visits an address as a browser does, redirects and all.
func (p *pipes) follow(ctx context.Context, address string) (string, error) {
	client := &http.Client{Transport: &http.Transport{DialContext: p.dial, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.Request.URL.Path + " " + string(body), err
}

// slowBroker answers with a token after a while.
func slowBroker(after time.Duration) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		select {
		case <-time.After(after):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(`{"access_token":"tok","token_type":"bearer"}`)),
		}, nil
	})
}

// onPipes begins an attempt behind a listener without a network.
func onPipes(t *testing.T, opt Options) (*Attempt, *pipes) {
	t.Helper()
	p := newPipes()
	a, err := p.callback().Begin(t.Context(), pipesApp(), opt)
	if err != nil || a.Notice() != nil {
		t.Fatal(err, a.Notice())
	}
	return a, p
}

// callback is a callback server that listens on the pipes.
func (p *pipes) callback() *Callback {
	return &Callback{Listen: func(context.Context, string) (net.Listener, error) { return p, nil }}
}

func pipesApp() App {
	return App{
		ClientID: "c", ClientSecret: safe.NewSecret("s"), AuthorizeURL: "https://a.example", TokenURL: "https://b.example",
		RedirectURL: "http://127.0.0.1:17865/callback", Env: "paper",
	}
}

func TestBrowserGetsItsPageAfterASlowExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, p := onPipes(t, Options{HTTP: slowBroker(exchangeTime - time.Second), Host: "desk"})
		page, err := p.follow(t.Context(), a.back("?code=x&state="+stateOf(t, a)))
		if err != nil || !strings.Contains(page, "/callback/done/") || !strings.Contains(page, "quipu on desk may now use your paper account") {
			t.Errorf("the browser sees %s: %v", page, err)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		a.Wait()
	})
}

// A second delivery begins nothing and gets the same page, each of them before
// the server closes; another code gets neither.
func TestSameCodeIsExchangedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var exchanges atomic.Int32
		broker := slowBroker(time.Second)
		a, p := onPipes(t, Options{HTTP: transport(func(r *http.Request) (*http.Response, error) {
			exchanges.Add(1)
			return broker.RoundTrip(r)
		})})
		state := stateOf(t, a)
		var browsers sync.WaitGroup
		for range 4 {
			browsers.Go(func() {
				if page, err := p.follow(t.Context(), a.back("?code=one&state="+state)); err != nil || !strings.Contains(page, "Signed in") {
					t.Errorf("a browser sees %s: %v", page, err)
				}
			})
		}
		synctest.Wait()
		if page, err := p.follow(t.Context(), a.back("?code=two&state="+state)); err != nil || !strings.Contains(page, "used already") {
			t.Errorf("with another code a browser sees %s: %v", page, err)
		}
		if err := a.Paste("one#" + state); err != nil {
			t.Errorf("the same code pasted: %v", err)
		}
		if err := a.Paste("two#" + state); !errors.Is(err, ErrTaken) {
			t.Errorf("another code pasted: %v", err)
		}
		browsers.Wait()
		if r := <-a.Result(); r.Err != nil || exchanges.Load() != 1 {
			t.Errorf("%d exchanges: %v", exchanges.Load(), r.Err)
		}
		began := time.Now()
		a.Wait()
		if took := time.Since(began); took != reloadTime {
			t.Errorf("closed %s after the last page", took)
		}
	})
}

func TestServerClosesAfterTheLastPage(t *testing.T) {
	for name, c := range map[string]struct {
		visit func(*testing.T, *Attempt, *pipes)
		want  time.Duration
	}{
		"no browser": {func(t *testing.T, a *Attempt, _ *pipes) {
			if err := a.Paste("x#" + stateOf(t, a)); err != nil {
				t.Error(err)
			}
		}, 0},
		"a browser that leaves during the exchange": {func(t *testing.T, a *Attempt, p *pipes) {
			ctx, leave := context.WithTimeout(t.Context(), time.Second)
			defer leave()
			if page, err := p.follow(ctx, a.back("?code=x&state="+stateOf(t, a))); err == nil {
				t.Errorf("got %s", page)
			}
		}, 0},
		"a browser with its page": {func(t *testing.T, a *Attempt, p *pipes) {
			if page, err := p.follow(t.Context(), a.back("?code=x&state="+stateOf(t, a))); err != nil || !strings.Contains(page, "Signed in") {
				t.Errorf("got %s: %v", page, err)
			}
		}, reloadTime},
		"a browser that does not come back": {func(t *testing.T, a *Attempt, p *pipes) {
			client := browser()
			client.Transport = &http.Transport{DialContext: p.dial, DisableKeepAlives: true}
			response, err := client.Get(a.back("?code=x&state=" + stateOf(t, a)))
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
		}, lastPageTime},
		"a connection opened in advance": {func(t *testing.T, a *Attempt, p *pipes) {
			conn, err := p.dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			if err := a.Paste("x#" + stateOf(t, a)); err != nil {
				t.Error(err)
			}
		}, lastPageTime / 10},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, p := onPipes(t, Options{HTTP: slowBroker(2 * time.Second)})
				c.visit(t, a, p)
				if r := <-a.Result(); r.Err != nil {
					t.Error(r.Err)
				}
				ended := time.Now()
				a.Wait()
				if took := time.Since(ended); took != c.want {
					t.Errorf("gone %s after the end, want %s", took, c.want)
				}
			})
		})
	}
}

// The last page survives a reload, also one after the attempt's context has
// ended, and the program's end closes it.
func TestLastPageSurvivesAReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, over := newPipes(), make(chan struct{})
		c := p.callback()
		c.Until = over
		ctx, leave := context.WithCancel(t.Context())
		a, err := c.Begin(ctx, pipesApp(), Options{HTTP: slowBroker(time.Second)})
		if err != nil {
			t.Fatal(err)
		}
		page, err := p.follow(t.Context(), a.back("?code=x&state="+stateOf(t, a)))
		if err != nil || !strings.Contains(page, "Signed in") {
			t.Fatalf("the browser sees %s: %v", page, err)
		}
		<-a.Result()
		leave()
		last, _, _ := strings.Cut(page, " ")
		for range 3 {
			time.Sleep(3 * time.Second)
			if again, err := p.follow(t.Context(), "http://127.0.0.1:17865"+last); err != nil || again != page {
				t.Errorf("reloaded it is %s: %v", again, err)
			}
		}
		close(over)
		a.Wait()
		if _, err := p.follow(t.Context(), "http://127.0.0.1:17865"+last); err == nil {
			t.Error("the port is open after the end")
		}
	})
}

// Somebody who knows the public link delivers a code of his own first. His time
// for a finish code is not that of the person who approves later.
func TestEachDeliveryHasATimeOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, err := prepare(t.Context(), publicAppForTest(), Options{HTTP: slowBroker(time.Second)})
		if err != nil {
			t.Fatal(err)
		}
		a.until = t.Context().Done()
		a.work.Go(a.run)
		stranger, person := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
		theirs := a.deliver(reply{code: "theirs"}, stranger)
		first := <-a.Arrived()
		time.Sleep(finishTime + 30*time.Second)
		synctest.Wait()
		if a.isOver() {
			t.Fatal("the stranger's code used the attempt up")
		}
		if err := a.Finish(theirs.finish); !errors.Is(err, ErrNoFinish) {
			t.Errorf("the stranger's finish code, too late: %v", err)
		}
		if p, _ := a.pageFor(theirs); p.Code != "" {
			t.Error("the stranger's page still shows its finish code")
		}
		ours := a.deliver(reply{code: "ours"}, person)
		if until := <-a.Arrived(); until.Sub(first) != finishTime+30*time.Second {
			t.Errorf("ours may be typed %s later than theirs", until.Sub(first))
		}
		time.Sleep(finishTime - time.Second)
		if err := a.Finish(ours.finish); err != nil {
			t.Fatal(err)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		a.Wait()
	})
}

// The attempt ends all the same, however long a stranger goes on.
func TestStrangersDoNotPutTheEndOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, err := prepare(t.Context(), publicAppForTest(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		a.until = t.Context().Done()
		a.work.Go(a.run)
		began := time.Now()
		for n := range 20 {
			a.deliver(reply{code: fmt.Sprint("theirs", n)}, netip.Addr{})
			time.Sleep(time.Minute)
			if a.isOver() {
				break
			}
		}
		if r := <-a.Result(); !errors.Is(r.Err, ErrFinishTime) || time.Since(began) > defaultTimeout+finishTime+time.Minute {
			t.Errorf("%v after %s", r.Err, time.Since(began))
		}
		a.Wait()
	})
}

func publicAppForTest() App {
	app := pipesApp()
	app.PublicURL, app.RedirectURL = "https://"+publicHost, "https://"+publicHost+"/callback"
	return app
}
