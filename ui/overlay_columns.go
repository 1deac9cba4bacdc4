package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/text"
)

// columnChooser is the overlay that shows and hides columns of the open table.
type columnChooser struct {
	at int // the column under the cursor
}

var _ = registerOverlay(columnsRank, func(a account) action[account] {
	return action[account]{Binding: keys.Columns, when: a.portfolio.update.Snapshot != nil, name: "Choose columns", do: opens(columnChooser{})}
})

// choosable gives the columns that can be shown: a trend needs market data.
func (a *account) choosable() (titles, hidden []string) {
	titles, hidden = a.openTable().Titles()
	if a.session.access.Data == nil {
		titles = slices.DeleteFunc(titles, func(t string) bool { return t == trendTitle })
	}
	return titles, hidden
}

// toggleColumns makes an action that shows hidden columns and hides visible ones.
func toggleColumns(titles ...string) func(account) (account, tea.Cmd) {
	return func(a account) (account, tea.Cmd) {
		for _, title := range titles {
			a.openTable().ToggleColumn(title)
		}
		return a.remember()
	}
}

func (c columnChooser) actions(a account) []action[account] {
	titles, hidden := a.choosable()
	return append([]action[account]{
		chooseActions(describe(keys.Choose, "move"), keys.Up, keys.Down, c.at, len(titles), func(at int) overlay { return columnChooser{at} }),
		{Binding: keys.Toggle, when: c.at < len(titles), do: func(a account) (account, tea.Cmd) { return toggleColumns(titles[c.at])(a) }},
		{Binding: keys.ShowAll, when: len(hidden) > 0, do: toggleColumns(hidden...)},
	}, backActions("done", keys.Columns)...)
}

func (c columnChooser) draw(a account, rows int) []string {
	t := a.theme
	titles, hidden := a.choosable()
	lines := []string{
		"", "  " + t.Brand.Render("Columns of "+a.portfolio.tab.view().name),
		"  " + t.Muted.Render(text.Clip("Checked columns appear if there is room.", a.width-4)), "",
	}
	from, to := inSight(c.at, len(titles), rows-len(lines))
	for i := from; i < to; i++ {
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
