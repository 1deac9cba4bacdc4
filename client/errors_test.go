package client

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestEveryKindHasAMeaning reads the package's source: a kind that is not in
// the table would end a command with the exit code of an unknown error.
func TestEveryKindHasAMeaning(t *testing.T) {
	listed := map[string]bool{}
	for _, k := range kinds {
		listed[k.err.Error()] = true
		if k.outcome == 0 {
			t.Errorf("%q has no outcome", k.err)
		}
	}
	declared := declaredKinds(t)
	if len(declared) < 12 {
		t.Fatalf("found only %d kinds: %v", len(declared), declared)
	}
	for name, text := range declared {
		if !listed[text] {
			t.Errorf("%s is not in kinds", name)
		}
	}
	if len(listed) != len(declared) {
		t.Errorf("%d kinds have an entry, %d are declared", len(listed), len(declared))
	}
}

// declaredKinds gives the text of every exported Err… variable of the package.
func declaredKinds(t *testing.T) map[string]string {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]string{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Err") {
				return true
			}
			call, ok := spec.Values[0].(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				t.Errorf("%s is not made by errors.New", spec.Names[0].Name)
				return true
			}
			text, _ := call.Args[0].(*ast.BasicLit)
			declared[spec.Names[0].Name] = strings.Trim(text.Value, `"`)
			return true
		})
	}
	return declared
}

func TestWhatAKindMeans(t *testing.T) {
	for _, c := range []struct {
		kind                             error
		unauthorized, refused, permanent bool
	}{
		{ErrUnauthorized, true, false, true},
		{ErrForbidden, false, true, true},
		{ErrNotFound, false, true, true},
		{ErrRejected, false, true, false},
		{ErrRateLimited, false, true, false},
		{ErrOwnLimit, false, false, false}, // nobody said no: nothing was asked
		{ErrServer, false, false, false},
		{ErrTimeout, false, false, false},
		{ErrCertificate, false, false, false},
		{context.Canceled, false, false, false},
		{errors.New("unknown"), false, false, false},
	} {
		e := &Error{Kind: c.kind}
		if e.Unauthorized() != c.unauthorized || e.Refused() != c.refused || e.Permanent() != c.permanent {
			t.Errorf("%v: unauthorized %v, refused %v, permanent %v", c.kind, e.Unauthorized(), e.Refused(), e.Permanent())
		}
	}
}

// A refusal for want of a scope is known by its words, with its status or its code.
func TestARefusalForWantOfAScope(t *testing.T) {
	for _, c := range []struct {
		err  Error
		want bool
	}{
		{Error{Status: 403, Code: 40110000, Message: "token is not authorized for this scope"}, true},
		{Error{Status: 401, Code: 40110000, Message: "token is not authorized for this scope"}, true},
		{Error{Status: 401, Code: 40110000, Message: "request is not authorized"}, false},
		{Error{Status: 401, Message: "scope"}, false},
		{Error{Status: 401}, false},
		{Error{Status: 403, Message: "insufficient Scope"}, true},
		{Error{Status: 403, Code: 40310000, Message: "insufficient buying power"}, false},
		{Error{Status: 403}, false},
		{Error{Status: 422, Message: "scope"}, false},
		{Error{}, false},
	} {
		if got := c.err.LacksScope(); got != c.want {
			t.Errorf("%+v: %t", c.err, got)
		}
	}
}
