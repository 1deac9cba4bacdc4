package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/config"
	"quipu/environment"
	"quipu/report"
)

// doctorTime bounds each check.
const doctorTime = 5 * time.Second

// finding is one line of the doctor's. Its names are those of --json.
type finding struct {
	Section string  `json:"section"`
	Name    string  `json:"name"`
	State   verdict `json:"state"` // ok, warn or fail
	Value   string  `json:"value"`
	Advice  string  `json:"advice,omitempty"` // what to do
}

type verdict string

const (
	passes verdict = "ok"
	warns  verdict = "warn"
	fails  verdict = "fail"
)

// examination is what the checks look at.
type examination struct {
	std      *streams
	env      app.Env
	settings config.Settings
	invalid  error // why the settings could not be read: the defaults stand in
	here     environment.Environment
	getenv   func(string) string
}

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
		settings, err := config.Load(values.chosen(cmd, std))
		if err != nil {
			settings = config.Defaults()
		}
		env := std.environment()
		e := examination{std, env, settings, err, env.Environment, std.Getenv}
		found := e.examine(cmd.Context())
		bad := 0
		for _, f := range found {
			if f.State == fails {
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

// examine runs all checks at once and gives what they found in their order.
func (e examination) examine(ctx context.Context) []finding {
	checks := []func(context.Context) []finding{
		e.checkSettings, e.checkTokens, e.checkCallback, e.checkPlace, e.checkTerminal, e.checkHosts,
	}
	found := make([][]finding, len(checks))
	var wait sync.WaitGroup
	for i, check := range checks {
		wait.Go(func() { found[i] = check(ctx) })
	}
	wait.Wait()
	var all []finding
	for _, f := range found {
		all = append(all, f...)
	}
	return all
}

func writeFindings(to io.Writer, found []finding, asJSON bool) error {
	if !asJSON {
		return printFindings(to, found)
	}
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Schema   int       `json:"schema"`
		Findings []finding `json:"findings"`
	}{report.Schema, found})
}

func printFindings(to io.Writer, found []finding) error {
	width := 0
	for _, f := range found {
		width = max(width, len(f.Name))
	}
	marks := map[verdict]string{passes: "✓", warns: "!", fails: "✗"}
	var out strings.Builder
	section := ""
	count := map[verdict]int{}
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
	case count[fails] > 0:
		fmt.Fprintf(&out, "\n%s, %s.\n", things(count[fails], "failure", "failures"), things(count[warns], "warning", "warnings"))
	case count[warns] > 0:
		fmt.Fprintf(&out, "\nNo failures, %s.\n", things(count[warns], "warning", "warnings"))
	default:
		out.WriteString("\nNo problems found.\n")
	}
	_, err := io.WriteString(to, strings.TrimPrefix(out.String(), "\n"))
	return err
}

func things(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
