package ui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"
)

// viewHelp lists every key that works in the view beneath, from the same
// table that the footer is made from.
func (m Model) viewHelp() []string {
	t := m.theme
	lines := []string{"", t.Brand.Render("Keys"), ""}
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
	if half := (len(column) + 1) / 2; len(column) > m.height-6 {
		widest := 0
		for _, line := range column {
			widest = max(widest, lipgloss.Width(line))
		}
		if 2*widest+5 <= m.width {
			column = beside(column[:half], column[half:], min(widest+8, m.width-3-widest))
		}
	}
	lines = append(lines, column...)
	return indent(lines, 2)
}

// moveKeys are the ones that a footer has no room for.
func (m Model) moveKeys() []key.Binding {
	if m.page != portfolioPage {
		return nil
	}
	return []key.Binding{keys.Up, keys.Down, keys.Top, keys.Bottom, keys.PageUp, keys.PageDown}
}
