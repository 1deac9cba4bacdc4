package main

import (
	"fmt"

	"github.com/spf13/cobra"
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
