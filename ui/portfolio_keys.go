package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// portfolioKey gives a key to what lies on top: an overlay, the filter, or the
// tables.
func (m account) portfolioKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	if m.portfolio.over != noOverlay {
		return m.overlayKey(msg)
	}
	if m.portfolio.filtering {
		return m.filterKey(msg)
	}
	m, cmd, _ := pressed(m, m.tableActions(), msg)
	return m, cmd
}

func (m account) openFilter() (account, tea.Cmd) {
	m.portfolio.filtering = true
	m.portfolio.field = m.input("symbol")
	m.portfolio.field.SetValue(m.board().filtered())
	return m, m.portfolio.field.Focus()
}

// filterKey edits the filter; the table follows every letter.
func (m account) filterKey(msg tea.Msg) (account, tea.Cmd) {
	p := &m.portfolio
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back):
			p.filtering = false
			m.board().search("")
			return m, nil
		case key.Matches(press, keys.Submit):
			p.filtering = false
			return m, nil
		}
	}
	var cmd tea.Cmd
	p.field, cmd = p.field.Update(msg)
	m.board().search(strings.ToUpper(strings.TrimSpace(p.field.Value())))
	return m, cmd
}

// portfolioText takes pasted text where text is being entered.
func (m account) portfolioText(msg tea.PasteMsg) (account, tea.Cmd) {
	switch {
	case m.portfolio.over != noOverlay:
		return m.overlayText(msg)
	case m.portfolio.filtering:
		return m.filterKey(msg)
	default:
		return m, nil
	}
}
