package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// direction says which of the house's packages each one may know. A package
// knows those below it and none beside or above it.
var direction = map[string][]string{
	"quipu":             {"quipu/cli"},
	"quipu/cli":         {"quipu/app", "quipu/portfolio", "quipu/ui", "quipu/ui/theme", "quipu/ui/qr", "quipu/format", "quipu/report", "quipu/auth", "quipu/client", "quipu/demo", "quipu/config", "quipu/state", "quipu/safe", "quipu/environment"},
	"quipu/ui":          {"quipu/ui/table", "quipu/app", "quipu/ui/chart", "quipu/portfolio", "quipu/ui/text", "quipu/ui/theme", "quipu/ui/form", "quipu/ui/qr", "quipu/format", "quipu/auth", "quipu/client", "quipu/config", "quipu/state", "quipu/safe", "quipu/environment"},
	"quipu/ui/text":     {},
	"quipu/ui/chart":    {"quipu/ui/theme", "quipu/format"},
	"quipu/ui/table":    {"quipu/ui/text", "quipu/ui/theme", "quipu/format", "quipu/number"},
	"quipu/ui/theme":    {"quipu/format"},
	"quipu/app":         {"quipu/auth", "quipu/client", "quipu/config", "quipu/demo", "quipu/state", "quipu/environment", "quipu/safe"},
	"quipu/ui/qr":       {"quipu/ui/theme"},
	"quipu/ui/form":     {"quipu/ui/theme", "quipu/ui/text", "quipu/safe"},
	"quipu/format":      {},
	"quipu/portfolio":   {"quipu/client"},
	"quipu/report":      {"quipu/portfolio", "quipu/client", "quipu/format"},
	"quipu/auth":        {"quipu/safe"},
	"quipu/client":      {"quipu/safe"},
	"quipu/demo":        {"quipu/safe"},
	"quipu/market":      {},
	"quipu/number":      {},
	"quipu/config":      {"quipu/safe"},
	"quipu/state":       {"quipu/safe"},
	"quipu/safe":        {},
	"quipu/environment": {},
}

// foundation packages import nothing of ours, and every other may import them.
var foundation = []string{"quipu/market", "quipu/number"}

// screenLibraries may be known to cli and the ui alone.
var screenLibraries = []string{"charm.land/bubbletea/", "charm.land/bubbles/", "charm.land/lipgloss/"}

type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsGoOneWay(t *testing.T) {
	seen := 0
	for _, p := range listPackages(t) {
		allowed, known := direction[p.ImportPath]
		if !known {
			t.Errorf("%s is not in the table of directions: say what it may know", p.ImportPath)
			continue
		}
		seen++
		screen := p.ImportPath == "quipu/cli" || p.ImportPath == "quipu/ui" || strings.HasPrefix(p.ImportPath, "quipu/ui/")
		for _, imported := range p.Imports {
			ours := imported == "quipu" || strings.HasPrefix(imported, "quipu/")
			if ours && !slices.Contains(allowed, imported) && !slices.Contains(foundation, imported) {
				t.Errorf("%s knows %s: that is the wrong way", p.ImportPath, imported)
			}
			for _, library := range screenLibraries {
				if strings.HasPrefix(imported, library) && !screen {
					t.Errorf("%s knows %s: only cli and ui draw", p.ImportPath, imported)
				}
			}
		}
	}
	if seen != len(direction) {
		t.Errorf("saw %d packages, the table has %d", seen, len(direction))
	}
}
