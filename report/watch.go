package report

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"quipu/market"

	"github.com/charmbracelet/x/ansi"
)

// What a line of a watch says of a thing.
const (
	First   = "first"   // it was there when the watch began
	New     = "new"     // it has come
	Changed = "changed" // a value of it is another
	Gone    = "gone"    // it is there no more; the values are the last ones known: of an order how it ended
)

// Format is how a report is written.
type Format int

// The formats.
const (
	ForPerson Format = iota
	AsJSON
	AsCSV
)

// Watch writes a line for each change from one reading to the next.
type Watch[T any] struct {
	Kind   *Kind[T]
	To     io.Writer
	Format Format
	Screen Screen
	// Newest says that readings come newest first, and are told the other way
	// round.
	Newest bool
	// Most is how many things of the first reading are told, the last ones; 0 is
	// all of them.
	Most int

	before []seen[T]
	begun  bool
	widths []int
	shown  []int
	short  bool // little room
}

type seen[T any] struct {
	key, is string
	thing   T
}

type event[T any] struct {
	change string
	thing  *T
}

// said is the change for a person: what is usual goes without saying.
func (e event[T]) said() string {
	if e.change == First || e.change == Changed {
		return ""
	}
	return e.change
}

// Next takes a reading and writes what it changed, in a single write. Values
// that are hidden do not count.
func (w *Watch[T]) Next(about About, look Look, things []T) error {
	events := w.compare(about, things)
	var b bytes.Buffer
	if w.Format == AsCSV && !w.begun {
		b.Write(line(append([]string{"read_at", "change"}, w.Kind.heading()...)))
	}
	switch w.Format {
	case AsJSON:
		for _, e := range events {
			b.Write(w.Kind.jsonLine(about, e.change, e.thing))
		}
	case AsCSV:
		for _, e := range events {
			b.Write(w.Kind.csvRows(e.thing, about.Private, Time(&about.At).text, e.change))
		}
	case ForPerson:
		w.table(&b, about, look, events)
	}
	w.begun = true
	if b.Len() == 0 {
		return nil
	}
	_, err := w.To.Write(b.Bytes())
	return err
}

// remembered is how many things that have left a window are kept in mind, the
// latest to leave first.
const remembered = 1000

// compare finds what changed, and remembers the reading. What is missing from a
// reading that is only a part stays remembered, so that it is not new when it
// comes into sight again.
func (w *Watch[T]) compare(about About, things []T) []event[T] {
	if w.Newest {
		things = slices.Clone(things)
		slices.Reverse(things)
	}
	old := make(map[string]seen[T], len(w.before))
	for _, s := range w.before {
		old[s.key] = s
	}
	var events []event[T]
	now := make([]seen[T], 0, len(things))
	times := make(map[string]int, len(things))
	for i := range things {
		key := w.Kind.Key(&things[i])
		times[key]++
		// Two of one key are two things: the first of them, and the second.
		s := seen[T]{key + "\x00" + strconv.Itoa(times[key]), string(w.Kind.encode(&things[i], about.Private)), things[i]}
		now = append(now, s)
		last, known := old[s.key]
		delete(old, s.key)
		if w.Kind.Over != nil && w.Kind.Over(&things[i]) {
			now = now[:len(now)-1]
			if known {
				events = append(events, event[T]{Gone, &things[i]})
			}
			continue
		}
		switch {
		case !w.begun:
			events = append(events, event[T]{First, &things[i]})
		case !known:
			events = append(events, event[T]{New, &things[i]})
		case last.is != s.is:
			events = append(events, event[T]{Changed, &things[i]})
		}
	}
	if !w.begun && w.Most > 0 && len(events) > w.Most {
		events = events[len(events)-w.Most:]
	}
	for _, s := range w.before {
		if _, left := old[s.key]; !left {
			continue
		}
		if !about.Part {
			events = append(events, event[T]{Gone, &s.thing})
		} else if now = append(now, s); len(now) == len(things)+remembered {
			break
		}
	}
	w.before = now
	return events
}

// table writes the changes as rows under one heading. Columns grow and never
// shrink, so that rows of different readings stand under each other.
func (w *Watch[T]) table(b *bytes.Buffer, about About, look Look, events []event[T]) {
	const changeWidth = len(Changed)
	look.Short = w.short
	rows, said := w.rows(look, events)
	if w.widths == nil && len(rows) == 0 {
		return // the heading waits for the first row, which says how wide it is
	}
	heading := w.widths == nil || w.grown(rows)
	if heading {
		width := w.Screen.Width
		if width > 0 {
			width = max(width-len(clockTitle)-gap-changeWidth-gap, 1)
		}
		w.shown, w.widths = w.Kind.fit(width, rows, nil)
		if len(w.shown) < len(w.Kind.Columns) {
			w.short, look.Short = true, true
			rows, said = w.rows(look, events)
			w.shown, w.widths = w.Kind.fit(width, rows, nil)
		}
	}
	for _, row := range rows {
		for i := range row {
			w.widths[i] = max(w.widths[i], ansi.StringWidth(row[i].Text))
		}
	}
	if heading {
		if w.Screen.Head != "" {
			b.WriteString(w.Screen.Head + "\n")
		}
		b.WriteString(w.Screen.paint(Muted, clockTitle) + strings.Repeat(" ", gap+changeWidth+gap) + w.Kind.titles(w.Screen, w.shown, w.widths))
	}
	clock := about.At.In(market.NewYork).Format("15:04:05")
	for i, row := range rows {
		change := said[i] + strings.Repeat(" ", changeWidth-len(said[i]))
		b.WriteString(w.Screen.paint(Muted, clock) + "  " + w.Screen.paint(Muted, change) + "  " + w.Kind.row(w.Screen, w.shown, w.widths, row))
	}
}

// grown reports whether rows have become too wide for the screen.
func (w *Watch[T]) grown(rows [][]Cell) bool {
	if w.Screen.Width <= 0 || w.widths == nil {
		return false
	}
	widths := slices.Clone(w.widths)
	for _, row := range rows {
		for i := range row {
			widths[i] = max(widths[i], ansi.StringWidth(row[i].Text))
		}
	}
	return total(w.shown, widths) > max(w.Screen.Width-len(clockTitle)-2*gap-len(Changed), 1)
}

// clockTitle stands over the times of a watch and says whose they are; it is as
// wide as 15:04:05.
const clockTitle = "New York"

// rows are those of the things that changed, and what is said of each: of a
// child's nothing.
func (w *Watch[T]) rows(look Look, events []event[T]) (rows [][]Cell, said []string) {
	for _, e := range events {
		own := w.Kind.rows(e.thing, look)
		rows = append(rows, own...)
		said = append(append(said, e.said()), make([]string, len(own)-1)...)
	}
	return rows, said
}
