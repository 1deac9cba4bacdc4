package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fieldsNote is where a command keeps what programs get of it.
const fieldsNote = "fields"

// helpWithFields shows the fields under the command's help.
func helpWithFields(cmd *cobra.Command, fields string) {
	cmd.Annotations = map[string]string{fieldsNote: fields}
	cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.Root().HelpFunc()(c, args)
		_, _ = fmt.Fprintln(c.OutOrStdout(), fields)
		_, _ = fmt.Fprintln(c.OutOrStdout())
	})
}

// about is what a command does, and whose figures it shows.
func about(does string) string {
	return does + "\n\nAPCA_API_OAUTH_TOKEN is used, else the stored token, else APCA_API_KEY_ID and APCA_API_SECRET_KEY."
}

func fieldsOf(fields string) string { return "  Fields of --json and --csv\n\n" + fields }

// sayHelp has the help flag of every command say what it does.
func sayHelp(of *cobra.Command) {
	of.InitDefaultHelpFlag()
	of.Flags().Lookup("help").Usage = "show this help"
	of.Flags().VisitAll(func(f *pflag.Flag) {
		if _, done := of.GetFlagCompletionFunc(f.Name); !done && f.Name != "dir" && f.Name != "config" {
			complete(of, f.Name) // no file names
		}
	})
	for _, cmd := range of.Commands() {
		sayHelp(cmd)
	}
}
