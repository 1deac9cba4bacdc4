package environment

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// source is a place told by its variables alone; a name that begins with a
// slash is a file that exists.
func source(told ...string) Source {
	all := map[string]string{}
	s := Source{GOOS: "linux", User: "ann"}
	for _, one := range told {
		name, value, _ := strings.Cut(one, "=")
		all[name] = value
	}
	if all["GOOS"] != "" {
		s.GOOS = all["GOOS"]
	}
	s.Getenv = func(name string) string { return all[name] }
	s.Exists = func(path string) bool { _, found := all[path]; return found }
	s.Read = func(string) string { return "" }
	return s
}

const session = "SSH_CONNECTION=203.0.113.7 51000 198.51.100.4 22"

func TestEveryPlaceInEveryMultiplexer(t *testing.T) {
	ssh := Environment{SSH: true, NoDisplay: true, Client: "203.0.113.7", Server: "198.51.100.4", ServerPort: "22"}
	forwarded := ssh
	forwarded.NoDisplay = false
	places := map[string]struct {
		told []string
		want Environment
	}{
		"desk":                      {[]string{"DISPLAY=:0"}, Environment{}},
		"wayland":                   {[]string{"WAYLAND_DISPLAY=wayland-0"}, Environment{}},
		"mac":                       {[]string{"GOOS=darwin"}, Environment{}},
		"windows":                   {[]string{"GOOS=windows"}, Environment{}},
		"windows' linux":            {[]string{"WSL_DISTRO_NAME=Debian"}, Environment{}},
		"no display":                {nil, Environment{NoDisplay: true}},
		"ssh":                       {[]string{session}, ssh},
		"ssh with X11":              {[]string{session, "DISPLAY=localhost:10.0"}, forwarded},
		"ssh to a mac":              {[]string{session, "GOOS=darwin"}, ssh},
		"ssh, only its terminal":    {[]string{"SSH_TTY=/dev/pts/9"}, Environment{SSH: true, NoDisplay: true}},
		"docker":                    {[]string{"/.dockerenv"}, Environment{NoDisplay: true, Container: "docker"}},
		"podman":                    {[]string{"/run/.containerenv"}, Environment{NoDisplay: true, Container: "podman"}},
		"podman by its variable":    {[]string{"container=podman"}, Environment{NoDisplay: true, Container: "podman"}},
		"kubernetes":                {[]string{"/.dockerenv", "KUBERNETES_SERVICE_HOST=10.0.0.1"}, Environment{NoDisplay: true, Container: "kubernetes"}},
		"nspawn":                    {[]string{"container=systemd-nspawn"}, Environment{NoDisplay: true, Container: "container"}},
		"toolbox":                   {[]string{"container=oci", "DISPLAY=:0"}, Environment{Container: "container"}},
		"sshd in a container":       {[]string{session, "/.dockerenv"}, Environment{SSH: true, NoDisplay: true, Client: ssh.Client, Server: ssh.Server, ServerPort: "22", Container: "docker"}},
		"ssh, what it says is odd":  {[]string{"SSH_CONNECTION=unknown"}, Environment{SSH: true, NoDisplay: true}},
		"ssh, a port is missing":    {[]string{"SSH_CONNECTION=203.0.113.7 51000 198.51.100.4"}, Environment{SSH: true, NoDisplay: true}},
		"ssh, a port is none":       {[]string{"SSH_CONNECTION=203.0.113.7 51000 198.51.100.4 22;id"}, Environment{SSH: true, NoDisplay: true}},
		"ssh, an address is a name": {[]string{"SSH_CONNECTION=$(id) 51000 198.51.100.4 22"}, Environment{SSH: true, NoDisplay: true}},
		"ssh, an address has an interface": {[]string{"SSH_CONNECTION=fe80::1%eth0 51000 fe80::2%eth0 22"},
			Environment{SSH: true, NoDisplay: true}},
		"ssh by IPv6": {[]string{"SSH_CONNECTION=2001:db8::7 51000 2001:DB8:0::4 2222"},
			Environment{SSH: true, NoDisplay: true, Client: "2001:db8::7", Server: "2001:db8::4", ServerPort: "2222"}},
		"ssh by IPv4 in IPv6": {[]string{"SSH_CONNECTION=::ffff:203.0.113.7 51000 ::ffff:198.51.100.4 22"}, ssh},
	}
	between := map[string][]string{
		"":       {"TERM=xterm-256color"},
		"tmux":   {"TERM=screen-256color", "TMUX=/tmp/tmux-1000/default,1,0"},
		"screen": {"TERM=screen.xterm", "STY=1.pts-0"},
	}
	for name, place := range places {
		for mux, told := range between {
			want := place.want
			want.User, want.Mux = "ann", mux
			if got := Detect(source(append(slices.Clone(told), place.told...)...)); got != want {
				t.Errorf("%s in %q: %+v, want %+v", name, mux, got, want)
			}
		}
	}
	for term, mux := range map[string]string{"tmux-256color": "tmux", "screen-256color": "screen", "xterm-kitty": ""} {
		if got := Detect(source("TERM="+term, session)).Mux; got != mux {
			t.Errorf("%s: %q, want %q", term, got, mux)
		}
	}
}

// sshd says by which name somebody came; su changes who that is, and leaves it.
func TestForwardNamesWhoCameBySSH(t *testing.T) {
	for told, want := range map[string]string{"LOGNAME=bob": "bob", "LOGNAME=": "ann"} {
		if got := Detect(source(session, told)).User; got != want {
			t.Errorf("%s in an SSH session: %s, want %s", told, got, want)
		}
	}
	if got := Detect(source("LOGNAME=bob", "DISPLAY=:0")).User; got != "ann" {
		t.Errorf("at a desk: %s", got)
	}
}

func TestNoBrowserButAtADesk(t *testing.T) {
	for name, h := range map[string]Environment{"ssh": {SSH: true}, "no display": {NoDisplay: true}, "container": {Container: "docker"}} {
		if !h.Remote() {
			t.Errorf("%s: a browser would be started", name)
		}
	}
	if (Environment{Mux: "tmux", User: "ann"}).Remote() {
		t.Error("a desk is remote")
	}
}

func TestForward(t *testing.T) {
	at := Environment{SSH: true, User: "ann", Server: "198.51.100.4", ServerPort: "22"}
	other := func(change func(*Environment)) Environment {
		h := at
		change(&h)
		return h
	}
	for name, c := range map[string]struct {
		here Environment
		want string
	}{
		"ordinary":        {at, "ssh -N -L 17865:127.0.0.1:17865 ann@198.51.100.4"},
		"another port":    {other(func(h *Environment) { h.ServerPort = "2222" }), "ssh -N -L 17865:127.0.0.1:17865 -p 2222 ann@198.51.100.4"},
		"no port":         {other(func(h *Environment) { h.ServerPort = "" }), "ssh -N -L 17865:127.0.0.1:17865 ann@198.51.100.4"},
		"IPv6":            {other(func(h *Environment) { h.Server = "2001:db8::4" }), "ssh -N -L 17865:127.0.0.1:17865 ann@2001:db8::4"},
		"dots and dashes": {other(func(h *Environment) { h.User = "ann.b-c_9" }), "ssh -N -L 17865:127.0.0.1:17865 ann.b-c_9@198.51.100.4"},
		"no user":         {other(func(h *Environment) { h.User = "" }), ""},
		"an option":       {other(func(h *Environment) { h.User = "-oProxyCommand=id" }), ""},
		"a domain's user": {other(func(h *Environment) { h.User = `HOME\ann` }), ""},
		"a shell's user":  {other(func(h *Environment) { h.User = "ann;id" }), ""},
		"a line break":    {other(func(h *Environment) { h.User = "ann\nid" }), ""},
		"no server":       {other(func(h *Environment) { h.Server = "" }), ""},
		"a shell's host":  {other(func(h *Environment) { h.Server = "$(id)" }), ""},
		"an odd port":     {other(func(h *Environment) { h.ServerPort = "22 -oProxyCommand=id" }), ""},
	} {
		if got := c.here.Forward("17865"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, port := range []string{"", "0", "99999", "80;id", "http"} {
		if got := at.Forward(port); got != "" {
			t.Errorf("port %q: %q", port, got)
		}
	}
	if got, want := at.ForwardTo("8080", "[::1]:17865"), "ssh -N -L 8080:[::1]:17865 ann@198.51.100.4"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, listening := range []string{"", "localhost:17865", "[::1%$(id)]:17865", "127.0.0.1"} {
		if got := at.ForwardTo("8080", listening); got != "" {
			t.Errorf("to %q: %q", listening, got)
		}
	}
}

func TestClipboardGoesThroughWhatIsInBetween(t *testing.T) {
	raw := "\x1b]52;c;aGVsbG8=\a"
	for mux, want := range map[string]string{
		"":       raw,
		"tmux":   raw + "\x1bPtmux;\x1b" + raw + "\x1b\\",
		"screen": "\x1bP" + raw + "\x1b\\",
	} {
		if got := (Environment{Mux: mux}).Clipboard("hello"); got != want {
			t.Errorf("%q: %q, want %q", mux, got, want)
		}
	}
	pieces := strings.Split((Environment{Mux: "screen"}).Clipboard(strings.Repeat("x", 2000)), "\x1b\\")
	for _, piece := range pieces {
		if len(piece) > 766 {
			t.Errorf("screen gets %d bytes at once", len(piece))
		}
	}
	if len(pieces) != 5 { // four, and what is behind the last end
		t.Errorf("%d pieces", len(pieces))
	}
}

func TestWhyIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		here Environment
		want []string
		not  string
	}{
		"desk":       {Environment{}, []string{"a browser can be started"}, "SSH_"},
		"ssh":        {Detect(source(session)), []string{"SSH session from 203.0.113.7 (SSH_CONNECTION)", "no browser", "name that you logged in with"}, "display"},
		"ssh, odd":   {Detect(source("SSH_CONNECTION=\x1b[31m")), []string{"SSH session", "no ssh command"}, "\x1b"},
		"no display": {Environment{NoDisplay: true}, []string{"no display", "no browser"}, "SSH session"},
		"container":  {Environment{NoDisplay: true, Container: "docker"}, []string{"container (docker)", "published"}, "no display"},
		"tmux":       {Environment{Mux: "tmux"}, []string{"set -g set-clipboard on", "tmux 3.2"}, "environment"},
		"screen":     {Environment{Mux: "screen", SSH: true}, []string{"screen is in between", "keeps the environment"}, "tmux"},
	} {
		said := strings.Join(c.here.Why(), "\n")
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is not said in %q", name, want, said)
			}
		}
		if strings.Contains(said, c.not) {
			t.Errorf("%s: %q is said in %q", name, c.not, said)
		}
	}
}

func TestSystemNamesItself(t *testing.T) {
	s := OS(os.Getenv)
	if s.GOOS == "" || s.Exists("/no such file") || s.Read("/no such file") != "" {
		t.Errorf("%+v", s)
	}
	t.Setenv("QUIPU_TEST_PLACE", "here")
	if s.Getenv("QUIPU_TEST_PLACE") != "here" {
		t.Error("the environment is not read")
	}
}
