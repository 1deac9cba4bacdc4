package ui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"
)

// viewHelp lists every key that works in the view beneath, from the same
// table that the footer is made from, and what decides which those are.
func (m Model) viewHelp() []string {
	t := m.theme
	all := append(append([]key.Binding(nil), m.bindings()...), m.moveKeys()...)
	all = append(all, keys.Suspend, keys.Interrupt)
	width := 0
	for _, b := range all {
		width = max(width, lipgloss.Width(b.Help().Key))
	}
	var column []string
	for _, b := range all {
		column = append(column, t.Accent.Render(padRight(b.Help().Key, width))+"  "+t.Text.Render(b.Help().Desc))
	}
	place := m.viewPlace(m.width - 4)
	if len(column)+len(place) > m.inner()-6 {
		column = m.inTwo(column)
	}
	lines := append([]string{"", t.Brand.Render("Keys"), ""}, column...)
	return indent(m.atMost(append(lines, place...), m.inner()-1), 2)
}

// inTwo puts a column's second half beside the first where there is room.
func (m Model) inTwo(column []string) []string {
	widest := 0
	for _, line := range column {
		widest = max(widest, lipgloss.Width(line))
	}
	if 2*widest+5 > m.width {
		return column
	}
	half := (len(column) + 1) / 2
	return beside(column[:half], column[half:], min(widest+8, m.width-3-widest))
}

// viewPlace says what has to be known beside the keys: whose times these are, or
// what of the place decides how to sign in.
func (m Model) viewPlace(width int) []string {
	switch m.page {
	case portfolioPage:
		return []string{"", m.theme.Muted.Render(clip("Days and times are New York's, as the market's are.", width))}
	case waitingPage:
	default:
		return nil
	}
	lines := []string{"", m.theme.Brand.Render("Where this runs"), ""}
	for _, why := range m.parts.Here.Why() {
		for _, line := range wrap(why, width) {
			lines = append(lines, m.theme.Text.Render(line))
		}
	}
	return lines
}

// atMost cuts lines to rows of them and says how many there are beyond.
func (m Model) atMost(lines []string, rows int) []string {
	wanted := written(lines)
	if shown := squeeze(lines, rows); written(shown) == wanted {
		return shown
	}
	shown := squeeze(lines, rows-1)
	more := fmt.Sprintf("… %d lines more in a higher window", wanted-written(shown))
	return append(shown, m.theme.Muted.Render(clip(more, m.width-4)))
}

// written counts the lines that hold something.
func written(lines []string) int {
	n := 0
	for _, line := range lines {
		if line != "" {
			n++
		}
	}
	return n
}

// moveKeys are the ones that a footer has no room for.
func (m Model) moveKeys() []key.Binding {
	if m.page != portfolioPage {
		return nil
	}
	return []key.Binding{keys.Tabs, keys.PreviousTab, keys.Up, keys.Down, keys.Top, keys.Bottom, keys.PageUp, keys.PageDown}
}
