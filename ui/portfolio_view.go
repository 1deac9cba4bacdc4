package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// layout is how the portfolio's rows are dealt out.
type layout struct {
	banner   bool
	spacious bool // blank lines between the parts
	cards    int  // lines of the cards
	rows     int  // lines from the tab line's rule to the footer
}

// computeLayout deals out the window's rows: the tables get what the rest leaves.
func (m account) computeLayout() layout {
	height := m.inner() - 1 // footer
	p := layout{banner: m.banner() != "", cards: 1, spacious: height >= 17}
	if height >= 22 && m.width >= 76 {
		p.cards = 4
	}
	if p.cards == 4 && height >= 40 {
		p.cards = 7
	}
	used := 1 + p.cards + 2 // header, cards, tab line with its rule
	if p.banner {
		used++
	}
	if p.spacious {
		used += 3
	}
	p.rows = max(height-used, 0)
	return p
}

// applyLayout pushes the window's size, and how figures look now, down to the tables.
func (m *account) applyLayout() {
	if m.portfolio.positions.Spec == nil {
		return
	}
	p, l, width := &m.portfolio, m.look(), m.width-2
	rows := m.computeLayout().rows - 1 // titles
	p.positions.Resize(max(rows-2, 0), width, l)
	p.orders.grid.Resize(max(rows, 0), width, l)
	p.activity.grid.Resize(max(rows, 0), width, l)
	p.lists.grid.Resize(max(rows-1, 0), width, l)
}

// look says how figures are drawn now.
func (m account) look() format.Options {
	s := m.portfolio.update.Snapshot
	return format.Options{
		Private:      m.parts.Settings.Private,
		Short:        m.width < 100,
		Narrow:       m.width < 50,
		Stale:        m.portfolio.update.State != client.Fresh && m.portfolio.update.State != client.Connecting,
		MarketClosed: s != nil && !s.Clock.IsOpen,
		Now:          m.now,
	}
}

// viewPortfolio has what was just done, or has just happened, in the blank line
// above the footer; in a low window, which has none, it stands beside the tabs.
func (m account) viewPortfolio() []string {
	p := m.computeLayout()
	lines := m.viewAccount(p)
	if news := m.news(); news != "" && p.spacious {
		lines = text.Fill(lines, m.bodyRows(1))
		lines = append(lines, " "+text.Clip(news, m.width-2))
	}
	return lines
}

// region is one part of an account's view. Drawing and the mouse follow the same
// list of them, from the top down.
type region struct {
	rows  int
	draw  func() []string
	click func(m account, x, row int) (account, tea.Cmd) // row counts from the region's first; nil takes no click
}

// regions are the header, and the tables or what lies over them.
func (m account) regions(p layout) []region {
	all := []region{{1, func() []string { return []string{m.viewHeader()} }, account.clickHeader}}
	if p.banner {
		all = append(all, region{1, m.viewBanner, nil})
	}
	rest := m.bodyRows(len(all))
	switch {
	case m.portfolio.update.Snapshot == nil:
		return append(all, region{rest, m.viewFirst, nil})
	case m.portfolio.over != noOverlay:
		return append(all, region{rest, func() []string { return m.viewOverlay(rest) }, m.portfolio.over.view().click})
	}
	blank := region{0, func() []string { return nil }, nil}
	if p.spacious {
		blank.rows = 1
	}
	tab := m.portfolio.tab.view()
	all = append(all, blank, region{p.cards, func() []string { return m.viewCards(p.cards) }, nil}, blank, region{2, m.viewTabs, account.clickTabs})
	if tab.above != nil {
		all = append(all, region{1, func() []string { return []string{tab.above(m)} }, nil})
	}
	draw := func() []string { return tab.draw(m) }
	return append(all, region{max(m.inner()-1, 0), draw, account.clickTable})
}

// viewAccount draws the regions below each other.
func (m account) viewAccount(p layout) []string {
	var lines []string
	for _, r := range m.regions(p) {
		lines = append(lines, text.Fill(r.draw(), r.rows)...)
	}
	return lines
}

func (m account) viewBanner() []string {
	return []string{m.theme.Notice.Reverse(true).Render(text.PadRight(" "+text.Clip(m.banner(), m.width-2), m.width))}
}

func (m account) viewFirst() []string {
	return []string{"", "  " + m.theme.Muted.Render(text.Clip(m.firstWords(), m.width-4))}
}

// news is what became of the last key, or what has happened by itself.
func (m account) news() string {
	p := m.portfolio
	switch {
	case p.message != "":
		return m.theme.Text.Render(p.message)
	case len(m.notices) > 0:
		return m.theme.Of(format.Cell{Tone: m.notices[0].tone, Strong: true}).Render(m.noticeWords())
	default:
		return ""
	}
}

// bodyRows is what the window leaves below the lines above.
func (m account) bodyRows(above int) int {
	return max(m.inner()-1-above, 0)
}

// overlayRows is what the window leaves for what lies over the tables.
func (m account) overlayRows() int {
	above := 1
	if m.banner() != "" {
		above++
	}
	rows := m.bodyRows(above)
	if m.computeLayout().spacious {
		rows-- // a blank line above the footer
	}
	return max(rows, 0)
}

// figures is the theme of the figures: muted while they are old.
func (m account) figures() *theme.Theme {
	if m.look().Stale {
		return m.theme.Outdated
	}
	return m.theme
}

// firstWords stand where the account will be.
func (m account) firstWords() string {
	u := m.portfolio.update
	if u.Err == nil {
		return "Reading the account…"
	}
	return safe.Line(u.Err.Error(), 300)
}

// shortProblem names a fault in a few words.
func shortProblem(err error) string {
	var fault *client.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &fault):
		return fault.Short()
	default:
		return safe.Line(err.Error(), 60)
	}
}
