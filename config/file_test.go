package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestFileThatCannotBeRead(t *testing.T) {
	large := written(t, "# "+strings.Repeat("x", fileLimit)+"\n")
	below := filepath.Join(written(t, ""), "config.toml") // its folder is a file
	for path, says := range map[string]string{
		large: large + ": is larger than 1 MiB",
		below: below + ": cannot be read: ",
	} {
		_, err := Load(Source{Getenv: environment(t, nil), File: path})
		if err == nil || !strings.HasPrefix(err.Error(), says) || strings.Count(err.Error(), path) != 1 {
			t.Errorf("got %v, want %s", err, says)
		}
	}
}

// A file that nobody named may be missing, but not be unreadable.
func TestFileAtTheUsualPlace(t *testing.T) {
	home := t.TempDir()
	getenv := func(name string) string { return map[string]string{"XDG_CONFIG_HOME": home}[name] }
	path := filepath.Join(home, "quipu", "config.toml")
	if s, err := Load(Source{Getenv: getenv}); err != nil || s.File != path {
		t.Fatalf("missing: %v, file %q", err, s.File)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(Source{Getenv: getenv}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a folder: %v", err)
	}
}

func TestSecretInAFileOpenToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := written(t, "client_secret = \"hunter2\"\n")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Load(Source{Getenv: environment(t, nil), File: path})
	if err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

// Whatever stands in the file, the answer is settings or one clean line.
func FuzzConfigFile(f *testing.F) {
	f.Add([]byte("refresh = \"3s\"\nclient_secret = \"x\"\n"))
	f.Add([]byte("scopes = [\"data\", \"trading\"]"))
	f.Add([]byte("a = [[1,{b=2}]]\n[[x]]\n"))
	f.Add([]byte("account = \"\\u001b[2J\""))
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Load(Source{Getenv: func(string) string { return "" }, File: path})
		switch {
		case err != nil && strings.ContainsAny(err.Error(), "\n\x1b"):
			t.Fatalf("not one clean line: %q", err)
		case err == nil && (s.Refresh < time.Second || s.Refresh > time.Hour || (s.Account != Paper && s.Account != Live)):
			t.Fatalf("accepted %+v", s)
		}
	})
}
