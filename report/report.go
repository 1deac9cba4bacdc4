// Package report writes an account for a shell: a table for a person, JSON and
// CSV for programs, one line for a status bar, and a line for each change. The
// caller reads the account and passes it in.
//
// A Kind describes one type of data: the fields that programs get and the
// columns that a person sees. JSON, CSV, tables, help and documents come from it.
package report

import (
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// Schema is the version of what programs get. It increases when a field is
// renamed, removed or changes its meaning, and not when a field is added.
const Schema = 1

// About is the metadata of a reading.
type About struct {
	Environment string    // paper or live
	At          time.Time // when the data was read
	Private     bool      // amounts are hidden: masked for a person, null for a program
	Spreadsheet bool      // CSV is for a spreadsheet: no cell begins a formula
	Extra       []Member  // more members of the JSON document, before the data
	Partial     bool      // the reading may be incomplete: what it lacks is not gone
}

// Member is one more value of a JSON document.
type Member struct {
	Name  string
	Value Value
}

// Kind describes how one type of data is reported.
type Kind[T any] struct {
	Command      string // prints it, as a shell calls it without quipu: watchlist NAME
	Name         string // what the JSON document calls it: positions
	Notes        string // follows its name in the documents: what else the JSON document holds
	Single       bool   // an object instead of a list
	Fields       []Field[T]
	Columns      []Column[T]
	Key          func(*T) string           // identifies an item
	Children     func(*T) []T              // legs of an order: a list inside in JSON, rows with parent_id in CSV, rows below for a person
	ChildrenName string                    // what the JSON object calls the children
	Empty        string                    // the text of an empty table
	Count        func([]T, Options) string // the first cell of the totals; without it there are none
	Ended        func(*T) bool             // reports in a watch that the item is gone and this is its last state; nil where a reading leaves such items out
}

// Field is one value for a program.
type Field[T any] struct {
	Name   string
	Help   string // unit, range, when it is null
	Amount bool   // hidden in private
	Value  func(*T) Value
}

// Column is one value for a person.
type Column[T any] struct {
	Title    string
	Left     bool // aligned left, else right
	Priority int  // the lowest is dropped first where the terminal is too narrow; 0 always stays
	Branch   bool // a child's text is drawn behind a branch
	Show     func(*T, Options) format.Cell
	Sum      func([]T, Options) format.Cell // its total over all items, nil where it does not add up
}

// Options are the view options of a table. Short is set where columns leave.
type Options struct {
	format.Options
	Equity decimal.NullDecimal // of the account, for the weight of a position
	Days   bool                // the points of a history are days
}

// Value is one value for a program: a decimal, a text, a switch or a time. The
// zero Value is null.
type Value struct {
	text     string
	known    bool
	unquoted bool // not quoted in JSON
}

// Decimal keeps the digits of the broker, trailing zeros included.
func Decimal(d client.Decimal) Value {
	if !d.Valid {
		return Value{}
	}
	return Value{text: exact(d.Decimal), known: true}
}

func exact(d decimal.Decimal) string { return d.StringFixed(max(-d.Exponent(), 0)) }

// Text is null where it is empty.
func Text(s string) Value { return Value{text: s, known: s != ""} }

// Switch is true or false.
func Switch(on bool) Value {
	if on {
		return Value{text: "true", known: true, unquoted: true}
	}
	return Value{text: "false", known: true, unquoted: true}
}

// Flag is true, false or null.
func Flag(f client.Flag) Value {
	if !f.Known {
		return Value{}
	}
	return Switch(f.On)
}

// Time is in UTC to the nanosecond, RFC 3339; null for nil and the zero time.
func Time(at *time.Time) Value {
	if at == nil || at.IsZero() {
		return Value{}
	}
	return Value{text: at.UTC().Format(time.RFC3339Nano), known: true}
}

// of gives the value of the field, null for an amount in private.
func (f Field[T]) of(thing *T, private bool) Value {
	if private && f.Amount {
		return Value{}
	}
	return f.Value(thing)
}
