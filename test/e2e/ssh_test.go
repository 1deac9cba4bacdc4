//go:build unix

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"quipu/test/emulator"
)

// server is an sshd of the test's own, on loopback, with keys of its own.
type server struct {
	t    *testing.T
	dir  string
	port int
	user string
	ssh  string
}

func newServer(t *testing.T) *server {
	t.Helper()
	sshd, keygen := need(t, "sshd"), need(t, "ssh-keygen")
	s := &server{t: t, dir: t.TempDir(), port: freePort(t), ssh: need(t, "ssh")}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	s.user = me.Username
	if me.Uid == "0" { // where sshd drops its privileges; only root's needs it
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"host", "person"} {
		if out, err := exec.CommandContext(t.Context(), keygen, "-q", "-t", "ed25519", "-N", "", "-f", s.in(key)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	public, err := os.ReadFile(s.in("host.pub"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("known_hosts", fmt.Sprintf("[127.0.0.1]:%d %s", s.port, public))
	s.write("sshd_config", fmt.Sprintf(`Port %d
ListenAddress 127.0.0.1
HostKey %s
AuthorizedKeysFile %s
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding yes
PrintMotd no
`, s.port, s.in("host"), s.in("person.pub")))
	background(t, sshd, "-D", "-e", "-f", s.in("sshd_config"))
	answers(t, fmt.Sprintf("127.0.0.1:%d", s.port))
	return s
}

func (s *server) in(name string) string { return filepath.Join(s.dir, name) }

func (s *server) write(name, text string) string {
	s.t.Helper()
	if err := os.WriteFile(s.in(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return s.in(name)
}

// options are what ssh needs to know of the server, and nothing of the person.
func (s *server) options() []string {
	return []string{
		"-F", "none", "-i", s.in("person"), "-p", strconv.Itoa(s.port),
		"-o", "UserKnownHostsFile=" + s.in("known_hosts"), "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR",
	}
}

// session logs in from a terminal and runs quipu, in tmux if asked. What it is
// set to is in a file, since arguments are public.
func (s *server) session(width, height int, tmux string, environ []string, args ...string) *emulator.Session {
	s.t.Helper()
	var script strings.Builder
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		fmt.Fprintf(&script, "export %s='%s'\n", name, value)
	}
	fmt.Fprintf(&script, "unset DISPLAY WAYLAND_DISPLAY\nexport LANG=C.UTF-8\nexec %s %s\n", quipu, strings.Join(args, " "))
	run := "sh " + s.write("run.sh", script.String())
	if tmux != "" {
		socket := s.in("tmux")
		s.write("tmux.conf", "set -g status off\n")
		if len(args) > 0 { // what a command says last would leave with its window
			run += `; echo "ended with $?"; read _`
		}
		run = fmt.Sprintf("%s -u -S %s -f %s new-session '%s'", tmux, socket, s.in("tmux.conf"), run)
		s.t.Cleanup(func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() }) //nolint:noctx // the test is over
	}
	command := append(append([]string{"-tt"}, s.options()...), s.user+"@127.0.0.1", run)
	return emulator.Run(s.t, s.ssh, width, height, nil, command...)
}
