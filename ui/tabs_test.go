package ui

import (
	"strings"
	"testing"
	"time"
)

// Four of fourteen positions are below the edge, and that is never untold: beside
// the tabs, or in their rule where those need the line.
func TestWhatIsBelowTheEdgeIsCounted(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		snapshot := *manyHoldings(14, 0)
		snapshot.Account = sampleAccount()
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("4 Watchlists", " 1 of 14\n ─")
		s.press("down", "y")
		lines := strings.Split(s.screen.text(), "\n")
		if !strings.Contains(lines[22], "Row sent") || !strings.Contains(s.screen.text(), "4 Watchlists                2 of 14\n") {
			t.Errorf("what was done took the place of the tabs:\n%s", s.screen.text())
		}
		s.press("/")
		s.types("q")
		s.sees("─ 2 of 14 ─\n")
		s.press("enter", "esc")
		for _, width := range []int{40, 50, 62, 70, 100} {
			for _, height := range []int{12, 16, 17, 18, 22} {
				s.resize(width, height)
				s.sees(" 2 of 14")
			}
		}
		s.resize(62, 16)
		s.press("y")
		s.sees("Row sent to the terminal's clipboard", "─ 2 of 14 ─")
	})
}
