package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/text"
)

// chooserState is the list of a table's columns, to show and hide.
type chooserState struct{ at int }

func (m account) openChooser() (account, tea.Cmd) {
	m.portfolio.over = chooserOverlay
	m.portfolio.chooser = chooserState{}
	return m, nil
}

// choosable gives the columns that can be shown here: a trend needs market data.
func (m *account) choosable() (titles, hidden []string) {
	titles, hidden = m.board().Titles()
	if m.session.access.Data == nil {
		titles = slices.DeleteFunc(titles, func(t string) bool { return t == trendTitle })
	}
	return titles, hidden
}

func (m account) chooserKey(press tea.Msg) (account, tea.Cmd) {
	msg, ok := press.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	c := &m.portfolio.chooser
	titles, hidden := m.choosable()
	switch {
	case key.Matches(msg, keys.Back, keys.Columns, keys.Quit):
		return m.closeOverlay(), nil
	case key.Matches(msg, keys.Up):
		c.at = max(c.at-1, 0)
	case key.Matches(msg, keys.Down):
		c.at = min(c.at+1, len(titles)-1)
	case key.Matches(msg, keys.Toggle):
		m.board().ToggleColumn(titles[c.at])
		return m, m.remember()
	case key.Matches(msg, keys.ShowAll):
		for _, title := range hidden {
			m.board().ToggleColumn(title)
		}
		return m, m.remember()
	}
	return m, nil
}

func (m account) chooserKeys() []key.Binding {
	return []key.Binding{describe(keys.Choose, "move"), keys.Toggle, keys.ShowAll, describe(keys.Back, "done"), keys.Help}
}

func (m account) viewChooser(rows int) []string {
	t, c := m.theme, m.portfolio.chooser
	titles, hidden := m.choosable()
	lines := []string{
		"", "  " + t.Brand.Render("Columns of "+m.portfolio.tab.view().name),
		"  " + t.Muted.Render(text.Clip("Checked columns appear if there is room.", m.width-4)), "",
	}
	room := max(rows-len(lines), 0)
	top := max(c.at-room+1, 0)
	for i := top; i < len(titles) && i < top+room; i++ {
		mark, style := t.Accent.Render("✓"), t.Text
		if slices.Contains(hidden, titles[i]) {
			mark, style = " ", t.Muted
		}
		pointer := "  "
		if i == c.at {
			pointer, style = t.Accent.Render("❯ "), t.Strong
		}
		lines = append(lines, "  "+pointer+mark+" "+style.Render(titles[i]))
	}
	return lines
}
