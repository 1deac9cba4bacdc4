package main

import (
	"context"
	"errors"
	"fmt"
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
