package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"quipu/client"
	"quipu/format"
	"quipu/ui/orderview"
	"quipu/ui/table"
	"quipu/ui/theme"
)

// timesOf gives the words of a table's column, by the symbol of their row.
func timesOf[R any](g *table.Table[R], symbol string) []string {
	var all []string
	for _, line := range g.Lines(theme.Plain(), theme.Plain(), "") {
		if line = ansi.Strip(line); strings.Contains(line, symbol) {
			all = append(all, regexp.MustCompile(`\d+ [A-Z][a-z]{2}( \d{2}:\d{2}| \d{4})?|\d{2}:\d{2}`).FindString(line))
		}
	}
	return all
}

func closedOn(days ...int) []client.Order {
	var all []client.Order
	for i, day := range days {
		at := time.Date(2026, 11, day, 15, i, 0, 0, time.UTC)
		all = append(all, client.Order{ID: fmt.Sprint(i), Symbol: fmt.Sprintf("SYM%d", i), Side: "buy", Status: "filled", SubmittedAt: &at, FilledAt: &at})
	}
	return all
}

func TestTimesHaveADateWhereNoHeadingNamesTheDay(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	orders := table.New(orderview.Kind)
	orders.SetRows(orderview.Rows(nil, closedOn(24, 23, 20), nil, now))
	activity := table.New(activityKind)
	activity.SetRows(activityRows([]client.Activity{
		{ID: "a", Type: "FILL", Symbol: "SYM0", At: now.Add(-3 * time.Hour)},
		{ID: "b", Type: "FILL", Symbol: "SYM1", At: now.Add(-27 * time.Hour)},
		{ID: "c", Type: "DIV", Symbol: "SYM2", Date: "2025-11-20"},
	}, now))
	for name, g := range map[string]struct {
		table interface {
			table.Any
			Resize(page, width int, o format.Options)
		}
		times                 func(string) []string
		other                 string
		natural, sortedByName [3]string
	}{
		"orders":   {&orders, func(s string) []string { return timesOf(&orders, s) }, "Side", [3]string{"10:00", "10:01", "10:02"}, [3]string{"24 Nov 10:00", "23 Nov 10:01", "20 Nov 10:02"}},
		"activity": {&activity, func(s string) []string { return timesOf(&activity, s) }, "Symbol", [3]string{"10:00", "10:00", ""}, [3]string{"24 Nov 10:00", "23 Nov 10:00", "20 Nov 2025"}},
	} {
		g.table.Resize(20, 150, format.Options{Now: now})
		for i := range 3 {
			if got := g.times(fmt.Sprintf("SYM%d", i)); len(got) != 1 || got[0] != g.natural[i] {
				t.Errorf("%s by day: %q, want %q", name, got, g.natural[i])
			}
		}
		g.table.Arrange(table.Arrangement{SortedBy: g.other})
		for i := range 3 {
			if got := g.times(fmt.Sprintf("SYM%d", i)); len(got) != 1 || got[0] != g.sortedByName[i] {
				t.Errorf("%s by %s: %q, want %q", name, g.other, got, g.sortedByName[i])
			}
		}
	}
}

// An order is listed by the day on which it was sent. One that ended on another day,
// or under an order that works, has the date of its end.
func TestAnOrderThatEndedOnAnotherDayHasTheDate(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	closed := closedOn(20)
	filled := time.Date(2026, 11, 23, 15, 7, 0, 0, time.UTC)
	closed[0].FilledAt = &filled
	working := client.Order{ID: "w", Symbol: "PARENT", Side: "buy", Status: "new", SubmittedAt: &filled, Legs: []client.Order{{ID: "l", Symbol: "LEG", Status: "canceled", CanceledAt: &filled}}}
	g := table.New(orderview.Kind)
	g.SetRows(orderview.Rows([]client.Order{working}, closed, map[string]bool{"w": true}, now))
	g.Resize(20, 150, format.Options{Now: now})
	for _, symbol := range []string{"SYM0", "LEG"} {
		if got := timesOf(&g, symbol); len(got) != 1 || got[0] != "23 Nov 10:07" {
			t.Errorf("%s: %q", symbol, got)
		}
	}
}

// Where the heading has scrolled away and none is pinned, the first row has its date.
func TestTheFirstRowHasItsDateWhenItsHeadingHasLeft(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	for page := 2; page < 8; page++ {
		g := table.New(orderview.Kind)
		g.SetRows(orderview.Rows(nil, closedOn(24, 24, 23, 20, 19, 18, 17), nil, now))
		g.Resize(page, 150, format.Options{Now: now})
		for range 12 {
			first := ansi.Strip(g.Lines(theme.Plain(), theme.Plain(), "")[1])
			if !regexp.MustCompile(`\d+ Nov`).MatchString(first) {
				t.Errorf("a page of %d from row %d begins with %q", page, g.Top, first)
			}
			g.Scroll(+1)
		}
	}
}
