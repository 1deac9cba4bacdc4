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
)

// maxOrders bounds one reading: the API serves no more.
const maxOrders = 500

// orderStatuses are what --status accepts.
var orderStatuses = []string{"open", "closed", "all"}

var _ = register(accountGroup, ordersCommand)

// ordersCommand shows what was sent to the broker.
func ordersCommand(std *streams) *cobra.Command {
	var r readCommand
	var q client.OrderQuery
	var limit int
	cmd := &cobra.Command{
		Use:     "orders",
		Short:   "Open orders, or closed ones",
		Long:    longHelp("orders prints the open orders or those that --status names, the newest first. The legs of an order are in its legs; in CSV they are rows that name it in parent_id. In JSON, \"more\" is true if the limit cut the list."),
		Example: "quipu orders\nquipu orders --status closed --symbol AAPL --limit 20\nquipu orders --status all --watch 3s --json",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Orders.Help()))
	cmd.Flags().StringVar(&q.Status, "status", "open", strings.Join(orderStatuses, ", "))
	cmd.Flags().StringSliceVar(&q.Symbols, "symbol", nil, "only in this symbol, crypto as BTC/USD; several with commas")
	cmd.Flags().IntVar(&limit, "limit", 0, fmt.Sprintf("how many at most, 1 to %d (%d open ones, 100 of others)", maxOrders, maxOrders))
	complete(cmd, "status", orderStatuses...)
	completeBy(cmd, "symbol", completeHeldList(std))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q.Status = strings.ToLower(q.Status)
		q.Symbols = upperTrimmed(q.Symbols)
		if !cmd.Flags().Changed("limit") {
			limit = 100
			if q.Status == "open" {
				limit = maxOrders
			}
		}
		if err := cmp.Or(oneOf("status", q.Status, orderStatuses...), inRange("limit", limit, 1, maxOrders)); err != nil {
			return err
		}
		r.newestFirst, r.limit = true, limit
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			q.Limit = limit
			if r.watchEvery > 0 {
				q.Limit = maxOrders // what leaves a smaller window would look as if it were gone
			}
			kind := report.Orders
			open := openOrders{client: a.Client}
			watchesOpen := r.watchEvery > 0 && q.Status == "open"
			if watchesOpen {
				kind.Ended = func(o *client.Order) bool { return o.Closed() }
			}
			return printOrWatch(ctx, &r, a, &kind, func(ctx context.Context, m *meta) ([]client.Order, error) {
				all, err := a.Client.Orders(ctx, q)
				full := len(all) >= q.Limit
				if watchesOpen && err == nil && !full {
					all = open.withEnded(ctx, all)
				}
				m.partial = full || q.Status != "open"
				switch {
				case r.watchEvery == 0:
					r.noteLimit(m, len(all), limit, maxOrders)
				case full && q.Status == "open":
					m.note = fmt.Sprintf("there are more than %d open orders: the oldest ones are not watched", maxOrders)
				}
				return all, err
			})
		})
	}
	return cmd
}

// upperTrimmed returns the words in capitals, without blanks and empty ones.
func upperTrimmed(list []string) []string {
	var words []string
	for _, word := range list {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, strings.ToUpper(word))
		}
	}
	return words
}

// openOrders finds out how orders ended that are open no more.
type openOrders struct {
	client *client.Client
	before []client.Order
}

// maxEnded bounds how many ended orders one reading asks for.
const maxEnded = 10

// withEnded adds to the open orders those that have ended since the reading
// before, as they ended. One that cannot be asked for now stays as it was until
// it can; one that the broker does not know is left out.
func (w *openOrders) withEnded(ctx context.Context, open []client.Order) []client.Order {
	all := slices.Clone(open)
	asked := 0
	for _, o := range w.before {
		if slices.ContainsFunc(open, func(still client.Order) bool { return still.ID == o.ID }) {
			continue
		}
		if asked < maxEnded {
			asked++
			now, err := w.client.Order(ctx, o.ID)
			switch {
			case err == nil:
				o = now
			case errors.Is(err, client.ErrNotFound):
				continue
			}
		}
		all = append(all, o)
	}
	w.before = slices.DeleteFunc(slices.Clone(all), client.Order.Closed)
	return all
}

// noteLimit says that the limit cut the list: in JSON as "more", else on standard
// error.
func (r *readCommand) noteLimit(m *meta, found, limit, bound int) {
	more := found >= limit
	m.extra = append(m.extra, report.Member{Name: "more", Value: report.Switch(more)})
	switch {
	case !more || r.json:
	case limit < bound:
		m.note = fmt.Sprintf("showing the latest %d (max %d, --limit)", limit, bound)
	default:
		m.note = fmt.Sprintf("showing the latest %d; there may be more", limit)
	}
}
