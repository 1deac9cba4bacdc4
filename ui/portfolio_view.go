package ui

import (
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/safe"
	"quipu/ui/theme"
)

// parting is how the portfolio's rows are dealt out.
type parting struct {
	banner bool
	roomy  bool // blank lines between the parts
	cards  int  // lines of the cards
	rows   int  // lines left for positions
}

// part deals out the window's rows: positions get what the rest leaves.
func (m Model) part() parting {
	height := m.height - 1 // footer
	if m.framed() {
		height -= 2
	}
	p := parting{banner: m.banner() != "", cards: 1, roomy: height >= 17}
	if height >= 22 && m.width >= 76 {
		p.cards = 4
	}
	if p.cards == 4 && height >= 40 {
		p.cards = 6
	}
	used := 1 + p.cards + 3 + 2 // header, cards, tab line with rule and titles, totals with rule
	if p.banner {
		used++
	}
	if p.roomy {
		used += 3
	}
	p.rows = max(height-used, 0)
	return p
}

func (m Model) pageRows() int   { return m.part().rows }
func (m Model) tableWidth() int { return m.width - 2 }

// look says how figures are drawn now.
func (m Model) look() look {
	return look{
		private: m.parts.Settings.Private,
		short:   m.width < 100,
		tight:   m.width < 50,
		old:     m.portfolio.update.State != client.Fresh && m.portfolio.update.State != client.Connecting,
	}
}

func (m Model) viewPortfolio() []string {
	p := m.part()
	lines := []string{m.viewHeader()}
	if banner := m.banner(); banner != "" {
		lines = append(lines, m.theme.Notice.Reverse(true).Render(padRight(" "+clip(banner, m.width-2), m.width)))
	}
	if m.portfolio.update.Snapshot == nil {
		return append(lines, "", "  "+m.theme.Muted.Render(clip(m.firstWords(), m.width-4)))
	}
	blank := func() {
		if p.roomy {
			lines = append(lines, "")
		}
	}
	blank()
	lines = append(lines, fill(m.viewCards(p.cards), p.cards)...)
	blank()
	return append(lines, m.viewTable(p.rows)...)
}

// firstWords stand where the account will be.
func (m Model) firstWords() string {
	u := m.portfolio.update
	if u.Err == nil {
		return "Reading the account…"
	}
	return safe.Line(u.Err.Error(), 300)
}

// viewTable draws the tab line, the titles, the rows on the screen and the
// totals.
func (m Model) viewTable(rows int) []string {
	t, p := m.theme, m.portfolio
	width := m.tableWidth()
	l := m.look()
	shown := p.table.visible(width)
	th := t
	if l.old {
		th = outdated(t)
	}
	rule := " " + t.Muted.Render(strings.Repeat("─", width))
	at := -1
	titles := p.table.row(shown, width, func(c column) cell {
		at++
		return m.titleCell(shown[at], c)
	}, t, t.Text)
	lines := []string{m.viewTabs(), rule, " " + titles}
	body := make([]string, 0, rows)
	for _, h := range m.onScreen() {
		base := t.Text
		if idOf(h.Position) == p.cursor {
			base = t.Selected
		}
		body = append(body, " "+p.table.row(shown, width, func(c column) cell { return c.show(h, l) }, th, base))
	}
	if len(p.shown) == 0 {
		body = append(body, "", "  "+t.Muted.Render(m.emptyWords()))
	}
	body = fill(body, min(rows, max(len(p.shown), 2)))
	lines = append(append(lines, body...), rule)
	at = -1
	sums := p.table.row(shown, width, func(c column) cell {
		at++
		if at == 0 {
			return cell{text: m.countWords(), tone: faded}
		}
		if c.sum == nil {
			return cell{}
		}
		return c.sum(p.sums, l)
	}, th, t.Text)
	return append(lines, " "+sums)
}

func (m Model) emptyWords() string {
	if m.portfolio.filter != "" {
		return "No position matches " + m.portfolio.filter + "."
	}
	return "No positions. What you buy shows up here."
}

// titleCell is a column's title, with the arrow where the table is sorted.
func (m Model) titleCell(i int, c column) cell {
	if i != m.portfolio.sorted {
		return cell{text: c.title, tone: faded}
	}
	if m.portfolio.descending {
		return cell{text: c.title + " ▼", strong: true}
	}
	return cell{text: c.title + " ▲", strong: true}
}

// countWords counts the rows that are shown.
func (m Model) countWords() string {
	p := m.portfolio
	switch {
	case p.filter != "":
		return fmt.Sprintf("%d of %d", len(p.shown), len(p.rows))
	default:
		return plural(len(p.shown), "position")
	}
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// viewTabs names the table, and what is being typed or was just done.
func (m Model) viewTabs() string {
	t, p := m.theme, m.portfolio
	left := " " + t.Accent.Bold(true).Render("Positions") + " " + t.Muted.Render(fmt.Sprint(len(p.rows)))
	switch {
	case p.filtering:
		p.field.SetWidth(max(m.width-30, 8))
		return left + "   " + t.Accent.Render("/") + p.field.View()
	case p.filter != "":
		return left + "   " + t.Accent.Render("/"+clip(p.filter, m.width-36)) + t.Muted.Render("  esc clears")
	case p.said != "":
		return spread(left, t.Text.Render(p.said), m.width-1)
	}
	var remarks []string
	if n := len(p.update.Snapshot.Orders); n > 0 {
		remarks = append(remarks, plural(n, "open order"))
	}
	if n := p.sums.count - p.sums.priced; n > 0 {
		remarks = append(remarks, fmt.Sprintf("%d without a price", n))
	}
	for _, remark := range remarks {
		if longer := left + "   " + t.Muted.Render(remark); lipgloss.Width(longer) < m.width {
			left = longer
		}
	}
	right := ""
	if len(p.shown) > m.pageRows() {
		right = t.Muted.Render(fmt.Sprintf("%d–%d of %d", p.top+1, p.top+len(m.onScreen()), len(p.shown)))
	}
	return spread(left, right, m.width-1)
}

func (m Model) portfolioKeys() []key.Binding {
	p := m.portfolio
	if p.filtering {
		return []key.Binding{describe(keys.Submit, "keep the filter"), describe(keys.Back, "clear it")}
	}
	var shown []key.Binding
	if p.update.State == client.Refused {
		shown = append(shown, keys.Again)
	}
	shown = append(shown, describe(keys.Choose, "move"), keys.Filter, keys.Sort, keys.Reverse)
	if p.update.State != client.Refused {
		shown = append(shown, keys.Curve, keys.Refresh)
	}
	shown = append(shown, keys.Privacy, keys.Copy)
	back := describe(keys.Back, "accounts")
	if p.filter != "" {
		back = describe(keys.Back, "clear filter")
	}
	return append(shown, back, keys.Help, keys.Quit)
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

// outdated is the theme for figures that are not current: they keep their place
// and lose their colour.
func outdated(t theme.Theme) theme.Theme {
	t.Text, t.Gain, t.Loss = t.Muted, t.Muted, t.Muted
	return t
}
