package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
	"time"
)

// checkNames finds the first name below a node that nothing has.
func checkNames(node parse.Node) error {
	path, below := namesOf(node)
	if err := checkPath(path); err != nil {
		return err
	}
	for _, n := range below {
		if err := checkNames(n); err != nil {
			return err
		}
	}
	return nil
}

// namesOf gives the names that a node looks for one inside the other, and the
// nodes below it.
func namesOf(node parse.Node) (path []string, below []parse.Node) {
	branch := func(n *parse.BranchNode) []parse.Node {
		if n.ElseList == nil {
			return []parse.Node{n.Pipe, n.List}
		}
		return []parse.Node{n.Pipe, n.List, n.ElseList}
	}
	switch n := node.(type) {
	case *parse.FieldNode:
		return n.Ident, nil
	case *parse.VariableNode:
		return n.Ident[1:], nil
	case *parse.ChainNode:
		return n.Field, []parse.Node{n.Node}
	case *parse.ListNode:
		return nil, n.Nodes
	case *parse.ActionNode:
		return nil, []parse.Node{n.Pipe}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			below = append(below, c.Args...)
		}
		return nil, below
	case *parse.IfNode:
		return nil, branch(&n.BranchNode)
	case *parse.WithNode:
		return nil, branch(&n.BranchNode)
	case *parse.RangeNode:
		return nil, branch(&n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			return nil, []parse.Node{n.Pipe}
		}
	}
	return nil, nil
}

var figureNames = []string{"Raw", "Up", "Down", "Arrow"}

// checkPath follows names from whatever has the first one: what the dot is
// there shows only when the template runs.
func checkPath(path []string) error {
	var of reflect.Type
	name := ""
	for i, next := range path {
		method, found := reflect.Method{}, false
		switch {
		case i > 0:
			method, found = methodOf(of, next)
		case slices.Contains(StatusNames(), next):
			method, found = reflect.TypeFor[*status]().MethodByName(next)
		default:
			if method, found = methodOf(reflect.TypeFor[Figure](), next); !found {
				method, found = methodOf(reflect.TypeFor[time.Time](), next)
			}
		}
		switch {
		case !found && i == 0:
			return &UnknownFieldError{next}
		case !found:
			return fmt.Errorf("unknown field %s.%s: %s", name, next, inside(of, name))
		}
		of = method.Type.Out(0)
		name += "." + next
	}
	return nil
}

func methodOf(of reflect.Type, name string) (reflect.Method, bool) {
	if of == reflect.TypeFor[Figure]() && !slices.Contains(figureNames, name) {
		return reflect.Method{}, false
	}
	method, found := of.MethodByName(name)
	return method, found && method.Type.NumOut() > 0
}

// inside says what may be asked of a value.
func inside(of reflect.Type, name string) string {
	switch of {
	case reflect.TypeFor[Figure]():
		return "a figure has " + strings.Join(figureNames, ", ")
	case reflect.TypeFor[time.Time]():
		return "a time has what Go's time.Time has, like Format"
	default:
		return "there is nothing inside " + name
	}
}
