package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/report"
	"quipu/safe"
)

var _ = register(accountGroup, positionsCommand)

// positionsCommand shows what the account holds.
func positionsCommand(std *streams) *cobra.Command {
	var r readCommand
	cmd := &cobra.Command{
		Use:               "positions [SYMBOL...]",
		Short:             "What the account holds",
		Long:              longHelp("positions prints the open positions, largest first: all of them, or those in the given symbols."),
		Example:           "quipu positions\nquipu positions AAPL BTC/USD\nquipu positions --json | jq -r '.positions[] | [.symbol, .qty] | @tsv'\nquipu positions --watch 5s",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeHeld(std),
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Positions.Help()))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		kind := report.Positions
		var symbols []string
		for _, arg := range args {
			for symbol := range strings.SplitSeq(arg, ",") {
				if symbol = strings.TrimSpace(symbol); symbol != "" {
					symbols = append(symbols, symbol)
				}
			}
		}
		if len(args) > 0 && len(symbols) == 0 {
			return usageError{errors.New("an empty symbol: want one like AAPL")}
		}
		if len(symbols) > 0 {
			kind.Empty = "No open position in " + safe.Line(strings.Join(symbols, ", "), 200) + "."
		}
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			return printOrWatch(ctx, &r, a, &kind, func(ctx context.Context, m *meta) ([]client.Position, error) {
				if r.format() == report.ForPerson {
					a, err := a.Client.Account(ctx)
					if err != nil {
						return nil, err
					}
					m.Equity, m.Currency = a.Equity.NullDecimal, a.Currency
				} else if err := a.Client.KnowCurrency(ctx); err != nil {
					return nil, err
				}
				all, err := a.Client.Positions(ctx)
				if err != nil {
					return nil, err
				}
				all = slices.DeleteFunc(all, func(p client.Position) bool {
					return len(symbols) > 0 && !slices.ContainsFunc(symbols, func(s string) bool { return matchesSymbol(p, s) })
				})
				report.ByValue(all)
				return all, nil
			})
		})
	}
	return cmd
}

// matchesSymbol reports whether a position is in the symbol. Crypto may be
// written in either form.
func matchesSymbol(p client.Position, symbol string) bool {
	return market.SameSymbol(p.Symbol, symbol) || strings.EqualFold(format.Instrument(p.Symbol, p.AssetClass, false), symbol)
}
