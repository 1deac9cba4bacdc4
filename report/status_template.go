package report

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// Status is a template of one line.
type Status struct {
	template *template.Template
	// Needs is what it has to be given.
	Needs Needs

	dot dot // what the dot is where the tree is being read
}

// dot is what the dot stands for somewhere in a template.
type dot struct {
	whole  bool         // all names there are
	either bool         // those or one figure: a template of its own is given either
	of     reflect.Type // else what it is, nil where that shows only when it runs
}

// statusFunctions are what templates may call, besides Go's own.
var statusFunctions = template.FuncMap{
	"json":  templateJSON,
	"index": templateIndex,
}

// templateJSON quotes a value as it would be printed; the whole is an object of
// such values.
func templateJSON(v any) string {
	all, whole := v.(map[string]any)
	if !whole {
		return string(quoted(fmt.Sprint(v)))
	}
	var o object
	for _, f := range StatusFields {
		o.member(f.Name, quoted(fmt.Sprint(all[f.Name])))
	}
	return string(o.end())
}

// templateIndex finds a name in the whole; Go's own finds nothing where there
// is no such name.
func templateIndex(v any, name string) (any, error) {
	all, whole := v.(map[string]any)
	if !whole {
		return nil, errors.New("index is for the whole: index . \"Equity\"")
	}
	value, known := all[name]
	if !known {
		return nil, &UnknownFieldError{name}
	}
	return value, nil
}

// ParseStatus reads a template of package text/template. A name that it does
// not know, anywhere in it, is an error that says which one.
func ParseStatus(text string) (*Status, error) {
	t, err := template.New("format").Option("missingkey=error").Funcs(statusFunctions).Parse(text)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "template: "))
	}
	s := &Status{template: t}
	for _, each := range t.Templates() {
		if each.Tree == nil {
			continue
		}
		s.dot = dot{whole: each == t, either: each != t}
		if err := s.walk(each.Root); err != nil {
			return nil, err
		}
	}
	return s, s.try()
}

var figureNames = []string{"Raw", "Up", "Down", "Arrow"}

// statusField finds a name, nil where there is none.
func statusField(name string) *StatusField {
	if i := slices.IndexFunc(StatusFields, func(f StatusField) bool { return f.Name == name }); i >= 0 {
		return &StatusFields[i]
	}
	return nil
}

// kind is what a name's value is.
func (f *StatusField) kind() reflect.Type { return reflect.TypeOf(f.value(Standing{})) }

// UnknownFieldError is a name that no status has.
type UnknownFieldError struct{ Name string }

// Error says which names there are.
func (e *UnknownFieldError) Error() string {
	return fmt.Sprintf("unknown field .%s: there are %s", e.Name, strings.Join(StatusNames(), ", "))
}

// StatusNames are the names that templates know.
func StatusNames() []string {
	names := make([]string, len(StatusFields))
	for i, f := range StatusFields {
		names[i] = f.Name
	}
	return names
}

// try runs the template on accounts that differ in what templates ask for: what
// was won and lost, an open and a closed market, with positions and without.
func (s *Status) try() error {
	for i := range 8 {
		on := func(bit int) bool { return i&bit != 0 }
		at := Standing{Environment: "paper", Account: client.Account{
			Number: "PA0000000000", Status: "ACTIVE", Equity: client.Known(decimal.New(2, 0)), LastEquity: client.Known(decimal.New(1, 0)),
		}}
		if on(1) {
			at.Account.LastEquity = client.Known(decimal.New(3, 0))
		}
		at.Clock.IsOpen = on(2)
		if on(4) {
			at.Positions, at.Orders = make([]client.Position, 1), make([]client.Order, 1)
		}
		if _, err := s.Line(at); err != nil {
			return err
		}
	}
	return nil
}

// Line gives the one line, without its end. Line breaks in the template stay.
func (s *Status) Line(of Standing) (string, error) {
	values := make(map[string]any, len(StatusFields))
	for _, f := range StatusFields {
		values[f.Name] = f.value(of)
	}
	var b strings.Builder
	if err := s.template.Execute(&b, values); err != nil {
		return "", statusError(err)
	}
	return strings.TrimRight(b.String(), "\n"), nil
}

// missingKey is how Go says that a name of a template's own is not in the whole.
var missingKey = regexp.MustCompile(`map has no entry for key "([^"]*)"`)

// statusError leaves out what Go says of its own types.
func statusError(err error) error {
	var unknown *UnknownFieldError
	if errors.As(err, &unknown) {
		return unknown
	}
	if found := missingKey.FindStringSubmatch(err.Error()); found != nil {
		return &UnknownFieldError{found[1]}
	}
	said := strings.TrimPrefix(err.Error(), "template: ")
	said = strings.ReplaceAll(said, "in type report.Figure", "(a figure has "+strings.Join(figureNames, ", ")+")")
	said = strings.ReplaceAll(said, " in type interface {}", "")
	return errors.New(said)
}
