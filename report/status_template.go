package report

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// StatusFormat is what quipu status prints unless told otherwise.
const StatusFormat = "{{.Environment}} {{.Equity}} {{if or .DayPL.Up .DayPL.Down}}{{.DayPL.Arrow}} {{end}}{{.DayPL}} {{.DayPercent}}"

// Template prints a status as one line.
type Template struct{ template *template.Template }

// TemplateError is a mistake in a template, in one line.
type TemplateError struct{ error }

// Unwrap gives the UnknownFieldError, where it is one.
func (e *TemplateError) Unwrap() error { return e.error }

// UnknownFieldError is a name that no status has.
type UnknownFieldError struct{ Name string }

// Error says which names there are.
func (e *UnknownFieldError) Error() string {
	return fmt.Sprintf("unknown field .%s: there are %s", e.Name, strings.Join(StatusNames(), ", "))
}

// ParseStatus reads a template of package text/template. A name that it does
// not know, anywhere in it, is a TemplateError that says which one.
func ParseStatus(text string) (*Template, error) {
	parsed, err := template.New("format").Funcs(statusFunctions).Parse(text)
	if err != nil {
		return nil, templateError(err)
	}
	for _, each := range parsed.Templates() {
		if each.Tree == nil {
			continue
		}
		if err := checkNames(each.Root); err != nil {
			return nil, &TemplateError{err}
		}
	}
	t := &Template{parsed}
	return t, t.try()
}

// Line reads what the template names and gives the line, without its end. Line
// breaks in the template stay. Its error is that of a reading, or a
// TemplateError.
func (t *Template) Line(from StatusSource) (string, error) {
	s := newStatus(from)
	var b strings.Builder
	err := t.template.Execute(&b, s)
	switch {
	case s.failed != nil:
		return "", s.failed
	case err != nil:
		return "", templateError(err)
	default:
		return strings.TrimRight(b.String(), "\n"), nil
	}
}

// try runs the template on accounts that differ in what templates ask for: a
// gain and a loss, an open and a closed market, with positions and without. It
// finds the mistakes that show only when a template runs.
func (t *Template) try() error {
	for i := range 8 {
		on := func(bit int) bool { return i&bit != 0 }
		s := Status{Environment: "paper", Account: client.Account{
			Number: "PA0000000000", Status: "ACTIVE", Equity: client.Known(decimal.New(2, 0)), LastEquity: client.Known(decimal.New(1, 0)),
		}}
		if on(1) {
			s.Account.LastEquity = client.Known(decimal.New(3, 0))
		}
		s.Clock.IsOpen = on(2)
		if on(4) {
			s.Positions, s.Orders = make([]client.Position, 1), OrderCount{N: 1}
		}
		if _, err := t.Line(s.source()); err != nil {
			return err
		}
	}
	return nil
}

// source is what was read already.
func (s Status) source() StatusSource {
	return StatusSource{
		Environment: s.Environment, ReadAt: s.ReadAt, Private: s.Private,
		Account:   func() (client.Account, error) { return s.Account, nil },
		Positions: func() ([]client.Position, error) { return s.Positions, nil },
		Orders:    func() (OrderCount, error) { return s.Orders, nil },
		Clock:     func() (client.Clock, error) { return s.Clock, nil },
		Days:      func(time.Time) ([]client.TradingDay, error) { return s.Days, nil },
	}
}

// statusFunctions are what templates may call, besides Go's own.
var statusFunctions = template.FuncMap{
	"json":  templateJSON,
	"index": templateIndex,
}

// templateJSON quotes a value as it would be printed; the whole is an object of
// such values.
func templateJSON(v any) (string, error) {
	s, whole := v.(*status)
	if !whole {
		return string(quotedForBar(v)), nil
	}
	var o object
	for _, name := range StatusNames() {
		value, err := s.value(name)
		if err != nil {
			return "", err
		}
		o.member(name, quotedForBar(value))
	}
	return string(o.end()), nil
}

// templateIndex finds a name in the whole.
func templateIndex(v any, name string) (any, error) {
	s, whole := v.(*status)
	if !whole {
		return nil, errors.New("index is for the whole: index . \"Equity\"")
	}
	return s.value(name)
}

// fieldOfType is how Go says that a value has no such field or method.
var fieldOfType = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`can't evaluate field (\w+) in type (\S+)`)
})

// templateError says what is wrong in plain words, without Go's types.
func templateError(err error) error {
	var unknown *UnknownFieldError
	if errors.As(err, &unknown) {
		return &TemplateError{unknown}
	}
	text := strings.TrimPrefix(err.Error(), "template: ")
	if found := fieldOfType().FindStringSubmatch(text); found != nil {
		what := map[string]string{"report.Figure": "a figure", "*report.status": "the whole", "time.Time": "a time", "int": "a count", "string": "a text"}[found[2]]
		if what == "" {
			what = "the value there"
		}
		return &TemplateError{fmt.Errorf("unknown field .%s: %s has nothing of that name", found[1], what)}
	}
	if strings.Contains(text, "range can't iterate over") {
		return &TemplateError{errors.New("range wants a list, and a status has none: name the fields, or print all with {{json .}}")}
	}
	return &TemplateError{errors.New(strings.NewReplacer("report.Figure", "a figure", "*report.status", "the whole").Replace(text))}
}
