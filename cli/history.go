package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/portfolio"
	"quipu/report"
)

var _ = register(accountGroup, historyCommand)

// historyCommand shows the account's equity over time.
func historyCommand(std *streams) *cobra.Command {
	var r readCommand
	var period string
	var names []string
	for _, p := range portfolio.Periods() {
		names = append(names, p.Name())
	}
	cmd := &cobra.Command{
		Use:     "history",
		Short:   "Equity over a day, a week, a month, a quarter, a year",
		Long:    longHelp("history prints the account's equity over time, the oldest point first: every 5 minutes for 1D, every hour for 1W, every day beyond. P&L is against the point before, P&L since start is a running total against the equity before the period. Deposits, withdrawals and other transfers are no profit: both leave them out, and are — where the broker does not say how much was moved. In JSON base_value, base_value_asof and timeframe stand beside the points."),
		Example: "quipu history --period 1M\nquipu history --period 1Y --csv > equity.csv\nquipu history --period 1D --json | jq -r '.history[-1].equity'",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.History.Help()))
	cmd.Flags().StringVar(&period, "period", "1M", strings.Join(names, ", "))
	complete(cmd, "period", names...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("period", period, names...); err != nil {
			return err
		}
		of, _ := portfolio.PeriodNamed(period)
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			q := of.Query(false)
			asked := !of.Intraday()
			var account *client.Account
			return printOrWatch(ctx, &r, a, &report.History, func(ctx context.Context, m *meta) ([]portfolio.HistoryPoint, error) {
				if !asked { // crypto trades outside the session too
					held, err := a.Client.Positions(ctx)
					if err != nil {
						return nil, err
					}
					asked, q.Continuous = true, client.HoldsCrypto(held)
				}
				if account == nil && r.format() == report.ForPerson { // it names the currency
					read, err := a.Client.Account(ctx)
					if err != nil {
						return nil, err
					}
					account = &read
				}
				if account != nil {
					m.Currency = account.Currency
				}
				history, err := a.Client.History(ctx, q)
				m.partial = true // a period goes on, and its beginning falls out of it
				m.Days = !of.Intraday()
				if err == nil && history.TransfersErr != nil {
					m.note = "P&L is not known: " + oneLine(history.TransfersErr)
				}
				base := report.Decimal(history.BaseValue)
				if m.Private {
					base = report.Value{}
				}
				m.extra = []report.Member{
					{Name: "base_value", Value: base}, {Name: "base_value_asof", Value: report.Text(history.BaseValueAt)},
					{Name: "timeframe", Value: report.Text(history.Timeframe)},
				}
				return portfolio.HistoryPoints(&history), err
			})
		})
	}
	return cmd
}
