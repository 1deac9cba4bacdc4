//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"quipu/test/emulator"
	"quipu/test/program"
)

// nowhere is a phone's own localhost: nobody answers there.
const nowhere = "MAP localhost ~NOTFOUND"

// portfolio waits for the account on the screen, and leaves.
func portfolio(t *testing.T, s *emulator.Session) {
	t.Helper()
	s.Await("Open P&L")
	s.Types("q")
	if code := s.Ends(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	s.Restored()
}

// everyTerminal tries a sign-in in an SSH session, and in tmux inside it.
func everyTerminal(t *testing.T, try func(t *testing.T, tmux string)) {
	t.Run("alone", func(t *testing.T) { try(t, "") })
	t.Run("tmux", func(t *testing.T) { try(t, need(t, "tmux")) })
}

// waits opens quipu's sign-in in the session.
func waits(s *emulator.Session) {
	s.AwaitKeys()
	s.Await("❯ Paper")
	s.Types("\r")
}

// In an SSH session the phone lands on its own localhost; the address of that
// page, pasted, ends signed in.
func TestSSHAndPaste(t *testing.T) {
	everyTerminal(t, func(t *testing.T, tmux string) {
		redirect := fmt.Sprintf("http://localhost:%d/callback", freePort(t))
		_, environ := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
		phone := newBrowser(t, looks{phone: true, resolve: nowhere})
		s := newServer(t).session(130, 45, tmux, environ)
		waits(s)
		s.Await("With a phone")
		if strings.Contains(s.Text(), "browser is open") || strings.Contains(s.Text(), "o browser") {
			t.Errorf("a browser is offered over SSH:\n%s", s.Text())
		}
		phone.run(chromedp.Navigate(s.ReadQR()))
		phone.approve()
		address := phone.landed()
		phone.until(func() bool { return strings.HasPrefix(phone.asks("document.URL"), "chrome-error:") })
		s.Types("\x1b[200~" + address + "\x1b[201~")
		portfolio(t, s)
		if strings.Contains(s.Raw(), secretOf(t, address, "code")) {
			t.Error("the code was on the screen")
		}
	})
}

func secretOf(t *testing.T, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Query().Get(name) == "" {
		t.Fatalf("no %s in %s: %v", name, address, err)
	}
	return u.Query().Get(name)
}

var shownCommand = regexp.MustCompile(`ssh -N -L (\d+):127\.0\.0\.1:(\d+) -p (\d+) (\S+)@127\.0\.0\.1`)

// The command that the screen shows, run at the person's own computer, brings
// the callback there home. Both computers are this one here: the person's side
// listens on another address of loopback, which the browser calls localhost.
func TestSSHAndForwarding(t *testing.T) {
	everyTerminal(t, func(t *testing.T, tmux string) {
		port := freePort(t)
		redirect := fmt.Sprintf("http://localhost:%d/callback", port)
		_, environ := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
		server := newServer(t)
		s := server.session(130, 45, tmux, environ)
		waits(s)
		var shown []string
		s.Until("the ssh command", func() bool { shown = shownCommand.FindStringSubmatch(s.Text()); return shown != nil })
		if want := []string{fmt.Sprint(port), fmt.Sprint(port), fmt.Sprint(server.port), server.user}; strings.Join(shown[1:], " ") != strings.Join(want, " ") {
			t.Errorf("the command is %s, want %v", shown[0], want)
		}
		forward := fmt.Sprintf("127.0.0.2:%d:127.0.0.1:%d", port, port)
		background(t, server.ssh, append(append([]string{"-N", "-L", forward, "-o", "ExitOnForwardFailure=yes"}, server.options()...), server.user+"@127.0.0.1")...)
		answers(t, fmt.Sprintf("127.0.0.2:%d", port))
		desk := newBrowser(t, looks{resolve: "MAP localhost 127.0.0.2"})
		desk.run(chromedp.Navigate(s.ReadQR()))
		desk.approve()
		desk.sees("Signed in")
		portfolio(t, s)
	})
}

// Behind an HTTPS proxy any phone can scan: the short link says who asks, and
// the finish code closes it.
func TestPublicURL(t *testing.T) {
	everyTerminal(t, func(t *testing.T, tmux string) {
		callback := freePort(t)
		p := newProxy(t, callback)
		_, environ := program.Broker(t, p.url+"/callback", "QUIPU_PUBLIC_URL="+p.url, fmt.Sprintf("QUIPU_CALLBACK_ADDR=127.0.0.1:%d", callback))
		server := newServer(t)
		phone := newBrowser(t, looks{phone: true, resolve: nowhere + ", " + p.resolve(), trust: p.hash})
		s := server.session(130, 45, tmux, environ)
		waits(s)
		link := s.ReadQR()
		if !strings.HasPrefix(link, p.url+"/l/") {
			t.Fatalf("the code leads to %s", link)
		}
		trusted(t, p, link)
		host, _ := os.Hostname()
		phone.run(chromedp.Navigate(link))
		for _, said := range []string{"quipu", host, "paper", "Decline", "Continue to Alpaca"} {
			phone.sees(said)
		}
		phone.run(chromedp.Click(`a`, chromedp.ByQuery, chromedp.NodeVisible))
		phone.approve()
		phone.sees("Type this code")
		s.Await("An approval has come back")
		s.Types("AAAAAA\r")
		s.Await("2 tries are left")
		s.Types(strings.ToLower(phone.asks(shownCode)) + "\r")
		phone.sees("Signed in")
		portfolio(t, s)
		for _, secret := range []string{secretOf(t, phone.callback(), "code"), secretOf(t, phone.callback(), "state")} {
			if strings.Contains(p.log(t), secret) {
				t.Errorf("the proxy's log holds a secret:\n%s", p.log(t))
			}
		}
	})
}

// trusted opens the link with the proxy's certificate verified.
func trusted(t *testing.T, p *proxy, link string) {
	t.Helper()
	client := p.client()
	client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", p.port))
	}
	response, err := client.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestDecliningOnTheShortLink(t *testing.T) {
	callback := freePort(t)
	p := newProxy(t, callback)
	_, environ := program.Broker(t, p.url+"/callback", "QUIPU_PUBLIC_URL="+p.url, fmt.Sprintf("QUIPU_CALLBACK_ADDR=127.0.0.1:%d", callback))
	phone := newBrowser(t, looks{phone: true, dark: true, resolve: p.resolve(), trust: p.hash})
	s := newServer(t).session(80, 40, "", environ)
	waits(s)
	phone.run(chromedp.Navigate(s.ReadQR()), chromedp.Click("button", chromedp.ByQuery, chromedp.NodeVisible))
	phone.sees("You declined")
	s.Await("It was declined on the page of the short link")
	s.Await("❯ Paper")
	s.Types("q")
	if code := s.Ends(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}

// login does the same without the full screen, by a terminal in the session.
func TestSSHAndLoginCommand(t *testing.T) {
	everyTerminal(t, func(t *testing.T, tmux string) {
		redirect := fmt.Sprintf("http://localhost:%d/callback", freePort(t))
		_, environ := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
		server := newServer(t)
		phone := newBrowser(t, looks{phone: true, resolve: nowhere})
		s := server.session(100, 60, tmux, environ, "login")
		s.Await("Approve quipu for your paper account")
		s.Until("the ssh command", func() bool { return shownCommand.MatchString(s.Text()) })
		phone.run(chromedp.Navigate(s.ReadQR()))
		phone.approve()
		s.Types(phone.landed() + "\r")
		s.Await("Signed in: paper account")
		if tmux != "" {
			s.Await("ended with 0")
			s.Types("\r")
		}
		if code := s.Ends(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
}
