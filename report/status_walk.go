package report

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
	"time"
)

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
		return s.each([]parse.Node{n.Pipe, n.List, n.ElseList})
	case *parse.WithNode:
		return s.within(n.BranchNode, s.dotOf(n.Pipe))
	case *parse.RangeNode:
		return s.within(n.BranchNode, dot{})
	case *parse.TemplateNode:
		return s.walk(n.Pipe)
	case *parse.FieldNode:
		return s.name(n.Ident)
	case *parse.VariableNode:
		return s.variable(n.Ident)
	case *parse.DotNode:
		if s.dot.whole || s.dot.either {
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

// within reads a branch whose list has a dot of its own.
func (s *Status) within(n parse.BranchNode, inside dot) error {
	if err := s.walk(n.Pipe); err != nil {
		return err
	}
	outside := s.dot
	s.dot = inside
	err := s.walk(n.List)
	s.dot = outside
	if err != nil {
		return err
	}
	return s.walk(n.ElseList)
}

// dotOf is the dot that a pipe makes.
func (s *Status) dotOf(pipe *parse.PipeNode) dot {
	if len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 1 {
		return dot{}
	}
	var path []string
	switch n := pipe.Cmds[0].Args[0].(type) {
	case *parse.FieldNode:
		if s.dot.whole {
			path = n.Ident
		}
	case *parse.VariableNode:
		if n.Ident[0] == "$" {
			path = n.Ident[1:]
		}
	}
	if len(path) == 1 {
		if f := statusField(path[0]); f != nil {
			return dot{of: f.kind()}
		}
	}
	return dot{}
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
		return s.field(path[1:])
	}
}

// name takes in a name that is looked for in the dot.
func (s *Status) name(path []string) error {
	switch {
	case s.dot.whole, s.dot.either && !slices.Contains(figureNames, path[0]):
		return s.field(path)
	case s.dot.of != nil:
		return inside(s.dot.of, "", path)
	case !slices.Contains(figureNames, path[0]):
		return &UnknownFieldError{path[0]}
	}
	return nil
}

// field takes in one of the names there are, and what is asked of it.
func (s *Status) field(path []string) error {
	f := statusField(path[0])
	if f == nil {
		return &UnknownFieldError{path[0]}
	}
	s.Needs.Account = s.Needs.Account || f.needs.Account
	s.Needs.Positions = s.Needs.Positions || f.needs.Positions
	s.Needs.Orders = s.Needs.Orders || f.needs.Orders
	s.Needs.Clock = s.Needs.Clock || f.needs.Clock
	return inside(f.kind(), "."+f.Name, path[1:])
}

// inside finds what is asked of a value: a figure's own, or a method of a time.
func inside(of reflect.Type, name string, path []string) error {
	for _, next := range path {
		switch of {
		case reflect.TypeFor[Figure]():
			if !slices.Contains(figureNames, next) {
				return fmt.Errorf("unknown field %s.%s: a figure has %s", name, next, strings.Join(figureNames, ", "))
			}
			of = reflect.TypeFor[string]()
		case reflect.TypeFor[time.Time]():
			method, found := of.MethodByName(next)
			if !found {
				return fmt.Errorf("unknown field %s.%s: a time has what Go's time.Time has, like Format", name, next)
			}
			of = method.Type.Out(0)
		default:
			return fmt.Errorf("unknown field %s.%s: there is nothing inside %s", name, next, cmp.Or(name, "it"))
		}
		name += "." + next
	}
	return nil
}
