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

// helpActions close the help, and scroll it if it is longer than the window.
func (m Model) helpActions() []action[Model] {
	depth := m.helpDepth()
	scroll := func(b key.Binding, by int) action[Model] {
		return action[Model]{Binding: b, when: depth > 0, do: func(m Model) (Model, tea.Cmd) {
			m.helpTop = max(min(min(m.helpTop, depth)+by, depth), 0)
			return m, nil
		}}
	}
	page := m.helpRows() - 1
	all := []action[Model]{
		{Binding: describe(keys.Back, "close help"), when: true, do: Model.closeHelp},
		together(describe(keys.Choose, "scroll"), depth > 0, scroll(keys.Up, -1), scroll(keys.Down, +1)),
		scroll(keys.PageUp, -page), scroll(keys.PageDown, +page),
		{Binding: keys.Help, when: true, do: Model.closeHelp}, {Binding: keys.Quit, when: true, do: Model.closeHelp},
	}
	for i := range all {
		if i >= 2 {
			all[i].shown = unlisted
		}
	}
	return all
}

func (m Model) closeHelp() (Model, tea.Cmd) {
	m.help = false
	return m, nil
}

func (m Model) helpRows() int  { return max(m.inner()-1, 0) }
func (m Model) helpDepth() int { return max(len(m.helpLines())-m.helpRows(), 0) }

func (m Model) viewHelp() []string {
	return text.Indent(m.window(m.helpLines(), m.helpTop, m.helpRows()), 1)
}

// helpLines list the keys of the open view, from the actions that fill the footer. Blank
// lines are dropped if the rest then fits.
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

// inTwoColumns puts the second half of a column beside the first if there is room.
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

// viewNotes explain the time zone, or what decides how to sign in.
func (m Model) viewNotes(width int) []string {
	switch m.page {
	case portfolioPage:
		lines := []string{""}
		for _, line := range text.Wrap("All times are New York (market) time.", width) {
			lines = append(lines, m.theme.Muted.Render(line))
		}
		return lines
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

// countNonBlank counts the lines that are not empty.
func countNonBlank(lines []string) int {
	n := 0
	for _, line := range lines {
		if line != "" {
			n++
		}
	}
	return n
}
