package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
)

var _ = register(tradeGroup, closeCommand)

// closeCommand closes a position or a part of it.
func closeCommand(std *streams) *cobra.Command {
	var t tradeCommand
	var dryRun, reverse bool
	cmd := &cobra.Command{
		Use:   "close SYMBOL [SIZE]",
		Short: "Close a position, or a part of it, at the market",
		Long: longHelp(`close closes a position with a market order, after it has shown what it would do and asked. --reverse opens the other side within 30 seconds of the fill, or asks again. SIZE is a quantity (10) or a part of the position (half, 1/4, 25%); without it all is closed.

Where working orders hold the shares, as the exits of a bracket do, close names and cancels them first and waits until the broker has freed the shares. Nothing protects the position meanwhile. When the close then fails, or closes a part, it offers to put the exits back one by one.

The whole position is closed by a request that has no id to look it up by. When its answer is lost, close looks for the order and at the position, and never asks twice.`),
		Example: "quipu close AAPL\nquipu close AAPL half\nquipu close BTC/USD 25% --dry-run",
		Args:    between(1, 2, "a symbol and a size"), ValidArgsFunction: completeHeld(std),
	}
	t.addFlags(cmd, std)
	t.addWait(cmd)
	addDryRun(cmd, &dryRun)
	cmd.Flags().BoolVar(&reverse, "reverse", false, "when all is closed and filled, open as much on the other side")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		size, err := closingSize(args[1:])
		if err != nil {
			return err
		}
		if reverse && len(args) > 1 {
			return usageError{errors.New("--reverse closes all: it takes no size")}
		}
		return t.run(cmd, func(ctx context.Context, a *app.Account) error {
			if reverse {
				return t.reverse(ctx, a, strings.ToUpper(strings.TrimSpace(args[0])), dryRun)
			}
			return t.close(ctx, a, strings.ToUpper(strings.TrimSpace(args[0])), size, dryRun)
		})
	}
	return cmd
}

// closingSize reads SIZE; none is all.
func closingSize(args []string) (trade.Size, error) {
	text := "all"
	if len(args) > 0 {
		text = args[0]
	}
	size, err := trade.ParseSize(text)
	if err == nil && size.Unit == trade.NoSize {
		err = errors.New("how much?")
	}
	if err != nil {
		return size, usageError{fmt.Errorf("size %q: %w", text, err)}
	}
	return size, nil
}

func (t *tradeCommand) close(ctx context.Context, a *app.Account, symbol string, size trade.Size, dryRun bool) error {
	trader, err := a.Trader(ctx)
	if err != nil {
		return err
	}
	t.sayBare(ctx, trader)
	facts, err := trader.Read(ctx, symbol)
	if err != nil {
		return err
	}
	closing := trade.PrepareClosing(facts, size)
	limits, err := trader.Problems(closing.Plan)
	if err != nil {
		return err
	}
	closing.Plan.Problems = append(closing.Plan.Problems, limits...)
	if dryRun {
		if len(closing.Cancel) > 0 {
			t.printNote(closing.Sentence())
		}
		return errors.Join(t.printPlan(a, closing.Plan), planError(closing.Plan))
	}
	if err := cmp.Or(planError(closing.Plan), mayTrade(a)); err != nil {
		return err
	}
	t.warn(closing.Plan)
	if err := t.confirm(ctx, a, closing.Sentence()+", on "+accountWords(a, closing.Plan), facts.Asset.Symbol); err != nil {
		return err
	}
	done, err := trader.Close(ctx, closing, func(s trade.Progress) { t.step(s) })
	err = t.closed(ctx, trader, &done, err)
	return errors.Join(err, t.putBack(ctx, a, trader, closing.Plan, &done))
}

// sayBare tells of closes that left a position without what protected it.
func (t *tradeCommand) sayBare(ctx context.Context, trader *trade.Trader) {
	words, err := bareNotes(ctx, trader)
	if err != nil {
		words = append(words, "whether an earlier close left a position without its exits could not be read: "+shortly(err))
	}
	for _, w := range words {
		t.printNote(w)
	}
}

// bareNotes are those of closes that left a position without what protected it.
func bareNotes(ctx context.Context, trader *trade.Trader) ([]string, error) {
	marks, err := trader.Bare(ctx)
	words := make([]string, len(marks))
	for i, mark := range marks {
		words[i] = mark.BareWords() + " (begun at " + mark.At.In(market.NewYork).Format("2006-01-02 15:04:05") + " New York); quipu journal --dismiss " + mark.ID + " forgets it"
	}
	return words, err
}

// reverse closes a position and opens the other side.
func (t *tradeCommand) reverse(ctx context.Context, a *app.Account, symbol string, dryRun bool) error {
	trader, err := a.Trader(ctx)
	if err != nil {
		return err
	}
	t.sayBare(ctx, trader)
	facts, err := trader.Read(ctx, symbol)
	if err != nil {
		return err
	}
	reversing := trade.PrepareReverse(facts)
	problems, err := trader.ReverseProblems(reversing)
	if err != nil {
		return err
	}
	refusal := planError(trade.Plan{Problems: problems})
	if dryRun {
		t.printNote(reversing.Sentence())
		for _, plan := range reversing.Plans() {
			limits, err := trader.Problems(plan)
			if err != nil {
				return err
			}
			plan.Problems = append(plan.Problems, limits...)
			t.plans = append(t.plans, plan)
		}
		return refusal
	}
	if err := cmp.Or(refusal, mayTrade(a)); err != nil {
		return err
	}
	t.warn(reversing.Closing.Plan)
	t.warn(reversing.Open)
	if err := t.confirm(ctx, a, reversing.Sentence()+", on "+accountWords(a, reversing.Open), facts.Asset.Symbol); err != nil {
		return err
	}
	done, entry, err := trader.Reverse(ctx, reversing, func(p trade.Progress) { t.step(p) })
	switch {
	case errors.Is(err, trade.ErrNotClosed):
		return errors.Join(codedError{err, exitLimit}, t.putBack(ctx, a, trader, reversing.Closing.Plan, &done))
	case errors.Is(err, trade.ErrAsk):
		return codedError{err, exitLimit}
	case entry.ID != "":
		return t.answer(ctx, trader, entry, err)
	}
	if err = t.closed(ctx, trader, &done, err); err != nil {
		return errors.Join(err, t.putBack(ctx, a, trader, reversing.Closing.Plan, &done))
	}
	return codedError{errors.New("the broker has the close; the other side was not opened: look at the position"), exitLimit}
}

// step says what happens, and keeps what was sent for the output.
func (t *tradeCommand) step(s trade.Progress) {
	t.printNote(s.Text)
	if s.Entry.ID != "" {
		t.record(s.Entry)
	}
}

// closed is the answer to a close. One that cancelled what protected the position is
// followed to its end: it may be accepted and not be filled.
func (t *tradeCommand) closed(ctx context.Context, trader *trade.Trader, done *trade.Closed, err error) error {
	if errors.As(err, new(*trade.ChangedError)) || errors.Is(err, trade.ErrHeld) || errors.Is(err, trade.ErrGone) {
		return codedError{err, exitLimit}
	}
	if done.Entry.ID == "" {
		return err
	}
	err = t.answer(ctx, trader, done.Entry, err)
	for i := range t.done {
		e := &t.done[i]
		if e.ID != done.Entry.ID {
			continue
		}
		if len(done.Cancelled) > 0 && e.State == trade.Accepted && t.until == "" {
			var read error
			*e, _, read = trader.Follow(ctx, *e, fillPatience, client.Order.Closed)
			if read != nil && err == nil {
				err = hasOrder(*e, read)
			}
		}
		if done.Entry = *e; err == nil && done.Bare() {
			err = codedError{fmt.Errorf("the close is %s", format.Words(e.Status)), exitRefused}
		}
	}
	return err
}

// fillPatience is how long a market order is read before exits are put back.
const fillPatience = 20 * time.Second

// putBack offers to put back what was cancelled, where the position is still
// there, or a part of it.
func (t *tradeCommand) putBack(ctx context.Context, a *app.Account, trader *trade.Trader, plan trade.Plan, done *trade.Closed) error {
	switch {
	case len(done.Cancelled) == 0:
		return nil
	case errors.Is(ctx.Err(), context.Canceled) || done.Entry.State == trade.Unknown:
		t.printNote("not put back; " + done.LeftWords())
		return nil
	case done.Entry.State == trade.Accepted:
		t.printNote("the close still works: it is " + format.Words(done.Entry.Status) + "; not put back; " + done.LeftWords())
		return nil
	case plan.Action == trade.Close && done.Entry.Status == "filled":
		return nil
	}
	ctx = client.Urgent(ctx) // nothing protects the position meanwhile
	tickets, waiting, err := trader.PutBack(ctx, plan.Order.Symbol, done.Cancelled)
	for _, o := range waiting {
		t.printNote("its cancellation is not finished, so it is not put back: " + trade.OrderWords(o) + "; look at it again")
	}
	if err != nil || len(tickets) == 0 {
		return err
	}
	t.printNote(done.LeftWords())
	var all error
	for _, ticket := range tickets {
		facts, err := trader.Read(ctx, ticket.Symbol)
		if err != nil {
			return errors.Join(all, err)
		}
		exit := trade.Prepare(ticket, facts)
		if t.yes {
			t.printNote("not put back: " + exit.Sentence())
			continue
		}
		t.printNote("put back what was cancelled?")
		all = errors.Join(all, t.propose(ctx, a, exit, func(ctx context.Context) (trade.Plan, error) { return t.plan(ctx, a, exit.Fixed()) }, false))
	}
	return all
}
