package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fakeTmux puts a tmux of the test's own first in the path: it writes down how
// it was called and what it was given.
func fakeTmux(t *testing.T, script string) (dir string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the tmux of this test is a shell script")
	}
	dir = t.TempDir()
	text := "#!/bin/sh\necho \"$@\" >>" + dir + "/called\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, "tmux"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return dir
}

func inTmux(name string) string {
	if name == "TMUX" {
		return "/tmp/tmux-1000/default,1,0"
	}
	return ""
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCopyBesideHandsTheTextToTmux(t *testing.T) {
	for name, c := range map[string]struct{ script, called string }{
		"tmux 3.2": {`cat >"${0%/*}/given"`, "load-buffer -w -\n"},
		"older":    {`[ "$2" = -w ] && exit 1; cat >"${0%/*}/given"`, "load-buffer -w -\nload-buffer -\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fakeTmux(t, c.script)
			if err := copyToTmux(inTmux)(t.Context(), "the-link"); err != nil {
				t.Fatal(err)
			}
			if given := read(t, dir, "given"); given != "the-link" {
				t.Errorf("given %q", given)
			}
			called := read(t, dir, "called")
			if called != c.called {
				t.Errorf("called %q", called)
			}
			if strings.Contains(called, "the-link") {
				t.Error("the text is on the command line")
			}
		})
	}
}

func TestCopyBesideFailsWithinItsTime(t *testing.T) {
	fakeTmux(t, "exec sleep 30")
	began := time.Now()
	if err := copyToTmux(inTmux)(t.Context(), "x"); err == nil {
		t.Error("a tmux that hangs has copied")
	}
	if took := time.Since(began); took > 5*tmuxTimeout {
		t.Errorf("it took %s", took)
	}
	if copyToTmux(func(string) string { return "" }) != nil {
		t.Error("there is tmux outside of tmux")
	}
}
