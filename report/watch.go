package report

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"quipu/format"
)

// The changes that a watch reports.
const (
	First   = "first"   // the item was there when the watch began
	New     = "new"     // the item appeared
	Changed = "changed" // a value of the item changed
	Stale   = "stale"   // three readings were missed: its values are the last ones known
	Gone    = "gone"    // the item is gone; its values are the last ones known, of an order how it ended
)

// Format is the format of a report.
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
	// NewestFirst says that the newest item of a reading comes first. The watch
	// reports them in the order of time.
	NewestFirst bool
	// Limit bounds how many items of the first reading are reported, the newest
	// ones; 0 is no limit.
	Limit int

	before []seen[T]
	begun  bool
	stale  bool // what is known was reported as stale
	about  About
	opt    Options
	widths []int
	shown  []int
	short  bool // the terminal is narrow
}

type seen[T any] struct {
	key, is string
	item    T
}

type event[T any] struct {
	change string
	item   *T
}

// label names the change for a person, "" for one that the row itself shows.
func (e event[T]) label() string {
	if e.change == First || e.change == Changed {
		return ""
	}
	return e.change
}

// Next compares a reading with the one before and writes the changes in a single
// write. It ignores changes of hidden values.
func (w *Watch[T]) Next(about About, opt Options, items []T) error {
	events := w.compare(about, items)
	w.about, w.opt, w.stale = about, opt, false
	return w.write(events)
}

// Stale reports everything that is known as stale, once until the next reading,
// which reports what it has as changed.
func (w *Watch[T]) Stale() error {
	if w.stale || !w.begun {
		return nil
	}
	w.stale = true
	events := make([]event[T], len(w.before))
	for i := range w.before {
		events[i] = event[T]{Stale, &w.before[i].item}
	}
	return w.write(events)
}

func (w *Watch[T]) write(events []event[T]) error {
	about, opt := w.about, w.opt
	var b bytes.Buffer
	if w.Format == AsCSV && !w.begun {
		b.Write(line(append([]string{"read_at", "change"}, w.Kind.heading()...)))
	}
	switch w.Format {
	case AsJSON:
		for _, e := range events {
			b.Write(w.Kind.jsonLine(about, e.change, e.item))
		}
	case AsCSV:
		for _, e := range events {
			b.Write(w.Kind.csvRows(e.item, about, Time(&about.At).text, e.change))
		}
	case ForPerson:
		w.table(&b, about, opt, events)
	}
	w.begun = true
	if b.Len() == 0 {
		return nil
	}
	_, err := w.To.Write(b.Bytes())
	return err
}

// maxMissing bounds how many items missing from a partial reading the watch
// remembers, those that left last.
const maxMissing = 1000

// compare finds the changes and keeps the reading for the next comparison. An
// item that a partial reading lacks stays known, so that it is not new when a
// later reading has it again.
func (w *Watch[T]) compare(about About, items []T) []event[T] {
	if w.NewestFirst {
		items = slices.Clone(items)
		slices.Reverse(items)
	}
	old := make(map[string]seen[T], len(w.before))
	for _, s := range w.before {
		old[s.key] = s
	}
	var events []event[T]
	now := make([]seen[T], 0, len(items))
	times := make(map[string]int, len(items))
	for i := range items {
		key := w.Kind.Key(&items[i])
		times[key]++
		// Items may share a key: each is known by its key and its number.
		s := seen[T]{key + "\x00" + strconv.Itoa(times[key]), string(w.Kind.encode(&items[i], about.Private)), items[i]}
		now = append(now, s)
		last, known := old[s.key]
		delete(old, s.key)
		if w.Kind.Ended != nil && w.Kind.Ended(&items[i]) {
			now = now[:len(now)-1]
			if known {
				events = append(events, event[T]{Gone, &items[i]})
			}
			continue
		}
		switch {
		case !w.begun:
			events = append(events, event[T]{First, &items[i]})
		case !known:
			events = append(events, event[T]{New, &items[i]})
		case last.is != s.is || w.stale:
			events = append(events, event[T]{Changed, &items[i]})
		}
	}
	if !w.begun && w.Limit > 0 && len(events) > w.Limit {
		events = events[len(events)-w.Limit:]
	}
	for _, s := range w.before {
		if _, left := old[s.key]; !left {
			continue
		}
		if !about.Partial {
			events = append(events, event[T]{Gone, &s.item})
		} else if now = append(now, s); len(now) == len(items)+maxMissing {
			break
		}
	}
	w.before = now
	return events
}

// table writes the changes as rows under one heading. Columns grow and never
// shrink, so that the rows of different readings are aligned.
func (w *Watch[T]) table(b *bytes.Buffer, about About, opt Options, events []event[T]) {
	const changeWidth = len(Changed)
	opt.Short = w.short
	rows, labels := w.rows(opt, events)
	if w.widths == nil && len(rows) == 0 {
		return // the first row decides the widths of the heading
	}
	heading := w.widths == nil || w.outgrown(rows)
	if heading {
		width := w.Screen.Width
		if width > 0 {
			width = max(width-len(clockTitle)-gap-changeWidth-gap, 1)
		}
		w.shown, w.widths = w.Kind.chooseColumns(width, rows, nil)
		if len(w.shown) < len(w.Kind.Columns) {
			w.short, opt.Short = true, true
			rows, labels = w.rows(opt, events)
			w.shown, w.widths = w.Kind.chooseColumns(width, rows, nil)
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
		b.WriteString(w.Screen.paint(format.Muted, clockTitle) + strings.Repeat(" ", gap+changeWidth+gap) + w.Kind.titles(w.Screen, w.shown, w.widths))
	}
	clock := format.Seconds(about.At)
	for i, row := range rows {
		change := labels[i] + strings.Repeat(" ", changeWidth-len(labels[i]))
		b.WriteString(w.Screen.paint(format.Muted, clock) + "  " + w.Screen.paint(format.Muted, change) + "  " + w.Kind.row(w.Screen, w.shown, w.widths, row))
	}
}

// outgrown reports whether rows no longer fit into the width of the screen.
func (w *Watch[T]) outgrown(rows [][]format.Cell) bool {
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

// clockTitle is the title above the times of a watch. It is as wide as 15:04:05.
const clockTitle = "New York"

// rows gives the rows of the changed items, and the label of each, "" for a
// child.
func (w *Watch[T]) rows(opt Options, events []event[T]) (rows [][]format.Cell, labels []string) {
	for _, e := range events {
		own := w.Kind.rows(e.item, opt)
		rows = append(rows, own...)
		labels = append(append(labels, e.label()), make([]string, len(own)-1)...)
	}
	return rows, labels
}
