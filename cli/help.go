package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fieldsAnnotation is the annotation of a command that lists its fields.
const fieldsAnnotation = "fields"

// helpWithFields shows the fields under the command's help.
func helpWithFields(cmd *cobra.Command, fields string) {
	cmd.Annotations = map[string]string{fieldsAnnotation: fields}
	cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.Root().HelpFunc()(c, args)
		_, _ = fmt.Fprintln(c.OutOrStdout(), fields)
		_, _ = fmt.Fprintln(c.OutOrStdout())
	})
}

// longHelp says what a command does and which credential it uses.
func longHelp(does string) string {
	return does + "\n\nCredentials: APCA_API_OAUTH_TOKEN, else the stored token, else APCA_API_KEY_ID and APCA_API_SECRET_KEY."
}

func fieldsHelp(fields string) string { return "  Fields of --json and --csv\n\n" + fields }

// setHelpTexts describes the help flag of a command and of those below it.
func setHelpTexts(of *cobra.Command) {
	of.InitDefaultHelpFlag()
	of.Flags().Lookup("help").Usage = "show this help"
	of.Flags().VisitAll(func(f *pflag.Flag) {
		if _, done := of.GetFlagCompletionFunc(f.Name); !done && f.Name != "dir" && f.Name != "config" {
			complete(of, f.Name) // no file names
		}
	})
	for _, cmd := range of.Commands() {
		setHelpTexts(cmd)
	}
}
