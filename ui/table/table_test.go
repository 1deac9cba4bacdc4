package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/number"
	"quipu/ui/theme"
)

// trade is a row of the tests' table.
type trade struct {
	name    string
	size    string // a figure, "" where it is not known
	price   string
	profit  string
	note    string
	heading bool
	part    bool
}

func figure(text string) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// figures is a column of one of the figures of a trade.
func figures(title string, priority int, of func(*trade) string, show func(decimal.NullDecimal) string) format.Column[trade] {
	return format.Column[trade]{
		Title: title, Priority: priority,
		Show:  func(r *trade, _ format.Options) format.Cell { return format.Cell{Text: show(figure(of(r)))} },
		Value: func(r *trade) decimal.NullDecimal { return figure(of(r)) },
	}
}

// trades is a table of every kind of column: names, figures, one that narrows, one
// that adds up, and prose.
func trades() *Spec[trade] {
	size := figures("Size", 3, func(r *trade) string { return r.size }, format.Quantity)
	size.MinWidth = 5
	profit := figures("Profit", 0, func(r *trade) string { return r.profit }, format.SignedMoney)
	profit.Sum = func(rows []*trade, _ format.Options) format.Cell {
		var sum number.Sum
		for _, r := range rows {
			sum.Add(figure(r.profit))
		}
		return format.Cell{Text: format.SignedMoney(sum.Total())}
	}
	return &Spec[trade]{
		Name: "trades", Noun: "trade", SortBy: "Profit",
		ID:       func(r *trade) string { return r.name },
		Matches:  func(r *trade, filter string) bool { return strings.Contains(strings.ToUpper(r.name), filter) },
		TieBreak: func(a, b *trade) int { return cmp.Compare(a.name, b.name) },
		Columns: []format.Column[trade]{
			{
				Title: "Name", Left: true, Words: true,
				Show:    func(r *trade, _ format.Options) format.Cell { return format.Cell{Text: r.name} },
				Compare: func(a, b *trade) int { return cmp.Compare(b.name, a.name) },
			},
			size,
			figures("Price", 2, func(r *trade) string { return r.price }, format.Price),
			profit,
			{
				Title: "Note", Left: true, Words: true, MaxWidth: 12, Priority: 1,
				Show:    func(r *trade, _ format.Options) format.Cell { return format.Cell{Text: r.note} },
				Compare: func(a, b *trade) int { return cmp.Compare(b.note, a.note) },
			},
		},
	}
}

var sample = []trade{
	{name: "AAPL", size: "5", price: "120", profit: "100", note: "sell 5 @ $130.00"},
	{name: "BRK.B", size: "3.141592653", price: "471.02", profit: "216.49"},
	{name: "HALT", size: "10"},
	{name: "KO", size: "1234567.891234567", price: "98765432.1234", profit: "-987654321.12", note: "limit $58,000.00 until 18 Dec 26"},
	{name: "ZZ", size: "-12", price: "0.7999", profit: "-12.40"},
}

// sized is a table with rows in a page and a width of cells.
func sized(spec *Spec[trade], rows []trade, page, width int) *Table[trade] {
	g := New(spec)
	g.SetRows(rows)
	g.Resize(page, width, format.Options{})
	return &g
}

func (g *Table[R]) drawn() []string {
	lines := g.Lines(theme.Plain(), theme.Plain(), "nothing")
	for i := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
	}
	return lines
}

// names gives the rows shown, a heading in brackets.
func names(g *Table[trade]) string {
	var all []string
	for _, r := range g.Shown {
		if r.heading {
			all = append(all, "["+r.name+"]")
		} else {
			all = append(all, r.name)
		}
	}
	return strings.Join(all, " ")
}

func TestColumnsLeaveByPriorityAsTheWindowNarrows(t *testing.T) {
	titles := func(width int) string {
		first := sized(trades(), sample[:3], 10, width).drawn()[0]
		return strings.Join(strings.Fields(strings.ReplaceAll(first, "▼", "")), " ")
	}
	// "3 trades" 8, Size 11 or narrowed 5, Price 7, Profit 8, Note 12, and two blanks
	// between columns.
	for width, want := range map[int]string{
		60: "Name Size Price Profit Note", 54: "Name Size Price Profit Note", 53: "Name Size Price Profit",
		40: "Name Size Price Profit", 39: "Name Size Profit", 31: "Name Size Profit",
		30: "Name Size Profit", 25: "Name Size Profit", 24: "Name Profit", 20: "Name Profit",
	} {
		if got := titles(width); got != want {
			t.Errorf("in %d cells: %q, want %q", width, got, want)
		}
	}
}

// Beside a fallback, none of the columns stands that it replaces.
func TestAFallbackReplacesColumnsThatDoNotAllFit(t *testing.T) {
	spec := trades()
	both := figures("Both", 4, func(r *trade) string { return r.price }, format.Price)
	both.FallbackFor = []string{"Size", "Price"}
	spec.Columns = slices.Insert(spec.Columns, 3, both)
	for width := 100; width >= 20; width-- {
		first := sized(spec, sample[:3], 10, width).drawn()[0]
		all := strings.Contains(first, "Size") && strings.Contains(first, "Price")
		some := strings.Contains(first, "Size") || strings.Contains(first, "Price")
		if one := strings.Contains(first, "Both"); all != some || some && one || !one && !some && width > 30 {
			t.Fatalf("in %d cells: %q", width, first)
		}
	}
}

func TestAHiddenColumnComesBack(t *testing.T) {
	g := sized(trades(), sample, 10, 100)
	g.ToggleColumn("Price")
	if strings.Contains(g.drawn()[0], "Price") {
		t.Errorf("%q", g.drawn()[0])
	}
	if all, hidden := g.Titles(); !slices.Equal(all, []string{"Size", "Price", "Profit", "Note"}) || !slices.Equal(hidden, []string{"Price"}) {
		t.Errorf("titles %q, hidden %q", all, hidden)
	}
	g.ToggleColumn("Price")
	if !strings.Contains(g.drawn()[0], "Price") {
		t.Errorf("%q", g.drawn()[0])
	}
}

// Whatever it is sorted by and however many rows a filter leaves, no line is wider
// than the window, and every figure on it is one of the rows' or their sum's.
func TestNoLineIsTooWideAndNoFigureIsCutAtAnyWidth(t *testing.T) {
	whole := map[string]bool{}
	for _, line := range sized(trades(), sample, 10, 400).drawn() {
		for _, word := range strings.Fields(line) {
			whole[word] = true
		}
	}
	for _, c := range trades().Columns {
		for _, filter := range []string{"", "NOTHING", "KO", "A"} {
			g := sized(trades(), sample, 10, 200)
			g.Arrange(Arrangement{SortedBy: c.Title})
			g.SetFilter(filter)
			for _, word := range strings.Fields(strings.Join(g.drawn(), " ")) {
				whole[word] = true // the sum of these rows
			}
			for width := 200; width >= 20; width-- {
				g.Resize(10, width, format.Options{})
				for _, line := range g.drawn() {
					checkLine(t, fmt.Sprintf("by %s, filter %q, %d cells", c.Title, filter, width), line, width+1, whole)
				}
			}
		}
	}
}

func checkLine(t *testing.T, what, line string, width int, whole map[string]bool) {
	t.Helper()
	if got := ansi.StringWidth(line); got > width {
		t.Errorf("%s: %d cells: %q", what, got, line)
	}
	for _, word := range strings.Fields(line) {
		if strings.ContainsAny(word, "0123456789") && !whole[word] {
			t.Errorf("%s: %q is cut in %q", what, word, line)
		}
	}
}

// The last row counts the rows and adds up what they show, and names the order where
// its column has left.
func TestTheLastRowCountsAndAddsUp(t *testing.T) {
	last := func(g *Table[trade]) string {
		lines := g.drawn()
		return strings.Join(strings.Fields(lines[len(lines)-1]), " ")
	}
	g := sized(trades(), sample[:3], 10, 80)
	if got := last(g); got != "3 trades +$316.49" {
		t.Errorf("%q", got)
	}
	g.SetFilter("BRK")
	if got := last(g); got != "1 of 3 +$216.49" {
		t.Errorf("%q", got)
	}
	g.SetFilter("")
	g.Arrange(Arrangement{SortedBy: "Note"})
	g.Resize(10, 40, format.Options{})
	if got := last(g); got != "3 trades by note ▲ +$316.49" {
		t.Errorf("%q", got)
	}
}

func TestRowsWithoutAFigureStandLastAndEmptyTablesSayWhy(t *testing.T) {
	g := sized(trades(), nil, 4, 30)
	if lines := g.drawn(); !slices.Contains(lines, "  nothing") {
		t.Errorf("%q", lines)
	}
	if g.Current() != nil || g.Texts() != nil {
		t.Error("an empty table has a row under the cursor")
	}
	g.SetRows(sample)
	if got := names(g); !strings.HasSuffix(got, " HALT") {
		t.Errorf("%s", got)
	}
}
