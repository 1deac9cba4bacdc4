// Package report writes an account for a shell: a table for a person, JSON and
// CSV for programs, one line for a status bar, and a line for each change. It
// reads nothing: it is given what the broker said.
//
// What there is to say of a thing stands in one place, its Kind: the fields
// that programs get and the columns that a person sees. JSON, CSV, the help and
// the documents are made from it.
package report

import (
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// Schema is the version of what programs get. A field that is added leaves it
// as it is; one that is renamed, removed or means something else counts it up.
const Schema = 1

// About says whose figures they are, and of when.
type About struct {
	Environment string    // paper or live
	At          time.Time // when they were read
	Private     bool      // amounts are hidden: masked for a person, null for a program
	Also        []Member  // of a JSON document, before the things
	Part        bool      // there may be more: what is missing from a reading is not gone
}

// Member is one more value of a JSON document.
type Member struct {
	Name  string
	Value Value
}

// Kind is how one sort of thing is reported.
type Kind[T any] struct {
	Command  string // prints it, as a shell calls it without quipu: watchlist NAME
	Name     string // what the JSON document calls it: positions
	Notes    string // follows its name in the documents: what else the JSON document holds
	Single   bool   // there is one: an object and no list
	Fields   []Field[T]
	Columns  []Column[T]
	Key      func(*T) string // tells things apart
	Children func(*T) []T    // legs of an order: a list inside in JSON, rows with parent_id in CSV, rows below for a person
	Inside   string          // what the JSON object calls the children
	Empty    string          // said to a person where there is none
	Sum      func([]T, Look) []string
	Over     func(*T) bool // of a watch: it is there no more, and this is how it ended; nil where a reading says so by leaving it out
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
	Title  string
	Left   bool // else it stands to the right
	Leaves int  // the lowest leave first where a terminal is too narrow; 0 never does
	Branch bool // a child's stands behind a branch
	Show   func(*T, Look) Cell
}

// Cell is a text with what it means.
type Cell struct {
	Text string
	Tone Tone
}

// Tone is what a text means, for whoever paints it.
type Tone int

// The tones of a table.
const (
	Plain Tone = iota
	Gain
	Loss
	Muted
)

// Look is how a person wants to see it.
type Look struct {
	Private bool
	Now     time.Time
	Equity  decimal.NullDecimal // of the account, for the weight of a position
	Days    bool                // points of a history are days
	Short   bool                // there is little room: options by their short names
}

// Value is one value for a program: a decimal, a text, a switch or a time. The
// zero Value is null.
type Value struct {
	text  string
	known bool
	bare  bool // not quoted in JSON
}

// Decimal is exactly as the broker sent it, its trailing zeros included.
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
		return Value{text: "true", known: true, bare: true}
	}
	return Value{text: "false", known: true, bare: true}
}

// Flag is true, false or null.
func Flag(f client.Flag) Value {
	if !f.Known {
		return Value{}
	}
	return Switch(f.On)
}

// Time is in UTC to the nanosecond, RFC 3339; null where it has not happened.
func Time(at *time.Time) Value {
	if at == nil || at.IsZero() {
		return Value{}
	}
	return Value{text: at.UTC().Format(time.RFC3339Nano), known: true}
}

// of gives null for an amount that is not to be shown.
func (f Field[T]) of(thing *T, private bool) Value {
	if private && f.Amount {
		return Value{}
	}
	return f.Value(thing)
}
