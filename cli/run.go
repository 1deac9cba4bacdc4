// Package cli is the command line: commands, flags, help, completion and exit
// codes. It reads the settings, builds the services and runs them.
package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"

	"charm.land/fang/v2"
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
	return run(context.Background(), processStreams())
}

// run runs a command line and returns its exit code. It alone says what went
// wrong and gives an error its exit code.
func run(ctx context.Context, std *streams) int {
	out := &checkedWriter{to: std.Out}
	root := rootCommand(std, out)
	root.SetArgs(std.Args)
	var failed failure
	keepErrors(root, &failed)
	if err := execute(ctx, root); err != nil {
		failed = usageFailure(root, std.Args, err)
	} else if failed.err == nil {
		failed.err = out.failed
	}
	return failed.report(std)
}

// execute runs root with the help of fang. Fang asks the terminal for its colours
// before it tells an error: the terminal is in raw mode meanwhile, and an answer
// that comes late goes to the shell. So fang sees a command that does not fail.
func execute(ctx context.Context, root *cobra.Command) (err error) {
	outer := &cobra.Command{Use: root.Use, RunE: func(cmd *cobra.Command, _ []string) error {
		root.SilenceUsage, root.SilenceErrors, root.Version = true, true, cmd.Version
		root.SetHelpFunc(cmd.HelpFunc())
		err = root.ExecuteContext(ctx)
		return nil
	}}
	outer.SetArgs([]string{})
	outer.SetOut(root.OutOrStdout())
	outer.SetErr(root.ErrOrStderr())
	failed := fang.Execute(ctx, outer, fang.WithVersion(thisBuild().String()), fang.WithoutManpage())
	return cmp.Or(err, failed)
}

// keepErrors keeps in failed what the command and those below it return: other
// errors are mistakes in the command line.
func keepErrors(cmd *cobra.Command, failed *failure) {
	if do := cmd.RunE; do != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if err := do(cmd, args); err != nil {
				asJSON, _ := cmd.Flags().GetBool("json") // false where there is no such flag
				*failed = failure{err, asJSON}
			}
			return nil
		}
	}
	for _, below := range cmd.Commands() {
		keepErrors(below, failed)
	}
}

// usageFailure says what is wrong with a command line that runs no command.
func usageFailure(root *cobra.Command, args []string, err error) failure {
	return failure{usageError{fmt.Errorf("%w; see %s --help", err, commandPath(root, args))}, wantsJSON(args)}
}

// checkedWriter is standard output that remembers what it could not take: the help
// and the completions are written without looking.
type checkedWriter struct {
	to     io.Writer
	failed error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	if c.failed == nil {
		c.failed = err
	}
	return n, err
}

// rootCommand is quipu itself. Its commands return their errors and print none.
// Help and completions go to out where standard output is no terminal.
func rootCommand(std *streams, out io.Writer) *cobra.Command {
	var demo demoFlags
	var values settingValues
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
			return runProgram(cmd.Context(), std, values.source(cmd, std), demo)
		},
	}
	root.SuggestionsMinimumDistance = maxEdits
	root.SetErr(std.Err)
	if !std.Terminal {
		root.SetOut(out) // before cobra adds its completions, which keep it
	}
	demo.add(root)
	values = settingFlags(root)
	root.SetFlagErrorFunc(std.explainFlagError)
	addSubcommands(root, std)
	refuseUnknown(root)
	root.Flags().BoolP("version", "v", false, "print the version, its commit and date")
	setHelpTexts(root)
	return root
}
