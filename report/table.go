package report

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"quipu/format"
)

// gap is the number of blanks between two columns.
const gap = 2

// branch marks the row of a child.
const branch = "└ "

// Screen describes the output of a table.
type Screen struct {
	Head  string                                  // the first line, "" for none
	Width int                                     // in cells; 0 is unlimited
	Paint func(tone format.Tone, s string) string // nil adds no style
}

// Table writes an aligned table in a single write, or a list of values for a
// kind that is Single. On a narrow screen it drops columns and never cuts a
// value.
func (k *Kind[T]) Table(to io.Writer, screen Screen, opt Options, things []T) error {
	var b strings.Builder
	if screen.Head != "" {
		b.WriteString(screen.Head + "\n")
	}
	switch {
	case k.Single && len(things) == 1:
		b.WriteString(k.vertical(screen, k.cells(&things[0], opt)))
	case len(things) == 0:
		b.WriteString(k.Empty + "\n")
	default:
		k.list(&b, screen, opt, things)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// list writes a row for each item and each of its children.
func (k *Kind[T]) list(b *strings.Builder, screen Screen, opt Options, things []T) {
	rows, sum := k.tableRows(things, opt)
	shown, widths := k.chooseColumns(screen.Width, rows, sum)
	if len(shown) < len(k.Columns) {
		opt.Short = true
		rows, sum = k.tableRows(things, opt)
		shown, widths = k.chooseColumns(screen.Width, rows, sum)
	}
	b.WriteString(k.titles(screen, shown, widths))
	for _, row := range rows {
		b.WriteString(k.row(screen, shown, widths, row))
	}
	if sum != nil {
		b.WriteString(k.row(screen, shown, widths, sum))
	}
}

// tableRows gives the rows of all items, and their totals where there are several.
func (k *Kind[T]) tableRows(things []T, opt Options) (rows [][]format.Cell, sum []format.Cell) {
	for i := range things {
		rows = append(rows, k.rows(&things[i], opt)...)
	}
	if k.Count != nil && len(things) > 1 {
		sum = k.totals(things, opt)
	}
	return rows, sum
}

// totals gives the last row: how many there are, and what adds up.
func (k *Kind[T]) totals(things []T, opt Options) []format.Cell {
	cells := make([]format.Cell, len(k.Columns))
	for i, c := range k.Columns {
		if c.Sum != nil {
			cells[i].Text = c.Sum(things, opt).Text
		}
		cells[i].Tone = format.Muted
	}
	cells[0].Text = k.Count(things, opt)
	return cells
}

// vertical writes a line for each value, with its title first.
func (k *Kind[T]) vertical(screen Screen, cells []format.Cell) string {
	titles, values := 0, 0
	for i, c := range k.Columns {
		titles = max(titles, ansi.StringWidth(c.Title))
		if !c.Left {
			values = max(values, ansi.StringWidth(cells[i].Text))
		}
	}
	var b strings.Builder
	for i, c := range k.Columns {
		before := 0
		if !c.Left {
			before = values - ansi.StringWidth(cells[i].Text)
		}
		after := titles - ansi.StringWidth(c.Title) + gap
		b.WriteString(screen.paint(format.Muted, c.Title) + strings.Repeat(" ", after+before) + screen.paint(cells[i].Tone, cells[i].Text) + "\n")
	}
	return b.String()
}

// paint applies Paint, if it is set.
func (s Screen) paint(tone format.Tone, text string) string {
	if s.Paint == nil || text == "" {
		return text
	}
	return s.Paint(tone, text)
}

func (k *Kind[T]) cells(thing *T, opt Options) []format.Cell {
	cells := make([]format.Cell, len(k.Columns))
	for i, c := range k.Columns {
		cells[i] = c.Show(thing, opt)
	}
	return cells
}

// rows gives the row of an item and those of its children.
func (k *Kind[T]) rows(thing *T, opt Options) [][]format.Cell {
	rows := [][]format.Cell{k.cells(thing, opt)}
	if k.Children == nil {
		return rows
	}
	for _, child := range k.Children(thing) {
		cells := k.cells(&child, opt)
		for i, c := range k.Columns {
			if c.Branch {
				cells[i].Text = branch + cells[i].Text
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// chooseColumns gives the columns that fit into the width, and the widths of all.
func (k *Kind[T]) chooseColumns(width int, rows [][]format.Cell, sum []format.Cell) (shown []int, widths []int) {
	widths = make([]int, len(k.Columns))
	for i, c := range k.Columns {
		shown = append(shown, i)
		widths[i] = ansi.StringWidth(c.Title)
		for _, row := range rows {
			widths[i] = max(widths[i], ansi.StringWidth(row[i].Text))
		}
		if sum != nil {
			widths[i] = max(widths[i], ansi.StringWidth(sum[i].Text))
		}
	}
	for width > 0 && total(shown, widths) > width {
		least := -1
		for at, i := range shown {
			if priority := k.Columns[i].Priority; priority > 0 && (least < 0 || priority < k.Columns[shown[least]].Priority) {
				least = at
			}
		}
		if least < 0 {
			break
		}
		shown = append(shown[:least:least], shown[least+1:]...)
	}
	return shown, widths
}

func total(shown, widths []int) int {
	sum := -gap
	for _, i := range shown {
		sum += gap + widths[i]
	}
	return sum
}

func (k *Kind[T]) titles(screen Screen, shown, widths []int) string {
	cells := make([]format.Cell, len(k.Columns))
	for i, c := range k.Columns {
		cells[i] = format.Cell{Text: c.Title, Tone: format.Muted}
	}
	return k.row(screen, shown, widths, cells)
}

// row writes the shown cells, without trailing blanks.
func (k *Kind[T]) row(screen Screen, shown, widths []int, cells []format.Cell) string {
	var b strings.Builder
	for at, i := range shown {
		if at > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		blanks := strings.Repeat(" ", max(widths[i]-ansi.StringWidth(cells[i].Text), 0))
		text := screen.paint(cells[i].Tone, cells[i].Text)
		if k.Columns[i].Left {
			b.WriteString(text + blanks)
		} else {
			b.WriteString(blanks + text)
		}
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}
