package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/report"
	"quipu/trade"
)

var _ = register(tradeGroup, journalCommand)

// journalCommand shows what quipu sent, and looks up what is not known.
func journalCommand(std *streams) *cobra.Command {
	var r readCommand
	cmd := &cobra.Command{
		Use:     "journal",
		Short:   "What quipu sent, and what became of it",
		Long:    longHelp("journal prints every order and every cancellation that quipu sent or was about to send from this machine, the newest first. It looks up those whose answer was lost, names positions that a close has left without what protected them, and sends nothing."),
		Example: "quipu journal\nquipu journal --json | jq '.entries[] | select(.state == \"unknown\")'",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	var dismissed string
	cmd.Flags().StringVar(&dismissed, "dismiss", "", "forget this id, of which nothing is known, or which tells of a position that nothing protects")
	var yes bool
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask before --dismiss")
	helpWithFields(cmd, fieldsHelp(report.Journal.Help()))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			trader, err := a.Trader(ctx)
			if err != nil {
				return err
			}
			if dismissed != "" {
				if err := dismiss(ctx, std, a, trader, dismissed, yes); err != nil {
					return err
				}
			}
			return printOrWatch(ctx, &r, a, &report.Journal, func(ctx context.Context, m *meta) ([]trade.Entry, error) {
				_, err := trader.Settle(ctx)
				notes, bare := bareNotes(ctx, trader)
				if err = errors.Join(err, bare); err != nil {
					notes = append(notes, "not everything could be looked up: "+oneLine(err))
				}
				if trader.Journal.Torn() {
					notes = append(notes, "the journal's last line was cut short and is removed")
				}
				m.note = strings.Join(notes, "; ")
				all, err := trader.Journal.Entries()
				slices.Reverse(all)
				return all, err
			})
		})
	}
	return cmd
}

// dismiss forgets an entry once its symbol was typed.
func dismiss(ctx context.Context, std *streams, a *app.Account, trader *trade.Trader, id string, yes bool) error {
	all, err := trader.Journal.Entries()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(e trade.Entry) bool { return e.ID == id })
	if at < 0 || yes {
		return trader.Dismiss(id) // it says what it does not know
	}
	if !std.asks() {
		return errNobodyToAsk
	}
	e := all[at]
	word := cmp.Or(e.Symbol, "dismiss")
	text := "Dismiss on " + accountName(a) + ": " + string(e.Action) + " " + e.Symbol + ", " + e.ID + ". " + trade.DismissWords(e)
	answer, err := std.question(ctx, text, "Type "+word+" to dismiss it: ")
	if err != nil || !strings.EqualFold(answer, word) {
		return codedError{errors.New("not dismissed: not confirmed"), exitLimit}
	}
	return trader.Dismiss(id)
}
