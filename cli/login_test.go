package cli

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quipu/demo"
)

// brokerFor is a broker that knows redirect, and the environment of its app.
func brokerFor(t *testing.T, redirect string) (*demo.Broker, []string) {
	t.Helper()
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true, Now: time.Now, RedirectURIs: []string{redirect}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, []string{
		"QUIPU_API_URL=" + b.URL, "QUIPU_DATA_URL=" + b.URL, "QUIPU_AUTHORIZE_URL=" + b.AuthorizeURL(), "QUIPU_TOKEN_URL=" + b.TokenURL(),
		"QUIPU_CLIENT_ID=" + b.ClientID, "QUIPU_CLIENT_SECRET=" + b.ClientSecret.Reveal(), "QUIPU_REDIRECT_URL=" + redirect,
	}
}

// landed approves and gives the address that the browser is sent to, which it
// does not open.
func landed(t *testing.T, address string) string {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.Contains(r.URL.RawQuery, "code=") || strings.Contains(r.URL.RawQuery, "error=") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	defer browser.CloseIdleConnections()
	page := get(t, browser, address)
	consent := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(page)
	u, err := url.Parse(address)
	if err != nil || consent == nil {
		t.Fatalf("no consent page: %v\n%s", err, page)
	}
	u.RawQuery = ""
	response, err := browser.PostForm(u.String(), url.Values{"consent": {consent[1]}, "decision": {"approve"}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.Header.Get("Location")
}

func TestLoginByCallbackKeepsAToken(t *testing.T) {
	home := "HOME=" + t.TempDir()
	b, environ := brokerFor(t, freeRedirect(t))
	for _, account := range []string{"paper", "live"} {
		p := command(t, append(environ, home), "login", "--account", account)
		page := browse(t, p.link())
		if said := p.stderr(); !strings.Contains(said, "Sign-in continues automatically when the browser returns to ") {
			t.Errorf("login does not say that it waits for the browser: %q", said)
		}
		if code := p.code(); code != exitOK || !strings.Contains(page, "Signed in") {
			t.Fatalf("code %d:\n%s\n%s", code, p.stderr(), page)
		}
		if out := p.stdout(); !strings.HasPrefix(out, "Signed in: "+account+" account ") || strings.Count(out, "\n") != 1 || !strings.Contains(out, "token-"+account+".json") {
			t.Errorf("said %q", out)
		}
		if account == "live" && !strings.Contains(p.stderr(), "LIVE account, real money") {
			t.Errorf("live is not named:\n%s", p.stderr())
		}
		keepsSecrets(t, b, p.stdout()+p.stderr())
	}
	p := command(t, append(environ, home), "logout")
	if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "Signed out of the paper account") || !strings.Contains(p.stdout(), "revoke") {
		t.Errorf("code %d: %s%s", code, p.stdout(), p.stderr())
	}
	p = command(t, append(environ, home), "logout", "--all")
	if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "No token of the paper account") || !strings.Contains(p.stdout(), "Signed out of the live account") {
		t.Errorf("code %d: %s%s", code, p.stdout(), p.stderr())
	}
	if left, _ := filepath.Glob(strings.TrimPrefix(home, "HOME=") + "/.config/quipu/token-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// keepsSecrets fails when a secret is in what was printed.
func keepsSecrets(t *testing.T, b *demo.Broker, printed string) {
	t.Helper()
	for _, secret := range []string{b.ClientSecret.Reveal(), b.KeySecret.Reveal(), "access_token"} {
		if strings.Contains(printed, secret) {
			t.Errorf("a secret is in:\n%s", printed)
		}
	}
}

func TestLoginByPasteOnStandardInput(t *testing.T) {
	_, environ := brokerFor(t, freeRedirect(t))
	p := command(t, environ, "login", "--no-qr", "--private")
	address := landed(t, p.link())
	for _, c := range []struct{ pasted, said string }{
		{"just-a-code\n", "Paste the whole address, not just the code."},
		{"https://elsewhere.example/callback?code=1&state=2\n", "That is another page's address"},
		{strings.Replace(address, "state=", "state=x", 1) + "\n", "belongs to another sign-in"},
	} {
		if _, err := io.WriteString(p.in, c.pasted); err != nil {
			t.Fatal(err)
		}
		p.says(c.said)
	}
	middle := len(address) / 2
	if _, err := io.WriteString(p.in, "  <"+address[:middle]+"\n"+address[middle:]+">\n"); err != nil {
		t.Fatal(err)
	}
	if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "equity •••••") {
		t.Errorf("code %d:\n%s%s", code, p.stdout(), p.stderr())
	}
	code := regexp.MustCompile(`code=([^&]+)`).FindStringSubmatch(address)[1]
	if strings.Contains(p.stdout()+p.stderr(), code) {
		t.Error("the code was printed")
	}
}

// An address that is piped in ends the sign-in, also where nothing listens and
// the input ends right after it.
func TestLoginByPipeWhereThePortIsTaken(t *testing.T) {
	redirect := freeRedirect(t)
	u, err := url.Parse(redirect)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", u.Port()))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, environ := brokerFor(t, redirect)
	p := command(t, environ, "login", "--no-qr")
	address := landed(t, p.link())
	if _, err := io.WriteString(p.in, address+"\n"); err != nil {
		t.Fatal(err)
	}
	_ = p.in.Close()
	if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "Signed in: paper account") {
		t.Errorf("code %d:\n%s%s", code, p.stdout(), p.stderr())
	}
	p = command(t, environ, "login", "--no-qr")
	p.link()
	_ = p.in.Close()
	if code := p.code(); code == exitOK || !strings.Contains(p.stderr(), "standard input has ended") {
		t.Errorf("without an address: code %d:\n%s", code, p.stderr())
	}
}

// A token endpoint grants trading although nothing was asked for.
func TestLoginSaysWhatWasGrantedBesides(t *testing.T) {
	redirect := freeRedirect(t)
	b, environ := brokerFor(t, redirect)
	token, err := b.Grant("paper", "trading")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"token_type":"bearer","scope":"trading"}`, token.Reveal())
	}))
	t.Cleanup(endpoint.Close)
	environ = append(environ, "QUIPU_TOKEN_URL="+endpoint.URL)
	for args, says := range map[string]bool{"--read-only": true, "--scopes=trading": true, "--scopes=trading --trade": false} {
		p := command(t, environ, append([]string{"login"}, strings.Fields(args)...)...)
		_ = browse(t, p.link())
		if code := p.code(); code != exitOK || strings.Contains(p.stderr(), "granted more than was asked for: trading. quipu asked for read-only access") != says {
			t.Errorf("%s: code %d:\n%s", args, code, p.stderr())
		}
	}
}

// A sign-in asks to view, and to trade where the line says so and scopes allows it.
func TestLoginAsksForWhatItsLineSays(t *testing.T) {
	_, environ := brokerFor(t, freeRedirect(t))
	for _, c := range []struct{ args, scopes, named string }{
		{"", "account:write data", "(view)"},
		{"--trade", "account:write data trading", "(view and trade)"},
		{"--scopes=trading --trade", "trading", "(view and trade)"},
		{"--scopes=data", "data", "(view)"},
		{"--read-only", "", "(read-only)"},
	} {
		p := command(t, environ, append([]string{"login", "--json"}, strings.Fields(c.args)...)...)
		u, err := url.Parse(p.link())
		if err != nil {
			t.Fatal(err)
		}
		asked := strings.Fields(u.Query().Get("scope"))
		slices.Sort(asked)
		if got := strings.Join(asked, " "); got != c.scopes || !strings.Contains(p.stderr(), c.named) {
			t.Errorf("%q: asked for %q:\n%s", c.args, got, p.stderr())
		}
		_ = browse(t, u.String())
		if code := p.code(); code != exitOK || c.scopes != "" && !strings.Contains(p.stdout(), strconv.Quote(c.scopes)) {
			t.Errorf("%q: code %d: %s%s", c.args, code, p.stdout(), p.stderr())
		}
	}
	for args, says := range map[string]string{"--trade --read-only": "read-only", "--trade --scopes=data": "--trade: The setting scopes (--scopes) does not include trading."} {
		p := command(t, environ, append([]string{"login"}, strings.Fields(args)...)...)
		if code := p.code(); code != exitError || !strings.Contains(p.stderr(), says) {
			t.Errorf("%s: code %d: %s", args, code, p.stderr())
		}
	}
}

func TestLoginThatDoesNotEndSignedIn(t *testing.T) {
	redirect := freeRedirect(t)
	b, environ := brokerFor(t, redirect)
	t.Run("declined", func(t *testing.T) {
		p := command(t, environ, "login")
		u, err := url.Parse(p.link())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := http.Get(redirect + "?error=access_denied&state=" + u.Query().Get("state")); err != nil {
			t.Fatal(err)
		}
		if code := p.code(); code != exitNotSignedIn || !strings.Contains(p.stderr(), "declined") {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
	t.Run("refused", func(t *testing.T) {
		p := command(t, append(environ, "QUIPU_CLIENT_SECRET=wrong"), "login")
		_ = browse(t, p.link())
		if code := p.code(); code != exitRefused || !strings.Contains(p.stderr(), "client_secret") || strings.Contains(p.stderr(), "wrong,") {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
	t.Run("no app", func(t *testing.T) {
		p := command(t, []string{"QUIPU_API_URL=" + b.URL}, "login")
		if code := p.code(); code != exitNotSignedIn || !strings.Contains(p.stderr(), "client_id and client_secret") || strings.Count(p.stderr(), "\n") != 1 {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
	t.Run("memory", func(t *testing.T) {
		p := command(t, environ, "login", "--token-store", "memory")
		if code := p.code(); code != exitError || !strings.Contains(p.stderr(), "forgets the token") {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
	t.Run("port taken and nothing to paste", func(t *testing.T) {
		u, err := url.Parse(redirect)
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:"+u.Port())
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		p := command(t, environ, "login")
		p.says("is in use by another program")
		_ = p.in.Close()
		if code := p.code(); code != exitError || !strings.Contains(p.stderr(), "standard input has ended") {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
}
