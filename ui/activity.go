package ui

import (
	"cmp"
	"context"
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

// activityPage is how many activities are read at once, and activityAge how
// old the first page may get.
const (
	activityPage = 100
	activityAge  = 30 * time.Second
)

// activityState is the tab of what changed the account, newest first.
type activityState struct {
	grid      table.Table[activityRow]
	all       []client.Activity
	read      bool
	whole     bool // there are no older ones
	wait      bool
	stale     bool
	err       error
	triedAt   time.Time
	lastToken string // id of the oldest one read: the next page begins after it
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

// readActivities reads the first page when it is missing or old, and an older
// one when the cursor has come to the end.
func (m account) readActivities() (account, tea.Cmd) {
	a := &m.portfolio.activity
	if a.wait || (a.err != nil && m.now.Sub(a.triedAt) < retry && !a.stale) {
		return m, nil
	}
	atEnd := a.read && !a.whole && a.grid.At >= len(a.grid.Shown)-2 && a.grid.Filter() == ""
	old := !a.read || a.stale || m.now.Sub(a.triedAt) >= activityAge
	if !old && !atEnd {
		return m, nil
	}
	query := client.ActivityQuery{PageSize: activityPage}
	older := atEnd && a.read && !a.stale
	if older {
		query.PageToken = a.lastToken
	}
	a.wait, a.stale, a.triedAt = true, false, m.now
	return m, readActivities(m.ctx, m.generation, m.session.access.Broker, query, older)
}

func readActivities(ctx context.Context, generation int, broker Broker, q client.ActivityQuery, older bool) tea.Cmd {
	return func() tea.Msg {
		all, err := broker.Activities(ctx, q)
		return reply{generation, activitiesRead{all, older, err}}
	}
}

func (m account) activitiesRead(msg activitiesRead) account {
	a := &m.portfolio.activity
	a.wait, a.err = false, msg.err
	if msg.err != nil {
		return m
	}
	known := len(a.all)
	a.all = mergeActivities(a.all, msg.activities)
	switch {
	case msg.older:
		a.whole = len(msg.activities) < activityPage || len(a.all) == known
	case !a.read:
		a.whole = len(msg.activities) < activityPage
	}
	if n := len(msg.activities); n > 0 && (msg.older || !a.read) {
		a.lastToken = msg.activities[n-1].ID
	}
	a.read = true
	a.grid.SetRows(activityRows(a.all, m.now))
	return m
}

// mergeActivities puts two lists together, each activity once, newest first.
func mergeActivities(known, found []client.Activity) []client.Activity {
	seen := make(map[string]bool, len(known)+len(found))
	all := make([]client.Activity, 0, len(known)+len(found))
	for _, list := range [][]client.Activity{found, known} {
		for _, a := range list {
			if !seen[a.ID] {
				seen[a.ID] = true
				all = append(all, a)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b client.Activity) int {
		return cmp.Or(strings.Compare(b.Day(), a.Day()), b.At.Compare(a.At))
	})
	return all
}

// activityRows puts a heading over each day, with what the day came to.
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
		net.Add(a.Amount().NullDecimal)
		rows[head].net = net.Total()
		rows = append(rows, activityRow{Activity: a, day: date, key: a.ID})
	}
	return rows
}

func (m account) activityActions() []action[account] {
	var of instrument
	if row := m.portfolio.activity.grid.Current(); row != nil {
		of.symbol = row.Symbol
	}
	return []action[account]{m.openAction(of)}
}

func (m account) viewActivity() []string {
	return m.portfolio.activity.grid.Lines(m.theme, m.figures(), m.noActivity())
}

func (m account) noActivity() string {
	a := m.portfolio.activity
	switch {
	case a.grid.Filter() != "":
		return "Nothing that was read matches " + a.grid.Filter() + "."
	case a.err != nil:
		return "The activity cannot be read: " + shortProblem(a.err)
	case !a.read:
		return "Reading the activity…"
	default:
		return "Nothing has happened in this account yet."
	}
}
