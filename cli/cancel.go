package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/report"
	"quipu/trade"
)

var _ = register(tradeGroup, cancelCommand)

// cancelCommand asks the broker to cancel working orders.
func cancelCommand(std *streams) *cobra.Command {
	var t tradeCommand
	var symbol string
	var all bool
	cmd := &cobra.Command{
		Use:     "cancel [ID…]",
		Short:   "Cancel working orders",
		Long:    longHelp("cancel asks the broker to cancel the orders with these ids, those of one symbol, or all. Each order that goes with another, as the exits of a bracket do, is named before it asks. An accepted request is no proof: an order may be filled meanwhile."),
		Example: "quipu cancel 4f1c2e3a-…\nquipu cancel --symbol AAPL\nquipu cancel --all --yes",
	}
	t.addFlags(cmd, std)
	cmd.Flags().StringVar(&symbol, "symbol", "", "the orders of this symbol, crypto as BTC/USD")
	cmd.Flags().BoolVar(&all, "all", false, "all working orders")
	completeBy(cmd, "symbol", completeHeldList(std))
	helpWithFields(cmd, fieldsHelp(report.Journal.Help()))
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		if ways := count(len(ids) > 0, symbol != "", all); ways != 1 {
			return usageError{errors.New("say which orders: ids, --symbol or --all, one of them")}
		}
		return t.run(cmd, func(ctx context.Context, a *app.Account) error {
			trader, err := a.Trader(ctx)
			if err != nil {
				return err
			}
			c, err := toCancel(ctx, a.Client, trader, ids, market.ID{Symbol: symbol})
			if err != nil {
				return err
			}
			if c.More {
				t.printNote(fmt.Sprintf("more than %d orders are open, and these are of the newest: run it again for the others", client.MaxOpenOrders))
			}
			return t.cancel(ctx, a, trader, c)
		})
	}
	return cmd
}

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

// toCancel are the working orders with the ids or of an instrument, or all.
func toCancel(ctx context.Context, c *client.Client, trader *trade.Trader, ids []string, of market.ID) (trade.Cancellation, error) {
	if len(ids) == 0 {
		return trader.PlanCancel(ctx, of)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	orders := make([]client.Order, len(ids))
	for i, id := range ids {
		var err error
		if orders[i], err = c.Order(ctx, id); err != nil {
			return trade.Cancellation{}, err
		}
		if o := orders[i]; o.Closed() {
			return trade.Cancellation{}, codedError{fmt.Errorf("order %s works no longer: it is %s; nothing was cancelled", id, format.Words(o.Status)), exitLimit}
		}
	}
	open, _, err := c.OpenOrders(ctx)
	if err == nil {
		err = c.NameParents(ctx, open)
	}
	return trade.CancelOrders(orders, open), err
}

// cancel asks and cancels.
func (t *tradeCommand) cancel(ctx context.Context, a *app.Account, trader *trade.Trader, c trade.Cancellation) error {
	if len(c.Groups) == 0 {
		t.printNote("no such orders are working")
		return nil
	}
	if err := mayTrade(a); err != nil {
		return err
	}
	if err := t.confirm(ctx, a, "Cancel on "+accountName(a)+": "+strings.Join(c.Lines(), "; "), c.Word()); err != nil {
		return err
	}
	var err error
	var seen trade.Seen
	for _, g := range c.Groups {
		o := g.Order
		entry, gone, sendErr := trader.CancelShown(ctx, g, &seen)
		if errors.As(sendErr, new(*trade.OrderChangedError)) {
			sendErr = codedError{fmt.Errorf("not cancelled: %w", sendErr), exitLimit}
		}
		if gone {
			t.printNote("cancelled with the one before: " + trade.OrderWords(o) + ", " + o.ID)
			continue
		}
		if answerErr := t.answer(ctx, trader, entry, sendErr); answerErr != nil {
			err = errors.Join(err, fmt.Errorf("order %s: %w", o.ID, answerErr))
		}
	}
	return err
}
