package ui

import (
	"strings"

	"quipu/config"
	"quipu/ui/format"
)

// stepsWidth is what the steps need beside the code, in cells.
const stepsWidth = 39

// viewWaiting draws the code with the steps beside it, under it in a narrow
// window, and the link in its place where it does not fit.
func (m Model) viewWaiting() []string {
	t, w := m.theme, m.waiting
	if w.plain {
		// Nothing else on the screen: a mouse takes the link whole.
		return append([]string{""}, chop(w.attempt.link(), m.width)...)
	}
	left := ""
	if w.begun && !w.exchanged && !w.finishing {
		left = t.Muted.Render(format.Countdown(m.left()) + " left")
	}
	title := "  " + t.Brand.Render("Sign in to Alpaca") + "   " + m.badge(w.account)
	lines := []string{"", spread(title, left, m.width-2), ""}
	switch {
	case !w.begun:
		return append(lines, "  "+t.Muted.Render("Opening the callback server…"))
	case w.exchanged:
		return append(lines, "  "+t.Text.Render("Approved. Getting the token…"))
	}
	if w.finishing {
		return append(lines, indent(m.viewFinishing(m.width-4), 2)...)
	}
	code := m.code()
	switch m.codeSits() {
	case atSide:
		progress := m.viewProgress(m.width - code.width - 8)
		right := append(squeeze(m.viewSteps(m.width-code.width-8), m.height-4-len(progress)), progress...)
		return append(lines, indent(beside(code.lines, right, code.width+4), 2)...)
	case above:
		lines = append(lines, indent(append([]string(nil), code.lines...), 2)...)
		if m.height-5-len(lines) > progressRows {
			lines = append(lines, "")
		}
		lines = append(append(lines, indent(m.viewProgress(m.width-4), 2)...), "")
		return append(lines, indent(m.viewSteps(m.width-4), 2)...)
	default:
		lines = append(lines, indent(m.viewLink(m.width-4), 2)...)
		return append(lines, indent(m.viewProgress(m.width-4), 2)...)
	}
}

// link shows the beginning of an address, the whole of it behind (OSC 8).
func (m Model) link(address string, width int) string {
	shown := strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	return m.linkText(clip(shown, width), address)
}

func (m Model) linkText(text, address string) string {
	return m.theme.Accent.Hyperlink(address).Render(text)
}

// badge names the account: calm for paper, unmistakable for live.
func (m Model) badge(account config.Account) string {
	badge := m.theme.Paper.Render("PAPER")
	if account == config.Live {
		badge = m.theme.Live.Render(" LIVE ")
	}
	if m.parts.Demo {
		badge += " " + m.theme.Demo.Render("DEMO")
	}
	return badge
}
