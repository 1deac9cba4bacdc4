package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/report"
)

var _ = register(tradeGroup, quoteCommand)

// quoteCommand shows the quote that an order is checked against.
func quoteCommand(std *streams) *cobra.Command {
	var r readCommand
	cmd := &cobra.Command{
		Use:     "quote SYMBOL",
		Short:   "The latest quote and trade of an instrument",
		Long:    longHelp("quote prints the best bid and offer and the last trade, as quipu checks orders against them. Without a paid subscription shares are quoted by IEX alone, where an old quote of a symbol that trades little is nothing unusual."),
		Example: "quipu quote AAPL\nquipu quote BTC/USD --json | jq -r .quote.ask",
		Args:    exactly(1, "a symbol"), ValidArgsFunction: completeHeld(std),
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Quote.Help()))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		symbol := strings.ToUpper(strings.TrimSpace(args[0]))
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			if a.Data == nil {
				return errors.New("this sign-in may not read market data; sign in again with the scope data")
			}
			return printOrWatch(ctx, &r, a, &report.Quote, func(ctx context.Context, _ *meta) ([]report.QuoteRow, error) {
				asset, err := a.Client.Asset(ctx, symbol)
				if err != nil {
					return nil, err
				}
				latest, err := a.Data.Latest(ctx, []client.Instrument{{Symbol: asset.Symbol, Class: asset.Class}})
				return []report.QuoteRow{{Symbol: asset.Symbol, Class: asset.Class, Latest: latest[asset.Symbol]}}, err
			})
		})
	}
	return cmd
}
