package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
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
		Long:    longHelp("journal prints every order and every cancellation that quipu sent or was about to send from this machine, the newest first. It looks up those whose answer was lost, names positions that a close has left without what protected them, and sends nothing. Offline it prints what is on this machine, and that nothing was looked up."),
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
			if dismissed != "" {
				trader, err := a.Trader(client.Urgent(ctx))
				if err != nil {
					return err
				}
				if err := dismiss(ctx, std, a, trader, dismissed, yes); err != nil {
					return err
				}
			}
			reading := journalReading{account: a}
			return printOrWatch(ctx, &r, a, &report.Journal, reading.read)
		})
	}
	return cmd
}

// journalReading reads the journal again and again.
type journalReading struct {
	account *app.Account
	trader  *trade.Trader // nil before the account could be read
}

// read gives the entries, the newest first, once those that are open were looked up as
// far as calls allow. Where the account cannot be read it gives what is on this machine.
func (j *journalReading) read(ctx context.Context, m *meta) ([]trade.Entry, error) {
	if j.trader == nil {
		trader, err := j.account.Trader(client.Urgent(ctx))
		if err != nil {
			return j.readKept(m, err)
		}
		j.trader = trader
	}
	_, err := j.trader.Settle(ctx)
	notes, bare := bareNotes(ctx, j.trader)
	if err = errors.Join(err, bare); err != nil {
		notes = append(notes, "not everything could be looked up: "+shortly(err))
	}
	if j.trader.Journal.Torn() {
		notes = append(notes, "the journal's last line was cut short and is removed")
	}
	m.note = strings.Join(notes, "; ")
	all, err := j.trader.Journal.Entries()
	slices.Reverse(all)
	return all, err
}

// readKept gives what is on this machine, the newest first, where the account cannot be
// read because of why. Of a sign-in that is over it gives that error.
func (j *journalReading) readKept(m *meta, why error) ([]trade.Entry, error) {
	var answer *client.Error
	if !errors.As(why, &answer) || answer.Refused() && !errors.Is(why, client.ErrRateLimited) || answer.Unauthorized() {
		return nil, why
	}
	all, accounts, err := j.account.KeptEntries()
	if err != nil {
		return nil, fmt.Errorf("%w; %w", why, err)
	}
	m.note = "the account could not be read (" + shortly(why) + "), so nothing was looked up: these are the orders of " + strings.Join(accounts, " and ") + " as this machine knows them"
	slices.Reverse(all)
	return all, nil
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
