package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"quipu/config"
)

var _ = register(otherGroup, manCommand)

// manCommand writes the manual's pages, one for each command.
func manCommand(code *int) *cobra.Command {
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
		*code = outcome(man(cmd.Root(), args, dir, cmd.Flags().Changed("dir")))
		return nil
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

func man(root *cobra.Command, args []string, dir string, all bool) error {
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
	var page bytes.Buffer
	if err := manPage(&page, of); err != nil {
		return err
	}
	_, err = os.Stdout.Write(page.Bytes())
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
	if c.HasParent() && (!c.IsAvailableCommand() || c.Name() == "help") {
		return nil
	}
	var page bytes.Buffer
	if err := manPage(&page, c); err != nil {
		return err
	}
	name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
	if err := os.WriteFile(filepath.Join(dir, name), page.Bytes(), 0o644); err != nil { //nolint:gosec // a manual is for everybody
		return err
	}
	for _, below := range c.Commands() {
		if err := manTree(below, dir); err != nil {
			return err
		}
	}
	return nil
}

// manPage writes a command's page. Its date is the build's, so that two builds
// of one commit write the same page; a build that knows none takes today's.
func manPage(to io.Writer, c *cobra.Command) error {
	header := &doc.GenManHeader{Title: strings.ToUpper(strings.ReplaceAll(c.CommandPath(), " ", "-")), Section: "1", Source: "quipu " + version, Manual: "quipu"}
	if at, err := time.Parse(time.RFC3339, thisBuild().Date); err == nil {
		header.Date = &at
	}
	c.DisableAutoGenTag = true
	var page bytes.Buffer
	if err := doc.GenMan(c, header, &page); err != nil {
		return err
	}
	text := manWords.Replace(page.String())
	if fields := c.Annotations[fieldsNote]; fields != "" {
		text += ".SH FIELDS\n.nf\n" + roff(fields) + "\n.fi\n"
	}
	_, err := io.WriteString(to, text+manEnd(c))
	return err
}

// manWords mend what cobra writes of flags: a switch takes no value, and an
// empty default is a value to be given.
var manWords = strings.NewReplacer(`\fP[=false]`, `\fP`, `\fP[=""]`, `\fP[=\fIfalse\fP]`, `\fP=""`, `\fP=\fIvalue\fP`, `\fP=0`+"\n", `\fP=\fIvalue\fP`+"\n",
	`\fP=[]`, `\fP=\fIvalue,…\fP`, `\fBquipu [flags]\fP`, `\fBquipu [command] [flags]\fP`)

// manEnd is what every command has in common.
func manEnd(c *cobra.Command) string {
	var b strings.Builder
	b.WriteString(".SH EXIT STATUS\n.nf\n" + roff(exitWords) + "\n.fi\n")
	if c.HasParent() {
		return b.String()
	}
	b.WriteString(".SH ENVIRONMENT\n")
	b.WriteString(".TP\n\\fBQUIPU_CONFIG\\fP\nanother config file\n")
	for _, f := range config.All() {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fP\n%s\n", f.Env, roff(f.Help()))
	}
	b.WriteString(".TP\n\\fBAPCA_API_KEY_ID\\fP, \\fBAPCA_API_SECRET_KEY\\fP\na key pair instead of a sign\\-in\n")
	b.WriteString(".TP\n\\fBNO_COLOR\\fP\nno colours\n")
	b.WriteString(".SH FILES\n.TP\n\\fI$XDG_CONFIG_HOME/quipu/config.toml\\fP\nsettings\n" +
		".TP\n\\fI$XDG_CONFIG_HOME/quipu/token\\-paper.json\\fP, \\fItoken\\-live.json\\fP\ntokens, where there is no keyring\n" +
		".TP\n\\fI$XDG_STATE_HOME/quipu/state.json\\fP\nlayout of the tables, and alerts\n" +
		".TP\n\\fI$XDG_STATE_HOME/quipu/assets.json\\fP\nthe broker\\'s list of instruments, for a day\n")
	return b.String()
}

// exitWords say what the exit codes mean.
const exitWords = "0    done\n1    an error; of doctor: something fails\n2    not signed in\n3    refused by the broker\n128+ ended by the signal of that number: 130 is ctrl+c; broker ends with 0"

// roff writes a text so that no line of it is an order to roff.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
