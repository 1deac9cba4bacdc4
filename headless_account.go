package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quipu/client"
	"quipu/report"
	"quipu/ui/format"
)

// accountCommand shows the account itself.
func accountCommand(code *int) *cobra.Command {
	var h headless
	cmd := &cobra.Command{
		Use:     "account",
		Short:   "Equity, profit and loss of the day, cash, buying power",
		Long:    about("account prints the state of the account."),
		Example: "quipu account\nquipu account --account live --json | jq -r .account.equity\nquipu account --watch 5s --csv >> equity.csv",
		Args:    nothing,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.Account.Help()))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			return present(ctx, &h, s, &report.Account, asRead, func(ctx context.Context, _ *aside) ([]client.Account, error) {
				a, err := s.client.Account(ctx)
				return []client.Account{a}, err
			})
		})
		return nil
	}
	return cmd
}

// positionsCommand shows what the account holds.
func positionsCommand(code *int) *cobra.Command {
	var h headless
	cmd := &cobra.Command{
		Use:               "positions [SYMBOL...]",
		Short:             "What the account holds",
		Long:              about("positions prints the open positions, all or those in the symbols, the one that is worth most first."),
		Example:           "quipu positions\nquipu positions AAPL BTC/USD\nquipu positions --json | jq -r '.positions[] | [.symbol, .qty] | @tsv'\nquipu positions --watch 5s",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeHeld,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.Positions.Help()))
	cmd.RunE = func(cmd *cobra.Command, symbols []string) error {
		kind := report.Positions
		if len(symbols) > 0 {
			kind.Empty = "No open position in " + strings.Join(symbols, ", ") + "."
		}
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			return present(ctx, &h, s, &kind, asRead, func(ctx context.Context, besides *aside) ([]client.Position, error) {
				all, err := s.client.Positions(ctx)
				if err != nil {
					return nil, err
				}
				if h.format() == report.ForPerson {
					a, err := s.client.Account(ctx)
					if err != nil {
						return nil, err
					}
					besides.Equity = a.Equity.NullDecimal
				}
				all = slices.DeleteFunc(all, func(p client.Position) bool {
					return len(symbols) > 0 && !slices.ContainsFunc(symbols, func(s string) bool { return holds(p, s) })
				})
				report.ByValue(all)
				return all, nil
			})
		})
		return nil
	}
	return cmd
}

// holds reports whether a position is one in the symbol, of coins in either
// form.
func holds(p client.Position, symbol string) bool {
	return strings.EqualFold(p.Symbol, symbol) || strings.EqualFold(format.Instrument(p.Symbol, p.AssetClass, false), symbol)
}

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

// within checks a number's range.
func within(flag string, value, least, most int) error {
	if value < least || value > most {
		return usageError{fmt.Errorf("--%s %d: want %d to %d", flag, value, least, most)}
	}
	return nil
}

// firstOf gives the first error there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// about is what a command does, and whose figures it shows.
func about(does string) string {
	return does + "\n\nThe stored token is used, or APCA_API_KEY_ID and APCA_API_SECRET_KEY where there is none."
}

func fieldsOf(fields string) string { return "  Fields of --json and --csv\n\n" + fields }
