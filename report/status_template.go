package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// Status is a template of one line.
type Status struct {
	template *template.Template
	// Needs is what it has to be given.
	Needs Needs

	inside int // in how many {{with}} and {{range}}, while it is read
}

// statusFunctions are what templates may call, besides Go's own.
var statusFunctions = template.FuncMap{
	"json": func(v any) string { return string(quoted(fmt.Sprint(v))) },
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
		if each.Tree != nil {
			if err := s.walk(each.Root); err != nil {
				return nil, err
			}
		}
	}
	// A method that does not exist shows when it is called.
	return s, s.try()
}

// walk finds the names in a tree.
func (s *Status) walk(node parse.Node) error {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			return s.each(n.Nodes)
		}
	case *parse.ActionNode:
		return s.walk(n.Pipe)
	case *parse.PipeNode:
		if n != nil {
			return s.each(nodesOf(n.Cmds))
		}
	case *parse.CommandNode:
		return s.each(n.Args)
	case *parse.ChainNode:
		return s.walk(n.Node)
	case *parse.IfNode:
		return s.branch(n.BranchNode)
	case *parse.WithNode:
		return s.within(n.BranchNode)
	case *parse.RangeNode:
		return s.within(n.BranchNode)
	case *parse.TemplateNode:
		return s.walk(n.Pipe)
	case *parse.FieldNode:
		return s.name(n.Ident)
	case *parse.VariableNode:
		return s.variable(n.Ident)
	case *parse.DotNode:
		if s.inside == 0 {
			s.Needs = everything
		}
	}
	return nil
}

func nodesOf(commands []*parse.CommandNode) []parse.Node {
	all := make([]parse.Node, len(commands))
	for i, c := range commands {
		all[i] = c
	}
	return all
}

func (s *Status) each(nodes []parse.Node) error {
	for _, n := range nodes {
		if err := s.walk(n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Status) branch(n parse.BranchNode) error {
	for _, part := range []parse.Node{n.Pipe, n.List, n.ElseList} {
		if err := s.walk(part); err != nil {
			return err
		}
	}
	return nil
}

// within is branch where the dot is another one in the list.
func (s *Status) within(n parse.BranchNode) error {
	if err := s.walk(n.Pipe); err != nil {
		return err
	}
	s.inside++
	err := s.walk(n.List)
	s.inside--
	if err != nil {
		return err
	}
	return s.walk(n.ElseList)
}

// variable takes in what is reached by $, the whole; what a template has named
// itself was taken in where it was named.
func (s *Status) variable(path []string) error {
	switch {
	case path[0] != "$":
		return nil
	case len(path) == 1:
		s.Needs = everything
		return nil
	default:
		return s.name(path[1:])
	}
}

// name takes a name in. Inside {{with}} a figure's own may stand alone.
func (s *Status) name(path []string) error {
	for _, f := range StatusFields {
		if f.Name == path[0] {
			s.Needs.Account = s.Needs.Account || f.needs.Account
			s.Needs.Positions = s.Needs.Positions || f.needs.Positions
			s.Needs.Orders = s.Needs.Orders || f.needs.Orders
			s.Needs.Clock = s.Needs.Clock || f.needs.Clock
			if len(path) > 1 && f.Name != "At" && !slices.Contains(figureNames, path[1]) {
				return fmt.Errorf("unknown field .%s: .%s has %s", strings.Join(path, "."), f.Name, strings.Join(figureNames, ", "))
			}
			return nil
		}
	}
	if slices.Contains(figureNames, path[0]) {
		return nil
	}
	return &UnknownFieldError{path[0]}
}

var figureNames = []string{"Raw", "Up", "Down", "Arrow"}

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

// try runs the template on an account that won and on one that lost.
func (s *Status) try() error {
	for _, last := range []int64{1, 3} {
		a := client.Account{Equity: client.Known(decimal.New(2, 0)), LastEquity: client.Known(decimal.New(last, 0))}
		if _, err := s.Line(Standing{Environment: "paper", Account: a}); err != nil {
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

// statusError leaves out what Go says of its own types.
func statusError(err error) error {
	said := strings.TrimPrefix(err.Error(), "template: ")
	said = strings.ReplaceAll(said, "in type report.Figure", "(a figure has "+strings.Join(figureNames, ", ")+")")
	return errors.New(said)
}
