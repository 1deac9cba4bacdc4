package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"quipu/client"
	"quipu/report"
)

// ordersCommand shows what was sent to the broker.
func ordersCommand(code *int) *cobra.Command {
	var h headless
	var q client.OrderQuery
	cmd := &cobra.Command{
		Use:     "orders",
		Short:   "Open orders, or closed ones",
		Long:    about("orders prints the open orders or those that --status names, the newest first. The legs of an order are in its legs; in CSV they are rows that name it in parent_id."),
		Example: "quipu orders\nquipu orders --status closed --symbol AAPL --limit 20\nquipu orders --status all --watch 3s --json",
		Args:    nothing,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.Orders.Help()))
	cmd.Flags().StringVar(&q.Status, "status", "open", "open, closed or all")
	cmd.Flags().StringSliceVar(&q.Symbols, "symbol", nil, "in this symbol alone, coins with a slash; several with commas")
	cmd.Flags().IntVar(&q.Limit, "limit", 100, "how many at most, 1 to 500")
	complete(cmd, "status", "open", "closed", "all")
	completeBy(cmd, "symbol", completeHeld)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q.Status = strings.ToLower(q.Status)
		for i := range q.Symbols {
			q.Symbols[i] = strings.ToUpper(q.Symbols[i])
		}
		if err := firstOf(oneOf("status", q.Status, "open", "closed", "all"), within("limit", q.Limit, 1, 500)); err != nil {
			*code = ended(err, h.json)
			return nil
		}
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			return present(ctx, &h, s, &report.Orders, newestFirst, func(ctx context.Context, besides *aside) ([]client.Order, error) {
				all, err := s.client.Orders(ctx, q)
				besides.part = q.Status != "open" || len(all) >= q.Limit
				h.limited(len(all), q.Limit, 500)
				return all, err
			})
		})
		return nil
	}
	return cmd
}

// limited tells a person that there may be more than was asked for.
func (h *headless) limited(found, limit, most int) {
	switch {
	case found < limit || h.format() != report.ForPerson || h.watchEvery > 0:
	case limit < most:
		fmt.Fprintf(os.Stderr, "quipu: these are the newest %d; --limit asks for up to %d\n", limit, most)
	default:
		fmt.Fprintf(os.Stderr, "quipu: these are the newest %d, there may be more\n", limit)
	}
}
