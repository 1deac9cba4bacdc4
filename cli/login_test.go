package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/cli/doctor"
	"quipu/demo"
)

// piped is a command of quipu's on pipes.
type piped struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	mu    sync.Mutex
	out   bytes.Buffer
	said  bytes.Buffer // on standard error
	ended chan struct{}
}

type locked struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func command(t *testing.T, environ []string, args ...string) *piped {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	p := &piped{t: t, cmd: exec.CommandContext(t.Context(), binary, args...), ended: make(chan struct{})}
	p.cmd.Env = append([]string{"HOME=" + t.TempDir(), "TERM=xterm", "QUIPU_TOKEN_STORE=file"}, environ...)
	p.cmd.Stdout, p.cmd.Stderr = locked{&p.mu, &p.out}, locked{&p.mu, &p.said}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.ended })
	return p
}

func (p *piped) stderr() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

func (p *piped) stdout() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// says waits until standard error says it.
func (p *piped) says(text string) {
	p.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(p.stderr(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%q is not said:\n%s", text, p.stderr())
		}
	}
}

func (p *piped) code() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("it does not end:\n%s", p.stderr())
	}
	return p.cmd.ProcessState.ExitCode()
}

var linkAlone = regexp.MustCompile(`(?m)^(https?://\S+)$`)

// link is the address that stands alone on its line.
func (p *piped) link() string {
	p.t.Helper()
	p.says("\n\n")
	found := linkAlone.FindString(p.stderr())
	if found == "" {
		p.t.Fatalf("no link:\n%s", p.stderr())
	}
	return found
}

// brokerFor is a broker that knows redirect, and the environment of its app.
func brokerFor(t *testing.T, redirect string) (*demo.Broker, []string) {
	t.Helper()
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true, RedirectURIs: []string{redirect}})
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
	t.Run("interrupted", func(t *testing.T) {
		p := command(t, environ, "login")
		p.link()
		_ = p.cmd.Process.Signal(os.Interrupt)
		if code := p.code(); code != 130 {
			t.Errorf("code %d:\n%s", code, p.stderr())
		}
	})
}

func TestDoctor(t *testing.T) {
	redirect := freeRedirect(t)
	b, environ := brokerFor(t, redirect)
	home := t.TempDir()
	environ = append(environ, "HOME="+home, "LANG=C.UTF-8", "APCA_API_KEY_ID="+b.KeyID, "APCA_API_SECRET_KEY="+b.KeySecret.Reveal())
	p := command(t, environ, "login")
	_ = browse(t, p.link())
	if p.code() != exitOK {
		t.Fatal(p.stderr())
	}
	token := filepath.Join(home, ".config", "quipu", "token-paper.json")
	kept, err := os.ReadFile(token)
	if err != nil {
		t.Fatal(err)
	}
	access := regexp.MustCompile(`"access[^"]*":\s*"([^"]+)"`).FindStringSubmatch(string(kept))[1]
	examine := func(want int, says ...string) {
		t.Helper()
		p := command(t, environ, "doctor")
		if code := p.code(); code != want {
			t.Errorf("code %d, want %d", code, want)
		}
		for _, text := range says {
			if !strings.Contains(p.stdout(), text) {
				t.Errorf("%q is not said:\n%s", text, p.stdout())
			}
		}
		keepsSecrets(t, b, p.stdout()+p.stderr())
		if strings.Contains(p.stdout(), access) {
			t.Error("the token is printed")
		}
	}
	examine(exitOK, "client_secret", "set   (QUIPU_CLIENT_SECRET)", "✓ paper", "may: account:write data trading", "free: 127.0.0.1:", "answers in", "within 5s of", "✓ live")

	if runtime.GOOS != "windows" { // which has no such modes
		if err := os.Chmod(token, 0o644); err != nil {
			t.Fatal(err)
		}
		examine(exitError, "✗ paper", "chmod 600", "1 failure")
		if err := os.Chmod(token, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	u, err := url.Parse(redirect)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:"+u.Port())
	if err != nil {
		t.Fatal(err)
	}
	examine(exitError, "✗ port", "in use by another program")
	_ = l.Close()

	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := nobody.Addr().String()
	_ = nobody.Close()
	environ = append(environ, "QUIPU_DATA_URL=http://"+address)
	examine(exitError, "✗ "+address, "connection refused")

	p = command(t, environ, "doctor", "--json")
	p.code()
	var found struct {
		Schema   int
		Findings []doctor.Finding
	}
	if err := json.Unmarshal([]byte(p.stdout()), &found); err != nil || found.Schema != 1 || len(found.Findings) < 20 || found.Findings[0].Section != "Settings" {
		t.Errorf("%v: %s", err, p.stdout())
	}

	file := filepath.Join(home, ".config", "quipu", "config.toml")
	if err := os.WriteFile(file, []byte("refresh = \"soon\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p = command(t, []string{"HOME=" + home, "QUIPU_CLIENT_ID=", "HTTPS_PROXY=http://127.0.0.1:1"}, "doctor")
	if code := p.code(); code != exitError || !strings.Contains(p.stdout(), "✗ settings") || !strings.Contains(p.stdout(), "refresh = \"soon\"") || !strings.Contains(p.stdout(), "mend that first") {
		t.Errorf("code %d:\n%s", code, p.stdout())
	}
}
