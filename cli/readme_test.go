package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quipu/report"
)

var documents = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "FIELDS.md", "packaging/README.md",
	"docs/benchmarks.md", "docs/command-line.md", "docs/comparison.md", "docs/public-address.md", "docs/settings.md", "docs/status-bars.md"}

func readDocument(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// allDocuments is the text of all documents that people read in full.
func allDocuments(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range documents {
		all.WriteString(readDocument(t, name))
	}
	return all.String()
}

// Every link within the repository leads to a file, or to a heading that is there.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, name := range documents {
		text := readDocument(t, name)
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			path, anchor, _ := strings.Cut(found[1], "#")
			if strings.Contains(path, "://") {
				continue
			}
			target := text
			if path != "" {
				path = filepath.Join(filepath.Dir(name), path)
				if stat, err := os.Stat(path); err != nil {
					t.Errorf("%s: %s leads nowhere", name, found[1])
					continue
				} else if stat.IsDir() || anchor == "" {
					continue
				}
				target = readDocument(t, path)
			}
			if !hasHeading(target, anchor) {
				t.Errorf("%s: there is no heading %s", name, found[1])
			}
		}
	}
}

func hasHeading(text, anchor string) bool {
	drop := regexp.MustCompile(`[^a-z0-9 _-]`)
	for line := range strings.Lines(text) {
		if title, is := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); is && strings.HasPrefix(line, "#") {
			if strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), ""), " ", "-") == anchor {
				return true
			}
		}
	}
	return false
}

// Every command of the documents that needs no account works as it stands.
func TestDocumentedCommandsWork(t *testing.T) {
	ran := 0
	for line := range strings.Lines(allDocuments(t)) {
		line, is := strings.CutPrefix(line, "$ ./quipu ")
		if !is {
			continue
		}
		ran++
		p := command(t, nil, words(strings.TrimSpace(line))...)
		if code := p.code(); code != exitOK || p.stdout() == "" {
			t.Errorf("%s: code %d, printed %q\n%s", strings.TrimSpace(line), code, p.stdout(), p.stderr())
		}
	}
	if ran < 10 {
		t.Errorf("found %d commands", ran)
	}
}

// words splits a command line at blanks outside single quotes.
func words(line string) []string {
	var all []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			all = append(all, part)
			continue
		}
		all = append(all, strings.Fields(part)...)
	}
	return all
}

// The templates for status bars are ones that quipu takes.
func TestDocumentedTemplatesAreGood(t *testing.T) {
	found := regexp.MustCompile(`--format ("[^']*?"\)'|'[^']*')`).FindAllStringSubmatch(allDocuments(t), -1)
	if len(found) < 5 {
		t.Fatalf("found %d templates", len(found))
	}
	for _, f := range found {
		text := strings.Trim(strings.TrimSuffix(f[1], ")'"), `'"`)
		if strings.HasPrefix(f[1], `'`) {
			text = strings.ReplaceAll(strings.Trim(f[1], "'"), `\"`, `"`)
		}
		if _, err := report.ParseStatus(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FIELDS.md is made from what --json and --csv are made from. With QUIPU_UPDATE=1
// this test writes it.
func TestFieldsAreWrittenDown(t *testing.T) {
	want := fieldsDocument()
	if os.Getenv("QUIPU_UPDATE") != "" {
		if err := os.WriteFile("FIELDS.md", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if readDocument(t, "FIELDS.md") != want {
		t.Errorf("FIELDS.md is behind report/; QUIPU_UPDATE=1 go test -run %s ./cli writes it", t.Name())
	}
}

func fieldsDocument() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Fields\n\nWhat `--json` and `--csv` print, made from `report/`. The schema is %d: it counts up when a field is renamed, removed or means something else; a field that is added leaves it.\n\n"+
		"Every JSON document begins with `schema`, `environment` (paper or live) and `read_at`; `private` is true where amounts are hidden. Amounts, prices, quantities and fractions are strings with every digit "+
		"that the broker sent (a fraction of 0.0084 is 0.84 %%), counts are numbers, times are UTC (RFC 3339), and null is what is not known. A field has the broker's name wherever the broker has one for it; what is computed says so.\n\n"+
		"`--csv` prints the same fields of the things themselves, under a heading; null is an empty field. What stands around the things in JSON is not in it, so name the account in the file's name. "+
		"Texts are passed on as the broker has them: CSV is for programs, and a spreadsheet takes a text that begins with `=` for a formula.\n\n"+
		"With `--watch` each line is a document with `change` (first, new, changed, gone) and one thing under the same name; in CSV `read_at` and `change` are the first two columns.\n\n"+
		"What is worth knowing and no error, as that there is more than was asked for, is a line on standard error: `{\"schema\":1,\"note\":\"…\"}` with `--json`.\n", report.Schema)
	for _, kind := range report.Kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n%s", kind.Heading(), kind.Shape(), kind.Markdown())
	}
	b.WriteString("\n## Errors\n\nOne line on standard error: `error` has `kind`, `message` and `exit`, and where the broker answered `status`, `request_id` and `retry_at`. " +
		"`kind` is usage (a command line that cannot be meant) or error (both exit with 1), not_signed_in (2), refused (3: the broker said no, to the order or to a call that it needs), " +
		"limit (4: a rule or a limit of quipu, or not confirmed) or unknown (5: the broker may have the order). An error with `retry_at` may be gone by then.\n" +
		"\n## quipu status --format\n\n| name | what |\n|---|---|\n")
	for _, f := range report.StatusFields {
		fmt.Fprintf(&b, "| `.%s` | %s |\n", f.Name, f.Help)
	}
	b.WriteString("\nAn amount or a percentage is printed as the screen shows it; of `.Equity` and the like there are also `.Equity.Raw` (the exact number), `.Equity.Up`, `.Equity.Down` and `.Equity.Arrow`. `{{json .Equity}}` quotes it.\n")
	return b.String()
}
