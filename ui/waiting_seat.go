package ui

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
