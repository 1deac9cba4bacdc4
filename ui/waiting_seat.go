package ui

import (
	"fmt"

	"quipu/ui/qr"
)

// seat is where the code sits.
type seat int

const (
	nowhere seat = iota // it does not fit
	atSide              // the steps stand beside it
	above               // the steps stand under it
)

// progressRows are kept for what is being waited for, under a code.
const progressRows = 3

// drawing is how the code is drawn.
type drawing int

const (
	fitting  drawing = iota // as it fits: nobody chose
	halves                  // half blocks, which every terminal has
	sextants                // half as wide; not every terminal has them
	noCode
)

// drawing is what is drawn now. Sextants are taken without being asked for only
// where the terminal is known to draw them itself: a font may leave holes.
func (m Model) drawing() drawing {
	w := m.waiting
	if w.drawing != fitting {
		return w.drawing
	}
	if m.seatOf(w.qr) == nowhere && m.parts.Environment.Sextants && m.seatOf(w.small) != nowhere {
		return sextants
	}
	return halves
}

// nextDrawing goes through half blocks, sextants and none.
func (m *Model) nextDrawing() {
	m.waiting.drawing = m.drawing() + 1
	if m.waiting.drawing > noCode {
		m.waiting.drawing = halves
	}
}

// redrawing says what nextDrawing does.
func (m Model) redrawing() string {
	switch m.drawing() {
	case halves:
		return "smaller code"
	case sextants:
		return "no code"
	default:
		return "code"
	}
}

// mayRedraw reports whether another drawing would fit.
func (m Model) mayRedraw() bool {
	return m.seatOf(m.waiting.small) != nowhere || m.seatOf(m.waiting.qr) != nowhere
}

// code is the code as it is drawn now.
func (m Model) code() qr.Code {
	switch m.drawing() {
	case sextants:
		return m.waiting.small
	case noCode:
		return qr.Code{}
	default:
		return m.waiting.qr
	}
}

func (m Model) codeSits() seat { return m.seatOf(m.code()) }

func (m Model) seatOf(code qr.Code) seat {
	room := m.inner() - 2 // title, footer
	switch {
	case code.Height == 0 || code.Width+4 > m.width || code.Height > room:
		return nowhere
	case m.width >= code.Width+stepsWidth+6:
		return atSide
	case code.Height+2+progressRows <= room:
		return above
	default:
		return nowhere
	}
}

// whyNoCode says what it takes to see the code, "" where there is none.
func (m Model) whyNoCode() string {
	code := m.code()
	switch {
	case m.waiting.qr.Height == 0:
		return ""
	case m.drawing() == noCode:
		return "z draws the code again."
	}
	words := fmt.Sprintf("A QR code needs a window of %d×%d; this one is %d×%d.", code.Width+4, code.Height+4+progressRows+m.height-m.inner(), m.width, m.height)
	if m.drawing() == halves && m.seatOf(m.waiting.small) != nowhere {
		words += " z draws it smaller; it may not display in every font."
	}
	return words
}
