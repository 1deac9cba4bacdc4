package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// beginShared starts an attempt on a shared callback server.
func beginShared(t *testing.T, c *Callback, app App, opt Options) (*Attempt, context.CancelFunc) {
	t.Helper()
	if opt.Reload == 0 {
		opt.Reload = -1
	}
	ctx, cancel := context.WithCancel(t.Context())
	a, err := c.Begin(ctx, app, opt)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); a.closeBrowsers(); a.Wait() })
	if a.Notice() != nil {
		t.Fatal(a.Notice())
	}
	return a, cancel
}

func isListening(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err == nil {
		conn.Close()
	}
	return err == nil
}

// pageOf gives what a browser sees at the end of its redirects.
func pageOf(t *testing.T, a *Attempt, query string) string {
	t.Helper()
	response, page := visit{}.to(t, a.back(query))
	if response.StatusCode == http.StatusSeeOther {
		_, page = visit{}.to(t, lastPageOf(a, response))
	}
	return page
}

func TestTwoAttemptsOnOneAddress(t *testing.T) {
	var c Callback
	e := newEndpoint(t, nil)
	app := appAt(t, e)
	paper, _ := beginShared(t, &c, app, Options{})
	app.Env = "live"
	live, _ := beginShared(t, &c, app, Options{})
	if fmt.Sprint(paper.Listening()) != fmt.Sprint(live.Listening()) {
		t.Errorf("they listen on %v and %v", paper.Listening(), live.Listening())
	}
	if page := pageOf(t, live, "?code=of-live&state="+stateOf(t, live)); !strings.Contains(page, "use your live account") {
		t.Errorf("the browser of live sees %s", page)
	}
	if r := <-live.Result(); r.Err != nil || r.Token.Env != "live" {
		t.Errorf("live ends with %v, %v", r.Token, r.Err)
	}
	live.Wait()
	if page := pageOf(t, live, "?code=again&state="+stateOf(t, live)); !strings.Contains(page, "not the sign-in under way") {
		t.Errorf("the state of an attempt that ended leads to %s", page)
	}
	select {
	case r := <-paper.Result():
		t.Fatalf("paper ended with %v, %v", r.Token, r.Err)
	default:
	}
	if err := paper.Paste("x#" + stateOf(t, live)); !errors.Is(err, ErrState) {
		t.Errorf("the other's state pasted: %v", err)
	}
	if page := pageOf(t, paper, "?code=of-paper&state="+stateOf(t, paper)); !strings.Contains(page, "use your paper account") {
		t.Errorf("the browser of paper sees %s", page)
	}
	if r := <-paper.Result(); r.Err != nil || r.Token.Env != "paper" {
		t.Errorf("paper ends with %v, %v", r.Token, r.Err)
	}
	for _, want := range []string{"of-live", "of-paper"} {
		if form := <-e.forms; form.Get("code") != want {
			t.Errorf("%q was exchanged, want %q", form.Get("code"), want)
		}
	}
	paper.Wait()
	if isListening(paper.Listening()[0]) {
		t.Error("the server listens after the last attempt")
	}
}

func TestPagesOfTwoAttemptsAreApart(t *testing.T) {
	var c Callback
	app := appAt(t, newEndpoint(t, nil))
	first, _ := beginShared(t, &c, app, Options{})
	second, _ := beginShared(t, &c, app, Options{})
	response, _ := visit{}.to(t, first.back("?error=access_denied&state="+stateOf(t, first)))
	<-first.Result()
	mixed := second.donePrefix() + second.page + response.Header.Get("Location")[len(first.donePrefix()+first.page):]
	if response, page := (visit{}).to(t, second.redirect.Scheme+"://"+second.redirect.Host+mixed); response.StatusCode != http.StatusNotFound {
		t.Errorf("%s: %s", response.Status, page)
	}
	if _, page := (visit{}).to(t, lastPageOf(first, response)); !strings.Contains(page, "You declined") {
		t.Errorf("the first one's page says %s", page)
	}
	signInWell(t, second)
}

func TestCancelledAttemptLeavesTheOtherAlone(t *testing.T) {
	var c Callback
	app := appAt(t, newEndpoint(t, nil))
	cancelled, cancel := beginShared(t, &c, app, Options{})
	other, _ := beginShared(t, &c, app, Options{})
	cancel()
	cancelled.Wait()
	if r, told := <-cancelled.Result(); told {
		t.Errorf("the cancelled one ends with %v", r.Err)
	}
	if response, _ := (visit{}).to(t, cancelled.back("?code=x&state="+stateOf(t, cancelled))); response.StatusCode != http.StatusBadRequest {
		t.Errorf("its state still gets %s", response.Status)
	}
	signInWell(t, other)
}

// The port is free for the next attempt whenever it begins.
func TestNextAttemptDoesNotFindThePortInUse(t *testing.T) {
	var c Callback
	app := appAt(t, newEndpoint(t, nil))
	for range 50 {
		_, cancel := beginShared(t, &c, app, Options{})
		cancel()
	}
	a, _ := beginShared(t, &c, app, Options{})
	signInWell(t, a)
}

// One callback address serves this computer's browser and a proxy.
func TestLoopbackAndPublicAttemptAtOnce(t *testing.T) {
	var c Callback
	e := newEndpoint(t, nil)
	local := appAt(t, e)
	local.RedirectURL = strings.Replace(local.RedirectURL, "localhost", "127.0.0.1", 1)
	public := local
	at := strings.TrimSuffix(local.RedirectURL, "/callback")
	public.CallbackAddr = strings.TrimPrefix(at, "http://")
	public.PublicURL, public.RedirectURL, public.Env = "https://"+publicHost, "https://"+publicHost+"/callback", "live"
	here, _ := beginShared(t, &c, local, Options{})
	phone, _ := beginShared(t, &c, public, Options{})

	if response, _ := proxied.to(t, at+"/callback?code=x&state="+stateOf(t, here)); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("the local one's state by the public name: %s", response.Status)
	}
	if response, _ := (visit{}).to(t, at+"/callback?code=x&state="+stateOf(t, phone)); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("the public one's state by the local name: %s", response.Status)
	}
	clean := approveAt(t, phone, at, "by-phone")
	_, page := proxied.to(t, at+clean)
	code := codeOn(t, page)
	if err := here.Finish(code); !errors.Is(err, ErrNoFinish) {
		t.Errorf("the finish code typed for the other: %v", err)
	}
	signInWell(t, here)
	if err := phone.Finish(code); err != nil {
		t.Fatal(err)
	}
	if r := <-phone.Result(); r.Err != nil || r.Token.Env != "live" {
		t.Errorf("the public one ends with %v, %v", r.Token, r.Err)
	}
	if _, page := proxied.to(t, at+clean); !strings.Contains(page, "use your live account") {
		t.Errorf("the phone sees %s", page)
	}
}

func TestFinishCodesOfTwoAttemptsAreApart(t *testing.T) {
	var c Callback
	app := appAt(t, newEndpoint(t, nil))
	app.PublicURL, app.RedirectURL = "https://"+publicHost, "https://"+publicHost+"/callback"
	app.CallbackAddr = "127.0.0.1:" + freePort(t)
	at := "http://" + app.CallbackAddr
	var attempts [2]*Attempt
	var codes, pages [2]string
	for i, host := range []string{"alpha", "beta"} {
		attempts[i], _ = beginShared(t, &c, app, Options{Host: host})
		if _, page := proxied.to(t, at+attempts[i].linkPath()); !strings.Contains(page, host) {
			t.Errorf("the short link of %s shows:\n%s", host, page)
		}
		pages[i] = approveAt(t, attempts[i], at, "code-"+host)
		_, page := proxied.to(t, at+pages[i])
		codes[i] = codeOn(t, page)
		if !strings.Contains(page, host) {
			t.Errorf("the page of %s says:\n%s", host, page)
		}
	}
	var wrong *FinishError
	for i, a := range attempts {
		if err := a.Finish(codes[1-i]); !errors.As(err, &wrong) {
			t.Errorf("the other's finish code: %v", err)
		}
		if err := a.Finish(codes[i]); err != nil {
			t.Error(err)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		proxied.to(t, at+pages[i])
	}
}

// A stranger at the same address as the person uses up the budget.
func TestBudgetIsNotSpentByStrangers(t *testing.T) {
	t.Parallel()
	a, at := publicAttempt(t, newEndpoint(t, nil), Options{})
	for range maxPerAddress + 1 {
		proxied.to(t, at+"/l/AAAAAAAA")
	}
	for _, stray := range []string{"/l/AAAAAAAA", "/callback?code=x&state=forged", "/callback/done/x.y"} {
		if response, _ := proxied.to(t, at+stray); response.StatusCode != http.StatusTooManyRequests {
			t.Errorf("%s: %s", stray, response.Status)
		}
	}
	if response, _ := proxied.to(t, at+a.linkPath()); response.StatusCode != http.StatusOK {
		t.Errorf("the short link gets %s", response.Status)
	}
	clean := approveAt(t, a, at, "abc")
	for range maxPerAddress + 1 {
		if response, page := proxied.to(t, at+clean); response.StatusCode != http.StatusOK || codeOn(t, page) == "" {
			t.Fatalf("the page gets %s", response.Status)
		}
	}
}

// Strangers keep connections open; the browser's callback comes through.
func TestOpenConnectionsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		c := p.callback()
		a, err := c.Begin(t.Context(), pipesApp(), Options{HTTP: slowBroker(time.Second)})
		if err != nil {
			t.Fatal(err)
		}
		open := func() int {
			synctest.Wait()
			c.connections.mu.Lock()
			defer c.connections.mu.Unlock()
			return len(c.connections.open)
		}
		silent := func() {
			for range 2 * maxConnections {
				conn, err := p.dial(t.Context(), "", "")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { conn.Close() })
			}
		}
		silent()
		if n := open(); n != maxConnections {
			t.Errorf("%d connections are open", n)
		}
		time.Sleep(headerTime)
		if n := open(); n != 0 {
			t.Errorf("%d connections are open after %s without headers", n, headerTime)
		}
		silent()
		seen := make(chan string)
		go func() {
			page, err := p.follow(t.Context(), a.back("?code=x&state="+stateOf(t, a)))
			seen <- fmt.Sprint(page, err)
		}()
		synctest.Wait() // the browser waits for the exchange
		silent()
		if page := <-seen; !strings.Contains(page, "Signed in") {
			t.Errorf("the browser sees %s", page)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		a.Wait()
		if n := open(); n != 0 {
			t.Errorf("%d connections are open after the end", n)
		}
	})
}

// Who knows the public link sends requests whose bodies never come: each is answered
// and closed at once, so that the person's browser finds room.
func TestBodiesThatDoNotComeHoldNoConnection(t *testing.T) {
	for name, request := range map[string]string{
		"a decline":            "POST /l/LINK HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\nd",
		"a decline in chunks":  "POST /l/LINK HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nd\r\n",
		"the link with a body": "GET /l/LINK HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100000\r\n\r\n",
		"nothing of ours":      "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n",
		"one that asks first":  "POST /l/LINK HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPipes()
				c := p.callback()
				app := pipesApp()
				app.PublicURL, app.CallbackAddr = "https://quipu.example", "127.0.0.1:17865"
				app.RedirectURL = "https://quipu.example/callback"
				ctx, end := context.WithCancel(t.Context())
				a, err := c.Begin(ctx, app, Options{HTTP: slowBroker(0)})
				if err != nil {
					t.Fatal(err)
				}
				conn, err := p.dial(t.Context(), "", "")
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				began := time.Now()
				request := strings.NewReplacer("LINK", a.public.link, "HOST", a.redirect.Host).Replace(request)
				go func() { _, _ = conn.Write([]byte(request)) }()
				answer, _ := io.ReadAll(conn)
				if took := time.Since(began); took > time.Second || !strings.HasPrefix(string(answer), "HTTP/1.1 ") {
					t.Errorf("held for %s, answered with %q", took, answer)
				}
				end()
				a.Wait()
			})
		})
	}
}

// Of what one address has, a few connections are kept, whoever comes: the rest makes
// room.
func TestOneAddressKeepsFewKnownConnections(t *testing.T) {
	var all connections
	known := func(from string) *connection {
		near, _ := net.Pipe()
		c := &connection{Conn: near, all: &all, from: netip.MustParseAddr("127.0.0.1")}
		if !all.add(c) {
			t.Fatal("there is no room")
		}
		r := (&http.Request{RemoteAddr: "127.0.0.1:4", Header: http.Header{"X-Forwarded-For": {from}}}).WithContext(withConnection(t.Context(), c))
		markKnown(r)
		return c
	}
	person := known("192.0.2.2")
	for range 3 * maxConnections {
		known("192.0.2.1")
	}
	near, _ := net.Pipe()
	if !all.add(&connection{Conn: near, all: &all, from: netip.MustParseAddr("127.0.0.1")}) {
		t.Error("one address holds all connections")
	}
	if !slices.Contains(all.open, person) {
		t.Error("the person's connection was closed")
	}
}

// One address holds all the connections: the others keep theirs.
func TestConnectionsOfTheBusiestAddressGiveWay(t *testing.T) {
	var all connections
	person := &connection{all: &all, from: netip.MustParseAddr("192.0.2.2")}
	person.Conn, _ = net.Pipe()
	all.add(person)
	for range 3 * maxConnections {
		near, _ := net.Pipe()
		if !all.add(&connection{Conn: near, all: &all, from: netip.MustParseAddr("192.0.2.1")}) {
			t.Fatal("there is no room")
		}
	}
	if len(all.open) > maxConnections || !slices.Contains(all.open, person) {
		t.Errorf("of %d connections the person's is not one", len(all.open))
	}
}

func TestConnectionsThatAreKnownAreNotClosed(t *testing.T) {
	var all connections
	for range maxConnections {
		near, _ := net.Pipe()
		if !all.add(&connection{Conn: near, all: &all, known: true}) {
			t.Fatal("there is no room")
		}
	}
	near, _ := net.Pipe()
	if all.add(&connection{Conn: near, all: &all}) {
		t.Error("a known connection was closed for a stranger's")
	}
}
