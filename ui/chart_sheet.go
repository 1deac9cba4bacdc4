package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/theme"
)

// ink is what a cell of a chart means; the theme gives it a style.
type ink uint8

const (
	inkNone ink = iota
	inkCurve
	inkArea
	inkUp
	inkDown
	inkFaint // axes, the baseline, the cursor's line
	inkMark  // the point under the cursor
	inkPlain // the last value where it has no colour
	inks
)

// sheet is a page of cells that a chart is drawn on. A cell holds one rune.
type sheet struct {
	width, rows int
	runes       []rune
	inks        []ink
}

func newSheet(width, rows int) *sheet {
	return &sheet{width: width, rows: rows, runes: make([]rune, width*rows), inks: make([]ink, width*rows)}
}

// set draws one cell; what lies off the sheet is lost.
func (s *sheet) set(x, y int, r rune, k ink) {
	if x >= 0 && x < s.width && y >= 0 && y < s.rows {
		s.runes[y*s.width+x], s.inks[y*s.width+x] = r, k
	}
}

func (s *sheet) ink(x, y int) ink { return s.inks[y*s.width+x] }

func (s *sheet) text(x, y int, text string, k ink) {
	for _, r := range text {
		s.set(x, y, r, k)
		x++
	}
}

// pen is a style as what is written before and behind a run of cells. Styling
// every run anew would cost more than the whole drawing.
type pen struct{ before, behind string }

func (c chart) pens(th *theme.Theme) [inks]pen {
	styles := [inks]lipgloss.Style{
		inkCurve: th.Of(format.Cell{Tone: c.tone}),
		inkArea:  th.Muted,
		inkUp:    th.Gain,
		inkDown:  th.Loss,
		inkFaint: th.Muted,
		inkMark:  th.Accent,
		inkPlain: th.Text,
	}
	var pens [inks]pen
	for i, style := range styles {
		if i == int(inkNone) {
			continue
		}
		if c.old {
			style = th.Muted
		}
		before, behind, _ := strings.Cut(style.Render("x"), "x")
		pens[i] = pen{before, behind}
	}
	return pens
}

// lines gives the rows as text, without blanks at their ends.
func (s *sheet) lines(pens [inks]pen) []string {
	lines := make([]string, s.rows)
	var b strings.Builder
	for y := range lines {
		b.Reset()
		row, styles := s.runes[y*s.width:(y+1)*s.width], s.inks[y*s.width:(y+1)*s.width]
		end := len(row)
		for end > 0 && row[end-1] == 0 {
			end--
		}
		b.Grow(3*end + 64)
		last := inkNone
		for x, r := range row[:end] {
			if r == 0 {
				b.WriteByte(' ') // a blank fits any style: none has a background
				continue
			}
			if k := styles[x]; k != last {
				b.WriteString(pens[last].behind)
				b.WriteString(pens[k].before)
				last = k
			}
			b.WriteRune(r)
		}
		b.WriteString(pens[last].behind)
		lines[y] = b.String()
	}
	return lines
}
