package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

var _ = register(otherGroup, manCommand)

// manCommand writes the manual's pages, one for each command.
func manCommand(std *streams) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:               "man [COMMAND]",
		Short:             "Print a page of the manual, or write all of them into a folder",
		Example:           "quipu man | man -l -\nquipu man positions | man -l -\nquipu man --dir ~/.local/share/man/man1",
		Args:              cobra.ArbitraryArgs, // words of one command
		ValidArgsFunction: completeCommands,
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write all pages into this folder")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return man(std, cmd.Root(), args, dir, cmd.Flags().Changed("dir"))
	}
	return cmd
}

func completeCommands(cmd *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(given) == 0 {
		for _, c := range cmd.Root().Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name()+"\t"+c.Short)
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func man(std *streams, root *cobra.Command, args []string, dir string, all bool) error {
	switch {
	case all && (dir == "" || len(args) > 0):
		return usageError{errors.New("--dir: want a folder, and no command: it gets all pages")}
	case all:
		return manAll(root, dir)
	}
	if len(args) > 0 && args[0] == root.Name() {
		args = args[1:]
	}
	of, rest, err := root.Find(args)
	if err == nil {
		err = commandsOnly(of, rest)
	}
	if err != nil {
		return usageError{fmt.Errorf("%w; see quipu --help", err)}
	}
	_, err = io.WriteString(std.Out, manPage(of))
	return err
}

func manAll(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a manual is for everybody
		return err
	}
	return manTree(root, dir)
}

// manTree writes the page of a command and of those below it.
func manTree(c *cobra.Command, dir string) error {
	if !hasPage(c) {
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, pageName(c)+".1"), []byte(manPage(c)), 0o644); err != nil { //nolint:gosec // a manual is for everybody
		return err
	}
	for _, below := range c.Commands() {
		if err := manTree(below, dir); err != nil {
			return err
		}
	}
	return nil
}
