// Package where tells in what place the program runs: at a desk, in an SSH
// session, without a display, in a container, inside tmux or screen. It decides
// what can be offered for signing in, and knows no screen.
package where

import (
	"os"
	"os/user"
	"runtime"
)

// Here is the place. The zero value is an ordinary desk.
type Here struct {
	SSH        bool   // in an SSH session
	Client     string // the IP address that it came from, "" where unknown
	Server     string // this machine's address as the session reached it, "" where unknown
	ServerPort string // of the SSH server, "" where unknown
	User       string // who is logged in here, "" where unknown
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

// System looks at this process's own surroundings.
func System() Source {
	s := Source{
		Getenv: os.Getenv, GOOS: runtime.GOOS,
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
func (h Here) Remote() bool { return h.SSH || h.NoDisplay || h.Container != "" }

// Am tells the place from its surroundings.
func Am(s Source) Here {
	h := Here{User: s.User}
	h.SSH = s.Getenv("SSH_CONNECTION") != "" || s.Getenv("SSH_TTY") != ""
	desktop := s.GOOS == "darwin" || s.GOOS == "windows"
	h.NoDisplay = !desktop && s.Getenv("DISPLAY") == "" && s.Getenv("WAYLAND_DISPLAY") == ""
	h.Terminal, h.Sextants = terminal(s.Getenv)
	return h
}

// Why says in sentences what of the place decides what is offered.
func (h Here) Why() []string { return nil }

// Forward is the command that makes this machine's port answer on the computer
// that the SSH session came from, "" where the session does not say enough.
func (h Here) Forward(port string) string { return "" }

// Clipboard is the escape sequence that hands text to the clipboard of the
// person's terminal (OSC 52), as it has to be sent through tmux or screen.
func (h Here) Clipboard(text string) string { return "" }
