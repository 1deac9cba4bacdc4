package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"quipu/report"
)

// commandNames are the names of all commands, or of those in a group.
func commandNames(of ...group) []string {
	var names []string
	for _, s := range subcommands {
		if len(of) == 0 || slices.Contains(of, s.group) {
			names = append(names, s.create(&streams{}).Name())
		}
	}
	slices.Sort(names)
	return names
}

func TestEveryCommandIsRegisteredOnceInAGroup(t *testing.T) {
	names := commandNames()
	if len(names) < 13 || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("%v", names)
	}
	for _, cmd := range rootCommand(&streams{}, nil).Commands() {
		if !cmd.Hidden && !slices.ContainsFunc(groups, func(g cobra.Group) bool { return g.ID == cmd.GroupID }) {
			t.Errorf("%s is in the group %q", cmd.Name(), cmd.GroupID)
		}
	}
}

// A command that prints JSON of an account has its fields in FIELDS.md and in
// its help, and a kind belongs to a command that there is.
func TestEveryKindBelongsToACommand(t *testing.T) {
	kinds := map[string][]report.Documented{}
	for _, kind := range report.Kinds() {
		words := strings.Fields(kind.Heading())
		kinds[words[1]] = append(kinds[words[1]], kind)
	}
	for _, name := range commandNames(accountGroup) {
		if len(kinds[name]) == 0 {
			t.Errorf("%s prints no kind of report.Kinds", name)
		}
	}
	for _, s := range subcommands {
		cmd := s.create(&streams{})
		fields := cmd.Annotations[fieldsAnnotation]
		for _, kind := range kinds[cmd.Name()] {
			if fields != "" && strings.Contains(fields, kind.Help()) {
				delete(kinds, cmd.Name())
				break
			}
			if flag := cmd.Flags().Lookup("json"); fields == "" && flag != nil && strings.Contains(flag.Usage, strings.Join(kind.Names(), ", ")) {
				delete(kinds, cmd.Name())
				break
			}
		}
	}
	for name := range kinds {
		t.Errorf("the help of %s does not name its fields", name)
	}
}

// The table of commands in docs/ is made from their help.
func TestDocsNameEveryCommand(t *testing.T) {
	rows := map[group][]string{}
	for _, s := range subcommands {
		cmd := s.create(&streams{})
		rows[s.group] = append(rows[s.group], "| `"+cmd.Use+"` | "+cmd.Short+" |\n")
	}
	var b strings.Builder
	b.WriteString("| command | what |\n|---|---|\n")
	for _, g := range groups {
		of := rows[group(g.ID)]
		slices.Sort(of)
		b.WriteString(strings.Join(of, ""))
	}
	compareGenerated(t, "docs/command-line.md", "<!-- commands: made from cli/, kept by a test -->\n", "<!-- end of commands -->", b.String())
}
