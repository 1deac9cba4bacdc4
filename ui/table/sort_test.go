package table

import (
	"slices"
	"testing"

	"quipu/format"
)

func TestSortsByTitleBothWays(t *testing.T) {
	for title, want := range map[string][2]string{ // as at first, and reversed
		"Name":   {"AAPL BRK.B HALT KO ZZ", "ZZ KO HALT BRK.B AAPL"},
		"Size":   {"KO HALT AAPL BRK.B ZZ", "ZZ BRK.B AAPL HALT KO"},
		"Price":  {"KO BRK.B AAPL ZZ HALT", "ZZ AAPL BRK.B KO HALT"},
		"Profit": {"BRK.B AAPL ZZ KO HALT", "KO ZZ AAPL BRK.B HALT"},
		"Note":   {"KO AAPL BRK.B HALT ZZ", "AAPL KO BRK.B HALT ZZ"},
	} {
		for i, reversed := range []bool{false, true} {
			g := sized(trades(), sample, 10, 100)
			g.Arrange(Arrangement{SortedBy: title, Reversed: reversed})
			if got := names(g); got != want[i] {
				t.Errorf("by %s, reversed %v: %s, want %s", title, reversed, got, want[i])
			}
			if got := g.Arrangement(); got.SortedBy != title || got.Reversed != reversed {
				t.Errorf("remembered as %+v", got)
			}
		}
	}
}

// A title that the table does not have, of an older version perhaps, changes nothing.
func TestAnUnknownTitleSortsNothing(t *testing.T) {
	g := sized(trades(), sample, 10, 100)
	before := names(g)
	g.Arrange(Arrangement{SortedBy: "Beta"})
	if got := names(g); got != before || g.Arrangement().SortedBy != "Profit" {
		t.Errorf("%s by %s", got, g.Arrangement().SortedBy)
	}
}

// Sorting goes through the columns on the screen alone, and turns round at the end.
func TestSortNextPassesColumnsThatHaveLeft(t *testing.T) {
	g := sized(trades(), sample[:3], 10, 29) // Name, Size and Profit
	var got []string
	for range 4 {
		g.SortNext(+1)
		got = append(got, g.Arrangement().SortedBy)
	}
	if !slices.Equal(got, []string{"Name", "Size", "Profit", "Name"}) {
		t.Errorf("%q", got)
	}
	g.SortNext(-1)
	if by := g.Arrangement().SortedBy; by != "Profit" {
		t.Errorf("by %s", by)
	}
}

func TestTheUnseenSortIsNamedWithItsDirection(t *testing.T) {
	g := sized(trades(), sample[:3], 10, 29)
	g.Arrange(Arrangement{SortedBy: "Note"})
	if got := g.UnseenSort(); got != "by note ▲" {
		t.Errorf("%q", got)
	}
	g.Reverse()
	if got := g.UnseenSort(); got != "by note ▼" {
		t.Errorf("%q", got)
	}
	g.Resize(10, 100, format.Options{})
	if got := g.UnseenSort(); got != "" {
		t.Errorf("%q, and it is on the screen", got)
	}
}

// Headings and parts stand where they were given until the table is sorted: then
// headings leave, and a part follows what it is a part of.
func TestSortingKeepsPartsAndDropsHeadings(t *testing.T) {
	spec := trades()
	spec.SortBy = ""
	spec.Heading = func(r *trade, _ format.Options) (string, bool) { return r.name, r.heading }
	spec.IsPart = func(r *trade) bool { return r.part }
	rows := []trade{
		{name: "today", heading: true}, {name: "M", profit: "1"}, {name: "m1", part: true, profit: "9"}, {name: "A", profit: "3"},
		{name: "before", heading: true}, {name: "K", profit: "2"},
	}
	g := sized(spec, rows, 10, 100)
	if got := names(g); got != "[today] M m1 A [before] K" {
		t.Errorf("%s", got)
	}
	g.Arrange(Arrangement{SortedBy: "Profit"})
	if got := names(g); got != "A K M m1" {
		t.Errorf("sorted: %s", got)
	}
	if n, of := g.Nth(); of != 3 || n < 1 {
		t.Errorf("%d of %d", n, of)
	}
	g.Arrange(Arrangement{})
	g.SetFilter("K")
	if got := names(g); got != "[before] K" {
		t.Errorf("a heading without rows stands there: %s", got)
	}
}
