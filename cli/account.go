package cli

import (
	"context"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/report"
)

var _ = register(accountGroup, accountCommand)

// accountCommand shows the account itself.
func accountCommand(std *streams) *cobra.Command {
	var r readCommand
	cmd := &cobra.Command{
		Use:     "account",
		Short:   "Equity, profit and loss of the day, cash, buying power",
		Long:    longHelp("account prints the state of the account."),
		Example: "quipu account\nquipu account --account live --json | jq -r .account.equity\nquipu account --watch 5s --csv >> equity.csv",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Account.Help()))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			return printOrWatch(ctx, &r, a, &report.Account, func(ctx context.Context, m *meta) ([]client.Account, error) {
				a, err := a.Client.Account(ctx)
				m.Currency = a.Currency
				return []client.Account{a}, err
			})
		})
	}
	return cmd
}
