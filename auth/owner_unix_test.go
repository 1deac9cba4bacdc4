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
	if err := checkTokenFile(path, stat); err != nil {
		t.Errorf("our own: %v", err)
	}
	if err := checkTokenFile(path, foreign{stat}); err == nil || !strings.Contains(err.Error(), "rm "+path) {
		t.Errorf("another's: %v", err)
	}
}

// foreign is a file as another user has it.
type foreign struct{ os.FileInfo }

func (foreign) Sys() any { return &syscall.Stat_t{Uid: uint32(os.Geteuid()) + 1} }

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
		path := s.path(s.firstName("paper"))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Load(t.Context(), "paper"); err == nil || !strings.Contains(err.Error(), "chmod 700 "+s.dir) {
			t.Errorf("%o, reading: %v", mode, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := os.ReadDir(s.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Another hard link of a token file would keep a live token.
func TestDeletedTokenIsGoneFromTheOtherHardLinkOfItsFile(t *testing.T) {
	for name, do := range map[string]func(*Store) (Deleted, error){
		"deleted": func(s *Store) (Deleted, error) { return s.Delete(t.Context(), "paper") },
		"all":     func(s *Store) (Deleted, error) { return s.DeleteAll(t.Context()) },
		"refused": func(s *Store) (Deleted, error) {
			_, err := s.DeleteIf(t.Context(), aToken("paper"))
			return Deleted{1}, err
		},
		"replaced": func(s *Store) (Deleted, error) {
			_, err := s.Save(t.Context(), newerThan(aToken("paper")))
			return Deleted{1}, err
		},
	} {
		s := storeWith(t, "file", nil)
		other := filepath.Join(t.TempDir(), "backup")
		if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
			t.Fatal(err)
		}
		if err := os.Link(s.path(s.firstName("paper")), other); err != nil {
			t.Fatal(err)
		}
		if deleted, err := do(s); err != nil || deleted.Links != 1 {
			t.Errorf("%s: %d other links: %v", name, deleted.Links, err)
		}
		if data, err := os.ReadFile(other); err != nil || len(data) > 0 {
			t.Errorf("%s: the other link holds %d bytes: %v", name, len(data), err)
		}
	}
}
