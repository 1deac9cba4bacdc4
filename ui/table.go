package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/ui/theme"
)

// cell is a figure as text, and what its colour and weight say.
type cell struct {
	text   string
	tone   tone
	strong bool
}

type tone int

const (
	plain tone = iota
	faded
	gained
	lost
)

const (
	minGap = 2
	maxGap = 5
)

// table lays columns out. Widths only grow, so that nothing jumps while
// figures change; a new window or another set of rows begins anew.
type table struct {
	widths []int
}

// measure takes in the rows that will be drawn, their sums, and what stands
// before the sums.
func (t *table) measure(rows []*holding, sums totals, count string, l look, sorted int) {
	if len(t.widths) != len(positionColumns) {
		t.widths = make([]int, len(positionColumns))
	}
	grown := append([]int(nil), t.widths...)
	for i, c := range positionColumns {
		width := lipgloss.Width(c.title)
		if i == 0 {
			width = max(width, lipgloss.Width(count))
		}
		if i == sorted {
			width += 2
		}
		for _, h := range rows {
			width = max(width, lipgloss.Width(c.show(h, l).text))
		}
		if c.sum != nil {
			width = max(width, lipgloss.Width(c.sum(sums, l).text))
		}
		grown[i] = max(grown[i], width)
	}
	t.widths = grown
}

// visible gives the columns that fit width cells whole, dropping the least
// wanted first.
func (t table) visible(width int) []int {
	shown := make([]int, len(positionColumns))
	for i := range shown {
		shown[i] = i
	}
	for t.span(shown) > width {
		drop := -1
		for at, i := range shown {
			leaves := positionColumns[i].leaves
			if leaves > 0 && (drop < 0 || leaves < positionColumns[shown[drop]].leaves) {
				drop = at
			}
		}
		if drop < 0 {
			break
		}
		shown = append(shown[:drop], shown[drop+1:]...)
	}
	return shown
}

func (t table) span(shown []int) int {
	width := minGap * (len(shown) - 1)
	for _, i := range shown {
		width += t.widths[i]
	}
	return width
}

// gap is the space between columns: more in a wide window, so that the table
// fills it without stretching one column alone.
func (t table) gap(shown []int, width int) int {
	if len(shown) < 2 {
		return minGap
	}
	spare := width - t.span(shown)
	return min(minGap+spare/(len(shown)-1), maxGap)
}

// row draws one line of cells; base is the style under each of them.
func (t table) row(shown []int, width int, cellOf func(column) cell, th theme.Theme, base lipgloss.Style) string {
	gap := t.gap(shown, width)
	first := t.widths[shown[0]] + max(width-t.span(shown)-(gap-minGap)*(len(shown)-1), 0)
	var line strings.Builder
	for at, i := range shown {
		c := cellOf(positionColumns[i])
		room := t.widths[i]
		if at == 0 {
			room = first
		} else {
			line.WriteString(base.Render(strings.Repeat(" ", gap)))
		}
		style := c.style(th)
		if base.GetReverse() {
			style = th.Text.Bold(c.strong) // reversed colours would make a patchwork
		}
		text := style.Inherit(base).Render(c.text)
		blank := base.Render(strings.Repeat(" ", max(room-lipgloss.Width(c.text), 0)))
		if positionColumns[i].left {
			line.WriteString(text + blank)
		} else {
			line.WriteString(blank + text)
		}
	}
	return line.String()
}

func (c cell) style(th theme.Theme) lipgloss.Style {
	style := th.Text
	switch c.tone {
	case faded:
		style = th.Muted
	case gained:
		style = th.Gain
	case lost:
		style = th.Loss
	}
	return style.Bold(c.strong)
}
