package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"quipu/cli/doctor"
	"quipu/config"
	"quipu/format"
	"quipu/report"
)

var _ = register(signInGroup, doctorCommand)

// doctorCommand says what works and what does not.
func doctorCommand(std *streams) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check this setup",
		Long: "doctor looks at the settings and where each came from, the stored tokens, the callback's port,\n" +
			"the terminal, the clock, and whether each host answers. It shows no secret and sends none. It\n" +
			"exits with 1 when something fails.",
		Example: "quipu doctor\nquipu doctor --account live\nquipu doctor --json",
		Args:    noArgs,
	}
	values := settingFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON: findings, a list of {section, name, state, value, advice}")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		settings, err := config.Load(values.source(cmd, std))
		if err != nil {
			settings = config.Defaults()
		}
		found := doctor.Setup{Env: std.environment(), Settings: settings, Invalid: err, Colours: profile(std.Environ)}.Check(cmd.Context())
		bad := 0
		for _, f := range found {
			if f.State == doctor.Fail {
				bad++
			}
		}
		if err := writeFindings(std.Out, found, asJSON); err != nil || bad == 0 {
			return err
		}
		return reportedError{exitError}
	}
	return cmd
}

func writeFindings(to io.Writer, found []doctor.Finding, asJSON bool) error {
	if !asJSON {
		return printFindings(to, found)
	}
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Schema   int              `json:"schema"`
		Findings []doctor.Finding `json:"findings"`
	}{report.Schema, found})
}

func printFindings(to io.Writer, found []doctor.Finding) error {
	width := 0
	for _, f := range found {
		width = max(width, len(f.Name))
	}
	marks := map[doctor.Verdict]string{doctor.OK: "✓", doctor.Warn: "!", doctor.Fail: "✗"}
	var out strings.Builder
	section := ""
	count := map[doctor.Verdict]int{}
	for _, f := range found {
		if f.Section != section {
			section = f.Section
			fmt.Fprintf(&out, "\n%s\n", section)
		}
		count[f.State]++
		fmt.Fprintf(&out, "%s %-*s  %s\n", marks[f.State], width, f.Name, f.Value)
		if f.Advice != "" {
			fmt.Fprintf(&out, "  %-*s  → %s\n", width, "", f.Advice)
		}
	}
	switch {
	case count[doctor.Fail] > 0:
		fmt.Fprintf(&out, "\n%s, %s.\n", format.Plural(count[doctor.Fail], "failure"), format.Plural(count[doctor.Warn], "warning"))
	case count[doctor.Warn] > 0:
		fmt.Fprintf(&out, "\nNo failures, %s.\n", format.Plural(count[doctor.Warn], "warning"))
	default:
		out.WriteString("\nNo problems found.\n")
	}
	_, err := io.WriteString(to, strings.TrimPrefix(out.String(), "\n"))
	return err
}
