package ui

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"quipu/safe"
	"quipu/ui/text"
)

// step is a numbered instruction and the drawn lines under it.
type step struct {
	words string
	under []string
}

// viewSteps draws the steps with a code, within width cells.
func (m Model) viewSteps(width int) []string {
	lines := m.numbered(m.steps(true, width), width)
	if remark := m.detailLines(m.remark(), width); remark != nil {
		lines = append(append(lines, remark...), "")
	}
	return lines
}

// viewLink draws the steps without a code.
func (m Model) viewLink(width int) []string {
	lines := m.numbered(m.steps(false, width), width)
	lines = append(lines, m.detailLines(m.remark(), width)...)
	if words := m.noCodeReason(); words != "" {
		lines = append(lines, m.detailLines(words, width)...)
	}
	return append(lines, "")
}

// steps are the instructions, with the code on the screen or without it.
func (m Model) steps(code bool, width int) []step {
	here := m.parts.Environment
	switch {
	case m.parts.Approve != nil:
		return m.demoSteps(code, width)
	case m.waiting.attempt.Short == "" && here.Remote():
		return m.remoteSteps(code, width)
	case code:
		return []step{
			{m.firstStep(), []string{"   " + m.link(m.waiting.attempt.link(), width-3)}},
			{"Approve " + m.approvalTarget() + ".", nil},
			{m.returnText(), nil},
		}
	default:
		open := "Open this link, or press o for the browser here, and approve "
		if here.Remote() {
			open = "Open this link and approve "
		}
		return []step{{open + m.approvalTarget() + ":", m.wholeLink(width)}, {m.returnText(), nil}}
	}
}

// demoSteps are the steps of a sign-in to the demo.
func (m Model) demoSteps(code bool, width int) []step {
	first := step{"Press a to approve as the demo user.", m.wholeLink(width)}
	if !m.parts.Environment.Remote() {
		first.words = "Press a to approve as the demo user, or o to open the link in this computer's browser."
	}
	if code {
		first.under = []string{"   " + m.link(m.waiting.attempt.link(), width-3)}
	}
	return []step{first, {m.returnText(), nil}}
}

func (m Model) firstStep() string {
	if m.parts.Environment.Remote() {
		return "Scan the code, or open the link in any browser."
	}
	return "Scan the code, or press o for the browser here."
}

func (m Model) approvalTarget() string {
	return "quipu for your " + string(m.waiting.account) + " account"
}

// wholeLink is the link over several rows, each of which opens the whole address.
func (m Model) wholeLink(width int) []string {
	var lines []string
	for _, line := range text.Chop(m.waiting.attempt.link(), width-3) {
		lines = append(lines, "   "+m.linkText(line, m.waiting.attempt.link()))
	}
	return lines
}

func (m Model) numbered(steps []step, width int) []string {
	var lines []string
	for i, s := range steps {
		lines = append(lines, m.step(fmt.Sprint(i+1), s.words, width)...)
		lines = append(append(lines, s.under...), "")
	}
	return lines
}

func (m Model) step(n, words string, width int) []string {
	var lines []string
	for _, line := range text.Wrap(words, width-3) {
		lines = append(lines, m.theme.Accent.Render(n)+"  "+m.theme.Text.Render(line))
		n = " "
	}
	return lines
}

func (m Model) detailLines(words string, width int) []string {
	if words == "" {
		return nil
	}
	var lines []string
	for _, line := range text.Wrap(words, width-3) {
		lines = append(lines, "   "+m.theme.Muted.Render(line))
	}
	return lines
}

// returnText says how the sign-in completes: automatically, by a finish code, or by a
// pasted address if no callback server listens.
func (m Model) returnText() string {
	switch {
	case m.waiting.attempt.Notice != nil:
		return "Copy the address of the page you land on, return here and press p."
	case m.waiting.attempt.Short != "":
		return "Return here: the last page shows a code to type."
	default:
		return "Return here; sign-in continues automatically."
	}
}

// remark is what the user needs to know besides the steps.
func (m Model) remark() string {
	switch {
	case m.parts.Demo && m.placeQR() != qrHidden:
		return "The demo's code opens a page on this computer, so no phone can open it. A real code opens Alpaca's website."
	case m.parts.Demo:
		return "In the demo the link opens a page on this computer."
	case m.waiting.attempt.Short != "" || m.parts.Environment.Remote():
		return ""
	default:
		return "The last page won't load on the phone; that is expected. Copy its address and press p."
	}
}

// remoteSteps are the alternatives for a browser on another machine: a phone, a
// forwarded port, or any browser with a pasted address.
func (m Model) remoteSteps(code bool, width int) []step {
	back := "The last page won't load; that is expected. Copy its address and press p."
	options := []step{{words: "With a phone: scan the code and approve " + m.approvalTarget() + ". " + back}}
	if !code {
		options = []step{{"On a phone or a computer: open this link and approve " + m.approvalTarget() + ". " + back, m.wholeLink(width)}}
	}
	if command := m.forward(); command != "" {
		options = append(options, step{"On your own computer, run (f to copy), then open the link there. Sign-in continues automatically.", m.commandLines(command, width)})
	}
	if code {
		options = append(options, step{
			"In any browser: c copies the link, u shows it alone. " + m.remoteReturnText(),
			[]string{"   " + m.link(m.waiting.attempt.link(), width-3)},
		})
	} else {
		options = append(options, step{words: "c copies the link, u shows it alone. " + m.remoteReturnText()})
	}
	return options
}

// remoteReturnText says how to complete an approval in a browser on another machine.
func (m Model) remoteReturnText() string {
	_, port, _ := m.callback()
	if m.parts.Environment.Container == "" || m.parts.Environment.SSH || port == "" {
		return "Then press p, as in step 1."
	}
	return "Sign-in continues automatically only if port " + port + " of this container is published (? says how); otherwise press p, as in step 1."
}

// forward is the ssh command that forwards the port, "" if it would not help.
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

// callback is the address of the callback server, if it listens.
func (m Model) callback() (host, port string, listens bool) {
	host, port, err := net.SplitHostPort(m.waiting.attempt.Listening)
	return host, port, err == nil && m.waiting.attempt.Notice == nil
}

// commandLines draw a command in rows that a shell reads as one. A word that is longer
// than a row is shortened; the copied command is complete.
func (m Model) commandLines(command string, width int) []string {
	var lines []string
	for _, row := range foldCommand(command, width-3) {
		lines = append(lines, "   "+m.theme.Strong.Render(text.Clip(row, width-3)))
	}
	return lines
}

// foldCommand breaks a command between words, with a backslash at the end of a row.
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
