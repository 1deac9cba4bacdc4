package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
)

// portfolioKey gives a key to what lies on top: an overlay, the filter, or the
// tables.
func (m account) portfolioKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	if m.portfolio.over != noOverlay {
		return m.portfolio.over.view().key(m, msg)
	}
	if m.portfolio.filtering {
		return m.filterKey(msg), nil
	}
	m, cmd, _ := pressed(m, m.tableActions(), msg)
	return m, cmd
}

func (m account) openFilter() (account, tea.Cmd) {
	m.portfolio.filtering = true
	m.portfolio.filter = form.New(form.Options{Submit: "keep filter", Cancel: "clear"},
		form.Field{Name: "filter", Value: m.board().Filter(), Placeholder: "symbol", Limit: 4096})
	return m, nil
}

// filterKey edits the filter; the table follows every letter.
func (m account) filterKey(msg tea.Msg) account {
	p := &m.portfolio
	var event form.Event
	switch p.filter, event = p.filter.Update(msg); event {
	case form.Canceled:
		p.filtering = false
		m.board().SetFilter("")
	case form.Submitted:
		p.filtering = false
	case form.Changed:
		m.board().SetFilter(strings.ToUpper(p.filter.Value("filter")))
	}
	return m
}

// portfolioText takes pasted text where text is being entered.
func (m account) portfolioText(msg tea.PasteMsg) (account, tea.Cmd) {
	switch {
	case m.portfolio.over != noOverlay && m.enteringText():
		return m.portfolio.over.view().key(m, msg)
	case m.portfolio.filtering:
		return m.filterKey(msg), nil
	default:
		return m, nil
	}
}
