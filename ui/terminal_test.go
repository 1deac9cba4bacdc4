package ui

import (
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// reversed gives the rows of the screen whose whole text is reversed.
func (s *story) reversed() []string {
	s.screen.mu.Lock()
	defer s.screen.mu.Unlock()
	var found []string
	for y := range s.screen.term.Height() {
		var line strings.Builder
		whole := true
		for x := range s.screen.term.Width() {
			c := s.screen.term.CellAt(x, y)
			if c == nil || strings.TrimSpace(c.Content) == "" {
				continue
			}
			line.WriteString(c.Content)
			whole = whole && c.Style.Attrs&uv.AttrReverse != 0
		}
		if whole && line.Len() > 0 {
			found = append(found, line.String())
		}
	}
	return found
}

func TestSelectedRowIsReversedInSixteenColours(t *testing.T) {
	tell(t, telling{basic: true, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("down")
		if rows := s.reversed(); len(rows) != 1 || !strings.HasPrefix(rows[0], "BRK.B") {
			t.Fatalf("reversed is %q", rows)
		}
		s.seesNot("❯", "[")
		s.press(":")
		if rows := s.reversed(); len(rows) != 1 {
			t.Fatalf("reversed in the palette is %q", rows)
		}
	})
}

func TestSelectedRowHasABackgroundInMoreColours(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		if rows := s.reversed(); len(rows) != 0 {
			t.Fatalf("reversed is %q", rows)
		}
	})
}

func TestTerminalWithoutStylesShowsMarksInTheText(t *testing.T) {
	tell(t, telling{noInk: true, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sees("❯AAPL 18 Dec 26 250 C", "[1 Positions 7]", "[1D] 1W")
		s.press("down")
		s.sees("❯BRK.B", " AAPL 18 Dec 26 250 C")
		s.press("]", "2")
		s.sees("[2 Orders 2]", "1D [1W] 1M", "❯  AAPL")
		s.press("f")
		s.press("esc", ":")
		s.sees("❯ ")
		s.press("esc", "e")
		s.sees("1D [1W] 1M")
	})
}

func TestTheChosenWatchlistIsInBracketsWithoutStyles(t *testing.T) {
	tell(t, telling{noInk: true, change: granted(all)}, func(s *story) {
		s.watched()
		s.portfolio()
		s.press("4")
		s.passes(time.Second)
		s.sees("[Chips]   Crypto", "[4 Watchlists 2]")
	})
}
