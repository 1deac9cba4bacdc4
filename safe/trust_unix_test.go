//go:build unix

package safe

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// foreign is a file as another user has it.
type foreign struct {
	fs.FileInfo
	uid uint32
}

func (f foreign) Sys() any { return &syscall.Stat_t{Uid: f.uid} }

func TestFileIsTrustedByItsOwnerAndMode(t *testing.T) {
	path := filepath.Join(privateFolder(t), "config.toml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, trusts := range map[fs.FileMode]bool{
		0o600: true, 0o400: true, 0o644: true, 0o666: false, 0o620: false, 0o602: false, 0o664: false,
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		err = TrustedFile(path, info)
		if (err == nil) != trusts || (err != nil && !strings.Contains(err.Error(), "chmod go-w "+path)) {
			t.Errorf("%o: %v", mode, err)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := TrustedFile(path, foreign{info, 0}); err != nil {
		t.Errorf("root's: %v", err)
	}
	if err := TrustedFile(path, foreign{info, uint32(os.Geteuid()) + 1}); err == nil || !strings.Contains(err.Error(), "belongs to another user") {
		t.Errorf("another user's: %v", err)
	}
}

func TestFolderIsTrustedWithThoseAboveIt(t *testing.T) {
	top := privateFolder(t)
	middle := filepath.Join(top, "middle")
	dir := filepath.Join(middle, "quipu")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		folder string
		mode   fs.FileMode
		says   string
	}{
		{dir, 0o700, ""},
		{dir, 0o755, ""},
		{dir, 0o777, "chmod go-w " + dir},
		{dir, 0o770, "chmod go-w " + dir},
		{dir, 0o777 | fs.ModeSticky, ""},
		{middle, 0o777, "chmod o-w " + middle},
		{middle, 0o777 | fs.ModeSticky, ""},
	} {
		if err := os.Chmod(c.folder, c.mode); err != nil {
			t.Fatal(err)
		}
		err := TrustedFolder(dir)
		if (err == nil) != (c.says == "") || (err != nil && !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s %v: %v", c.folder, c.mode, err)
		}
		if err := os.Chmod(c.folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// A link leads to a folder in which others can write.
func TestFolderBehindALinkIsTheOneThatCounts(t *testing.T) {
	dir := privateFolder(t)
	open := filepath.Join(privateFolder(t), "open")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o777), os.Symlink(open, link)); err != nil {
		t.Fatal(err)
	}
	if err := TrustedFolder(link); err == nil {
		t.Error("trusted")
	}
	if err := TrustedFolder(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestPathIsQuotedForAShell(t *testing.T) {
	for path, want := range map[string]string{
		"/home/x/.config/quipu/token-paper.json": "/home/x/.config/quipu/token-paper.json",
		"/home/x y/t":                            "'/home/x y/t'",
		"/a'b;$(c)":                              `'/a'\''b;$(c)'`,
	} {
		if got := Quoted(path); got != want {
			t.Errorf("Quoted(%s) = %s, want %s", path, got, want)
		}
	}
}
