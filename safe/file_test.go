package safe

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// namesIn lists a folder.
func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}

func TestWriteFileReplacesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "state.json")
	for _, c := range []struct {
		text string
		mode fs.FileMode
	}{{"first", 0o600}, {"second", 0o640}, {"", 0o600}} {
		if err := WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != c.text {
			t.Errorf("the file holds %q: %v", got, err)
		}
		stat, err := os.Stat(path)
		if err != nil || (runtime.GOOS != "windows" && stat.Mode() != c.mode) {
			t.Errorf("mode %v, want %v: %v", stat.Mode(), c.mode, err)
		}
		if names := namesIn(t, filepath.Dir(path)); len(names) != 1 {
			t.Errorf("the folder holds %v", names)
		}
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil || (runtime.GOOS != "windows" && folder.Mode().Perm() != 0o700) {
		t.Errorf("the folder's mode is %v: %v", folder.Mode(), err)
	}
}

func TestWriteFileReplacesALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("only administrators make links on Windows")
	}
	dir := t.TempDir()
	target, link := filepath.Join(t.TempDir(), "target"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(target, []byte("untouched"), 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(target); string(got) != "untouched" {
		t.Errorf("the link's target holds %q", got)
	}
	if got, _ := os.ReadFile(link); string(got) != "new" {
		t.Errorf("the file holds %q", got)
	}
}

// checkFailure checks that a write failed, kept the old file and left nothing.
func checkFailure(t *testing.T, err error, path string) {
	t.Helper()
	var pathErr *fs.PathError
	if !errors.As(err, &pathErr) || pathErr.Path != path || strings.Contains(err.Error(), temporarySuffix) {
		t.Errorf("the error is %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the file holds %q", got)
	}
	if names := namesIn(t, filepath.Dir(path)); len(names) != 1 {
		t.Errorf("the folder holds %v", names)
	}
}

func TestFailedRenameLeavesTheOldFileAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	if err := WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeFile(path, []byte("new"), 0o600, func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EIO}
	})
	if !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
	checkFailure(t, err, path)
}

func TestWriteFileOverAFolderFails(t *testing.T) {
	path := t.TempDir()
	if err := os.WriteFile(filepath.Join(path, "inside"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	before := len(namesIn(t, dir))
	if err := WriteFile(path, []byte("new"), 0o600); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if names := namesIn(t, dir); len(names) != before {
		t.Errorf("the folder holds %v", names)
	}
}

// A user without privileges is needed to see a folder refuse: the test starts
// itself as one where it runs as root.
func TestWriteFileInAReadOnlyFolderFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder cannot be read-only on Windows")
	}
	dir := filepath.Join(os.TempDir(), "quipu-read-only-"+fmt.Sprint(os.Getpid()))
	if given := os.Getenv("QUIPU_TEST_READ_ONLY"); given != "" {
		checkFailure(t, WriteFile(filepath.Join(given, "state.json"), []byte("new"), 0o600), filepath.Join(given, "state.json"))
		return
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(dir, 0o700), os.RemoveAll(dir)) })
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "state.json"), []byte("old"), 0o644), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	cmd := asHelper(t, "TestWriteFileInAReadOnlyFolderFails", "QUIPU_TEST_READ_ONLY="+dir)
	dropPrivileges(t, cmd)
	if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("PASS")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// asHelper runs one test of this binary in a process of its own.
func asHelper(t *testing.T, name string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+name+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// The helper process is killed between the write and the rename, ten times for
// each name: of each name that quipu writes, no more than one temporary file is ever
// there, and the next write removes it.
func TestNextWriteRemovesWhatAKilledOneLeft(t *testing.T) {
	if path := os.Getenv("QUIPU_TEST_KILLED"); path != "" {
		_ = writeFile(path, []byte("a live token"), 0o600, func(string, string) error {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return err
			}
			_ = self.Kill()
			select {}
		})
		return
	}
	dir := t.TempDir()
	names := []string{"token-paper.json", "config.toml", "state.json", "assets.json"}
	for n := range 40 {
		name := names[n%len(names)]
		path := filepath.Join(dir, name)
		if err := asHelper(t, "TestNextWriteRemovesWhatAKilledOneLeft", "QUIPU_TEST_KILLED="+path).Run(); err == nil {
			t.Fatal("the helper was not killed")
		}
		left, err := Leftovers(dir)
		if err != nil || len(left) != 1 || len(namesIn(t, dir)) != 1 || !strings.Contains(left[0], "."+name+".") {
			t.Fatalf("killed write %d left %v: %v", n, left, err)
		}
	}
	if err := WriteFile(filepath.Join(dir, "other.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, dir); len(names) != 1 || names[0] != "other.json" {
		t.Errorf("the folder holds %v", names)
	}
}

func TestLeftoversOfEarlierVersionsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".token-3917465028", ".config-123.toml", ".quipu-42"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("a live token"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".token-paper.lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := RemoveLeftovers(dir); err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, dir); len(names) != 1 || names[0] != ".token-paper.lock" {
		t.Errorf("the folder holds %v", names)
	}
}

func TestOnlyLeftoversOfWriteFileAreRemoved(t *testing.T) {
	dir := t.TempDir()
	kept := []string{".state.json.12x.quipu", "state.json.12.quipu", ".12.quipu", ".state.json.12.quipu.txt"}
	for _, name := range append(kept, ".state.json.12.quipu") {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".folder.12.quipu"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := RemoveLeftovers(dir); err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, dir); len(names) != len(kept)+1 {
		t.Errorf("the folder holds %v", names)
	}
	if err := RemoveLeftovers(filepath.Join(dir, "missing")); err != nil {
		t.Errorf("a folder that does not exist: %v", err)
	}
}

// Another writer starts while the first one is about to rename.
func TestAFileBeingWrittenIsNoLeftover(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	renames := 0
	err := writeFile(path, []byte("slow"), 0o600, func(from, to string) error {
		renames++
		if err := WriteFile(path, []byte("quick"), 0o600); err != nil {
			t.Error(err)
		}
		if got, _ := os.ReadFile(path); string(got) != "quick" {
			t.Errorf("the file holds %q", got)
		}
		return os.Rename(from, to)
	})
	if err != nil || renames != 1 {
		t.Errorf("written after %d renames: %v", renames, err)
	}
	if got, _ := os.ReadFile(path); string(got) != "slow" {
		t.Errorf("the file holds %q", got)
	}
}

// On a file system without locks another process removes the temporary file.
func TestWriteFileStartsAgainWhenItsTemporaryFileVanishes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	renames := 0
	vanish := func(from, to string) error {
		if renames++; renames < writeTries {
			_ = os.Remove(from)
		}
		return os.Rename(from, to)
	}
	if err := writeFile(path, []byte("new"), 0o600, vanish); err != nil || renames != writeTries {
		t.Errorf("%d renames: %v", renames, err)
	}
	renames = -writeTries
	if err := writeFile(path, []byte("newer"), 0o600, vanish); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a write that never succeeds gives %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Errorf("the file holds %q", got)
	}
}

func TestManyWritersAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			if err := WriteFile(path, bytes.Repeat([]byte{byte('a' + n)}, 64<<10), 0o600); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := os.ReadFile(path)
	if err != nil || len(got) != 64<<10 || len(bytes.Trim(got, string(got[:1]))) != 0 {
		t.Errorf("the file holds %d bytes of several writers: %v", len(got), err)
	}
	if names := namesIn(t, filepath.Dir(path)); len(names) != 1 {
		t.Errorf("the folder holds %v", names)
	}
}

func TestFileWord(t *testing.T) {
	for text, want := range map[string]string{
		"paper-api.alpaca.markets": "paper-api.alpaca.markets", "localhost:8080": "localhost_8080", "[::1]:80": "___1__80",
		"../../etc": ".._.._etc", "PA3\x00\n": "PA3__", "küste": "k_ste", "": "",
	} {
		if got := FileWord(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
