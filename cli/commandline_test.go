package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What is wrong with a start is one line on standard error, and exit code 1.
func TestBadStarts(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(broken, []byte("refresh = \"3s\"\nrefesh = \"4s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args, environ []string
		says          []string
	}{
		"unknown flag":    {[]string{"--bogus"}, nil, []string{"unknown flag: --bogus", "quipu --help"}},
		"unknown command": {[]string{"dance"}, nil, []string{"dance"}},
		"refresh":         {[]string{"--refresh", "fast"}, nil, []string{`--refresh "fast"`, "1s to 1h"}},
		"variable":        {nil, []string{"QUIPU_THEME=blue"}, []string{`QUIPU_THEME="blue"`, "colorblind"}},
		"unknown key":     {[]string{"--config", broken}, nil, []string{broken, "refesh is not a setting"}},
		"missing file":    {[]string{"--config", "/nowhere/x.toml"}, nil, []string{"x.toml", missing}},
		"half a key pair": {nil, []string{"APCA_API_KEY_ID=PK1"}, []string{"APCA_API_SECRET_KEY"}},
		"clock, no demo":  {[]string{"--demo-clock", "2026-11-24T11:42"}, nil, []string{"--demo-clock is for --demo"}},
		"clock":           {[]string{"--demo", "--demo-clock", "noon"}, nil, []string{`--demo-clock "noon"`, "2026-11-23T11:42"}},
		"clock's year":    {[]string{"--demo", "--demo-clock", "9999-12-31T23:59"}, nil, []string{"a year from 2020 to 2099"}},
		"no terminal":     {[]string{"--demo"}, nil, []string{"needs a terminal"}},
		"public broker":   {[]string{"broker", "--listen", "0.0.0.0:8765"}, nil, []string{"--listen 0.0.0.0:8765", "loopback"}},
		"broker's port":   {[]string{"broker", "--listen", "127.0.0.1:99999"}, nil, []string{"99999", "invalid port"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := command(t, c.environ, c.args...)
			if code := p.code(); code != exitError {
				t.Errorf("ended with %d", code)
			}
			line := p.stderr()
			if out := p.stdout(); out != "" || strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "quipu: ") {
				t.Errorf("not one line on standard error: %q %q", out, line)
			}
			for _, said := range c.says {
				if !strings.Contains(line, said) {
					t.Errorf("%q does not say %q", line, said)
				}
			}
		})
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	p := command(t, nil, "--help")
	if code := p.code(); code != exitOK {
		t.Fatal(p.stderr())
	}
	out := p.stdout()
	for _, flag := range []string{"--demo", "--demo-seed", "--account", "--refresh", "--read-only", "--private", "--theme", "--config"} {
		if !strings.Contains(out, flag) {
			t.Errorf("%s is not in the help", flag)
		}
	}
	if strings.Contains(out, "(default )") {
		t.Error("an empty default is shown")
	}
}

// missing is how the system says that a file is not there.
var missing = func() string {
	if runtime.GOOS == "windows" {
		return "cannot find"
	}
	return "no such file"
}()
