// Package cli is the command line: commands, flags, help, completion and exit
// codes. It reads the settings, builds the services and runs them.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// Run runs the command line of this process and returns its exit code.
// Whatever it defers is done before the process ends.
func Run() int {
	hideSecrets()
	if getenv("NO_COLOR") != "" {
		// Any value but the empty one counts (no-color.org); the libraries
		// below want a number.
		_ = os.Setenv("NO_COLOR", "1")
	}
	var code int
	root := rootCommand(&code)
	out := &checked{to: os.Stdout}
	if !term.IsTerminal(os.Stdout.Fd()) {
		root.SetOut(out)
	}
	if err := fang.Execute(context.Background(), root, fang.WithVersion(thisBuild().String()), fang.WithErrorHandler(misuse(root)), fang.WithoutManpage()); err != nil {
		return codeOf(err)
	}
	if code == exitOK {
		code = outcome(out.failed)
	}
	return code
}

// checked is standard output that remembers what it could not take: the help
// and the completions are written without looking.
type checked struct {
	to     io.Writer
	failed error
}

func (c *checked) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	if c.failed == nil {
		c.failed = err
	}
	return n, err
}

// misuse says in one line what is wrong with the command line itself, or what
// kept a command that reads no account from writing; as JSON where JSON was
// asked for.
func misuse(root *cobra.Command) fang.ErrorHandler {
	return func(_ io.Writer, _ fang.Styles, err error) { misused(root, err) }
}

func misused(root *cobra.Command, err error) {
	var unwritten *fs.PathError
	if !errors.As(err, &unwritten) {
		err = usageError{fmt.Errorf("%w; see %s --help", err, commandMeant(root))}
	}
	ended(err, wantsJSON(os.Args[1:]))
}

// rootCommand is quipu itself. Commands leave their exit code in code: errors
// of their own they print themselves, in one line, without asking the terminal
// for its colours first.
func rootCommand(code *int) *cobra.Command {
	var demo demoFlags
	var values given
	root := &cobra.Command{
		Use:   "quipu",
		Short: "The terminal for Alpaca accounts",
		Long: "quipu signs in to Alpaca with OAuth, shows the account, its positions and orders,\n" +
			"and keeps them current. Paper is the default everywhere.",
		Example: "quipu --demo          # an embedded broker: no account, no network\n" +
			"quipu                 # your own account\n" +
			"quipu --read-only     # asks for no permission to change anything",
		Args: commandsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error {
			*code = outcome(runProgram(cmd.Context(), values.chosen(cmd), demo))
			return nil
		},
	}
	demo.add(root)
	values = settingFlags(root)
	root.SetFlagErrorFunc(flagMeant)
	addSubcommands(root, code)
	refuseUnknown(root)
	root.Flags().BoolP("version", "v", false, "print the version, its commit and date")
	sayHelp(root)
	return root
}
