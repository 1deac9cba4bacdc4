// Quipu is a trading companion for the terminal, for Alpaca accounts: sign in
// with a QR code, see the whole account, act on it.
//
// Package main is the command line: it reads the settings, builds the parts
// and runs them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"quipu/config"
)

// version is set by a release build (-ldflags "-X main.version=…").
var version = "dev"

// Exit codes. A signal ends with 128 and its number, as shells expect.
const (
	exitOK    = 0
	exitError = 1
)

func main() { os.Exit(run()) }

// run does everything, so that what it defers is done before the process ends.
func run() int {
	if os.Getenv("NO_COLOR") != "" {
		// Any value but the empty one counts (no-color.org); the libraries
		// below want a number.
		_ = os.Setenv("NO_COLOR", "1")
	}
	var code int
	root := rootCommand(&code)
	if err := fang.Execute(context.Background(), root, fang.WithVersion(version), fang.WithErrorHandler(report)); err != nil {
		return exitError
	}
	return code
}

// rootCommand is quipu itself. Commands leave their exit code in code: errors
// of their own they print themselves, in one line, without asking the terminal
// for its colours first.
func rootCommand(code *int) *cobra.Command {
	given := map[string]*string{}
	var demoMode bool
	var seed uint64
	root := &cobra.Command{
		Use:   "quipu",
		Short: "The terminal for Alpaca accounts",
		Long: "quipu signs in to Alpaca with OAuth, shows the account, its positions and orders,\n" +
			"and keeps them current. Paper is the default everywhere.",
		Example: "quipu --demo          # an embedded broker: no account, no network\n" +
			"quipu                 # your own account\n" +
			"quipu --read-only     # asks for no permission to change anything",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			*code = outcome(runProgram(cmd.Context(), chosen(cmd, given), demoMode, seed))
			return nil
		},
	}
	root.Flags().BoolVar(&demoMode, "demo", false, "use the embedded broker: no account, no network, no file")
	root.Flags().Uint64Var(&seed, "demo-seed", 7, "seed of the demo's market: the same seed shows the same figures")
	for _, f := range config.Flags() {
		if f.Flag == "" {
			continue
		}
		if f.Bool {
			given[f.Key] = boolFlag(root, f)
			continue
		}
		help := f.Help
		if f.Default != "" {
			help += " (default " + f.Default + ")"
		}
		given[f.Key] = root.Flags().String(f.Flag, "", help)
	}
	root.Flags().String("config", "", "another config file")
	root.AddCommand(brokerCommand(code), versionCommand())
	return root
}

// boolFlag is a flag that may stand alone.
func boolFlag(root *cobra.Command, f config.Flag) *string {
	value := root.Flags().String(f.Flag, "", f.Help)
	root.Flags().Lookup(f.Flag).NoOptDefVal = "true"
	return value
}

// chosen gives the flags that were given, by the key of their setting.
func chosen(cmd *cobra.Command, given map[string]*string) config.Source {
	flags := map[string]string{}
	for _, f := range config.Flags() {
		if f.Flag != "" && cmd.Flags().Changed(f.Flag) {
			flags[f.Key] = *given[f.Key]
		}
	}
	file, _ := cmd.Flags().GetString("config")
	return config.Source{Getenv: os.Getenv, Flags: flags, File: file}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "quipu", version)
			return err
		},
	}
}

// outcome prints an error, if there is one, and gives the exit code.
func outcome(err error) int {
	var signaled signalError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &signaled):
		return signaled.code()
	default:
		fmt.Fprintln(os.Stderr, "quipu:", err)
		return exitError
	}
}
