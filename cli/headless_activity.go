package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/market"
	"quipu/report"
)

// mostActivity is the most that one run of the command reads, in pages of 100.
const mostActivity = 1000

// aPage is what the API gives at once.
const aPage = 100

// mostKnown bounds what a watch remembers: far more than a reading holds.
const mostKnown = 50 * mostActivity

var _ = register(accountGroup, activityCommand)

// activityCommand shows what changed the account.
func activityCommand(std *streams) *cobra.Command {
	var h headless
	var types []string
	var since string
	var limit int
	cmd := &cobra.Command{
		Use:     "activity",
		Short:   "Fills, dividends, deposits, fees",
		Long:    about("activity prints what changed the account, the newest first. In JSON, \"more\" is true if the limit cut the list."),
		Example: "quipu activity\nquipu activity --type FILL --since 2026-11-01\nquipu activity --type DIV,INT --json | jq -r '.activity[].net_amount'",
		Args:    noArgs,
	}
	h.flags(cmd, std)
	helpWithFields(cmd, fieldsOf(report.Activity.Help()))
	cmd.Flags().StringSliceVar(&types, "type", nil, "only of these types, as the broker names them: FILL, DIV, INT, FEE, CSD…")
	cmd.Flags().StringVar(&since, "since", "", "from this day in New York on, YYYY-MM-DD")
	cmd.Flags().IntVar(&limit, "limit", 100, "how many at most, 1 to 1000")
	complete(cmd, "type", "FILL", "DIV", "INT", "FEE", "CSD", "CSW", "JNLC", "OPEXP", "OPASN", "OPEXC", "SPLIT")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		after, err := sinceDay(since)
		if err = firstError(err, within("limit", limit, 1, mostActivity)); err != nil {
			return err
		}
		q := client.ActivityQuery{After: after, Types: upper(types)}
		h.newest, h.most = true, limit
		return h.run(cmd, func(ctx context.Context, a *app.Account) error {
			known := map[string]bool{}
			return present(ctx, &h, a, &report.Activity, func(ctx context.Context, besides *meta) ([]client.Activity, error) {
				besides.partial = true
				most := limit
				switch {
				case len(known) > 0:
					most = mostActivity // as far back as the reading before
				case h.watchEvery > 0:
					most = max(limit, aPage) // what the next reading brings again is known then
				}
				all, joins, err := activities(ctx, a.Client, q, most, known)
				switch {
				case h.watchEvery == 0:
					h.limited(besides, len(all), limit, mostActivity)
				case len(known) > 0 && !joins && len(all) >= mostActivity:
					besides.note = fmt.Sprintf("more than %d activities since the last reading: the oldest of them are not told", mostActivity)
				}
				if len(known) > mostKnown {
					clear(known)
				}
				if h.watchEvery > 0 {
					for _, a := range all {
						if a.ID != "" {
							known[a.ID] = true
						}
					}
				}
				// The API selects by when an activity was entered, which for a correction may be years later.
				return slices.DeleteFunc(all, func(a client.Activity) bool { return a.Day() != "" && a.Day() < since }), err
			})
		})
	}
	return cmd
}

// sinceDay is the last second before a day begins: the API leaves out the moment
// itself, and knows no fractions of a second.
func sinceDay(day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, market.NewYork)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--since %q: want a day like 2026-11-01", day)}
	}
	return at.Add(-time.Second), nil
}

// activities reads pages until there are enough or one holds an activity that
// is known already; joins says that it does.
func activities(ctx context.Context, c *client.Client, q client.ActivityQuery, most int, known map[string]bool) (all []client.Activity, joins bool, err error) {
	for {
		q.PageSize = min(most-len(all), aPage)
		page, err := c.Activities(ctx, q)
		if err != nil {
			return nil, false, err
		}
		all = append(all, page...)
		joins = slices.ContainsFunc(page, func(a client.Activity) bool { return known[a.ID] })
		if joins || len(page) < q.PageSize || len(all) >= most {
			return all[:min(len(all), most)], joins, nil
		}
		next := page[len(page)-1].ID
		if next == "" || next == q.PageToken {
			return nil, false, errors.New("read the activity: the broker's pages lead nowhere")
		}
		q.PageToken = next
	}
}
