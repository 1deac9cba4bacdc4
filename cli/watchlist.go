package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/market"
	"quipu/portfolio"
	"quipu/report"
)

var _ = register(accountGroup, watchlistCommand)

// watchlistCommand shows a watchlist with its prices, or which lists there are.
func watchlistCommand(std *streams) *cobra.Command {
	var r readCommand
	cmd := &cobra.Command{
		Use:               "watchlist [NAME]",
		Short:             "A watchlist with its prices, or the names of all",
		Long:              longHelp("watchlist prints the instruments of a watchlist with their latest prices. Without a name it lists the watchlists (in JSON as watchlists: id, name, updated_at)."),
		Example:           "quipu watchlist\nquipu watchlist Tech\nquipu watchlist Tech --watch 2s",
		Args:              atMostOne,
		ValidArgsFunction: completeWatchlists(std),
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, fieldsHelp(report.Watchlist.Help()))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			if len(args) == 0 {
				return printOrWatch(ctx, &r, a, &report.Watchlists, func(ctx context.Context, _ *meta) ([]client.Watchlist, error) {
					return a.Client.Watchlists(ctx)
				})
			}
			var list client.Watchlist // by its id, once it is found
			var days sessions
			return printOrWatch(ctx, &r, a, &report.Watchlist, func(ctx context.Context, m *meta) (all []report.Watched, err error) {
				if list.ID == "" {
					if list, err = findWatchlist(ctx, a, args[0]); err != nil {
						return nil, err
					}
				}
				all, refused, err := readWatchlist(ctx, a, list.ID, days.now(ctx, a))
				if refused != nil {
					m.note = "prices are missing: " + oneLine(refused)
				}
				return all, err
			})
		})
	}
	return cmd
}

// findWatchlist finds a watchlist by its name or id, in any case.
func findWatchlist(ctx context.Context, a *app.Account, name string) (client.Watchlist, error) {
	all, err := a.Client.Watchlists(ctx)
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
		names[i] = l.Title()
	}
	if len(names) == 0 {
		return client.Watchlist{}, usageError{fmt.Errorf("there is no watchlist %q: the account has none", name)}
	}
	hint := cmp.Or(didYouMean(": ", similarNames(name, names)), ": there are "+strings.Join(names, ", "))
	return client.Watchlist{}, usageError{fmt.Errorf("there is no watchlist %q%s", name, hint)}
}

// readWatchlist reads a list and its newest prices. Instruments whose prices the
// account may not read have none; refused says why.
func readWatchlist(ctx context.Context, a *app.Account, id string, session portfolio.LatestSession) (all []report.Watched, refused error, err error) {
	list, err := a.Client.Watchlist(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	byClass := map[string][]client.Instrument{}
	for _, a := range list.Assets {
		byClass[a.Class] = append(byClass[a.Class], client.Instrument{Symbol: a.Symbol, Class: a.Class})
	}
	latest := map[string]client.Latest{}
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		if a.Data == nil {
			break
		}
		found, err := a.Data.Latest(ctx, byClass[class])
		switch {
		case errors.Is(err, client.ErrForbidden), errors.Is(err, client.ErrUnauthorized):
			refused = err
		case err != nil:
			return nil, nil, err
		}
		maps.Copy(latest, found)
	}
	all = make([]report.Watched, len(list.Assets))
	for i, a := range list.Assets {
		all[i] = report.Watched{Asset: a, Today: session.Today(latest[a.Symbol], a.Class)}
	}
	return all, refused, nil
}

// calendarBack reaches over the longest stretch without trading.
const calendarBack = 12

// sessions knows the present trading day, by the broker's clock and calendar: this
// machine's clock may be hours off. Both are read once a day; after a failure the
// next reading waits.
type sessions struct {
	days  []client.TradingDay
	skew  time.Duration
	read  string    // the day of the reading
	tried time.Time // by this machine's clock
}

func (s *sessions) now(ctx context.Context, a *app.Account) portfolio.LatestSession {
	if here := a.Now(); s.read != market.Date(here.Add(s.skew)) && client.Age(s.tried, here) >= time.Minute {
		s.tried = here
		s.refresh(ctx, a)
	}
	return portfolio.LatestSessionAt(s.days, a.Now().Add(s.skew))
}

// refresh reads what it can. Without it the day is that of this machine's clock.
func (s *sessions) refresh(ctx context.Context, a *app.Account) {
	clock, err := a.Client.Clock(ctx)
	if err != nil {
		return
	}
	s.skew = clock.Timestamp.Sub(a.Now())
	if days, err := a.Client.Calendar(ctx, clock.Timestamp.AddDate(0, 0, -calendarBack), clock.Timestamp); err == nil {
		s.days, s.read = days, market.Date(clock.Timestamp)
	}
}
