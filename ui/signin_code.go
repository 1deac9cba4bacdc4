package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/qr"
	"quipu/ui/text"
)

// qrPlacement is where the QR code is drawn.
type qrPlacement int

const (
	qrHidden qrPlacement = iota // it does not fit
	qrBeside                    // beside the steps
	qrAbove                     // above the steps
)

// progressRows are reserved under a code for the progress.
const progressRows = 3

// qrDrawing is the style of the code.
type qrDrawing int

const (
	drawAuto       qrDrawing = iota // as it fits
	drawHalfBlocks                  // half blocks, which every terminal has
	drawSextants                    // half as wide; not every terminal has them
	drawNone
)

// currentDrawing is the style in use. Sextants are chosen automatically only if the
// terminal is known to draw them itself, because fonts may draw gaps.
func (m Model) currentDrawing() qrDrawing {
	w := m.waiting
	if w.drawing != drawAuto {
		return w.drawing
	}
	if m.placementOf(w.qr) == qrHidden && m.parts.Environment.Sextants && m.placementOf(w.small) != qrHidden {
		return drawSextants
	}
	return drawHalfBlocks
}

// nextDrawing cycles through half blocks, sextants and none.
func (m Model) nextDrawing() (Model, tea.Cmd) {
	m.waiting.drawing = m.currentDrawing() + 1
	if m.waiting.drawing > drawNone {
		m.waiting.drawing = drawHalfBlocks
	}
	return m, nil
}

// nextDrawingText describes what nextDrawing does.
func (m Model) nextDrawingText() string {
	switch m.currentDrawing() {
	case drawHalfBlocks:
		return "smaller code"
	case drawSextants:
		return "no code"
	default:
		return "code"
	}
}

// canRedraw reports whether the code fits in any style.
func (m Model) canRedraw() bool {
	return m.placementOf(m.waiting.small) != qrHidden || m.placementOf(m.waiting.qr) != qrHidden
}

// code is the code in the current style.
func (m Model) code() qr.Code {
	switch m.currentDrawing() {
	case drawSextants:
		return m.waiting.small
	case drawNone:
		return qr.Code{}
	default:
		return m.waiting.qr
	}
}

func (m Model) placeQR() qrPlacement { return m.placementOf(m.code()) }

func (m Model) placementOf(code qr.Code) qrPlacement {
	room := m.inner() - 2 // title, footer
	switch {
	case code.Height == 0 || code.Width+4 > m.width || code.Height > room:
		return qrHidden
	case m.width >= code.Width+stepsWidth+6:
		return qrBeside
	case code.Height+2+progressRows <= room:
		return qrAbove
	default:
		return qrHidden
	}
}

// noCodeReason says what the code needs in order to be shown, "" if there is no code.
func (m Model) noCodeReason() string {
	code := m.code()
	switch {
	case m.waiting.qr.Height == 0:
		return ""
	case m.currentDrawing() == drawNone:
		return "z draws the code again."
	}
	words := fmt.Sprintf("A QR code needs a window of %d×%d; this one is %d×%d.", code.Width+4, code.Height+4+progressRows+m.height-m.inner(), m.width, m.height)
	if m.currentDrawing() == drawHalfBlocks && m.placementOf(m.waiting.small) != qrHidden {
		words += " z draws it smaller; it may not display in every font."
	}
	return words
}

// The plain link is written past the view. Rows of a view end in line breaks, which a
// mouse selects with them; a terminal that wraps the link itself selects it in one piece.

// linkDue asks for the link to be written.
type linkDue struct{}

// linkAfter are the delays after which it is written: once the empty screen is drawn,
// and again for slow terminals. Writing it more often would end a mouse selection.
var linkAfter = [...]time.Duration{150 * time.Millisecond, time.Second}

// linkAlone reports whether the link is written past the view.
func (m Model) linkAlone() bool {
	if !m.waitingPlain() || m.width < MinWidth || m.height < MinHeight {
		return false
	}
	link := m.waiting.attempt.link()
	odd := strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' })
	return !odd && len(link) <= m.width*(m.height-1)
}

// writeLink writes the link when it appears and after the terminal was redrawn, and
// clears the screen when it disappears.
func (m Model) writeLink(before Model, msg tea.Msg) tea.Cmd {
	was, is := before.linkAlone(), m.linkAlone()
	again := false
	switch msg.(type) {
	case tea.WindowSizeMsg, tea.ResumeMsg:
		again = true
	}
	switch {
	case was && !is:
		return tea.ClearScreen
	case is && (again || !was):
		cmds := make([]tea.Cmd, 0, len(linkAfter))
		for _, after := range linkAfter {
			generation := m.generation
			cmds = append(cmds, tea.Tick(after, func(time.Time) tea.Msg { return reply{generation, linkDue{}} }))
		}
		return tea.Batch(cmds...)
	default:
		return nil
	}
}

// onLinkDue writes the link from the first cell on and restores the cursor.
func (m Model) onLinkDue() (Model, tea.Cmd) {
	if !m.linkAlone() {
		return m, nil
	}
	return m, tea.Raw("\x1b7\x1b[m\x1b[H" + m.waiting.attempt.link() + "\x1b8")
}

func (m Model) showPlain() (Model, tea.Cmd) {
	m.waiting.plain = true
	return m, nil
}

// plainActions close the plain link. The keys of the view with the code also do what
// they do there.
func (m Model) plainActions() []action[Model] {
	all := m.approvalActions()
	for i, a := range all {
		leaves := a.is(keys.Back) || a.is(keys.PlainLink)
		if a.is(keys.Help) {
			continue
		}
		all[i].do = func(m Model) (Model, tea.Cmd) {
			m.waiting.plain = false
			if leaves {
				return m, nil
			}
			return a.do(m)
		}
	}
	return all
}

// addPlainFooter shows the key that closes the link on the last row, if an empty row
// separates them: a mouse must select the link alone.
func (m Model) addPlainFooter(lines []string) []string {
	if rows := len(text.Chop(m.waiting.attempt.link(), m.width)); rows+2 < m.height {
		lines[m.height-1] = " " + m.theme.Accent.Render("esc") + " " + m.theme.Muted.Render("back")
	}
	return lines
}

// viewPlain is empty where the link is written past the view.
func (m Model) viewPlain() []string {
	if m.linkAlone() {
		return nil
	}
	return append([]string{""}, text.Chop(m.waiting.attempt.link(), m.width)...)
}
