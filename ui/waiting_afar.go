package ui

import (
	"net"
	"net/url"
	"strings"

	"quipu/safe"
	"quipu/ui/text"
)

// stepsFromAfar are the ways for a person whose browser is on another machine,
// each of them one that ends well: by a phone, by a port of this machine brought
// to that one, by any browser at all.
func (m Model) stepsFromAfar(code bool, width int) []step {
	back := "The last page won't load; that is expected. Copy its address and press p."
	ways := []step{{words: "With a phone: scan the code and approve " + m.whatFor() + ". " + back}}
	if !code {
		ways = []step{{"On a phone or a computer: open this link and approve " + m.whatFor() + ". " + back, m.wholeLink(width)}}
	}
	if command := m.forward(); command != "" {
		ways = append(ways, step{"On your own computer, run (f to copy), then open the link there. Sign-in continues automatically.", m.commandLines(command, width)})
	}
	if code {
		ways = append(ways, step{
			"In any browser: c copies the link, u shows it alone. " + m.fromOutside(),
			[]string{"   " + m.link(m.waiting.attempt.link(), width-3)},
		})
	} else {
		ways = append(ways, step{words: "c copies the link, u shows it alone. " + m.fromOutside()})
	}
	return ways
}

// fromOutside says how an approval comes back from a browser on another machine.
func (m Model) fromOutside() string {
	_, port, _ := m.callback()
	if m.parts.Environment.Container == "" || m.parts.Environment.SSH || port == "" {
		return "Then press p, as in step 1."
	}
	return "Sign-in continues automatically only if port " + port + " of this container is published (? says how); otherwise press p, as in step 1."
}

// forward is the ssh command for this session, "" where it would be of no use.
func (m Model) forward() string {
	redirect, err := url.Parse(m.parts.Settings.RedirectURL)
	host, port, listens := m.callback()
	if err != nil || !safe.Loopback(redirect.Hostname()) || !listens || !safe.Loopback(host) || m.waiting.attempt.Short != "" {
		return ""
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return m.parts.Environment.ForwardTo(redirect.Port(), net.JoinHostPort(host, port))
}

// callback is where the callback server listens, if it does.
func (m Model) callback() (host, port string, listens bool) {
	host, port, err := net.SplitHostPort(m.waiting.attempt.Listening)
	return host, port, err == nil && m.waiting.attempt.Notice == nil
}

// commandLines draw a command in rows that a shell takes as one. A word that no
// row holds is cut to be seen; what is copied is whole.
func (m Model) commandLines(command string, width int) []string {
	var lines []string
	for _, row := range foldCommand(command, width-3) {
		lines = append(lines, "   "+m.theme.Strong.Render(text.Clip(row, width-3)))
	}
	return lines
}

// foldCommand breaks a command between its words, as a shell continues one.
func foldCommand(command string, width int) []string {
	if len(command) <= width {
		return []string{command}
	}
	var rows []string
	row := ""
	for _, word := range strings.Fields(command) {
		if row != "" && len(row)+1+len(word)+len(` \`) > width {
			rows = append(rows, row+` \`)
			row = ""
		}
		row = strings.TrimPrefix(row+" "+word, " ")
	}
	return append(rows, row)
}
