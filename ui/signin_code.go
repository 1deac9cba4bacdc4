package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/qr"
	"quipu/ui/text"
)

// qrPlacement is where the code sits.
type qrPlacement int

const (
	qrHidden qrPlacement = iota // it does not fit
	qrBeside                    // the steps stand beside it
	qrAbove                     // the steps stand under it
)

// progressRows are kept for what is being waited for, under a code.
const progressRows = 3

// qrDrawing is how the code is drawn.
type qrDrawing int

const (
	drawAuto       qrDrawing = iota // as it fits: nobody chose
	drawHalfBlocks                  // half blocks, which every terminal has
	drawSextants                    // half as wide; not every terminal has them
	drawNone
)

// currentDrawing is what is drawn now. Sextants are taken without being asked for only
// where the terminal is known to draw them itself: a font may leave holes.
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

// nextDrawing goes through half blocks, sextants and none.
func (m Model) nextDrawing() (Model, tea.Cmd) {
	m.waiting.drawing = m.currentDrawing() + 1
	if m.waiting.drawing > drawNone {
		m.waiting.drawing = drawHalfBlocks
	}
	return m, nil
}

// nextDrawingText says what nextDrawing does.
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

// canRedraw reports whether another drawing would fit.
func (m Model) canRedraw() bool {
	return m.placementOf(m.waiting.small) != qrHidden || m.placementOf(m.waiting.qr) != qrHidden
}

// code is the code as it is drawn now.
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

// noCodeReason says what it takes to see the code, "" where there is none.
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

// The link alone on the screen is written past the view: rows that are drawn one
// by one end in line breaks, and what a mouse takes from them is no address. The
// terminal wraps what it is given in one piece, and takes it so.

// linkDue says that the link is to be written.
type linkDue struct{}

// linkAfter is when it is written: when the empty screen is drawn, and once more
// where a slow terminal drew that later. No more than that, since writing ends a
// mouse's selection.
var linkAfter = [...]time.Duration{150 * time.Millisecond, time.Second}

// linkAlone reports whether the link is on the screen in one piece.
func (m Model) linkAlone() bool {
	if !m.waitingPlain() || m.width < MinWidth || m.height < MinHeight {
		return false
	}
	link := m.waiting.attempt.link()
	odd := strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' })
	return !odd && len(link) <= m.width*(m.height-1)
}

// writeLink gives what the link needs beside the view: to be written when it
// comes up and when the terminal was drawn anew, and a clean screen behind it,
// whatever ends it.
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

// onLinkDue writes the link from the first cell on and puts the cursor back to
// where the view left it.
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

// plainActions leave the link that stands alone; a key of the view beneath does
// its work as well.
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

// addPlainFooter says on the last row how to leave the link, where a row is free between
// them: a mouse that takes the link takes nothing else.
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
