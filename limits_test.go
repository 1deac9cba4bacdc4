package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// limits are the fields that bound what a stranger can make a server or a client
// hold, by the type that has them.
var limits = map[string][]string{
	"Server":    {"ReadHeaderTimeout", "ReadTimeout", "WriteTimeout", "MaxHeaderBytes"},
	"Transport": {"MaxResponseHeaderBytes"},
}

// Every HTTP server is bounded in the time and the size of what it is sent, and
// every transport in the headers that it reads. http.DefaultClient is neither.
func TestServersAndTransportsAreBounded(t *testing.T) {
	found := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{"test", "screenshots", ".git"}, path):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				for _, field := range limits[httpName(n.Type)] {
					found++
					if !hasField(n, field) {
						t.Errorf("%s: an http.%s without %s", path, httpName(n.Type), field)
					}
				}
			case *ast.SelectorExpr:
				if name := httpName(n); slices.Contains([]string{"DefaultClient", "Get", "Post", "PostForm", "Head", "ListenAndServe", "Serve"}, name) {
					t.Errorf("%s: http.%s has no limits", path, name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || found < 3*len(limits["Server"]) {
		t.Errorf("%d limits looked at: %v", found, err)
	}
}

// httpName gives the name of package http that an expression is, "" for another.
func httpName(e ast.Expr) string {
	selector, is := e.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	if of, is := selector.X.(*ast.Ident); !is || of.Name != "http" {
		return ""
	}
	return selector.Sel.Name
}

func hasField(literal *ast.CompositeLit, name string) bool {
	return slices.ContainsFunc(literal.Elts, func(e ast.Expr) bool {
		pair, is := e.(*ast.KeyValueExpr)
		if !is {
			return false
		}
		key, is := pair.Key.(*ast.Ident)
		return is && key.Name == name
	})
}
