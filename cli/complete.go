package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/config"
	"quipu/format"
	"quipu/market"
)

// completeTime bounds what a completion asks the broker: a shell waits for it.
const completeTime = 2 * time.Second

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
	return offer(std, func(ctx context.Context, a *app.Account) (words []string, err error) {
		held, err := a.Client.Positions(ctx)
		for _, p := range held {
			word := p.Symbol
			if p.AssetClass == market.Crypto {
				word = market.Pair(word)
			}
			words = append(words, word+"\t"+strings.TrimSpace(format.Percent(p.ChangeToday.NullDecimal)+" today"))
		}
		return words, err
	})
}

// completeHeldList offers them for a list with commas, what stands in it already
// left out.
func completeHeldList(std *streams) completion {
	held := completeHeld(std)
	return func(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before, last := "", begun
		if at := strings.LastIndexByte(begun, ','); at >= 0 {
			before, last = begun[:at+1], begun[at+1:]
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
	names := offer(std, func(ctx context.Context, a *app.Account) (words []string, err error) {
		lists, err := a.Client.Watchlists(ctx)
		for _, l := range lists {
			words = append(words, l.Name)
		}
		return words, err
	})
	return func(cmd *cobra.Command, given []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(given) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(cmd, given, begun)
	}
}

// offer asks the account that the command line names for words. What fails
// offers nothing: a completion has no place for a complaint.
func offer(std *streams, ask func(context.Context, *app.Account) ([]string, error)) completion {
	return func(cmd *cobra.Command, given []string, begun string) ([]string, cobra.ShellCompDirective) {
		var fit []string
		for _, word := range accountWords(cmd, std, ask) {
			name, _, _ := strings.Cut(word, "\t")
			if strings.HasPrefix(strings.ToUpper(name), strings.ToUpper(begun)) && !containsFold(given, name) {
				fit = append(fit, word)
			}
		}
		return fit, cobra.ShellCompDirectiveNoFileComp
	}
}

// accountWords asks the account that the command line names, and gives none on
// any error.
func accountWords(cmd *cobra.Command, std *streams, ask func(context.Context, *app.Account) ([]string, error)) []string {
	ctx, cancel := context.WithTimeout(context.Background(), completeTime)
	defer cancel()
	source := settingsGiven(cmd, std)
	var demo demoFlags
	demo.on, _ = cmd.Flags().GetBool("demo")
	demo.seed, _ = cmd.Flags().GetUint64("demo-seed")
	demo.clock, _ = cmd.Flags().GetString("demo-clock")
	source.NoFile = demo.on
	settings, err := config.Load(source)
	if err != nil {
		return nil
	}
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
