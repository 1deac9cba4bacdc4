package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"quipu/safe"
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

// A config file says where tokens and secrets are sent. Whoever can write it gets
// them, whatever it holds now.
func TestFileThatOthersCanWriteIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	for name, c := range map[string]struct {
		spoil func(path string) error
		says  string
	}{
		"writable by all":       {func(path string) error { return os.Chmod(path, 0o666) }, "chmod go-w "},
		"writable by a group":   {func(path string) error { return os.Chmod(path, 0o664) }, "chmod go-w "},
		"an open folder":        {func(path string) error { return os.Chmod(filepath.Dir(path), 0o777) }, "chmod go-w "},
		"an open folder above":  {func(path string) error { return os.Chmod(filepath.Dir(filepath.Dir(path)), 0o777) }, "chmod o-w "},
		"another user's":        {func(path string) error { return os.Chown(path, 12345, -1) }, "belongs to another user"},
		"another user's folder": {func(path string) error { return os.Chown(filepath.Dir(path), 12345, -1) }, "belongs to another user"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "above", "quipu")
			path := filepath.Join(dir, "config.toml")
			text := []byte("api_url = \"https://broker.example\"\n")
			if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(path, text, 0o600)); err != nil {
				t.Fatal(err)
			}
			link := filepath.Join(t.TempDir(), "link.toml")
			if err := os.Symlink(path, link); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(Source{Getenv: environment(t, nil), File: link}); err != nil {
				t.Fatalf("as it should be: %v", err)
			}
			if err := c.spoil(path); errors.Is(err, os.ErrPermission) {
				t.Skip("only root gives files away")
			} else if err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{path, link} {
				if s, err := Load(Source{Getenv: environment(t, nil), File: file}); err == nil || s.APIURL != "" || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v", file, err)
				}
			}
			if err := SaveApp(path, "id", safe.NewSecret("hunter2")); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("a save: %v", err)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(text) {
				t.Errorf("changed to %q: %v", after, err)
			}
		})
	}
}

func TestSaveAppWritesIntoNoFolderThatOthersCanWriteIn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "config.toml")
	if err := SaveApp(path, "id", safe.NewSecret("hunter2")); err == nil || !strings.Contains(err.Error(), "chmod go-w "+dir) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("written: %v", err)
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
