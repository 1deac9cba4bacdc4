package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"quipu/safe"
)

func TestSaveAppKeepsTheRest(t *testing.T) {
	for name, before := range map[string]string{
		"empty":    "",
		"comments": "# mine\ntheme = \"light\" # bright room\nclient_id = \"old\"\n\n# end\n",
		"both":     "client_secret = \"old\"\nclient_id = \"old\"\nrefresh = \"5s\"",
		"quoted":   "\"client_id\" = \"old\"\n",
		"literal":  "client_id = 'old'\nprivate = true\n",
		"windows":  "# mine\r\nclient_id = \"old\"\r\ntheme = \"light\"\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "deep", "config.toml")
			if before != "" {
				path = written(t, before)
			}
			if err := SaveApp(path, "new-id", safe.NewSecret(`s"\ecret`)); err != nil {
				t.Fatal(err)
			}
			s, err := Load(Source{Getenv: environment(t, nil), File: path})
			if err != nil || s.ClientID != "new-id" || s.ClientSecret.Reveal() != `s"\ecret` {
				t.Fatalf("got %v %s", err, s.ClientID)
			}
			after, _ := os.ReadFile(path)
			for _, line := range strings.Split(before, "\n") {
				if !strings.Contains(line, "client_") && !strings.Contains(string(after), line) {
					t.Errorf("lost %q in:\n%s", line, after)
				}
			}
			stat, err := os.Stat(path)
			if err != nil || (runtime.GOOS != "windows" && stat.Mode().Perm() != 0o600) {
				t.Errorf("mode %v %v", stat.Mode(), err)
			}
			if beside, _ := os.ReadDir(filepath.Dir(path)); len(beside) != 1 {
				t.Errorf("left beside it: %v", beside)
			}
		})
	}
}

// A comment behind the old value stays, and so does the place of the line.
func TestSaveAppKeepsTheLine(t *testing.T) {
	path := written(t, "theme = \"light\"\n  client_secret = 'o#ld'\t# of 2025\nclient_id = \"a\\\"b\" # quipu's\r\n# end")
	if err := SaveApp(path, "new", safe.NewSecret("$1x")); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(path)
	if want := "theme = \"light\"\n  client_secret = \"$1x\"\t# of 2025\nclient_id = \"new\" # quipu's\r\n# end"; string(got) != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

func TestSaveAppRefuses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links are for administrators alone")
	}
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(written(t, "theme = \"light\"\n"), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, id, says string }{
		"a link":              {link, "id", "not a regular file"},
		"a folder":            {t.TempDir(), "id", "not a regular file"},
		"a broken file":       {written(t, "this is no toml\n"), "id", "mend it first"},
		"a string over lines": {written(t, "theme = \"\"\"\nclient_id = 'x'\n\"\"\"\n"), "id", "by hand"},
		"an id over lines":    {written(t, "client_id = \"\"\"\nold\"\"\"\n"), "id", "by hand"},
		"a bad id":            {written(t, ""), "two words", "as Alpaca shows them"},
		"no id":               {written(t, ""), "", "as Alpaca shows them"},
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			err := SaveApp(c.path, c.id, safe.NewSecret("hunter2"))
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
			if after, _ := os.ReadFile(c.path); string(after) != string(before) {
				t.Errorf("changed to %q", after)
			}
		})
	}
}

func TestSaveAppWhereNothingCanBeWritten(t *testing.T) {
	if os.Getuid() <= 0 {
		// Root, and Windows, may write anywhere; a file where the folder should be stops it too.
		blocked := written(t, "")
		if err := SaveApp(filepath.Join(blocked, "config.toml"), "id", safe.NewSecret("hunter2")); err == nil {
			t.Error("accepted")
		}
		return
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := SaveApp(filepath.Join(dir, "config.toml"), "id", safe.NewSecret("hunter2")); err == nil {
		t.Error("accepted")
	}
}
