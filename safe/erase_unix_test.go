//go:build unix

package safe

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// linked makes a file with a second hard link.
func linked(t *testing.T, dir, text string) (path, other string) {
	t.Helper()
	path, other = filepath.Join(dir, "token.json"), filepath.Join(t.TempDir(), "kept")
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Link(path, other)); err != nil {
		t.Fatal(err)
	}
	return path, other
}

func holds(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data)
}

func privateFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEraseEmptiesTheOtherHardLink(t *testing.T) {
	path, other := linked(t, privateFolder(t), string(bytes.Repeat([]byte("secret"), 20_000)))
	if others, err := Erase(path); others != 1 || err != nil {
		t.Errorf("%d other names: %v", others, err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) || holds(t, other) != "" {
		t.Errorf("the file: %v, its link holds %d bytes", err, len(holds(t, other)))
	}
	if others, err := Erase(path); others != 0 || err != nil {
		t.Errorf("a file that is not there: %d, %v", others, err)
	}
}

func TestWriteSecretEmptiesTheOtherHardLinkOfWhatItReplaces(t *testing.T) {
	path, other := linked(t, privateFolder(t), "old secret")
	if err := WriteSecret(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if holds(t, path) != "new" || holds(t, other) != "" {
		t.Errorf("the file holds %q, its old link %q", holds(t, path), holds(t, other))
	}
}

func TestLeftoverWithAnotherHardLinkIsEmptied(t *testing.T) {
	dir := privateFolder(t)
	path, other := linked(t, dir, "secret")
	if err := os.Rename(path, filepath.Join(dir, ".token.json.12.quipu")); err != nil {
		t.Fatal(err)
	}
	if err := RemoveLeftovers(dir); err != nil || holds(t, other) != "" {
		t.Errorf("the link holds %q: %v", holds(t, other), err)
	}
}

// What others can put there may be a link to any file of the user.
func TestEraseEmptiesNothingThatOthersMayHavePutThere(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(t.TempDir(), "mine")
	link := filepath.Join(dir, "token.json")
	if err := errors.Join(os.WriteFile(target, []byte("mine"), 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	if _, err := Erase(link); err != nil || holds(t, target) != "mine" {
		t.Errorf("a symbolic link: the target holds %q: %v", holds(t, target), err)
	}
	path, other := linked(t, dir, "mine")
	if err := os.Chmod(dir, 0o777|fs.ModeSticky); err != nil {
		t.Fatal(err)
	}
	if _, err := Erase(path); err != nil || holds(t, other) != "mine" {
		t.Errorf("in an open folder: the link holds %q: %v", holds(t, other), err)
	}
}
