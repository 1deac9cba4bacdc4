package ui

import (
	"fmt"
	"strings"
	"time"

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
		return append([]string{""}, chop(w.attempt.URL, m.width)...)
	}
	left := ""
	if w.begun && !w.exchanged {
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
	switch m.codeSits() {
	case atSide:
		right := append(m.viewSteps(m.width-w.qr.width-8), m.viewProgress(m.width-w.qr.width-8)...)
		return append(lines, indent(beside(w.qr.lines, right, w.qr.width+4), 2)...)
	case above:
		lines = append(lines, indent(append([]string(nil), w.qr.lines...), 2)...)
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

// seat is where the code sits.
type seat int

const (
	nowhere seat = iota // it does not fit
	atSide              // the steps stand beside it
	above               // the steps stand under it
)

// progressRows are kept for what is being waited for, under a code.
const progressRows = 3

func (m Model) codeSits() seat {
	qr := m.waiting.qr
	room := m.height - 4 // title with its blanks, footer
	switch {
	case qr.height == 0 || qr.width+4 > m.width || qr.height > room:
		return nowhere
	case m.width >= qr.width+stepsWidth+6:
		return atSide
	case qr.height+progressRows <= room:
		return above
	default:
		return nowhere
	}
}

// viewSteps tells the person what to do with the code, within width cells.
func (m Model) viewSteps(width int) []string {
	first := "Scan the code, or open the link on this computer."
	if m.parts.Remote {
		first = "Scan the code with a phone, or copy the link to a computer with a browser."
	}
	lines := m.step("1", first, width)
	lines = append(lines, "   "+m.link(m.waiting.attempt.URL, width-3), "")
	lines = append(lines, m.step("2", "Approve quipu for your "+string(m.waiting.account)+" account.", width)...)
	lines = append(append(lines, ""), m.step("3", m.wayBack(), width)...)
	lines = append(lines, "")
	return append(append(lines, m.detailLines(m.remark(), width)...), "")
}

// viewLink is what stands where the code does not fit.
func (m Model) viewLink(width int) []string {
	qr := m.waiting.qr
	lines := m.step("1", "Open this link and approve quipu for your "+string(m.waiting.account)+" account:", width)
	for _, line := range chop(m.waiting.attempt.URL, width-3) {
		lines = append(lines, "   "+m.linkText(line, m.waiting.attempt.URL))
	}
	lines = append(append(lines, ""), m.step("2", m.wayBack(), width)...)
	lines = append(lines, "")
	lines = append(lines, m.detailLines(m.remark(), width)...)
	if qr.height > 0 {
		size := fmt.Sprintf("A QR code needs a window of %d×%d; this one is %d×%d.", qr.width+4, qr.height+4+progressRows, m.width, m.height)
		lines = append(lines, m.detailLines(size, width)...)
	}
	return append(lines, "")
}

func (m Model) step(n, text string, width int) []string {
	var lines []string
	for _, line := range wrap(text, width-3) {
		lines = append(lines, m.theme.Accent.Render(n)+"  "+m.theme.Text.Render(line))
		n = " "
	}
	return lines
}

func (m Model) detailLines(text string, width int) []string {
	var lines []string
	for _, line := range wrap(text, width-3) {
		lines = append(lines, "   "+m.theme.Muted.Render(line))
	}
	return lines
}

// wayBack is how the sign-in ends well: by itself, or by hand where no callback
// server listens.
func (m Model) wayBack() string {
	if m.waiting.attempt.Notice != nil {
		return "Copy the address of the page you land on, come back and press p."
	}
	return "Come back: this goes on by itself."
}

// remark is what a person needs to know beside the steps.
func (m Model) remark() string {
	if m.parts.Demo {
		return "This is the demo: the page is the embedded broker's, on this computer. Press a to approve as the demo user."
	}
	return "With a phone, its last page will not load: it leads to this computer. Copy that page's address and press p."
}

// doubtful is how much time is left when nobody has come back for a minute: a
// wrong client id or an unregistered redirect is shown on the broker's page and
// never comes back.
const doubtful = 4 * time.Minute

// viewProgress says what is being waited for and what became of the last key.
func (m Model) viewProgress(width int) []string {
	t, w := m.theme, m.waiting
	var lines []string
	switch {
	case w.attempt.Notice != nil:
		for _, line := range wrap(w.attempt.Notice.Error(), width) {
			lines = append(lines, t.Notice.Render(line))
		}
	default:
		lines = append(lines, t.Accent.Render("●")+" "+t.Muted.Render(clip("waiting on "+w.attempt.Listening, width-2)))
	}
	if w.said != "" {
		style := t.Text
		if w.failed {
			style = t.Notice
		}
		for _, line := range wrap(w.said, width) {
			lines = append(lines, style.Render(line))
		}
	}
	if m.left() <= doubtful && w.said == "" && !w.pasting {
		for _, line := range wrap("If the page shows an error: check the client id, and that "+m.parts.Settings.RedirectURL+" is registered with the app, letter for letter.", width) {
			lines = append(lines, t.Muted.Render(line))
		}
	}
	if w.pasting {
		lines = append(lines, t.Accent.Render("address ")+w.field.view(max(width-10, 8)))
	}
	return lines
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
