package ui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/ui/text"
)

// tabWord names a tab: its number alone (0), with its name (1), with what it
// holds (2).
func (m account) tabWord(t tab, length int) string {
	number, name, count := fmt.Sprint(int(t)+1), tabNames[t], m.tabCount(t)
	if t == m.portfolio.tab {
		word := m.theme.Accent.Bold(true).Render(number + " " + name)
		if length == 2 && count != "" {
			word += " " + m.theme.Text.Render(count)
		}
		if m.theme.Marks {
			return "[" + word + "]"
		}
		return word
	}
	switch {
	case length == 0:
		return m.theme.Muted.Render(number)
	case length == 1 || count == "":
		return m.theme.Muted.Render(number + " " + name)
	default:
		return m.theme.Muted.Render(number + " " + name + " " + count)
	}
}

// tabCount is how much a tab holds, where that is known.
func (m account) tabCount(t tab) string {
	p := m.portfolio
	switch t {
	case positionsTab:
		return fmt.Sprint(len(p.positions.rows))
	case ordersTab:
		return fmt.Sprint(len(p.update.Snapshot.Orders))
	case listsTab:
		if p.lists.read {
			return fmt.Sprint(len(p.lists.all))
		}
	}
	return ""
}

const tabGap = "   "

// tabLine names all tabs, as long as they fit width cells.
func (m account) tabLine(width int) string {
	line := ""
	for length := 2; length >= 0; length-- {
		words := make([]string, tabs)
		for t := range tabs {
			words[t] = m.tabWord(t, length)
		}
		line = " " + strings.Join(words, tabGap)
		if lipgloss.Width(line) <= width {
			break
		}
	}
	return line
}

// viewTabs names the tables over their rule. Which row of how many the cursor is
// on stands at the right end, and in the rule where there is no room beside the
// tabs: rows below the edge are not overlooked.
func (m account) viewTabs() []string {
	line, room := m.tabWords()
	rule := strings.Repeat("─", m.width-2)
	if nth := m.nthRow(); nth != "" && !room {
		end := " " + nth + " ─"
		rule = strings.Repeat("─", max(m.width-2-lipgloss.Width(end), 0)) + end
	}
	return []string{line, " " + m.theme.Muted.Render(rule)}
}

// tabWords is the line of the tabs with what is being typed or with the remarks
// on the table; room says whether the last of these had any.
func (m account) tabWords() (line string, room bool) {
	t, p := m.theme, m.portfolio
	filter := m.board().filtered()
	switch {
	case p.filtering:
		return m.besideTabs(t.Accent.Render("/") + p.field.view(max(m.width-34, 8))), false
	case filter != "":
		return m.besideTabs(t.Accent.Render("/"+text.Clip(filter, 20)) + t.Muted.Render("  esc clears")), false
	case m.news() != "" && !m.part().roomy:
		return m.besideTabs(m.news()), false
	}
	line = m.tabLine(m.width - 2)
	for remarks := m.tabRemarks(); len(remarks) > 0; remarks = remarks[1:] {
		right := t.Muted.Render(strings.Join(remarks, " · "))
		if both := text.Spread(line, right, m.width-1); both != line {
			return both, true
		}
	}
	return line, false
}

// besideTabs gives words the room they need: the tabs shrink to the open one.
func (m account) besideTabs(words string) string {
	for _, left := range []string{m.tabLine(m.width - 2), " " + m.tabWord(m.portfolio.tab, 2)} {
		if lipgloss.Width(left)+3+lipgloss.Width(words) <= m.width-1 {
			return left + "   " + words
		}
	}
	return " " + text.Clip(words, m.width-2)
}

// tabRemarks say what the table does not say itself, the most wanted last.
func (m account) tabRemarks() []string {
	p := m.portfolio
	var remarks []string
	if p.tab == positionsTab {
		if n := p.positions.sums.Count - p.positions.sums.Priced; n > 0 {
			remarks = append(remarks, fmt.Sprintf("%d without a price", n))
		}
		if m.look().resting && p.positions.sums.Priced > 0 {
			remarks = append(remarks, restingMark+" price from outside the session")
		}
	}
	if p.tab == listsTab && p.quotes.err != nil {
		remarks = append(remarks, "prices: "+shortProblem(p.quotes.err))
	}
	if by := m.board().unseenSort(); by != "" && p.tab != positionsTab { // there it stands in the last row
		remarks = append(remarks, by)
	}
	if nth := m.nthRow(); nth != "" {
		remarks = append(remarks, nth)
	}
	return remarks
}

// nthRow says which row of how many the cursor is on, "" where all are in sight.
func (m account) nthRow() string {
	_, page, rows := m.board().place()
	if rows <= page {
		return ""
	}
	n, of := m.board().nth()
	return fmt.Sprintf("%d of %d", n, of)
}

// tabAt gives the tab whose name stands at cell x of the tab line.
func (m account) tabAt(x int) (tab, bool) {
	for length := 2; length >= 0; length-- {
		left, widths := 1, make([]int, tabs)
		total := 1
		for t := range tabs {
			widths[t] = lipgloss.Width(m.tabWord(t, length))
			total += widths[t] + len(tabGap)
		}
		if total-len(tabGap) > m.width-2 && length > 0 {
			continue
		}
		for t := range tabs {
			if x >= left-1 && x <= left+widths[t] {
				return t, true
			}
			left += widths[t] + len(tabGap)
		}
		return 0, false
	}
	return 0, false
}
