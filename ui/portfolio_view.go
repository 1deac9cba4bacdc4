package ui

import (
	"errors"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// parting is how the portfolio's rows are dealt out.
type parting struct {
	banner bool
	roomy  bool // blank lines between the parts
	cards  int  // lines of the cards
	rows   int  // lines from the tab line's rule to the footer
}

// part deals out the window's rows: the tables get what the rest leaves.
func (m account) part() parting {
	height := m.inner() - 1 // footer
	p := parting{banner: m.banner() != "", cards: 1, roomy: height >= 17}
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
	if p.roomy {
		used += 3
	}
	p.rows = max(height-used, 0)
	return p
}

// lay pushes the window's size, and how figures look now, down to the tables.
func (m *account) lay() {
	if m.portfolio.positions.kind == nil {
		return
	}
	p, l, width := &m.portfolio, m.look(), m.width-2
	rows := m.part().rows - 1 // titles
	p.positions.fit(max(rows-2, 0), width, l)
	p.orders.grid.fit(max(rows, 0), width, l)
	p.activity.grid.fit(max(rows, 0), width, l)
	p.lists.grid.fit(max(rows-1, 0), width, l)
}

// look says how figures are drawn now.
func (m account) look() look {
	s := m.portfolio.update.Snapshot
	return look{
		private: m.parts.Settings.Private,
		short:   m.width < 100,
		tight:   m.width < 50,
		old:     m.portfolio.update.State != client.Fresh && m.portfolio.update.State != client.Connecting,
		resting: s != nil && !s.Clock.IsOpen,
		now:     m.now,
	}
}

// viewPortfolio has what was just done, or has just happened, in the blank line
// above the footer; in a low window, which has none, it stands beside the tabs.
func (m account) viewPortfolio() []string {
	p := m.part()
	lines := m.viewAccount(p)
	if news := m.news(); news != "" && p.roomy {
		lines = text.Fill(lines, m.bodyRows(1))
		lines = append(lines, " "+text.Clip(news, m.width-2))
	}
	return lines
}

// viewAccount draws the header, and the tables or what lies over them.
func (m account) viewAccount(p parting) []string {
	lines := []string{m.viewHeader()}
	if banner := m.banner(); banner != "" {
		lines = append(lines, m.theme.Notice.Reverse(true).Render(text.PadRight(" "+text.Clip(banner, m.width-2), m.width)))
	}
	if m.portfolio.update.Snapshot == nil {
		return append(lines, "", "  "+m.theme.Muted.Render(text.Clip(m.firstWords(), m.width-4)))
	}
	if m.portfolio.over != noOverlay {
		return append(lines, m.viewOverlay(m.bodyRows(len(lines)))...)
	}
	blank := func() {
		if p.roomy {
			lines = append(lines, "")
		}
	}
	blank()
	lines = append(lines, text.Fill(m.viewCards(p.cards), p.cards)...)
	blank()
	lines = append(lines, m.viewTabs()...)
	return append(lines, m.viewTab()...)
}

// news is what became of the last key, or what has happened by itself.
func (m account) news() string {
	p := m.portfolio
	switch {
	case p.said != "":
		return m.theme.Text.Render(p.said)
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
	if m.part().roomy {
		rows-- // a blank line above the footer
	}
	return max(rows, 0)
}

// figures is the theme of the figures: muted while they are old.
func (m account) figures() *theme.Theme {
	if m.look().old {
		return m.theme.Outdated
	}
	return m.theme
}

func (m account) viewTab() []string {
	p, t, th := m.portfolio, m.theme, m.figures()
	switch p.tab {
	case ordersTab:
		return p.orders.grid.view(t, th, m.noOrders())
	case activityTab:
		return p.activity.grid.view(t, th, m.noActivity())
	case listsTab:
		return m.viewLists()
	default:
		return p.positions.view(t, th, m.noPositions())
	}
}

// firstWords stand where the account will be.
func (m account) firstWords() string {
	u := m.portfolio.update
	if u.Err == nil {
		return "Reading the account…"
	}
	return safe.Line(u.Err.Error(), 300)
}

func (m account) noPositions() string {
	if filter := m.portfolio.positions.filter; filter != "" {
		return "No position matches " + filter + "."
	}
	return "No positions. What you buy shows up here."
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
