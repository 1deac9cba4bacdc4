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
	"quipu/market"
	"quipu/report"
)

// maxOrders bounds one reading, and usualOrders those that are not open unless asked.
const (
	maxOrders   = client.MaxOpenOrders
	usualOrders = 100
)

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
		Long:    longHelp("orders prints the open orders, or those that --status selects, newest first. In JSON the legs of an order are in its field legs; in CSV they are rows that name it in parent_id. In JSON, \"more\" is true if the limit cut the list."),
		Example: "quipu orders\nquipu orders --status closed --symbol AAPL --limit 20\nquipu orders --status all --watch 3s --json",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Orders.Help()))
	cmd.Flags().StringVar(&q.Status, "status", "open", "which orders: "+strings.Join(orderStatuses, ", "))
	cmd.Flags().StringSliceVar(&q.Symbols, "symbol", nil, "only in this symbol, crypto as BTC/USD or BTCUSD; several with commas")
	cmd.Flags().IntVar(&limit, "limit", 0, fmt.Sprintf("how many at most, 1 to %d (default all open ones, or %d of others)", maxOrders, usualOrders))
	complete(cmd, "status", orderStatuses...)
	completeBy(cmd, "symbol", completeHeldList(std))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q.Status = strings.ToLower(q.Status)
		q.Symbols = upperTrimmed(q.Symbols)
		if !cmd.Flags().Changed("limit") {
			limit = usualOrders
			if q.Status == "open" {
				limit = maxOrders
			}
		}
		if err := cmp.Or(oneOf("status", q.Status, orderStatuses...), inRange("limit", limit, 1, maxOrders)); err != nil {
			return err
		}
		r.newestFirst, r.limit = true, limit
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			most := limit
			if r.watchEvery > 0 {
				most = maxOrders // what leaves a smaller window would look as if it were gone
			}
			kind := report.Orders
			open := openOrders{client: a.Client}
			watchesOpen := r.watchEvery > 0 && q.Status == "open"
			if watchesOpen {
				kind.Ended = func(o *client.Order) bool { return o.Closed() }
			}
			return printOrWatch(ctx, &r, a, &kind, func(ctx context.Context, m *meta) ([]client.Order, error) {
				if err := a.Client.KnowCurrency(ctx); err != nil {
					return nil, err
				}
				all, more, err := readOrders(ctx, a.Client, q, most)
				if watchesOpen && err == nil && !more {
					all = open.withEnded(ctx, all)
				}
				m.partial = more || q.Status != "open"
				switch {
				case r.watchEvery == 0:
					r.noteLimit(m, more, len(all), maxOrders)
				case more && q.Status == "open":
					m.note = fmt.Sprintf("there are more than %d open orders: the oldest ones are not watched", maxOrders)
				}
				return all, err
			})
		})
	}
	return cmd
}

// readOrders reads the newest orders, most at most; more reports that there are, or may
// be, others.
func readOrders(ctx context.Context, c *client.Client, q client.OrderQuery, most int) (all []client.Order, more bool, err error) {
	if q.Status != "open" {
		if all, more, err = c.AllOrders(ctx, q, most); err != nil {
			return nil, false, err
		}
	}
	if q.Status != "closed" { // of all, a listing may hide those whose parent is closed
		open, moreOpen, err := c.OpenOrders(ctx)
		if err != nil {
			return nil, false, err
		}
		all, more = client.MergeOrders(all, unknown(open, all)), more || moreOpen
	}
	all = ordersFor(all, q.Symbols)
	return all[:min(len(all), most)], more || len(all) > most, nil
}

// unknown are the orders that a list holds neither as orders nor as legs.
func unknown(orders, list []client.Order) []client.Order {
	known := map[string]bool{}
	for _, o := range list {
		for _, leg := range o.Legs {
			known[leg.ID] = true
		}
	}
	return slices.DeleteFunc(orders, func(o client.Order) bool { return known[o.ID] })
}

// ordersFor keeps the orders that are, or have a leg, for one of the symbols; none
// keeps all.
func ordersFor(orders []client.Order, symbols []string) []client.Order {
	if len(symbols) == 0 {
		return orders
	}
	return slices.DeleteFunc(orders, func(o client.Order) bool {
		return !slices.ContainsFunc(symbols, func(symbol string) bool { return o.IsFor(market.ID{Symbol: symbol}) })
	})
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
func (r *readCommand) noteLimit(m *meta, more bool, found, bound int) {
	m.extra = append(m.extra, report.Member{Name: "more", Value: report.Switch(more)})
	switch {
	case !more || r.json:
	case found < bound:
		m.note = fmt.Sprintf("showing the latest %d (max %d, --limit)", found, bound)
	default:
		m.note = fmt.Sprintf("showing the latest %d; there may be more", found)
	}
}
