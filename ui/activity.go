package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/ui/table"
)

// activityPageSize is how many activities are read at once, and activityAge how
// old the first page may get.
const (
	activityPageSize = 100
	activityAge      = 30 * time.Second
)

// activityState is the tab of account activities, newest first.
type activityState struct {
	grid      table.Table[activityRow]
	all       []client.Activity
	whole     bool   // there are no older ones
	lastToken string // id of the oldest one read: the next page begins after it
	reading
}

// activityRow is one activity, or the heading of a day with its net.
type activityRow struct {
	client.Activity
	heading string
	day     string
	net     decimal.NullDecimal
	key     string
}

type activitiesRead struct {
	activities []client.Activity
	older      bool
	err        error
}

// readActivities reads the first page if it is missing or old, and the next page
// when the cursor reaches the end.
func (a account) readActivities() (account, tea.Cmd) {
	s := &a.portfolio.activity
	if !s.mayRead(a.now) {
		return a, nil
	}
	due := s.due(a.now, activityAge)
	atEnd := s.read() && !s.whole && s.grid.At >= len(s.grid.Shown)-2 && s.grid.Filter() == ""
	if !due && !atEnd {
		return a, nil
	}
	query := client.ActivityQuery{PageSize: activityPageSize}
	older := atEnd && !due
	if older {
		query.PageToken = s.lastToken
	}
	s.begin(a.now)
	return a, readActivities(a.ctx, a.generation, a.session.access.Broker, query, older)
}

func readActivities(ctx context.Context, generation int, broker Broker, q client.ActivityQuery, older bool) tea.Cmd {
	return func() tea.Msg {
		all, err := broker.Activities(ctx, q)
		return reply{generation, activitiesRead{all, older, err}}
	}
}

func (a account) onActivitiesRead(msg activitiesRead) account {
	s := &a.portfolio.activity
	first := !s.read()
	s.end(a.now, msg.err)
	if msg.err != nil {
		return a
	}
	if !msg.older && !first && s.leavesGap(msg.activities) {
		s.all, first = nil, true
	}
	s.all = mergeActivities(s.all, msg.activities)
	if msg.older || first { // a page that is not full is not the last: its size is the most that it may hold
		token := ""
		if n := len(msg.activities); n > 0 {
			token = msg.activities[n-1].ID
		}
		s.whole = token == "" || token == s.lastToken // nothing new is no end
		s.lastToken = token
	}
	s.grid.SetRows(activityRows(s.all, a.now))
	return a
}

// leavesGap reports whether there may be activities between a first page, read again,
// and those that are known.
func (s *activityState) leavesGap(page []client.Activity) bool {
	known := make(map[string]bool, len(s.all))
	for i := range s.all {
		known[s.all[i].ID] = true
	}
	return len(page) > 0 && !slices.ContainsFunc(page, func(a client.Activity) bool { return known[a.ID] })
}

// mergeActivities merges two lists, each activity once, newest first.
func mergeActivities(known, found []client.Activity) []client.Activity {
	seen := make(map[string]bool, len(known)+len(found))
	all := make([]client.Activity, 0, len(known)+len(found))
	for i, list := range [][]client.Activity{found, known} {
		for _, a := range list {
			if a.ID == "" && i == 0 || a.ID != "" && !seen[a.ID] { // without an id each that was found is one, and none is known again
				seen[a.ID] = true
				all = append(all, a)
			}
		}
	}
	client.MarkReplaced(all)
	slices.SortStableFunc(all, func(a, b client.Activity) int {
		return cmp.Or(strings.Compare(b.Day(), a.Day()), b.At.Compare(a.At))
	})
	return all
}

// activityRows puts a heading with the net amount over each day.
func activityRows(all []client.Activity, now time.Time) []activityRow {
	rows := make([]activityRow, 0, len(all)+16)
	head, net := -1, number.Sum{}
	for _, a := range all {
		date := a.Day()
		if head < 0 || rows[head].day != date {
			head, net = len(rows), number.Sum{}
			name := format.Unknown
			if day, err := time.ParseInLocation(time.DateOnly, date, market.NewYork); err == nil {
				name = format.Day(day, now)
			}
			rows = append(rows, activityRow{heading: name, day: date, key: "day " + date})
		}
		net.Add(a.CashAmount().NullDecimal)
		rows[head].net = net.Total()
		rows = append(rows, activityRow{Activity: a, day: date, key: a.ID})
	}
	return rows
}

func (a account) activityActions() []action[account] {
	var of instrument
	if row := a.portfolio.activity.grid.Current(); row != nil {
		of.symbol = row.Symbol
	}
	return []action[account]{a.openAction(of)}
}

func (a account) activityRemarks() []string {
	return append(oldRemark("", a.portfolio.activity.old(a.now, activityAge)), a.sortRemarks()...)
}

// part says how much is read where there is more; "" where all is.
func (s *activityState) part() string {
	if !s.read() || s.whole {
		return ""
	}
	return fmt.Sprintf("the latest %d activities", len(s.all))
}

func (a account) viewActivity() []string {
	return a.portfolio.activity.grid.Lines(a.theme, a.figureTheme(), a.noActivity())
}

func (a account) noActivity() string {
	s := a.portfolio.activity
	switch {
	case s.grid.Filter() != "":
		return "Nothing that was read matches " + s.grid.Filter() + "."
	case s.err != nil:
		return "The activity cannot be read: " + shortProblem(s.err)
	case !s.read():
		return "Reading the activity…"
	default:
		return "Nothing has happened in this account yet."
	}
}
