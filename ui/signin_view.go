package ui

import (
	"strings"
	"time"

	"quipu/config"
	"quipu/format"
	"quipu/ui/qr"
	"quipu/ui/text"
)

// stepsWidth is the width of the steps beside the code, in cells.
const stepsWidth = 39

// viewWaiting draws the code with the steps beside it, or under it in a narrow window,
// or the link if the code does not fit.
func (m Model) viewWaiting() []string {
	t, w := m.theme, m.waiting
	if w.plain {
		return m.viewPlain()
	}
	left := ""
	if w.begun && !w.exchanged && !m.asksFinishCode() {
		left = t.Muted.Render(format.Countdown(m.timeLeft()) + " left")
	}
	title := "  " + t.Brand.Render("Sign in to Alpaca") + "   " + m.badge(w.account)
	lines := []string{"", text.Spread(title, left, m.width-2), ""}
	switch {
	case !w.begun:
		return append(lines, "  "+t.Muted.Render("Opening the callback server…"))
	case w.exchanged:
		return append(lines, "  "+t.Text.Render("Approved. Getting the token…"))
	}
	if m.asksFinishCode() {
		return append(lines, text.Indent(m.viewFinishing(m.width-4), 2)...)
	}
	code := m.code()
	switch m.placeQR() {
	case qrBeside:
		width := m.width - code.Width - 8
		lines = m.viewCodeTitle(lines[1], code)
		right := stepsAndProgress(m.viewSteps(width), m.viewProgress(width), m.inner()-1-len(lines))
		return append(lines, text.Indent(text.SideBySide(code.Lines, right, code.Width+4), 2)...)
	case qrAbove:
		lines = append(lines, text.Indent(append([]string(nil), code.Lines...), 2)...)
		if m.inner()-5-len(lines) > progressRows {
			lines = append(lines, "")
		}
		below := append(append(m.viewProgress(m.width-4), ""), m.viewSteps(m.width-4)...)
		return append(lines, text.Indent(text.Squeeze(below, m.inner()-1-len(lines)), 2)...)
	default:
		below := stepsAndProgress(m.viewLink(m.width-4), m.viewProgress(m.width-4), m.inner()-1-len(lines))
		return append(lines, text.Indent(below, 2)...)
	}
}

// viewCodeTitle is the title with blank lines as far as the code leaves room.
func (m Model) viewCodeTitle(title string, code qr.Code) []string {
	switch m.inner() - 2 - code.Height {
	case 0:
		return []string{title}
	case 1:
		return []string{title, ""}
	default:
		return []string{"", title, ""}
	}
}

// stepsAndProgress puts the steps above the progress. In a low window the steps are
// cut, since the result of the last key must be visible.
func stepsAndProgress(steps, progress []string, rows int) []string {
	return append(text.Squeeze(steps, rows-len(progress)), progress...)
}

// link shows the beginning of an address as a link (OSC 8) to all of it.
func (m Model) link(address string, width int) string {
	shown := strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	return m.linkText(text.Clip(shown, width), address)
}

// linkText is a part of an address that opens the whole address. A terminal treats
// parts with the same id as one link.
func (m Model) linkText(text, address string) string {
	return m.theme.Accent.Hyperlink(address, "id=signin").Render(text)
}

// badge is the coloured name of the account.
func (e env) badge(account config.Account) string {
	badge := e.theme.Paper.Render("PAPER")
	if account == config.Live {
		badge = e.theme.Live.Render(" LIVE ")
	}
	if e.parts.Demo {
		badge += " " + e.theme.Demo.Render("DEMO")
	}
	return badge
}

// errorHintTime is the time left after a minute without an approval. A hint is shown
// then: after a wrong client id or an unregistered redirect the broker's page never
// returns.
const errorHintTime = 4 * time.Minute

// viewProgress says what the sign-in waits for, and shows the last message.
func (m Model) viewProgress(width int) []string {
	t, w := m.theme, m.waiting
	var lines []string
	switch {
	case w.attempt.Notice != nil:
		for _, line := range text.Wrap(w.attempt.Notice.Error(), width) {
			lines = append(lines, t.Notice.Render(line))
		}
	default:
		lines = append(lines, t.Accent.Render("●")+" "+t.Muted.Render(text.Clip("waiting on "+w.attempt.Listening, width-2)))
	}
	if w.message != "" {
		style := t.Text
		if w.isProblem {
			style = t.Notice
		}
		for _, line := range text.Wrap(w.message, width) {
			lines = append(lines, style.Render(line))
		}
	}
	if m.timeLeft() <= errorHintTime && w.message == "" && !w.pasting {
		for _, line := range text.Wrap("If the page shows an error: check the client id, and that "+m.parts.Settings.RedirectURL+" is registered with the app, letter for letter.", width) {
			lines = append(lines, t.Muted.Render(line))
		}
	}
	if w.pasting {
		lines = append(append(lines, ""), text.SideBySide([]string{t.Accent.Render("address")}, w.form.View(t, width-8, m.height), 8)...)
	}
	return lines
}
