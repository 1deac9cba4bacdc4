package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/text"
)

// chooserState is the list of a table's columns, to show and hide.
type chooserState struct{ at int }

func (a account) openChooser() (account, tea.Cmd) {
	a.portfolio.over = chooserOverlay
	a.portfolio.chooser = chooserState{}
	return a, nil
}

// choosable gives the columns that can be shown here: a trend needs market data.
func (a *account) choosable() (titles, hidden []string) {
	titles, hidden = a.openTable().Titles()
	if a.session.access.Data == nil {
		titles = slices.DeleteFunc(titles, func(t string) bool { return t == trendTitle })
	}
	return titles, hidden
}

func (a account) chooserKey(press tea.Msg) (account, tea.Cmd) {
	msg, ok := press.(tea.KeyPressMsg)
	if !ok {
		return a, nil
	}
	c := &a.portfolio.chooser
	titles, hidden := a.choosable()
	switch {
	case key.Matches(msg, keys.Back, keys.Columns, keys.Quit):
		return a.closeOverlay(), nil
	case key.Matches(msg, keys.Up):
		c.at = max(c.at-1, 0)
	case key.Matches(msg, keys.Down):
		c.at = min(c.at+1, len(titles)-1)
	case key.Matches(msg, keys.Toggle):
		a.openTable().ToggleColumn(titles[c.at])
		return a, a.remember()
	case key.Matches(msg, keys.ShowAll):
		for _, title := range hidden {
			a.openTable().ToggleColumn(title)
		}
		return a, a.remember()
	}
	return a, nil
}

func (a account) chooserKeys() []key.Binding {
	return []key.Binding{describe(keys.Choose, "move"), keys.Toggle, keys.ShowAll, describe(keys.Back, "done"), keys.Help}
}

func (a account) viewChooser(rows int) []string {
	t, c := a.theme, a.portfolio.chooser
	titles, hidden := a.choosable()
	lines := []string{
		"", "  " + t.Brand.Render("Columns of "+a.portfolio.tab.view().name),
		"  " + t.Muted.Render(text.Clip("Checked columns appear if there is room.", a.width-4)), "",
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
