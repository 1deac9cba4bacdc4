package report

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"quipu/ui/format"
)

// What a line of a watch says of a thing.
const (
	First   = "first"   // it was there when the watch began
	New     = "new"     // it has come
	Changed = "changed" // a value of it is another
	Gone    = "gone"    // it is there no more; the values are the last ones known
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

	before []seen[T]
	begun  bool
	widths []int
	shown  []int
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

// compare finds what changed, and remembers the reading.
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
	for i := range things {
		s := seen[T]{w.Kind.Key(&things[i]), string(w.Kind.encode(&things[i], about.Private)), things[i]}
		now = append(now, s)
		last, known := old[s.key]
		delete(old, s.key)
		switch {
		case !w.begun:
			events = append(events, event[T]{First, &things[i]})
		case !known:
			events = append(events, event[T]{New, &things[i]})
		case last.is != s.is:
			events = append(events, event[T]{Changed, &things[i]})
		}
	}
	for _, s := range w.before {
		if _, left := old[s.key]; left && !about.Part {
			events = append(events, event[T]{Gone, &s.thing})
		}
	}
	w.before = now
	return events
}

// table writes the changes as rows under one heading. Columns grow and never
// shrink, so that rows of different readings stand under each other.
func (w *Watch[T]) table(b *bytes.Buffer, about About, look Look, events []event[T]) {
	const clockWidth, changeWidth = len("15:04:05"), len(Changed)
	var rows [][]Cell
	var said []string // of each row; a child's goes without
	for _, e := range events {
		own := w.Kind.rows(e.thing, look)
		rows = append(rows, own...)
		said = append(append(said, e.said()), make([]string, len(own)-1)...)
	}
	if w.widths == nil && len(rows) == 0 {
		return // the heading waits for the first row, which says how wide it is
	}
	beside := clockWidth + gap + changeWidth + gap
	heading := w.widths == nil
	if heading {
		w.shown, w.widths = w.Kind.fit(max(w.Screen.Width-beside, 0), rows, nil)
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
		b.WriteString(w.Screen.paint(Muted, "Time    ") + "  " + w.Screen.paint(Muted, "       ") + "  " + w.Kind.titles(w.Screen, w.shown, w.widths))
	}
	clock := about.At.In(format.NewYork).Format("15:04:05")
	for i, row := range rows {
		change := said[i] + strings.Repeat(" ", changeWidth-len(said[i]))
		b.WriteString(w.Screen.paint(Muted, clock) + "  " + w.Screen.paint(Muted, change) + "  " + w.Kind.row(w.Screen, w.shown, w.widths, row))
	}
}
