package cli

import (
	"cmp"
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

// maxActivity bounds what one reading asks for.
const maxActivity = 1000

// activityPage is the largest page that the API serves.
const activityPage = 100

// maxKnown bounds what a watch remembers: far more than a reading holds.
const maxKnown = 50 * maxActivity

var _ = register(accountGroup, activityCommand)

// activityCommand shows what changed the account.
func activityCommand(std *streams) *cobra.Command {
	var r readCommand
	var types []string
	var since string
	var limit int
	cmd := &cobra.Command{
		Use:     "activity",
		Short:   "Fills, dividends, deposits, fees",
		Long:    longHelp("activity prints what changed the account, newest first. In JSON, \"more\" is true if the limit cut the list."),
		Example: "quipu activity\nquipu activity --type FILL --since 2026-11-01\nquipu activity --type DIV,INT --json | jq -r '.activity[].net_amount'",
		Args:    noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Activity.Help()))
	cmd.Flags().StringSliceVar(&types, "type", nil, "only of these types, as the broker names them: FILL, DIV, INT, FEE, CSD…")
	cmd.Flags().StringVar(&since, "since", "", "from this day in New York on, YYYY-MM-DD")
	cmd.Flags().IntVar(&limit, "limit", 100, fmt.Sprintf("how many at most, 1 to %d", maxActivity))
	complete(cmd, "type", market.Fill, "DIV", "INT", "FEE", "CSD", "CSW", "JNLC", "OPEXP", "OPASN", "OPEXC", "SPLIT")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		after, err := sinceDay(since)
		if err = cmp.Or(err, inRange("limit", limit, 1, maxActivity)); err != nil {
			return err
		}
		q := client.ActivityQuery{After: after, Types: upperTrimmed(types)}
		r.newestFirst, r.limit = true, limit
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			known := map[string]bool{}
			return printOrWatch(ctx, &r, a, &report.Activity, func(ctx context.Context, m *meta) ([]client.Activity, error) {
				m.partial = true
				wanted := limit
				switch {
				case len(known) > 0:
					wanted = maxActivity // as far back as the reading before
				case r.watchEvery > 0:
					wanted = max(limit, activityPage) // what the next reading brings again is known then
				}
				if err := a.Client.KnowCurrency(ctx); err != nil {
					return nil, err
				}
				all, overlaps, err := activities(ctx, a.Client, q, wanted, known)
				switch {
				case r.watchEvery == 0:
					r.noteLimit(m, len(all) >= limit, len(all), maxActivity)
				case len(known) > 0 && !overlaps && len(all) >= maxActivity:
					m.note = fmt.Sprintf("more than %d activities since the last reading: the oldest of them are not shown", maxActivity)
				}
				if len(known) > maxKnown {
					clear(known)
				}
				if r.watchEvery > 0 {
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

// lookAhead is how many activities behind the wanted ones are read at least: one that
// corrects another of its day may come behind it.
const lookAhead = 20

// activities reads pages until there are enough, one is empty, or one holds an
// activity that is known already; overlaps reports that one does. A page that is not
// full is not the last: its size is the most that it may hold. What another page
// corrects is marked.
func activities(ctx context.Context, c *client.Client, q client.ActivityQuery, wanted int, known map[string]bool) (all []client.Activity, overlaps bool, err error) {
	for {
		enough := len(all) >= wanted
		q.PageSize = min(max(wanted-len(all), 0)+lookAhead, activityPage)
		if len(known) > 0 { // what is shown again was marked before
			q.PageSize = min(wanted-len(all), activityPage)
		}
		page, err := c.Activities(ctx, q)
		if err != nil {
			return nil, false, err
		}
		all = append(all, page...)
		overlaps = slices.ContainsFunc(page, func(a client.Activity) bool { return known[a.ID] })
		if overlaps || len(page) == 0 || enough || len(all) >= wanted && (len(known) > 0 || endsDay(all, wanted)) {
			client.MarkReplaced(all)
			return all[:min(len(all), wanted)], overlaps, nil
		}
		next := page[len(page)-1].ID
		if next == "" || next == q.PageToken {
			return nil, false, errors.New("read the activity: the broker's pages lead nowhere")
		}
		q.PageToken = next
	}
}

// endsDay reports whether everything of the day of the last wanted activity is read.
func endsDay(all []client.Activity, wanted int) bool {
	return all[len(all)-1].Day() < all[wanted-1].Day()
}
