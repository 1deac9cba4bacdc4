package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// direction says which of our packages each one may import. A package imports
// those below it and none beside or above it.
var direction = map[string][]string{
	"quipu":              {"quipu/cli"},
	"quipu/cli":          {"quipu/trade", "quipu/cli/doctor", "quipu/app", "quipu/portfolio", "quipu/ui", "quipu/ui/text", "quipu/ui/theme", "quipu/ui/confirm", "quipu/ui/qr", "quipu/format", "quipu/report", "quipu/auth", "quipu/client", "quipu/demo", "quipu/config", "quipu/state", "quipu/safe", "quipu/environment"},
	"quipu/cli/doctor":   {"quipu/app", "quipu/auth", "quipu/config", "quipu/safe"},
	"quipu/ui":           {"quipu/trade", "quipu/ui/orderview", "quipu/ui/ticket", "quipu/ui/confirm", "quipu/ui/table", "quipu/app", "quipu/ui/chart", "quipu/portfolio", "quipu/positions", "quipu/ui/text", "quipu/ui/theme", "quipu/ui/form", "quipu/ui/qr", "quipu/format", "quipu/auth", "quipu/client", "quipu/config", "quipu/state", "quipu/safe", "quipu/environment"},
	"quipu/ui/text":      {"quipu/number"},
	"quipu/ui/confirm":   {},
	"quipu/ui/orderview": {"quipu/trade", "quipu/portfolio", "quipu/client", "quipu/format", "quipu/safe", "quipu/ui/table", "quipu/ui/text", "quipu/ui/theme"},
	"quipu/ui/ticket":    {"quipu/trade", "quipu/client", "quipu/format", "quipu/safe", "quipu/ui/form", "quipu/ui/text", "quipu/ui/theme"},
	"quipu/ui/chart":     {"quipu/ui/text", "quipu/ui/theme", "quipu/format"},
	"quipu/ui/table":     {"quipu/ui/text", "quipu/ui/theme", "quipu/format", "quipu/number"},
	"quipu/ui/theme":     {"quipu/format"},
	"quipu/app":          {"quipu/auth", "quipu/trade", "quipu/client", "quipu/config", "quipu/demo", "quipu/state", "quipu/environment", "quipu/safe"},
	"quipu/ui/qr":        {"quipu/ui/text", "quipu/ui/theme"},
	"quipu/ui/form":      {"quipu/ui/theme", "quipu/ui/text", "quipu/safe"},
	"quipu/format":       {},
	"quipu/portfolio":    {"quipu/client"},
	"quipu/trade":        {"quipu/client", "quipu/portfolio", "quipu/format", "quipu/safe"},
	"quipu/positions":    {"quipu/portfolio", "quipu/client", "quipu/format"},
	"quipu/report":       {"quipu/portfolio", "quipu/trade", "quipu/positions", "quipu/client", "quipu/format", "quipu/safe"},
	"quipu/auth":         {"quipu/safe"},
	"quipu/client":       {"quipu/safe"},
	"quipu/demo":         {"quipu/safe"},
	"quipu/market":       {},
	"quipu/number":       {},
	"quipu/config":       {"quipu/safe"},
	"quipu/state":        {"quipu/safe"},
	"quipu/safe":         {},
	"quipu/environment":  {},
}

// foundation packages import nothing of ours, and every other may import them.
var foundation = []string{"quipu/market", "quipu/number"}

// screenLibraries are imported by cli and ui alone.
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
			t.Errorf("%s is not in the table of directions: say what it may import", p.ImportPath)
			continue
		}
		seen++
		screen := p.ImportPath == "quipu/cli" || p.ImportPath == "quipu/ui" || strings.HasPrefix(p.ImportPath, "quipu/ui/")
		for _, imported := range p.Imports {
			ours := imported == "quipu" || strings.HasPrefix(imported, "quipu/")
			if ours && !slices.Contains(allowed, imported) && !slices.Contains(foundation, imported) {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, imported)
			}
			for _, library := range screenLibraries {
				if strings.HasPrefix(imported, library) && !screen {
					t.Errorf("%s imports %s: only cli and ui draw", p.ImportPath, imported)
				}
			}
		}
	}
	if seen != len(direction) {
		t.Errorf("saw %d packages, the table has %d", seen, len(direction))
	}
}

// A server can use what the screen and the commands share: neither the command
// line nor the screen is among its dependencies.
func TestOnlyTheCommandLineAndTheScreenDependOnTheirLibraries(t *testing.T) {
	libraries := append([]string{"github.com/spf13/cobra", "charm.land/fang"}, screenLibraries...)
	args := []string{"list", "-f", "{{.ImportPath}} {{join .Deps \" \"}}"}
	for path := range direction {
		if path != "quipu" && path != "quipu/cli" && path != "quipu/ui" && !strings.HasPrefix(path, "quipu/ui/") {
			args = append(args, path)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "quipu/app ") {
		t.Fatalf("app is not listed:\n%s", out)
	}
	for line := range strings.Lines(string(out)) {
		path, deps, _ := strings.Cut(line, " ")
		for _, library := range libraries {
			if strings.Contains(deps, library) {
				t.Errorf("%s depends on %s", path, library)
			}
		}
	}
}

// The process belongs to cli: other packages are given what they need of it.
func TestOnlyTheCommandLineReadsTheProcess(t *testing.T) {
	ofProcess := regexp.MustCompile(`\b(os\.(Getenv|LookupEnv|Environ|Setenv|Stdin|Stdout|Stderr|Args)|signal\.Notify\w*|http\.(ProxyFromEnvironment|DefaultTransport|DefaultClient|Get|Post|PostForm|Head))\b`)
	seen := 0
	for path := range direction {
		dir := "." + strings.TrimPrefix(path, "quipu")
		if path == "quipu/cli" {
			continue
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			seen++
			parsed, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(parsed), "\n") {
				code, _, _ := strings.Cut(line, "//")
				if found := ofProcess.FindString(code); found != "" {
					t.Errorf("%s:%d: %s belongs in cli", file, i+1, found)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("saw %d files only", seen)
	}
}
