package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"quipu/auth"
	"quipu/safe"
)

// storeIn is the token store of a home folder.
func storeIn(t *testing.T, home, api string) *auth.Store {
	t.Helper()
	store, err := auth.OpenStore(auth.StoreOptions{Kind: "file", Dir: filepath.Join(home, ".config", "quipu"), API: func(string) string { return api }})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func keep(t *testing.T, home, api, access string) string {
	t.Helper()
	place, err := storeIn(t, home, api).Save(t.Context(), auth.Token{Access: safe.NewSecret(access), Env: "paper", Origin: auth.Origin(api), Obtained: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return place.Path
}

func TestLogoutLeavesNoCopyOfTheToken(t *testing.T) {
	home := t.TempDir()
	path := keep(t, home, "", "hush-hush")
	backup := filepath.Join(t.TempDir(), "backup")
	left := []string{filepath.Join(filepath.Dir(path), ".token-paper.json.12.quipu"), filepath.Join(home, ".local", "state", "quipu", ".state.json.12.quipu")}
	for _, name := range left {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte("hush-hush"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(path, backup); err != nil {
		t.Fatal(err)
	}
	environ := []string{"HOME=" + home, "QUIPU_TOKEN_STORE=file"}
	p := command(t, environ, "doctor")
	p.code()
	for _, name := range left {
		if !strings.Contains(p.stdout(), name) {
			t.Errorf("doctor does not name %s:\n%s", name, p.stdout())
		}
	}
	p = command(t, environ, "logout")
	if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "What an interrupted save left is removed: ") {
		t.Errorf("code %d: %s%s", code, p.stdout(), p.stderr())
	}
	for _, name := range append(left, path) {
		if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runtime.GOOS == "windows" { // which does not tell of other links
		return
	}
	if data, err := os.ReadFile(backup); err != nil || len(data) > 0 || !strings.Contains(p.stdout(), "Other hard links of the token's file still exist (1)") {
		t.Errorf("the other hard link holds %q: %v\n%s", data, err, p.stdout())
	}
}

func TestLogoutIsOfTheAPIOfTheSettings(t *testing.T) {
	const elsewhere = "https://broker.example"
	home := t.TempDir()
	alpacas, others := keep(t, home, "", "one"), keep(t, home, elsewhere, "two")
	environ := []string{"HOME=" + home, "QUIPU_TOKEN_STORE=file"}
	there := append([]string{"QUIPU_API_URL=" + elsewhere}, environ...)
	exists := func(path string) bool { _, err := os.Stat(path); return err == nil }
	if p := command(t, there, "logout"); p.code() != exitOK || exists(others) || !exists(alpacas) {
		t.Errorf("%s%s", p.stdout(), p.stderr())
	}
	if p := command(t, there, "logout"); p.code() != exitOK || !strings.Contains(p.stdout(), "The one of another API is kept") || !exists(alpacas) {
		t.Errorf("%s%s", p.stdout(), p.stderr())
	}
	others = keep(t, home, elsewhere, "three")
	if p := command(t, environ, "logout", "--all"); p.code() != exitOK || exists(others) || exists(alpacas) {
		t.Errorf("%s%s", p.stdout(), p.stderr())
	}
}
