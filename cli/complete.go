package cli

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/config"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
)

// completeTimeout bounds what a completion asks the broker: a shell waits for it.
const completeTimeout = 2 * time.Second

type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// complete offers a flag's values.
func complete(cmd *cobra.Command, flag string, values ...string) {
	completeBy(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// completeBy offers what a function finds. The flag is the command's own.
func completeBy(cmd *cobra.Command, flag string, by completion) {
	if err := cmd.RegisterFlagCompletionFunc(flag, by); err != nil {
		panic(err) // the flag is not there: a mistake of ours, and every start shows it
	}
}

// completeHeld offers the symbols that the account holds.
func completeHeld(std *streams) completion {
	return completeFromAccount(std, func(ctx context.Context, a *app.Account) (words []string, err error) {
		held, err := a.Client.Positions(ctx)
		for _, p := range held {
			word := p.Symbol
			if p.AssetClass == market.Crypto {
				word = market.Pair(word)
			}
			words = append(words, word+"\t"+format.Percent(p.ChangeToday.NullDecimal)+" since the last close")
		}
		return words, err
	})
}

// completeHeldList offers them for a list with commas, what stands in it already
// left out.
func completeHeldList(std *streams) completion {
	held := completeHeld(std)
	return func(cmd *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		before, last := "", toComplete
		if at := strings.LastIndexByte(toComplete, ','); at >= 0 {
			before, last = toComplete[:at+1], toComplete[at+1:]
		}
		// What was typed comes back with the word.
		if strings.ContainsFunc(before, func(r rune) bool { return r != ',' && !isPlainLetter(r) && !strings.ContainsRune("._/-", r) }) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		words, directive := held(cmd, strings.Split(before, ","), last)
		for i := range words {
			words[i] = before + words[i]
		}
		return words, directive
	}
}

// completeWatchlists offers the names of the account's lists.
func completeWatchlists(std *streams) completion {
	names := completeFromAccount(std, func(ctx context.Context, a *app.Account) (words []string, err error) {
		lists, err := a.Client.Watchlists(ctx)
		for _, l := range lists {
			words = append(words, l.Title())
		}
		return words, err
	})
	return func(cmd *cobra.Command, given []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(given) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(cmd, given, toComplete)
	}
}

// completeFromAccount completes with words that the account of the command line
// has. On an error it completes nothing: a shell shows no message. It leaves out
// a word that a shell would read as more than a word: bash runs what stands in
// one.
func completeFromAccount(std *streams, ask func(context.Context, *app.Account) ([]string, error)) completion {
	return func(cmd *cobra.Command, given []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		var fit []string
		for _, word := range accountCompletions(cmd, std, ask) {
			name, about, _ := strings.Cut(word, "\t")
			if strings.ContainsFunc(about, isShellMark) {
				word = name
			}
			if strings.HasPrefix(strings.ToUpper(name), strings.ToUpper(toComplete)) && !containsFold(given, name) && isPlainWord(name) {
				fit = append(fit, word)
			}
		}
		return fit, cobra.ShellCompDirectiveNoFileComp
	}
}

// isPlainWord reports whether every shell takes a word as it is: letters, digits,
// and in between marks that none reads.
func isPlainWord(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return isPlainLetter(first) && !strings.ContainsFunc(word, func(r rune) bool {
		return !isPlainLetter(r) && !strings.ContainsRune("._/-+@", r)
	})
}

// isPlainLetter reports a letter or digit that is seen.
func isPlainLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !safe.IsInvisible(r)
}

// isShellMark reports what shells may read in the text beside a word.
func isShellMark(r rune) bool {
	return !isPlainLetter(r) && !strings.ContainsRune(" .,+-−%/:—", r)
}

// accountCompletions asks the account that the command line names. It returns
// nothing on any error.
func accountCompletions(cmd *cobra.Command, std *streams, ask func(context.Context, *app.Account) ([]string, error)) []string {
	ctx, cancel := context.WithTimeout(context.Background(), completeTimeout)
	defer cancel()
	source := sourceOf(cmd, std)
	var demo demoFlags
	demo.on, _ = cmd.Flags().GetBool("demo")
	demo.seed, _ = cmd.Flags().GetUint64("demo-seed")
	demo.faults, _ = cmd.Flags().GetString("demo-faults")
	demo.clock, _ = cmd.Flags().GetString("demo-clock")
	source.NoFile = demo.on
	settings, err := config.Load(source)
	if err != nil {
		return nil
	}
	settings.ReadOnly = true
	a, closeApp, err := openAccount(ctx, std, settings, demo)
	if err != nil {
		return nil
	}
	defer closeApp()
	words, err := ask(ctx, a)
	if err != nil {
		return nil
	}
	return words
}

func containsFold(all []string, one string) bool {
	for _, each := range all {
		if strings.EqualFold(each, one) {
			return true
		}
	}
	return false
}
