package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/client"
	"quipu/report"
	"quipu/ui/format"
)

// mostActivity is the most that one run of the command reads, in pages of 100.
const mostActivity = 1000

// activityCommand shows what changed the account.
func activityCommand(code *int) *cobra.Command {
	var h headless
	var types []string
	var since string
	var limit int
	cmd := &cobra.Command{
		Use:     "activity",
		Short:   "Fills, dividends, deposits, fees",
		Long:    about("activity prints what changed the account, the newest first."),
		Example: "quipu activity\nquipu activity --type FILL --since 2026-11-01\nquipu activity --type DIV,INT --json | jq -r '.activity[].net_amount'",
		Args:    nothing,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.Activity.Help()))
	cmd.Flags().StringSliceVar(&types, "type", nil, "of these types alone, as the broker names them: FILL, DIV, INT, FEE, CSD…")
	cmd.Flags().StringVar(&since, "since", "", "from this day in New York on, YYYY-MM-DD")
	cmd.Flags().IntVar(&limit, "limit", 100, "how many at most, 1 to 1000")
	complete(cmd, "type", "FILL", "DIV", "INT", "FEE", "CSD", "CSW", "JNLC", "OPEXP", "OPASN", "OPEXC", "SPLIT")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		after, err := sinceDay(since)
		if err = firstOf(err, within("limit", limit, 1, mostActivity)); err != nil {
			*code = ended(err, h.json)
			return nil
		}
		q := client.ActivityQuery{After: after}
		for _, t := range types {
			q.Types = append(q.Types, strings.ToUpper(t))
		}
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			return present(ctx, &h, s, &report.Activity, newestFirst, func(ctx context.Context, besides *aside) ([]client.Activity, error) {
				besides.part = true
				all, err := activities(ctx, s.client, q, limit)
				h.limited(len(all), limit, mostActivity)
				return all, err
			})
		})
		return nil
	}
	return cmd
}

// sinceDay is just before the day begins: the API leaves out the moment itself.
func sinceDay(day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, format.NewYork)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--since %q: want a day like 2026-11-01", day)}
	}
	return at.Add(-time.Nanosecond), nil
}

// activities reads pages until there are enough.
func activities(ctx context.Context, c *client.Client, q client.ActivityQuery, limit int) ([]client.Activity, error) {
	var all []client.Activity
	for {
		q.PageSize = min(limit-len(all), 100)
		page, err := c.Activities(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < q.PageSize || len(all) >= limit {
			return all[:min(len(all), limit)], nil
		}
		next := page[len(page)-1].ID
		if next == "" || next == q.PageToken {
			return nil, errors.New("read the activity: the broker's pages lead nowhere")
		}
		q.PageToken = next
	}
}

// watchlistCommand shows a watchlist with its prices, or which lists there are.
func watchlistCommand(code *int) *cobra.Command {
	var h headless
	cmd := &cobra.Command{
		Use:               "watchlist [NAME]",
		Short:             "A watchlist with its prices, or which lists there are",
		Long:              about("watchlist prints the instruments of one list with the newest prices, and without a name which lists there are (as watchlists: id, name, updated_at)."),
		Example:           "quipu watchlist\nquipu watchlist Tech\nquipu watchlist Tech --watch 2s",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeWatchlists,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.Watchlist.Help()))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			if len(args) == 0 {
				return present(ctx, &h, s, &report.Watchlists, asRead, func(ctx context.Context, _ *aside) ([]client.Watchlist, error) {
					return s.client.Watchlists(ctx)
				})
			}
			list, err := s.listNamed(ctx, args[0])
			if err != nil {
				return err
			}
			return present(ctx, &h, s, &report.Watchlist, asRead, func(ctx context.Context, _ *aside) ([]report.Watched, error) {
				return s.watched(ctx, list.ID)
			})
		})
		return nil
	}
	return cmd
}

// listNamed finds a watchlist by its name or id, in whatever case.
func (s *opened) listNamed(ctx context.Context, name string) (client.Watchlist, error) {
	all, err := s.client.Watchlists(ctx)
	if err != nil {
		return client.Watchlist{}, err
	}
	for _, same := range []func(string) bool{
		func(n string) bool { return n == name },
		func(n string) bool { return strings.EqualFold(n, name) },
	} {
		if i := slices.IndexFunc(all, func(l client.Watchlist) bool { return same(l.Name) || same(l.ID) }); i >= 0 {
			return all[i], nil
		}
	}
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = l.Name
	}
	if len(names) == 0 {
		return client.Watchlist{}, usageError{fmt.Errorf("there is no watchlist %q: the account has none", name)}
	}
	said := meant(name, names)
	if said == "" {
		said = ": there are " + strings.Join(names, ", ")
	}
	return client.Watchlist{}, usageError{fmt.Errorf("there is no watchlist %q%s", name, said)}
}

// watched reads a list and the newest of what is on it.
func (s *opened) watched(ctx context.Context, id string) ([]report.Watched, error) {
	list, err := s.client.Watchlist(ctx, id)
	if err != nil {
		return nil, err
	}
	of := make([]client.Instrument, len(list.Assets))
	for i, a := range list.Assets {
		of[i] = client.Instrument{Symbol: a.Symbol, Class: a.Class}
	}
	latest := map[string]client.Latest{}
	if s.data != nil && len(of) > 0 {
		if latest, err = s.data.Latest(ctx, of); err != nil {
			return nil, err
		}
	}
	all := make([]report.Watched, len(list.Assets))
	for i, a := range list.Assets {
		all[i] = report.Watched{Asset: a, Latest: latest[a.Symbol]}
	}
	return all, nil
}

// spans are the periods by the names of the screen, as the API asks for them.
var spans = []struct{ name, period, timeframe string }{
	{"1D", "1D", "5Min"}, {"1W", "1W", "1H"}, {"1M", "1M", "1D"}, {"3M", "3M", "1D"}, {"1Y", "1A", "1D"},
}

// historyCommand shows the account's equity over time.
func historyCommand(code *int) *cobra.Command {
	var h headless
	var period string
	names := make([]string, len(spans))
	for i, s := range spans {
		names[i] = s.name
	}
	cmd := &cobra.Command{
		Use:     "history",
		Short:   "Equity over a day, a week, a month, a quarter, a year",
		Long:    about("history prints the account's equity over time, the oldest point first: every 5 minutes for 1D, every hour for 1W, every day beyond. In JSON base_value, base_value_asof and timeframe stand beside the points."),
		Example: "quipu history --period 1M\nquipu history --period 1Y --csv > equity.csv\nquipu history --period 1D --json | jq -r '.history[-1].equity'",
		Args:    nothing,
	}
	h.flags(cmd)
	helpWithFields(cmd, fieldsOf(report.History.Help()))
	cmd.Flags().StringVar(&period, "period", "1M", strings.Join(names, ", "))
	complete(cmd, "period", names...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("period", period, names...); err != nil {
			*code = ended(err, h.json)
			return nil
		}
		of := spans[slices.IndexFunc(spans, func(s struct{ name, period, timeframe string }) bool { return strings.EqualFold(s.name, period) })]
		h.run(cmd, code, func(ctx context.Context, s *opened) error {
			held, err := s.client.Positions(ctx)
			if err != nil {
				return err
			}
			q := client.HistoryQuery{Period: of.period, Timeframe: of.timeframe, Continuous: slices.ContainsFunc(held, func(p client.Position) bool { return p.AssetClass == "crypto" })}
			return present(ctx, &h, s, &report.History, asRead, func(ctx context.Context, besides *aside) ([]client.Point, error) {
				history, err := s.client.History(ctx, q)
				besides.part = true // a period goes on, and its beginning falls out of it
				besides.Days = of.timeframe == "1D"
				base := report.Decimal(history.BaseValue)
				if besides.Private {
					base = report.Value{}
				}
				besides.also = []report.Member{
					{Name: "base_value", Value: base}, {Name: "base_value_asof", Value: report.Text(history.BaseValueAt)},
					{Name: "timeframe", Value: report.Text(history.Timeframe)},
				}
				return history.Points, err
			})
		})
		return nil
	}
	return cmd
}
