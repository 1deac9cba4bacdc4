package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quipu/format"
	"quipu/safe"
)

// commandsOnly takes no argument: an argument is the name of a command.
func commandsOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var similar []string
	if args[0] != "" {
		similar = cmd.SuggestionsFor(args[0])
	}
	return fmt.Errorf("there is no command %q%s", args[0], didYouMean(": ", similar))
}

// refuseUnknown returns an error for a shell or a topic that does not exist: cobra
// shows the help and calls it a success.
func refuseUnknown(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, topic []string) error {
				found, rest, err := root.Find(topic)
				if err == nil {
					err = commandsOnly(found, rest)
				}
				return err
			}
		case "completion":
			cmd.Args = commandsOnly
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// explainFlagError says which values a flag takes, and suggests a flag in place
// of an unknown one.
func (std *streams) explainFlagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return fmt.Errorf("--%s %q: want %s", invalid.GetFlag().Name, invalid.GetValue(), flagTypes[invalid.GetFlag().Value.Type()])
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	if !cmd.HasParent() { // the flag of a command that is misspelled
		if at := slices.IndexFunc(std.Args, func(arg string) bool { return !strings.HasPrefix(arg, "-") }); at == 0 {
			return commandsOnly(cmd, std.Args[:1])
		}
	}
	names := []string{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return fmt.Errorf("%w%s", err, didYouMean(": ", similarNames("--"+unknown.GetSpecifiedName(), names)))
}

// flagTypes say what a flag takes, by pflag's name of its type.
var flagTypes = map[string]string{"int": "a whole number", "uint64": "a whole number, 0 or above", "bool": "true or false", "stringSlice": "a list with commas"}

// exactly takes so many arguments, which what names.
func exactly(n int, what string) cobra.PositionalArgs { return between(n, n, what) }

// between takes so many arguments, which what names.
func between(least, most int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return fmt.Errorf("want %s, got %s", what, format.Plural(len(args), "argument"))
		}
		return nil
	}
}

// noArgs takes no argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, got %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// atMostOne takes one argument or none.
func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes at most one argument, also got %q", cmd.CommandPath(), args[1])
	}
	return nil
}

// oneOf is a flag's value out of a few.
func oneOf(flag, value string, accepted ...string) error {
	for _, a := range accepted {
		if strings.EqualFold(a, value) {
			return nil
		}
	}
	return usageError{fmt.Errorf("--%s %q: want %s", flag, value, safe.Choices(accepted))}
}

// inRange checks that a number is from low to high.
func inRange(flag string, value, low, high int) error {
	if value < low || value > high {
		return usageError{fmt.Errorf("--%s %d: want %d to %d", flag, value, low, high)}
	}
	return nil
}

// wantsJSON reports whether a command line that could not be read asks for JSON.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		switch name, value, hasValue := strings.Cut(arg, "="); {
		case arg == "--":
			return false
		case name == "--json":
			on, err := strconv.ParseBool(value)
			return !hasValue || (err == nil && on)
		}
	}
	return false
}

// commandPath is the name of the command that the arguments choose.
func commandPath(root *cobra.Command, args []string) string {
	if found, _, err := root.Find(args); err == nil {
		return found.CommandPath()
	}
	return root.CommandPath()
}
