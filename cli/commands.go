package cli

import "github.com/spf13/cobra"

// group is a part of the list of commands in the help.
type group string

// The groups, by their ids.
const (
	accountGroup group = "see"
	tradeGroup   group = "trade"
	signInGroup  group = "sign"
	otherGroup   group = "rest"
)

// groups are the titles of the groups in the order of the help.
var groups = []cobra.Group{
	{ID: string(accountGroup), Title: "see the account"},
	{ID: string(tradeGroup), Title: "trade"},
	{ID: string(signInGroup), Title: "sign in and out"},
	{ID: string(otherGroup), Title: "Other"},
}

// subcommand is a command of quipu with its place in the help.
type subcommand struct {
	group  group
	create func(std *streams) *cobra.Command
}

// subcommands are all commands of quipu, in no order: the help sorts them.
var subcommands []subcommand

// register adds a command. It is called where the command is declared, so that
// a new command needs no change anywhere else.
func register(of group, create func(std *streams) *cobra.Command) bool { //nolint:unparam // "var _ = register(…)" needs a value
	subcommands = append(subcommands, subcommand{of, create})
	return true
}

// addSubcommands gives quipu its commands, each in its group.
func addSubcommands(root *cobra.Command, std *streams) {
	for i := range groups {
		root.AddGroup(&groups[i])
	}
	for _, s := range subcommands {
		cmd := s.create(std)
		cmd.GroupID = string(s.group)
		root.AddCommand(cmd)
	}
	root.SetHelpCommandGroupID(string(otherGroup))
	root.SetCompletionCommandGroupID(string(otherGroup))
}
