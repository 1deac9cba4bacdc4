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
)

// Exit codes. A signal ends with 128 and its number, as shells expect.
const (
	exitOK          = 0
	exitError       = 1
	exitNotSignedIn = 2
	exitRefused     = 3 // by the broker
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
	if err := fang.Execute(context.Background(), root, fang.WithVersion(thisBuild().String()), fang.WithErrorHandler(report)); err != nil {
		return exitError
	}
	return code
}

// rootCommand is quipu itself. Commands leave their exit code in code: errors
// of their own they print themselves, in one line, without asking the terminal
// for its colours first.
func rootCommand(code *int) *cobra.Command {
	var demoMode bool
	var seed uint64
	var values given
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
			*code = outcome(runProgram(cmd.Context(), values.chosen(cmd), demoMode, seed))
			return nil
		},
	}
	root.Flags().BoolVar(&demoMode, "demo", false, "use the embedded broker: no account, no network, no file")
	root.Flags().Uint64Var(&seed, "demo-seed", 7, "seed of the demo's market: the same seed shows the same figures")
	values = settingFlags(root)
	root.AddCommand(loginCommand(code), logoutCommand(code), doctorCommand(code), brokerCommand(code), versionCommand())
	return root
}

// codedError ends with an exit code of its own.
type codedError struct {
	error
	code int
}

func (e codedError) Unwrap() error { return e.error }

// outcome prints an error, if there is one, and gives the exit code.
func outcome(err error) int {
	var signaled signalError
	var coded codedError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &signaled):
		return signaled.code()
	case errors.As(err, &coded):
		fmt.Fprintln(os.Stderr, "quipu:", err)
		return coded.code
	default:
		fmt.Fprintln(os.Stderr, "quipu:", err)
		return exitError
	}
}
