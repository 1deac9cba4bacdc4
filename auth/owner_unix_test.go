//go:build unix

package auth

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestFileOfAnotherUser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stat, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkTokenFile(path, stat, os.Getuid()); err != nil {
		t.Errorf("our own: %v", err)
	}
	if err := checkTokenFile(path, stat, os.Getuid()+1); err == nil || !strings.Contains(err.Error(), "rm "+path) {
		t.Errorf("another's: %v", err)
	}
}

// A pipe in the token's place must not make the program wait.
func TestPipeInPlaceOfTheToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readFile(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("got %v", err)
	}
}

func TestFolderThatOthersMayWriteIn(t *testing.T) {
	s := storeWith(t, "file", nil)
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o777, 0o770, 0o702} {
		if err := os.Chmod(s.dir, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Save(t.Context(), aToken("paper")); err == nil || !strings.Contains(err.Error(), "chmod 700 "+s.dir) {
			t.Errorf("%o: %v", mode, err)
		}
	}
	if left, _ := os.ReadDir(s.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
