package chart

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/theme"
)

// role is what a cell of a chart means; the theme gives it a style.
type role uint8

const (
	roleNone role = iota
	roleCurve
	roleArea
	roleUp
	roleDown
	roleFaint  // axes, the baseline, the cursor's line
	roleCursor // the point under the cursor
	rolePlain  // the last value where it has no colour
	roleCount
)

// canvas is the cells that a chart is drawn on. A cell holds one rune.
type canvas struct {
	width, rows int
	runes       []rune
	roles       []role
}

func newCanvas(width, rows int) *canvas {
	return &canvas{width: width, rows: rows, runes: make([]rune, width*rows), roles: make([]role, width*rows)}
}

// set draws one cell; a cell outside the canvas is ignored.
func (s *canvas) set(x, y int, r rune, k role) {
	if x >= 0 && x < s.width && y >= 0 && y < s.rows {
		s.runes[y*s.width+x], s.roles[y*s.width+x] = r, k
	}
}

func (s *canvas) roleAt(x, y int) role { return s.roles[y*s.width+x] }

func (s *canvas) text(x, y int, text string, k role) {
	for _, r := range text {
		s.set(x, y, r, k)
		x++
	}
}

// escapes is a style as what is written before and behind a run of cells. Styling
// every run anew would cost more than the whole drawing.
type escapes struct{ before, after string }

func (c Chart) escapes(th *theme.Theme) [roleCount]escapes {
	styles := [roleCount]lipgloss.Style{
		roleCurve:  th.Of(format.Cell{Tone: c.Tone}),
		roleArea:   th.Muted,
		roleUp:     th.Gain,
		roleDown:   th.Loss,
		roleFaint:  th.Muted,
		roleCursor: th.Accent,
		rolePlain:  th.Text,
	}
	var pens [roleCount]escapes
	for i, style := range styles {
		if i == int(roleNone) {
			continue
		}
		if c.Stale {
			style = th.Muted
		}
		before, behind, _ := strings.Cut(style.Render("x"), "x")
		pens[i] = escapes{before, behind}
	}
	return pens
}

// lines gives the rows as text, without blanks at their ends.
func (s *canvas) lines(pens [roleCount]escapes) []string {
	lines := make([]string, s.rows)
	var b strings.Builder
	for y := range lines {
		b.Reset()
		row, styles := s.runes[y*s.width:(y+1)*s.width], s.roles[y*s.width:(y+1)*s.width]
		end := len(row)
		for end > 0 && row[end-1] == 0 {
			end--
		}
		b.Grow(3*end + 64)
		last := roleNone
		for x, r := range row[:end] {
			if r == 0 {
				b.WriteByte(' ') // a blank fits any style: none has a background
				continue
			}
			if k := styles[x]; k != last {
				b.WriteString(pens[last].after)
				b.WriteString(pens[k].before)
				last = k
			}
			b.WriteRune(r)
		}
		b.WriteString(pens[last].after)
		lines[y] = b.String()
	}
	return lines
}
