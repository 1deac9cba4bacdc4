package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// arrange filters and sorts the rows anew and keeps the cursor on its row.
func (m *Model) arrange() {
	p := &m.portfolio
	shown := make([]*holding, 0, len(p.rows))
	for i := range p.rows {
		if p.filter == "" || p.rows[i].matches(p.filter) {
			shown = append(shown, &p.rows[i])
		}
	}
	sortHoldings(shown, positionColumns[p.sorted], p.descending)
	p.shown, p.sums = shown, addUp(shown)
	m.show(max(p.at(), 0))
}

// at is where the row under the cursor stands, -1 where it is gone.
func (p portfolioState) at() int {
	for i, h := range p.shown {
		if idOf(h.Position) == p.cursor {
			return i
		}
	}
	return -1
}

// show puts the cursor on row at and scrolls as little as needed.
func (m *Model) show(at int) {
	p := &m.portfolio
	if len(p.shown) == 0 {
		p.top = 0
		m.measure()
		return
	}
	at = min(max(at, 0), len(p.shown)-1)
	p.cursor = idOf(p.shown[at].Position)
	page := max(m.pageRows(), 1)
	p.top = min(max(p.top, at-page+1), at)
	p.top = max(min(p.top, len(p.shown)-page), 0)
	m.measure()
}

// onScreen gives the rows between top and the end of the page.
func (m Model) onScreen() []*holding {
	p := m.portfolio
	end := min(p.top+max(m.pageRows(), 0), len(p.shown))
	return p.shown[min(p.top, end):end]
}

// measure widens the columns for what is on the screen.
func (m *Model) measure() {
	m.portfolio.table.measure(m.onScreen(), m.portfolio.sums, m.countWords(), m.look(), m.portfolio.sorted)
}

// resized lets the columns find their widths anew.
func (m *Model) resized() {
	m.portfolio.table = table{}
	if m.page == portfolioPage {
		m.show(max(m.portfolio.at(), 0))
	}
}

func (m *Model) move(msg tea.KeyPressMsg) {
	at, page := max(m.portfolio.at(), 0), max(m.pageRows(), 1)
	switch {
	case key.Matches(msg, keys.Up):
		m.show(at - 1)
	case key.Matches(msg, keys.Down):
		m.show(at + 1)
	case key.Matches(msg, keys.Top):
		m.show(0)
	case key.Matches(msg, keys.Bottom):
		m.show(len(m.portfolio.shown) - 1)
	case key.Matches(msg, keys.PageUp):
		m.show(at - page)
	case key.Matches(msg, keys.PageDown):
		m.show(at + page)
	}
}

// sortBy goes to the next column that is on the screen.
func (m *Model) sortBy(step int) {
	p := &m.portfolio
	shown := p.table.visible(m.tableWidth())
	next := 0
	for i, c := range shown {
		if c == p.sorted {
			next = (i + step + len(shown)) % len(shown)
		}
	}
	p.sorted = shown[next]
	p.descending = true
	m.arrange()
}

// copyRow sends the row under the cursor to the terminal's clipboard, as tab
// separated text with what is on the screen.
func (m Model) copyRow() (Model, tea.Cmd) {
	p := &m.portfolio
	at := p.at()
	if at < 0 {
		return m, nil
	}
	var words []string
	for _, c := range positionColumns {
		words = append(words, strings.TrimSpace(c.show(p.shown[at], m.look()).text))
	}
	p.said = "Row sent to the terminal's clipboard."
	return m, tea.SetClipboard(strings.Join(words, "\t"))
}
