// Package environment tells what the program runs in: a desktop, an SSH
// session, without a display, in a container, inside tmux or screen. It decides
// what can be offered for signing in, and knows no screen.
package environment

import (
	"os"
	"os/user"
	"runtime"
	"strings"
)

// Environment describes the session. The zero value is an ordinary desktop.
type Environment struct {
	SSH        bool   // in an SSH session
	Client     string // the IP address that it came from, "" where unknown
	Server     string // this machine's address as the session reached it, "" where unknown
	ServerPort string // of the SSH server, "" where unknown
	User       string // who is logged in here, over SSH the name that ssh was given, "" where unknown
	NoDisplay  bool   // nothing here shows a browser's window
	Container  string // its kind: docker, podman, kubernetes, container; "" outside
	Mux        string // tmux or screen; "" outside
	Terminal   string // the terminal's name where the environment tells; "" where not
	Sextants   bool   // the terminal is known to draw sextants itself
}

// Source is what is looked at.
type Source struct {
	Getenv func(string) string
	Exists func(path string) bool
	Read   func(path string) string // "" where it cannot be read
	GOOS   string
	User   string
}

// OS is the Source of this machine, with the variables of the process or the
// session.
func OS(getenv func(string) string) Source {
	s := Source{
		Getenv: getenv, GOOS: runtime.GOOS,
		Exists: func(path string) bool { _, err := os.Stat(path); return err == nil },
		Read: func(path string) string {
			data, _ := os.ReadFile(path)
			return string(data)
		},
	}
	if u, err := user.Current(); err == nil {
		s.User = u.Username
	}
	return s
}

// Remote reports whether no browser can show a page to the person here.
func (h Environment) Remote() bool { return h.SSH || h.NoDisplay || h.Container != "" }

// Detect derives the environment from its source.
func Detect(s Source) Environment {
	h := Environment{User: s.User, Container: container(s), Mux: mux(s)}
	h.SSH = s.Getenv("SSH_CONNECTION") != "" || s.Getenv("SSH_TTY") != ""
	if name := s.Getenv("LOGNAME"); h.SSH && name != "" {
		h.User = name // who came by ssh, also after su
	}
	h.Client, h.Server, h.ServerPort = connection(s.Getenv("SSH_CONNECTION"))
	h.NoDisplay = !display(s, h.SSH)
	h.Terminal, h.Sextants = terminal(s.Getenv)
	return h
}

// display reports whether a browser's window would be seen here. A desktop's own
// display is not the one of a session from elsewhere; Windows shows what its
// Linux subsystem opens.
func display(s Source, ssh bool) bool {
	if s.Getenv("DISPLAY") != "" || s.Getenv("WAYLAND_DISPLAY") != "" {
		return true
	}
	return !ssh && (s.GOOS == "darwin" || s.GOOS == "windows" || s.Getenv("WSL_DISTRO_NAME") != "")
}

// container gives the kind of container that this is, as its maker marks it. One
// that shares the desktop (toolbox) is as good as none: container=none says so.
func container(s Source) string {
	switch named := s.Getenv("container"); {
	case named == "none":
		return ""
	case s.Getenv("KUBERNETES_SERVICE_HOST") != "":
		return "kubernetes"
	case s.Exists("/run/.containerenv"), named == "podman":
		return "podman"
	case s.Exists("/.dockerenv"), named == "docker":
		return "docker"
	case named != "":
		return "container"
	default:
		return ""
	}
}

// mux gives the multiplexer in between. Over SSH only TERM tells of the one at
// the other end.
func mux(s Source) string {
	term := s.Getenv("TERM")
	switch {
	case s.Getenv("TMUX") != "":
		return "tmux"
	case s.Getenv("STY") != "":
		return "screen"
	case strings.HasPrefix(term, "tmux"):
		return "tmux"
	case strings.HasPrefix(term, "screen"):
		return "screen"
	default:
		return ""
	}
}
