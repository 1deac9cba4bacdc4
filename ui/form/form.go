// Package form lets a person enter text and choose among values: fields with
// labels, a problem under the field that has one, and the keys for a footer. A
// form is a value; Update gives the next one and says what happened.
//
// A field may depend on those above it (which of them are shown, what can be
// chosen), and its check may look at all. What is hidden has no value.
package form

import (
	"slices"

	"charm.land/bubbles/v2/textinput"

	"quipu/safe"
)

// DefaultLimit is how many characters a text field takes unless it says.
const DefaultLimit = 64

// Values gives the value of a field by its name: "" for one that is empty,
// hidden or secret, and for a name that the form does not have.
type Values func(name string) string

// Field describes one field. Only Name is needed.
type Field struct {
	Name        string
	Label       string
	Hint        string // explains the field: beside it where there is room, else below
	Placeholder string // shown while a text field is empty
	Value       string // to begin with
	Width       int    // cells that a text field takes; 0 is all there are
	Limit       int    // characters that a text field takes at most; 0 is DefaultLimit
	Secret      bool   // dots are shown, and only Form.Secret gives the value
	NoSpaces    bool   // white space is dropped, for addresses and codes that a terminal wraps
	Required    string // the problem of an empty field; "" allows it to be empty

	// Choices makes this a choice field. It gives the values to choose from, for
	// the values of the fields above. A chosen value that is not among them
	// counts as the first.
	Choices func(above Values) []string

	// Visible reports whether the field is shown, for the values of the fields
	// above. A nil Visible shows it always.
	Visible func(above Values) bool

	// Check says what is wrong with a value that is not empty. The form makes a
	// sentence of the error. It runs after each change, of other fields too.
	Check func(value string, all Values) error

	// Late holds Check back until the form is submitted, where half a value is
	// no mistake yet.
	Late bool
}

// Only gives choices that depend on nothing.
func Only(values ...string) func(Values) []string {
	return func(Values) []string { return values }
}

// Options are what a form as a whole needs.
type Options struct {
	Submit     string // what enter does, for the footer; "" is "submit"
	Cancel     string // what esc does, for the footer; "" is "cancel"
	LabelWidth int    // cells of the labels' column at least, its gap included
}

// field is one field with what was entered. The text input is large and changes
// its text in place: it stands behind a pointer, and each change gets its own.
type field struct {
	Field
	input   *textinput.Model // nil in a choice field
	chosen  string           // in a choice field
	asked   bool             // the person went on from here: an empty field is a problem now
	refused string           // a problem from outside, until the value changes
	hidden  bool             // from outside, whatever Visible says
}

// Form is a set of fields, one of which has the focus. The zero Form has none.
type Form struct {
	fields  []field
	focus   int
	options Options
	pending bool
}

// New makes a form with the focus on its first visible field.
func New(options Options, fields ...Field) Form {
	f := Form{options: options, fields: make([]field, len(fields))}
	for i, described := range fields {
		f.fields[i] = newField(described)
	}
	return f.moveTo(f.visibleFrom(0, +1))
}

func newField(described Field) field {
	value := described.Value
	described.Value = "" // it may be a secret, and is kept in one place only
	if described.Choices != nil {
		return field{Field: described, chosen: value}
	}
	if described.Limit == 0 {
		described.Limit = DefaultLimit
	}
	return field{Field: described, input: newInput(described, value)}
}

// Value gives what is entered or chosen, without white space around it. It is
// "" in a hidden field and in a secret one.
func (f Form) Value(name string) string { return f.valuesOf(f.fields)(name) }

// Secret gives what is entered in a secret field, empty where it is hidden.
func (f Form) Secret(name string) safe.Secret {
	if i := f.index(name); i >= 0 && f.visible(i) {
		return safe.NewSecret(f.value(i))
	}
	return safe.Secret{}
}

// Focus is the name of the field that keys go to, "" in a form without fields.
func (f Form) Focus() string {
	if f.focus >= len(f.fields) {
		return ""
	}
	return f.fields[f.focus].Name
}

// Shows reports whether a field is on the form now.
func (f Form) Shows(name string) bool {
	i := f.index(name)
	return i >= 0 && f.visible(i)
}

// valuesOf gives the values of the first fields of the form.
func (f Form) valuesOf(first []field) Values {
	return func(name string) string {
		i := f.index(name)
		if i < 0 || i >= len(first) || first[i].Secret || !f.visible(i) {
			return ""
		}
		return f.value(i)
	}
}

// value is that of one field, secret, hidden or not.
func (f Form) value(i int) string {
	if f.fields[i].input != nil {
		return entered(f.fields[i].input)
	}
	choices := f.choices(i)
	if len(choices) == 0 || slices.Contains(choices, f.fields[i].chosen) {
		return f.fields[i].chosen
	}
	return choices[0]
}

func (f Form) choices(i int) []string {
	if f.fields[i].Choices == nil {
		return nil
	}
	return f.fields[i].Choices(f.valuesOf(f.fields[:i]))
}

func (f Form) visible(i int) bool {
	show := f.fields[i].Visible
	return !f.fields[i].hidden && (show == nil || show(f.valuesOf(f.fields[:i])))
}

// visibleFrom is the first visible field from i on, going up or down by step;
// -1 where there is none.
func (f Form) visibleFrom(i, step int) int {
	for ; i >= 0 && i < len(f.fields); i += step {
		if f.visible(i) {
			return i
		}
	}
	return -1
}

func (f Form) index(name string) int {
	return slices.IndexFunc(f.fields, func(x field) bool { return x.Name == name })
}
