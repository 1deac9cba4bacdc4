package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/ui/text"
)

func (m Model) openHelp() (Model, tea.Cmd) {
	m.help, m.helpTop = true, 0
	return m, nil
}

// helpKey scrolls the help where it is longer than the window.
func (m Model) helpKey(msg tea.KeyPressMsg) Model {
	depth := m.helpDepth()
	top := min(m.helpTop, depth)
	switch {
	case key.Matches(msg, keys.Up):
		top--
	case key.Matches(msg, keys.Down):
		top++
	case key.Matches(msg, keys.PageUp):
		top -= m.helpRows() - 1
	case key.Matches(msg, keys.PageDown):
		top += m.helpRows() - 1
	}
	m.helpTop = max(min(top, depth), 0)
	return m
}

func (m Model) helpKeys() []key.Binding {
	shown := []key.Binding{describe(keys.Back, "close help")}
	if m.helpDepth() > 0 {
		shown = append(shown, describe(keys.Choose, "scroll"))
	}
	return shown
}

func (m Model) helpRows() int  { return max(m.inner()-1, 0) }
func (m Model) helpDepth() int { return max(len(m.helpLines())-m.helpRows(), 0) }

func (m Model) viewHelp() []string {
	return text.Indent(m.window(m.helpLines(), m.helpTop, m.helpRows()), 1)
}

// helpLines list every key that works in the view beneath, from the same table
// that the footer is made from, and what decides which those are. Blank lines
// leave where that brings all of it into the window.
func (m Model) helpLines() []string {
	t := m.theme
	all := append(m.bindings(inHelp), keys.Suspend, keys.Interrupt)
	width := 0
	for _, b := range all {
		width = max(width, lipgloss.Width(b.Help().Key))
	}
	var column []string
	for _, b := range all {
		column = append(column, t.Accent.Render(text.PadRight(b.Help().Key, width))+"  "+t.Text.Render(b.Help().Desc))
	}
	place := m.viewNotes(m.width - 4)
	if len(column)+len(place) > m.inner()-6 {
		column = m.inTwoColumns(column)
	}
	lines := append([]string{"", t.Brand.Render("Keys"), ""}, column...)
	lines = text.Indent(append(lines, place...), 1)
	if tight := text.Squeeze(lines, m.helpRows()); countNonBlank(tight) == countNonBlank(lines) {
		return tight
	}
	return lines
}

// inTwoColumns puts a column's second half beside the first where there is room.
func (m Model) inTwoColumns(column []string) []string {
	widest := 0
	for _, line := range column {
		widest = max(widest, lipgloss.Width(line))
	}
	if 2*widest+5 > m.width {
		return column
	}
	half := (len(column) + 1) / 2
	return text.SideBySide(column[:half], column[half:], min(widest+8, m.width-3-widest))
}

// viewNotes says what has to be known beside the keys: whose times these are, or
// what of the place decides how to sign in.
func (m Model) viewNotes(width int) []string {
	switch m.page {
	case portfolioPage:
		return []string{"", m.theme.Muted.Render(text.Clip("All times are New York (market) time.", width))}
	case waitingPage:
	default:
		return nil
	}
	lines := []string{"", m.theme.Brand.Render("Where this runs"), ""}
	for _, why := range m.parts.Environment.Why() {
		for _, line := range text.Wrap(why, width) {
			lines = append(lines, m.theme.Text.Render(line))
		}
	}
	return lines
}

// countNonBlank counts the lines that hold something.
func countNonBlank(lines []string) int {
	n := 0
	for _, line := range lines {
		if line != "" {
			n++
		}
	}
	return n
}
