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
			orders, more, err := ordersToCancel(ctx, a.Client, ids, strings.ToUpper(symbol))
			if err != nil {
				return err
			}
			if more {
				t.printNote(fmt.Sprintf("more than %d orders are open, and these are of the newest: run it again for the others", client.MaxOpenOrders))
			}
			open, _, err := a.Client.OpenOrders(ctx)
			if err == nil {
				err = a.Client.NameParents(ctx, open)
			}
			if err != nil {
				return err
			}
			return t.cancel(ctx, a, orders, open)
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

// ordersToCancel are the working orders with the ids or of a symbol, or all. more
// reports that there are open ones that were not looked at.
func ordersToCancel(ctx context.Context, c *client.Client, ids []string, symbol string) (orders []client.Order, more bool, err error) {
	if len(ids) == 0 {
		open, more, err := c.OpenOrders(ctx)
		if err != nil || symbol == "" {
			return open, more, err
		}
		return ordersFor(open, []string{symbol}), more, nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	orders = make([]client.Order, len(ids))
	for i, id := range ids {
		if orders[i], err = c.Order(ctx, id); err != nil {
			return nil, false, fmt.Errorf("order %s: %w", id, err)
		}
	}
	return orders, false, nil
}

// cancel asks and cancels. open tells what goes with each order.
func (t *tradeCommand) cancel(ctx context.Context, a *app.Account, orders, open []client.Order) error {
	if len(orders) == 0 {
		t.printNote("no such orders are working")
		return nil
	}
	if err := mayTrade(a); err != nil {
		return err
	}
	lines := make([]string, 0, len(orders))
	for _, o := range orders {
		lines = append(lines, trade.OrderWords(o))
		for _, other := range trade.GoesWith(o, open) {
			lines = append(lines, "with it: "+trade.OrderWords(other))
		}
	}
	trader, err := a.Trader(ctx)
	if err != nil {
		return err
	}
	if err := t.confirm(ctx, a, "Cancel on "+accountName(a)+": "+strings.Join(lines, "; "), confirmWord(orders)); err != nil {
		return err
	}
	for i, o := range orders {
		if i > 0 && t.isCanceled(ctx, a, o) {
			continue
		}
		entry, sendErr := trader.Cancel(ctx, o)
		if answerErr := t.answer(ctx, trader, entry, sendErr); answerErr != nil {
			err = errors.Join(err, fmt.Errorf("order %s: %w", o.ID, answerErr))
		}
	}
	return err
}

// isCanceled reports, and says, that an order which goes with others was canceled with
// one of them.
func (t *tradeCommand) isCanceled(ctx context.Context, a *app.Account, o client.Order) bool {
	if o.Class == "" || o.Class == "simple" {
		return false
	}
	now, err := a.Client.Order(ctx, o.ID)
	if err != nil || now.Status != "canceled" {
		return false
	}
	t.printNote("canceled with the one before: " + trade.OrderWords(o) + ", " + o.ID)
	return true
}

// confirmWord is what confirms on a live account: the symbol, or cancel where the
// orders have none or several.
func confirmWord(orders []client.Order) string {
	for _, o := range orders {
		if o.Symbol == "" || o.Symbol != orders[0].Symbol {
			return "cancel"
		}
	}
	return orders[0].Symbol
}
