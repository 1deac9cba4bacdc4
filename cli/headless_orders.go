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
)

// mostOrders is what one reading gives at the most: the API's bound.
const mostOrders = 500

var _ = register(accountGroup, ordersCommand)

// ordersCommand shows what was sent to the broker.
func ordersCommand(std *streams) *cobra.Command {
	var h headless
	var q client.OrderQuery
	var limit int
	cmd := &cobra.Command{
		Use:     "orders",
		Short:   "Open orders, or closed ones",
		Long:    about("orders prints the open orders or those that --status names, the newest first. The legs of an order are in its legs; in CSV they are rows that name it in parent_id. In JSON, \"more\" is true if the limit cut the list."),
		Example: "quipu orders\nquipu orders --status closed --symbol AAPL --limit 20\nquipu orders --status all --watch 3s --json",
		Args:    noArgs,
	}
	h.flags(cmd, std)
	helpWithFields(cmd, fieldsOf(report.Orders.Help()))
	cmd.Flags().StringVar(&q.Status, "status", "open", "open, closed or all")
	cmd.Flags().StringSliceVar(&q.Symbols, "symbol", nil, "only in this symbol, crypto as BTC/USD; several with commas")
	cmd.Flags().IntVar(&limit, "limit", 0, fmt.Sprintf("how many at most, 1 to %d (%d open ones, 100 of others)", mostOrders, mostOrders))
	complete(cmd, "status", "open", "closed", "all")
	completeBy(cmd, "symbol", completeHeldList(std))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q.Status = strings.ToLower(q.Status)
		q.Symbols = upper(q.Symbols)
		if !cmd.Flags().Changed("limit") {
			limit = 100
			if q.Status == "open" {
				limit = mostOrders
			}
		}
		if err := firstError(oneOf("status", q.Status, "open", "closed", "all"), within("limit", limit, 1, mostOrders)); err != nil {
			return err
		}
		h.newest, h.most = true, limit
		return h.run(cmd, func(ctx context.Context, a *app.Account) error {
			q.Limit = limit
			if h.watchEvery > 0 {
				q.Limit = mostOrders // what leaves a smaller window would look as if it were gone
			}
			kind := report.Orders
			open := openOrders{client: a.Client}
			watchesOpen := h.watchEvery > 0 && q.Status == "open"
			if watchesOpen {
				kind.Ended = func(o *client.Order) bool { return o.Closed() }
			}
			return present(ctx, &h, a, &kind, func(ctx context.Context, besides *meta) ([]client.Order, error) {
				all, err := a.Client.Orders(ctx, q)
				full := len(all) >= q.Limit
				if watchesOpen && err == nil && !full {
					all = open.withEnded(ctx, all)
				}
				besides.partial = full || q.Status != "open"
				switch {
				case h.watchEvery == 0:
					h.limited(besides, len(all), limit, mostOrders)
				case full && q.Status == "open":
					besides.note = fmt.Sprintf("there are more than %d open orders: the oldest ones are not watched", mostOrders)
				}
				return all, err
			})
		})
	}
	return cmd
}

// upper gives the words of a list in capitals, without blanks and empty ones.
func upper(list []string) []string {
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

// mostEnded is how many orders are asked for in one reading.
const mostEnded = 10

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
		if asked < mostEnded {
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

// limited says that there may be more than was asked for: to programs in more,
// to whoever gets no JSON on standard error.
func (h *headless) limited(besides *meta, found, limit, most int) {
	more := found >= limit
	besides.extra = append(besides.extra, report.Member{Name: "more", Value: report.Switch(more)})
	switch {
	case !more || h.json:
	case limit < most:
		besides.note = fmt.Sprintf("showing the latest %d (max %d, --limit)", limit, most)
	default:
		besides.note = fmt.Sprintf("showing the latest %d; there may be more", limit)
	}
}
