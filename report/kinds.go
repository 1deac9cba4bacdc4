package report

import (
	"cmp"
	"slices"
)

// Documented is a Kind of any type, as the documents and the tests read it.
type Documented interface {
	Heading() string  // how a shell calls it: quipu watchlist NAME
	Shape() string    // where it is in the JSON document, as a sentence without its end
	Names() []string  // of the fields
	Help() string     // the fields, one a line
	Markdown() string // the fields as a table
}

// registered are the kinds of the whole program, in no order.
var registered []Documented

// Register adds a kind to Kinds and returns it. It is called where the kind is
// declared, so that a new kind needs no change anywhere else; it is not safe
// for concurrent use.
func Register[T any](k Kind[T]) Kind[T] {
	registered = append(registered, &k)
	return k
}

// Kinds are all kinds of the program, by their headings.
func Kinds() []Documented {
	return slices.SortedFunc(slices.Values(registered), func(a, b Documented) int {
		return cmp.Compare(a.Heading(), b.Heading())
	})
}

// Heading is the command line that prints the kind.
func (k *Kind[T]) Heading() string { return "quipu " + k.Command }

// Shape says where the JSON document has the kind, and what else is there.
func (k *Kind[T]) Shape() string {
	shape := "a list"
	if k.Single {
		shape = "an object"
	}
	return "`" + k.Name + "` is " + shape + k.Notes
}
