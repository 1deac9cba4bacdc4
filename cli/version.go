package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"quipu/report"

	"github.com/spf13/cobra"
)

// A release build sets these: -ldflags "-X quipu/cli.version=… -X quipu/cli.commit=…
// -X quipu/cli.date=…". Any other build knows them from its source's repository.
var (
	version = "dev"
	commit  = ""
	date    = "" // of the commit, RFC 3339
)

// buildInfo says which build this is. Its names are those of --json.
type buildInfo struct {
	Schema  int    `json:"schema"`
	Version string `json:"version"`
	Commit  string `json:"commit"`  // "" where it is not known
	Date    string `json:"date"`    // of the commit, RFC 3339, "" where it is not known
	Changed bool   `json:"changed"` // the source had changes that are in no commit
	Go      string `json:"go"`
	System  string `json:"system"`
}

// thisBuild reads what the release or the compiler wrote into the program.
func thisBuild() buildInfo {
	b := buildInfo{Schema: report.Schema, Version: version, Commit: commit, Date: date, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	written, known := debug.ReadBuildInfo()
	if !known || b.Commit != "" {
		return b
	}
	for _, s := range written.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

// String gives one line: 0.5.0 (commit 86a75fc of 2026-11-23).
func (b buildInfo) String() string {
	if b.Commit == "" {
		return b.Version
	}
	text := b.Version + " (commit " + b.Commit[:min(len(b.Commit), 12)]
	if b.Changed {
		text += " with changes"
	}
	if len(b.Date) >= len("2006-01-02") {
		text += " of " + b.Date[:len("2006-01-02")]
	}
	return text + ")"
}

var _ = register(otherGroup, versionCommand)

func versionCommand(std *streams) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version, its commit and date",
		Example: "quipu version\nquipu version --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return json.NewEncoder(std.Out).Encode(thisBuild())
			}
			_, err := fmt.Fprintln(std.Out, "quipu", thisBuild())
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON: schema, version, commit, date, changed, go, system")
	return cmd
}
