package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"

	"quipu/safe"
)

// parentField is the column of a child's row that holds the key of its parent.
const parentField = "parent_id"

// CSV writes a heading, a row for each item and rows for its children below it,
// in a single write (RFC 4180, with \n). null is an empty field.
func (k *Kind[T]) CSV(to io.Writer, about About, things []T) error {
	var b bytes.Buffer
	b.Write(line(k.heading()))
	for i := range things {
		b.Write(k.csvRows(&things[i], about))
	}
	_, err := to.Write(b.Bytes())
	return err
}

func (k *Kind[T]) heading() []string {
	var names []string
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	if k.Children != nil {
		names = append(names, parentField)
	}
	return names
}

func (k *Kind[T]) csvRows(thing *T, about About, before ...string) []byte {
	rows := line(slices.Concat(before, k.values(thing, about, "")))
	if k.Children == nil {
		return rows
	}
	for _, child := range k.Children(thing) {
		rows = append(rows, line(slices.Concat(before, k.values(&child, about, k.Key(thing))))...)
	}
	return rows
}

func (k *Kind[T]) values(thing *T, about About, parent string) []string {
	var values []string
	for _, f := range k.Fields {
		values = append(values, f.of(thing, about.Private).text)
	}
	if k.Children != nil {
		values = append(values, parent)
	}
	if about.Spreadsheet {
		for i, value := range values {
			values[i] = safe.SpreadsheetCell(value)
		}
	}
	return values
}

func line(values []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(values) // into memory, with a comma: it cannot fail
	w.Flush()
	return b.Bytes()
}
