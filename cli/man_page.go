package cli

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quipu/config"
)

// manPage gives the page of a command in roff. cobra's own generator brings a
// Markdown reader into the program, and what it writes of flags is wrong for
// switches and empty defaults. The date is the build's, so that two builds of
// one commit write the same page; a build that knows none takes today's.
func manPage(c *cobra.Command) string {
	at, err := time.Parse(time.RFC3339, thisBuild().Date)
	if err != nil {
		at = time.Now()
	}
	var b strings.Builder
	fmt.Fprintf(&b, ".nh\n.TH \"%s\" \"1\" \"%s\" \"quipu %s\" \"quipu\"\n", strings.ToUpper(pageName(c)), at.Format("Jan 2006"), version)
	section := func(title, text string) {
		if text != "" {
			b.WriteString(".SH " + title + "\n" + text)
		}
	}
	section("NAME", escapeRoff(pageName(c)+" - "+c.Short)+"\n")
	section("SYNOPSIS", manUse(c))
	section("DESCRIPTION", manText(cmp.Or(c.Long, c.Short)))
	section("OPTIONS", manFlags(c))
	section("EXAMPLE", verbatim(c.Example))
	section("FIELDS", verbatim(c.Annotations[fieldsAnnotation]))
	section("EXIT STATUS", verbatim(exitCodesHelp))
	if !c.HasParent() {
		section("ENVIRONMENT", manEnvironment())
		section("FILES", manFiles)
	}
	section("SEE ALSO", manSeeAlso(c))
	return b.String()
}

// pageName is the name of a command's page: quipu-completion-bash.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

func manUse(c *cobra.Command) string {
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = strings.Replace(use, " [flags]", "", 1) + " [command] [flags]"
	}
	return bold(use) + "\n"
}

// manText writes paragraphs. Of Markdown it knows headings and code that is
// indented by a tab, which cobra's commands for completions describe themselves
// with.
func manText(text string) string {
	var b strings.Builder
	code := false
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		indented := strings.HasPrefix(line, "\t")
		switch {
		case indented && !code:
			b.WriteString(".EX\n")
		case !indented && code:
			b.WriteString(".EE\n")
		}
		code = indented
		switch title, heading := strings.CutPrefix(line, "#### "); {
		case heading:
			b.WriteString(".SS " + escapeRoff(title) + "\n")
		case strings.TrimSpace(line) == "" && i > 0:
			b.WriteString(".PP\n")
		default:
			b.WriteString(escapeRoff(strings.TrimPrefix(line, "\t")) + "\n")
		}
	}
	if code {
		b.WriteString(".EE\n")
	}
	return b.String()
}

func manFlags(c *cobra.Command) string {
	var b strings.Builder
	list := func(flags *pflag.FlagSet) {
		flags.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				b.WriteString(taggedParagraph(manFlag(f), f.Usage))
			}
		})
	}
	list(c.NonInheritedFlags())
	list(c.InheritedFlags())
	return b.String()
}

// manFlag shows a flag with what stands for its value: nothing for a switch,
// its default where there is one.
func manFlag(f *pflag.Flag) string {
	name := bold("--" + f.Name)
	if f.Shorthand != "" {
		name = bold("-"+f.Shorthand) + ", " + name
	}
	switch {
	case f.NoOptDefVal != "" && f.Value.Type() == "bool":
		return name
	case f.NoOptDefVal != "":
		return name + "[=" + italic("false") + "]"
	case f.Value.Type() == "stringSlice":
		return name + "=" + italic("value,…")
	case f.DefValue == "" || f.DefValue == "0":
		return name + "=" + italic("value")
	case f.Value.Type() == "string":
		return name + `="` + escapeRoff(f.DefValue) + `"`
	default:
		return name + "=" + escapeRoff(f.DefValue)
	}
}

func manEnvironment() string {
	text := taggedParagraph(bold("QUIPU_CONFIG"), "another config file")
	for _, f := range config.All() {
		if f.Env != "" {
			text += taggedParagraph(bold(f.Env), f.Help())
		}
	}
	return text +
		taggedParagraph(bold("APCA_API_OAUTH_TOKEN"), "an OAuth token instead of a sign-in; commands use it before a stored one") +
		taggedParagraph(bold("APCA_API_KEY_ID")+", "+bold("APCA_API_SECRET_KEY"), "a key pair instead of a sign-in") +
		taggedParagraph(bold("NO_COLOR"), "no colours")
}

var manFiles = taggedParagraph(italic("$XDG_CONFIG_HOME/quipu/config.toml"), "settings") +
	taggedParagraph(italic("$XDG_CONFIG_HOME/quipu/token-paper.json")+", "+italic("token-live.json"), "tokens, where there is no keyring") +
	taggedParagraph(italic("$XDG_STATE_HOME/quipu/state.json"), "layout of the tables, and alerts") +
	taggedParagraph(italic("$XDG_STATE_HOME/quipu/assets.json"), "the broker's list of instruments, for a day")

// manSeeAlso names the pages of the command above and of those below.
func manSeeAlso(c *cobra.Command) string {
	var pages []string
	if c.HasParent() {
		pages = append(pages, bold(pageName(c.Parent())+"(1)"))
	}
	for _, below := range c.Commands() {
		if hasPage(below) {
			pages = append(pages, bold(pageName(below)+"(1)"))
		}
	}
	if len(pages) == 0 {
		return ""
	}
	return strings.Join(pages, ", ") + "\n"
}

// hasPage reports whether the manual has a page of the command.
func hasPage(c *cobra.Command) bool {
	return !c.HasParent() || c.IsAvailableCommand() && c.Name() != "help"
}

func bold(text string) string   { return `\fB` + escapeRoff(text) + `\fP` }
func italic(text string) string { return `\fI` + escapeRoff(text) + `\fP` }

// taggedParagraph is a paragraph behind a tag; the tag is roff already.
func taggedParagraph(tag, text string) string { return ".TP\n" + tag + "\n" + escapeRoff(text) + "\n" }

// verbatim keeps the lines of a text, "" where there is none.
func verbatim(text string) string {
	if text == "" {
		return ""
	}
	return ".EX\n" + escapeRoff(text) + "\n.EE\n"
}

// exitCodesHelp says what the exit codes mean.
const exitCodesHelp = "0    done\n1    an error; of doctor: something fails\n2    not signed in\n3    refused by the broker\n4    refused by a rule or a limit of quipu, or not confirmed\n5    not known whether the broker has the order\n128+ ended by the signal of that number: 130 is ctrl+c; broker ends with 0"

// escapeRoff escapes a text so that roff reads no line of it as a command.
func escapeRoff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
