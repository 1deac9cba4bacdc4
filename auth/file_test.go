package auth

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"quipu/safe"
)

func TestTokenFile(t *testing.T) {
	s := storeWith(t, "file", nil)
	if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
		t.Fatal(err)
	}
	path := s.path(s.firstName("paper"))
	stat, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.Stat(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && (stat.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700) {
		t.Errorf("file %v in folder %v", stat.Mode(), folder.Mode())
	}
	if left, err := safe.Leftovers(s.dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for name, c := range map[string]struct {
		spoil func() error
		says  string
	}{
		"open to others": {func() error { return os.Chmod(path, 0o640) }, "chmod 600 " + path},
		"damaged":        {func() error { return os.WriteFile(path, []byte("{"), 0o600) }, "damaged"},
		"another version": {func() error {
			return os.WriteFile(path, []byte(`{"version":9,"access_token":"hunter2","env":"paper"}`), 0o600)
		}, "another version"},
		"another account": {func() error {
			return os.WriteFile(path, []byte(`{"version":1,"access_token":"hunter2","env":"live"}`), 0o600)
		}, "not for the paper account"},
		"a token with a break": {func() error {
			return os.WriteFile(path, []byte(`{"version":1,"access_token":"hunter2\r\nX: y","env":"paper"}`), 0o600)
		}, "damaged"},
		"huge":     {func() error { return os.WriteFile(path, make([]byte, tokenLimit+1), 0o600) }, "too large"},
		"a folder": {func() error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, "not a regular file"},
		"a link": {func() error {
			return errors.Join(os.Remove(path), os.Symlink("/etc/hostname", path))
		}, "not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && (name == "open to others" || name == "a link") {
				t.Skip("Windows has no such modes, and links for administrators alone")
			}
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			_, _, err := s.Load(t.Context(), "paper")
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A link is replaced and what it points to is left alone.
func TestSaveDoesNotFollowALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links are for administrators alone")
	}
	s := storeWith(t, "file", nil)
	target := filepath.Join(t.TempDir(), "target")
	if err := errors.Join(os.WriteFile(target, []byte("mine"), 0o644), os.Mkdir(s.dir, 0o700), os.Symlink(target, s.path(s.firstName("paper")))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(target); err != nil || string(data) != "mine" {
		t.Errorf("the target holds %q: %v", data, err)
	}
	if _, _, err := s.Load(t.Context(), "paper"); err != nil {
		t.Error(err)
	}
}

func TestSaveThatFailsLeavesNothing(t *testing.T) {
	s := storeWith(t, "file", nil)
	if err := os.MkdirAll(s.path(s.firstName("paper")), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := s.Save(t.Context(), aToken("paper"))
	if err == nil || strings.Count(err.Error(), s.dir) != 1 || strings.Contains(err.Error(), "tok-secret") {
		t.Errorf("got %v", err)
	}
	if left, err := safe.Leftovers(s.dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := OpenStore(StoreOptions{Kind: "file", Dir: filepath.Join(file, "quipu")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Save(t.Context(), aToken("paper")); err == nil || !strings.Contains(err.Error(), s.dir) {
		t.Errorf("got %v", err)
	}
}
