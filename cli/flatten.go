package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/report"
	"quipu/trade"
)

var _ = register(tradeGroup, flattenCommand)

// flattenCommand is the kill switch.
func flattenCommand(std *streams) *cobra.Command {
	var t tradeCommand
	var extended, suspend, dryRun bool
	cmd := &cobra.Command{
		Use:   "flatten",
		Short: "Kill switch: cancel all orders and close all positions",
		Long: longHelp(`flatten is the kill switch. It says first what would happen and wants the word "flatten" typed. Then it cancels all orders, reads until nothing is open, closes all positions at the market, and reads until the account is flat. It says flat only when the account was read without an order and a position.

It goes ahead of other calls and waits for the broker's rate limit. ctrl+c stops it between two requests. It asks for no close again while the outcome of the first is not known, and a kill switch that was cut short is never resumed by itself. While the market is closed, closes of shares wait for the open; --extended closes them by limit orders at the quote in the extended hours.

No limit of quipu stands in its way but allow_live. The orders that it cancelled are named at the end. --suspend then tells Alpaca to refuse new orders, for which the sign-in needs account:write.`),
		Example: "quipu flatten\nquipu flatten --dry-run\nquipu flatten --yes --json",
		Args:    noArgs,
	}
	t.addFlags(cmd, std)
	cmd.Flags().BoolVar(&extended, "extended", false, "close shares by limit orders in the extended hours")
	cmd.Flags().BoolVar(&suspend, "suspend", false, "suspend trading at Alpaca when the account is flat")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would happen, and send nothing")
	helpWithFields(cmd, fieldsHelp(report.Flatten.Help()))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return t.run(cmd, func(ctx context.Context, a *app.Account) error { return t.flatten(ctx, a, extended, suspend, dryRun) })
	}
	return cmd
}

func (t *tradeCommand) flatten(ctx context.Context, a *app.Account, extended, suspend, dryRun bool) error {
	trader, err := a.Trader(ctx)
	if err != nil {
		return err
	}
	plan, err := trader.PlanFlat(ctx)
	if err != nil {
		return err
	}
	if err := t.sayInterrupted(trader); err != nil {
		return err
	}
	for _, line := range plan.Lines(extended, 0) {
		t.printNote(line)
	}
	if dryRun {
		return nil
	}
	if err := mayTrade(a); err != nil {
		return err
	}
	if err := t.confirmWord(ctx, a, "Kill switch on "+accountName(a)+". ctrl+c stops it.", trade.FlattenWord); err != nil {
		return err
	}
	stage := trade.Stage("")
	done := trader.Flatten(ctx, plan, extended, func(f trade.Flattening) {
		if wait := f.Until.Sub(a.Now()); !f.Until.IsZero() {
			t.printNote(fmt.Sprintf("waiting %s: %s", max(wait, 0).Round(time.Second), oneLine(f.Err)))
		} else if f.Stage != stage {
			if stage = f.Stage; stage != trade.Failed { // why is said at the end
				t.printNote(string(stage))
			}
		}
	})
	for _, o := range done.Cancelled {
		t.printNote("cancelled, unless it was filled: " + trade.OrderWords(o))
	}
	if err := errors.Join(printAll(&t.readCommand, a, &report.Flatten, done.Answers), flattenError(&done)); err != nil {
		return err
	}
	return t.suspend(ctx, a, trader, suspend)
}

// sayInterrupted says that an earlier kill switch did not end: it is not resumed.
func (t *tradeCommand) sayInterrupted(trader *trade.Trader) error {
	earlier, cut, err := trader.Interrupted()
	if err == nil && cut {
		t.printNote(trade.CutShort(earlier) + "; this is a new one")
	}
	return err
}

// flattenError is how the kill switch ended, nil where the account is flat.
func flattenError(done *trade.Flattening) error {
	err := done.Result()
	switch {
	case err == nil, errors.Is(err, trade.ErrQueued) && len(done.Lost) == 0:
		return err
	case len(done.Lost) > 0:
		return codedError{err, exitUnknown}
	case errors.Is(err, trade.ErrStopped):
		return codedError{err, exitLimit}
	case exitCode(err) == exitError:
		return codedError{err, exitRefused}
	}
	return err
}

// suspend offers to suspend trading at the broker where the sign-in may do that.
func (t *tradeCommand) suspend(ctx context.Context, a *app.Account, trader *trade.Trader, wanted bool) error {
	if !wanted && (t.yes || !a.Credential.ChangesSettings()) {
		return nil
	}
	if !wanted {
		if err := t.confirmWord(ctx, a, trade.SuspendQuestion, trade.SuspendWord); errors.Is(err, errNotConfirmed) {
			return nil
		} else if err != nil {
			return err
		}
	}
	entry, err := trader.SuspendTrading(ctx)
	if errors.Is(err, client.ErrUnknownOutcome) {
		return codedError{err, exitUnknown}
	}
	if err == nil {
		t.printNote("trading is suspended: " + string(entry.State))
	}
	return err
}
