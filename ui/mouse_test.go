package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// A click on the tab line opens the tab whose label is drawn there, and does nothing
// elsewhere: also while a filter or a message leaves room for one label.
func TestAClickShowsTheTabThatIsDrawnThere(t *testing.T) {
	portfolio := everyView(t.Context())["portfolio"]
	states := map[string]Model{
		"tables":    portfolio,
		"filtered":  play(portfolio, "/", "a", "enter"),
		"filtering": play(portfolio, "/", "a"),
		"message":   changed(portfolio, func(a *account) { a.portfolio.message = "words words words" }),
	}
	for name, m := range states {
		for _, size := range [][2]int{{40, 12}, {60, 14}, {80, 16}, {100, 24}, {138, 40}} {
			m.width, m.height = size[0], size[1]
			line, y := lineWith(m, "1 Positions")
			for x := range m.width {
				clicked, _ := m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				if got, want := clicked.(Model).current().portfolio.tab, tabDrawnAt(line, x); got != want && want >= 0 {
					t.Fatalf("%s at %v: cell %d of %q shows tab %d, not %d", name, size, x, line, got+1, want+1)
				}
			}
		}
	}
}

// tabDrawnAt gives the tab whose label is at a cell of a line or one cell to its right,
// and the first tab if none is; -1 right after a label, where both are allowed.
func tabDrawnAt(line string, x int) tab {
	for t, at := range regexp.MustCompile(`(1 Positions( \d+)?|2( Orders \d+| Orders)?|3( Activity)?|4( Watchlists \d+| Watchlists)?)(   | *$)`).FindAllStringIndex(line, int(tabs)) {
		left, right := ansi.StringWidth(line[:at[0]]), ansi.StringWidth(strings.TrimRight(line[:at[1]], " "))
		switch {
		case x >= left-1 && x < right:
			return tab(t)
		case x == right:
			return -1
		}
	}
	return positionsTab
}

func TestAClickOnTheRuleBelowTheTabsDoesNothing(t *testing.T) {
	m := everyView(t.Context())["portfolio"]
	line, y := lineWith(m, "2 Orders")
	x := strings.Index(line, "2 Orders") + 2
	for row, want := range map[int]tab{y: ordersTab, y + 1: positionsTab} {
		clicked, _ := m.Update(tea.MouseClickMsg{X: x, Y: row, Button: tea.MouseLeft})
		if got := clicked.(Model).current().portfolio.tab; got != want {
			t.Errorf("row %d below the tabs: tab %d, not %d", row-y, got+1, want+1)
		}
	}
}

// The lines above the curve are not part of it.
func TestAClickOnTheEquityCurveMovesItsCursor(t *testing.T) {
	m := play(everyView(t.Context())["portfolio"], "e")
	cursor := func(y int) int {
		clicked, _ := m.Update(tea.MouseClickMsg{X: 30, Y: y, Button: tea.MouseLeft})
		o, at := findOverlay[equityOverlay](clicked.(Model).current())
		if at < 0 {
			t.Fatalf("a click at row %d closes the overlay", y)
		}
		return o.cursor
	}
	_, y := lineWith(m, "Equity")
	if got := cursor(y); got != -1 {
		t.Errorf("a click beside the figure moves the cursor to %d", got)
	}
	if got := cursor(y + 6); got < 0 {
		t.Error("a click on the curve moves no cursor")
	}
}

// lineWith gives the first line of the screen that contains words, and its row.
func lineWith(m Model, words string) (string, int) {
	for y, line := range m.screen() {
		if line := ansi.Strip(line); strings.Contains(line, words) {
			return line, y
		}
	}
	panic(fmt.Sprintf("%q is not on the screen", words))
}
