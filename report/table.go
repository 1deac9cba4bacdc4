package report

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// gap is the blanks between two columns.
const gap = 2

// branch stands before a child.
const branch = "└ "

// Screen is where a table goes.
type Screen struct {
	Head  string                           // a line above all others, "" for none
	Width int                              // in cells; 0 is without end
	Paint func(tone Tone, s string) string // nil leaves it as it is
}

// Table writes an aligned table in a single write; what there is one of it
// writes as a list of its values. Where the screen is too narrow columns leave;
// no value is ever cut.
func (k *Kind[T]) Table(to io.Writer, screen Screen, look Look, things []T) error {
	var b strings.Builder
	if screen.Head != "" {
		b.WriteString(screen.Head + "\n")
	}
	switch {
	case k.Single && len(things) == 1:
		b.WriteString(k.upright(screen, k.cells(&things[0], look)))
	case len(things) == 0:
		b.WriteString(k.Empty + "\n")
	default:
		k.list(&b, screen, look, things)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// list writes a row for each thing and each of its children.
func (k *Kind[T]) list(b *strings.Builder, screen Screen, look Look, things []T) {
	rows, sum := k.all(things, look)
	shown, widths := k.fit(screen.Width, rows, sum)
	if len(shown) < len(k.Columns) {
		look.Short = true
		rows, sum = k.all(things, look)
		shown, widths = k.fit(screen.Width, rows, sum)
	}
	b.WriteString(k.titles(screen, shown, widths))
	for _, row := range rows {
		b.WriteString(k.row(screen, shown, widths, row))
	}
	if sum != nil {
		cells := make([]Cell, len(sum))
		for i, text := range sum {
			cells[i] = Cell{Text: text, Tone: Muted}
		}
		b.WriteString(k.row(screen, shown, widths, cells))
	}
}

// all are the rows of things, and what they add up to where there is a sum.
func (k *Kind[T]) all(things []T, look Look) (rows [][]Cell, sum []string) {
	for i := range things {
		rows = append(rows, k.rows(&things[i], look)...)
	}
	if k.Sum != nil && len(things) > 1 {
		sum = k.Sum(things, look)
	}
	return rows, sum
}

// upright writes a value a line, behind its title.
func (k *Kind[T]) upright(screen Screen, cells []Cell) string {
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
		b.WriteString(screen.paint(Muted, c.Title) + strings.Repeat(" ", after+before) + screen.paint(cells[i].Tone, cells[i].Text) + "\n")
	}
	return b.String()
}

// paint is Paint, where there is one.
func (s Screen) paint(tone Tone, text string) string {
	if s.Paint == nil || text == "" {
		return text
	}
	return s.Paint(tone, text)
}

func (k *Kind[T]) cells(thing *T, look Look) []Cell {
	cells := make([]Cell, len(k.Columns))
	for i, c := range k.Columns {
		cells[i] = c.Show(thing, look)
	}
	return cells
}

// rows are a thing's own and those of its children.
func (k *Kind[T]) rows(thing *T, look Look) [][]Cell {
	rows := [][]Cell{k.cells(thing, look)}
	if k.Children == nil {
		return rows
	}
	for _, child := range k.Children(thing) {
		cells := k.cells(&child, look)
		for i, c := range k.Columns {
			if c.Branch {
				cells[i].Text = branch + cells[i].Text
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// fit gives the columns that have room, and how wide each is.
func (k *Kind[T]) fit(width int, rows [][]Cell, sum []string) (shown []int, widths []int) {
	widths = make([]int, len(k.Columns))
	for i, c := range k.Columns {
		shown = append(shown, i)
		widths[i] = ansi.StringWidth(c.Title)
		for _, row := range rows {
			widths[i] = max(widths[i], ansi.StringWidth(row[i].Text))
		}
		if sum != nil {
			widths[i] = max(widths[i], ansi.StringWidth(sum[i]))
		}
	}
	for width > 0 && total(shown, widths) > width {
		least := -1
		for at, i := range shown {
			if leaves := k.Columns[i].Leaves; leaves > 0 && (least < 0 || leaves < k.Columns[shown[least]].Leaves) {
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
	cells := make([]Cell, len(k.Columns))
	for i, c := range k.Columns {
		cells[i] = Cell{Text: c.Title, Tone: Muted}
	}
	return k.row(screen, shown, widths, cells)
}

// row writes the cells that are shown, without blanks at its end.
func (k *Kind[T]) row(screen Screen, shown, widths []int, cells []Cell) string {
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
