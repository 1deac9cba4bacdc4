package cli

import (
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"quipu/cli/doctor"
)

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
	examine(exitOK, "client_secret", "set   (QUIPU_CLIENT_SECRET)", "✓ paper", "may: account:write data", "free: 127.0.0.1:", "answers in", "within 5s of", "✓ live")

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
	if code := p.code(); code != exitError || !strings.Contains(p.stdout(), "✗ settings") || !strings.Contains(p.stdout(), "refresh = \"soon\"") || !strings.Contains(p.stdout(), "fix that first") {
		t.Errorf("code %d:\n%s", code, p.stdout())
	}
}
