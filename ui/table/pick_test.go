package table

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"quipu/format"
	"quipu/ui/theme"
)

// pickable is a table whose rows can be selected by their names, but for those with a note.
func pickable(rows ...trade) *Table[trade] {
	spec := *trades()
	spec.PickID = func(r *trade) string {
		if r.note != "" {
			return ""
		}
		return r.name
	}
	g := New(&spec)
	g.SetRows(rows)
	g.Resize(10, 80, format.Options{})
	return &g
}

func pickAll(g *Table[trade]) {
	for i := range g.Shown {
		g.GoTo(i)
		g.Pick()
	}
}

func TestSelectionStaysOverFilterSortAndRefresh(t *testing.T) {
	rows := []trade{{name: "AAPL", size: "1"}, {name: "KO", size: "3"}, {name: "MSFT", size: "2"}}
	g := pickable(rows...)
	g.GoTo(0)
	g.Pick()
	g.GoTo(2)
	g.Pick()
	want := g.Picked()
	if len(want) != 2 {
		t.Fatalf("%q selected", want)
	}
	g.SetFilter("KO")
	g.SortNext(1)
	g.Reverse()
	g.SetRows(append([]trade{{name: "NEW", size: "9"}}, rows...))
	g.SetFilter("")
	if got := g.Picked(); !slices.Equal(got, want) {
		t.Errorf("%q selected, want %q", got, want)
	}
	g.KeepPicked(func(id string) bool { return id != want[0] })
	if got := g.Picked(); !slices.Equal(got, want[1:]) {
		t.Errorf("%q selected after one has gone, want %q", got, want[1:])
	}
}

// A copy of a table is a value: the model before a key is as it was.
func TestSelectingLeavesACopyAsItWas(t *testing.T) {
	g := pickable(trade{name: "AAPL"}, trade{name: "KO"})
	pickAll(g)
	before := *g
	g.Pick()
	g.KeepPicked(func(string) bool { return false })
	if len(before.Picked()) != 2 || len(g.Picked()) != 0 {
		t.Errorf("%q before, %q after", before.Picked(), g.Picked())
	}
}

func TestSelectedRowsAreMarkedBeyondTheirColour(t *testing.T) {
	g := pickable(trade{name: "AAPL"}, trade{name: "KO", note: "no"}, trade{name: "MSFT"})
	if pickAll(g); slices.Contains(g.Picked(), "KO") {
		t.Errorf("selected %q", g.Picked())
	}
	for name, th := range map[string]*theme.Theme{"in colour": theme.New("dark", true), "plain": theme.Plain(), "without styles": theme.Bare()} {
		marked := ""
		for _, line := range g.Lines(th, th, "") {
			if first, _, _ := strings.Cut(strings.TrimSpace(ansi.Strip(line)), " "); strings.ContainsAny(first, "●◉") {
				marked += first[:len("●")] + " "
			}
		}
		if strings.Count(marked, " ") != 2 {
			t.Errorf("%s: marked %q", name, marked)
		}
	}
}
