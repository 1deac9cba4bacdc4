package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commandsOnly takes no argument: one that is there was meant for a command.
func commandsOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := []string{}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("there is no command %q%s", args[0], suggest(args[0], names))
}

// refuseUnknown makes an error of a shell or a topic that does not exist: cobra
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

// flagMeant adds to an error about an unknown flag the one that was meant.
func (std *streams) flagMeant(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return fmt.Errorf("--%s %q: want %s", invalid.GetFlag().Name, invalid.GetValue(), kinds[invalid.GetFlag().Value.Type()])
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
	return fmt.Errorf("%w%s", err, suggest("--"+unknown.GetSpecifiedName(), names))
}

// kinds are what a flag wants, by pflag's name of its type.
var kinds = map[string]string{"int": "a whole number", "uint64": "a whole number, 0 or above", "bool": "true or false", "stringSlice": "a list with commas"}

// suggest asks whether one of the names was meant, "" where none is near.
func suggest(word string, names []string) string {
	if word == "" {
		return ""
	}
	// cobra finds commands that are near to a word: names stand in for them.
	near := &cobra.Command{}
	for _, name := range names {
		near.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	for near.SuggestionsMinimumDistance = 1; near.SuggestionsMinimumDistance <= 2; near.SuggestionsMinimumDistance++ {
		if found := near.SuggestionsFor(word); len(found) > 0 {
			return ": did you mean " + strings.Join(found[:min(len(found), 3)], " or ") + "?"
		}
	}
	return ""
}

// noArgs takes no argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, and got %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// atMostOne takes one argument or none.
func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one argument at most, and got %q besides", cmd.CommandPath(), args[1])
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
	return usageError{fmt.Errorf("--%s %q: want %s", flag, value, strings.Join(accepted, ", "))}
}

// within checks a number's range.
func within(flag string, value, least, most int) error {
	if value < least || value > most {
		return usageError{fmt.Errorf("--%s %d: want %d to %d", flag, value, least, most)}
	}
	return nil
}

// firstError gives the first error there is.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// wantsJSON reports whether a command line that could not be read asks for JSON.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		switch name, value, given := strings.Cut(arg, "="); {
		case arg == "--":
			return false
		case name == "--json":
			on, err := strconv.ParseBool(value)
			return !given || (err == nil && on)
		}
	}
	return false
}

// suggestCommand names the command that the arguments choose.
func suggestCommand(root *cobra.Command, args []string) string {
	if found, _, err := root.Find(args); err == nil {
		return found.CommandPath()
	}
	return root.CommandPath()
}
