package table

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quipu/format"
)

// many is n rows in the order given, a heading over every fifth.
func many(n int) (*Spec[trade], []trade) {
	spec := trades()
	spec.SortBy = ""
	spec.Heading = func(r *trade, _ format.Options) (string, bool) { return r.name, r.heading }
	var rows []trade
	for i := range n {
		if i%5 == 0 {
			rows = append(rows, trade{name: fmt.Sprintf("day %d", i/5), heading: true})
		}
		rows = append(rows, trade{name: fmt.Sprintf("row %d", i), profit: fmt.Sprint(i)})
	}
	return spec, rows
}

func TestTheCursorStaysOnItsRowWhateverHappensAroundIt(t *testing.T) {
	g := sized(trades(), sample, 3, 100)
	g.Arrange(Arrangement{SortedBy: "Name"})
	g.GoTo(3)
	if g.Current().name != "KO" {
		t.Fatalf("on %s", g.Current().name)
	}
	for what, change := range map[string]func(){
		"reversed":         g.Reverse,
		"sorted":           func() { g.Arrange(Arrangement{SortedBy: "Profit"}) },
		"a row comes":      func() { g.SetRows(append([]trade{{name: "AA", profit: "5000"}}, sample...)) },
		"the window grows": func() { g.Resize(9, 40, format.Options{}) },
		"a column leaves":  func() { g.ToggleColumn("Price") },
	} {
		if change(); g.Current().name != "KO" || !slices.Contains(g.OnScreen(), g.Current()) {
			t.Errorf("%s: on %s", what, g.Current().name)
		}
	}
	g.SetRows(sample[:2]) // its row is gone
	if g.Current() == nil || !slices.Contains(g.OnScreen(), g.Current()) {
		t.Error("the cursor left the table with its row")
	}
}

// Wherever it is sent, the cursor is on a row that is on the screen and no heading,
// and not under the heading pinned over the rows below it.
func TestTheCursorIsAlwaysInSight(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		page := 1 + random.IntN(12)
		spec, rows := many(1 + random.IntN(40))
		g := sized(spec, rows, page, 60)
		for range 30 {
			switch random.IntN(4) {
			case 0:
				g.GoTo(random.IntN(60) - 10)
			case 1:
				g.Scroll(random.IntN(21) - 10)
			case 2:
				g.Select(random.IntN(page + 4))
			default:
				page = 1 + random.IntN(12)
				g.Resize(page, 60, format.Options{})
			}
			r := g.Current()
			if r == nil || r.heading || !slices.Contains(g.OnScreen(), r) {
				t.Fatalf("row %d of %d, from %d, a page of %d", g.At, len(g.Shown), g.Top, page)
			}
			if g.HeadingPinned() && g.At == g.Top {
				t.Fatalf("the heading lies over the cursor at %d", g.At)
			}
			if drawn := strings.Join(g.drawn(), "\n"); !strings.Contains(drawn, r.name) {
				t.Fatalf("%s is not in\n%s", r.name, drawn)
			}
		}
	}
}

func TestAHeadingThatHasLeftIsPinned(t *testing.T) {
	spec, rows := many(10)
	g := sized(spec, rows, 5, 60)
	g.Scroll(+3)
	if first := g.drawn()[1]; !strings.Contains(first, "day 0") {
		t.Errorf("%q", first)
	}
	if g.Select(0) || g.Current().heading {
		t.Error("the pinned heading takes the cursor")
	}
}

// A click means the row and the column that are drawn there.
func TestClicksHitWhatIsDrawn(t *testing.T) {
	for width := 20; width <= 120; width++ {
		g := sized(trades(), sample, 4, width)
		g.Arrange(Arrangement{SortedBy: "Name"})
		g.Scroll(+1)
		lines := g.drawn()
		for row := range 4 {
			again := g.Select(row)
			if name := strings.Fields(lines[1+row])[0]; g.Current().name != name {
				t.Errorf("%d cells: row %d is %s, the cursor on %s", width, row, name, g.Current().name)
			}
			if again == (row > 0) && row != 0 {
				t.Errorf("%d cells: row %d was under the cursor already", width, row)
			}
		}
		title := []rune(lines[0])
		for _, c := range g.visible() {
			at := strings.Index(string(title), g.Columns[c].Title)
			if at < 0 {
				continue // clipped
			}
			x := len([]rune(string(title)[:at])) - 1 // a row begins behind its mark
			for _, cell := range []int{x, x + len(g.Columns[c].Title) - 1} {
				if got := g.columnAt(cell); got != c {
					t.Errorf("%d cells: cell %d of %q means column %d, want %d", width, cell, lines[0], got, c)
				}
			}
		}
		if got := g.columnAt(width + 5); got >= 0 {
			t.Errorf("%d cells: column %d stands outside", width, got)
		}
	}
}

func TestAClickOnATitleSortsAndTurnsRound(t *testing.T) {
	g := sized(trades(), sample, 4, 100)
	x := strings.Index(g.drawn()[0], "Name") - 1
	g.SortAt(x)
	first := names(g)
	g.SortAt(x)
	if first != "AAPL BRK.B HALT KO ZZ" || names(g) != "ZZ KO HALT BRK.B AAPL" {
		t.Errorf("%s, then %s", first, names(g))
	}
}

// A click outside the rows changes nothing.
func TestAClickBesideTheRowsIsNone(t *testing.T) {
	g := sized(trades(), sample[:2], 4, 100)
	at := g.At
	for _, row := range []int{-1, 2, 3, 4, 99} {
		if g.Select(row) || g.At != at {
			t.Errorf("row %d", row)
		}
	}
}

// What is copied is the whole of a note that is clipped on the screen.
func TestARowIsCopiedWithoutItsSigns(t *testing.T) {
	spec := trades()
	show := spec.Columns[2].Show
	spec.Columns[2].Show = func(r *trade, o format.Options) format.Cell {
		c := show(r, o)
		c.Text = "▲ " + c.Text + format.ClosedMark
		return c
	}
	spec.Columns[1].Picture = true
	g := sized(spec, sample[:3], 4, 60)
	g.GoTo(1)
	if got := g.Texts(); !slices.Equal(got, []string{"AAPL", "$120.00", "+$100.00", "sell 5 @ $130.00"}) {
		t.Errorf("%q", got)
	}
}
