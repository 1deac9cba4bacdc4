package chart

import (
	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/text"
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

func (s *canvas) text(x, y int, label string, k role) {
	for _, r := range label {
		s.set(x, y, r, k)
		x++
	}
}

func (c Chart) styles(th *theme.Theme) [roleCount]text.Style {
	styles := [roleCount]lipgloss.Style{
		roleCurve:  th.Of(format.Cell{Tone: c.Tone}),
		roleArea:   th.Muted,
		roleUp:     th.Gain,
		roleDown:   th.Loss,
		roleFaint:  th.Muted,
		roleCursor: th.Accent,
		rolePlain:  th.Text,
	}
	var made [roleCount]text.Style
	for i, style := range styles {
		if i == int(roleNone) {
			continue
		}
		if c.Stale {
			style = th.Muted
		}
		made[i] = text.StyleOf(style)
	}
	return made
}

// lines gives the rows as text, without blanks at their ends.
func (s *canvas) lines(styles [roleCount]text.Style) []string {
	lines := make([]string, s.rows)
	var line text.Line
	for y := range lines {
		row, roles := s.runes[y*s.width:(y+1)*s.width], s.roles[y*s.width:(y+1)*s.width]
		end := len(row)
		for end > 0 && row[end-1] == 0 {
			end--
		}
		for x, r := range row[:end] {
			if r == 0 {
				line.Blank(1) // it fits any style: none has a background
				continue
			}
			line.Rune(r, styles[roles[x]])
		}
		lines[y] = line.End()
	}
	return lines
}
