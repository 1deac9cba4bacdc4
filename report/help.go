package report

import (
	"fmt"
	"strings"
)

// Help lists the fields, one a line.
func (k *Kind[T]) Help() string {
	width := 0
	for _, f := range k.Fields {
		width = max(width, len(f.Name))
	}
	lines := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		lines[i] = strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, f.Name, f.Help), " ")
	}
	return strings.Join(lines, "\n")
}

// Names are the fields' names.
func (k *Kind[T]) Names() []string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = f.Name
	}
	return names
}

// Markdown is a table of the fields.
func (k *Kind[T]) Markdown() string {
	var b strings.Builder
	b.WriteString("| field | what |\n|---|---|\n")
	for _, f := range k.Fields {
		what := f.Help
		if f.Amount {
			what = strings.TrimPrefix(what+"; an amount, hidden in private", "; ")
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Name, what)
	}
	return b.String()
}
