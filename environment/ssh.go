package environment

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// connection reads SSH_CONNECTION: client, its port, server, its port. What is
// not that says nothing.
func connection(text string) (client, server, port string) {
	fields := strings.Fields(text)
	if len(fields) != 4 {
		return "", "", ""
	}
	from, to := address(fields[0]), address(fields[2])
	if from == "" || to == "" || !isPort(fields[1]) || !isPort(fields[3]) {
		return "", "", ""
	}
	return from, to, fields[3]
}

// address gives an IP address in its usual form, "" for what is none. A zone
// names an interface of one machine and means nothing to another.
func address(text string) string {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" {
		return ""
	}
	return ip.Unmap().String()
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// Forward is the command that makes this machine's port answer on the computer
// that the SSH session came from, "" where the session does not say enough.
func (h Environment) Forward(port string) string {
	return h.ForwardTo(port, net.JoinHostPort("127.0.0.1", port))
}

// ForwardTo is Forward for what listens here at another address than the port's
// on 127.0.0.1. The command is made for a shell: nothing that a shell or ssh
// reads in another way gets into it.
func (h Environment) ForwardTo(port, listening string) string {
	at, err := netip.ParseAddrPort(listening)
	if err != nil || at.Addr().Zone() != "" || at.Port() == 0 || !isPort(port) {
		return ""
	}
	server := address(h.Server)
	if server == "" || !plainName(h.User) {
		return ""
	}
	command := "ssh -N -L " + port + ":" + at.String()
	if h.ServerPort != "" && h.ServerPort != "22" {
		if !isPort(h.ServerPort) {
			return ""
		}
		command += " -p " + h.ServerPort
	}
	return command + " " + h.User + "@" + server
}

// plainName reports whether a user's name means itself to ssh and to a shell.
func plainName(name string) bool {
	for _, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune("._-", r) {
			return false
		}
	}
	return name != "" && name[0] != '-'
}
