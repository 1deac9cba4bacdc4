package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/environment"
	"quipu/safe"
	"quipu/ui/table"
)

// play sends replies and keys to Update, without a program.
func play(m Model, messages ...any) Model {
	for _, msg := range messages {
		if name, ok := msg.(string); ok {
			msg = keyNamed(name)
		} else {
			msg = reply{generation(m), msg}
		}
		next, _ := m.Update(msg)
		m = next.(Model)
	}
	return m
}

// generation is that of the page or of the account on the screen.
func generation(m Model) int {
	if m.page == portfolioPage {
		return m.current().generation
	}
	return m.generation
}

// changed gives the program with its account on the screen changed.
func changed(m Model, change func(*account)) Model {
	a := m.current()
	change(&a)
	m.accounts = slices.Clone(m.accounts)
	m.accounts[m.shown] = a
	return m
}

// everyView gives the program in each of its states.
func everyView(ctx context.Context) map[string]Model {
	s := &story{broker: newFakeBroker(), login: newFakeLogin(), tokens: &fakeTokens{}}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	parts := s.parts()
	parts.Settings.KeyID, parts.Settings.KeySecret = "PKEY", safe.NewSecret("x")
	connect := New(ctx, parts, Options{Now: now, Width: 100, Height: 30})
	bare := parts
	bare.Settings.ClientID = ""
	bare.StartDemo = func() (Parts, error) { return Parts{}, nil }
	guide := New(ctx, bare, Options{Now: now, Width: 100, Height: 30})
	begun := attemptBegun{at: now, attempt: Attempt{
		URL: fakeURL, Listening: "localhost:17865", Deadline: now.Add(5 * time.Minute),
		Exchanging: make(chan struct{}), Result: make(chan auth.Result), Paste: func(string) error { return nil },
	}}
	waiting := play(connect, "enter", begun)
	taken := begun
	taken.attempt.Notice = errors.New("127.0.0.1:17865 is in use by another program, perhaps another quipu: paste the address of the last page instead")
	noServer := play(connect, "enter", taken, pasteTried{errors.New("that address belongs to another sign-in: approve the one on this screen and copy its address")})
	token := auth.Token{Access: safe.NewSecret("x"), Env: "live", Scope: "trading"}
	signedIn := play(connect, tokenLoaded{account: config.Live, token: token}, accountRead{account: sampleAccount()})
	snapshot := sampleSnapshot()
	snapshot.At = now
	snapshot.Account.TradingBlocked = client.KnownFlag(true)
	snapshot.Positions[0].UnrealizedPL = d("-123456789012345678901234567890")
	snapshot.Positions[1].Symbol = "TOOLONGASYMBOL"
	fresh := client.Update{Snapshot: &snapshot, State: client.Fresh, Since: now, Every: 3 * time.Second, Rate: client.Rate{Known: true, Limit: 200, Remaining: 157}}
	stale := fresh
	stale.State, stale.Err, stale.Next = client.Stale, &client.Error{Doing: "read positions", Kind: client.ErrUnreachable}, now.Add(time.Minute)
	portfolio := play(signedIn, "enter", feedOpened{fakeFeed{fakeBroker: s.broker}}, updateReceived{at: now, update: fresh}, historyRead{history: sampleHistory()})
	data := changed(portfolio, func(a *account) { a.session.access.Data = s.broker })
	detail := play(data, "enter")
	bars := []client.Bar{{At: now.Add(-time.Hour), Open: d("1"), High: d("3"), Low: d("1"), Close: d("2")}, {At: now, Open: d("2"), High: d("3"), Low: d("1"), Close: d("1")}}
	detail = play(detail, candlesRead{seq: detailOf(detail).seq, bars: bars}, detailQuoteRead{seq: detailOf(detail).seq, latest: client.Latest{Price: d("12.3456"), Quote: client.Quote{Bid: d("12.34"), Ask: d("12.35")}}},
		detailOrdersRead{seq: detailOf(detail).seq, orders: snapshot.Orders})
	orders := play(portfolio, "2", closedOrdersRead{orders: []client.Order{{ID: "c1", Symbol: "AAPL261218C00250000", Status: "filled", Qty: d("0.123456789"), Notional: d("123456789.12"), Legs: []client.Order{{ID: "l", Symbol: "TOOLONGASYMBOLINDEED"}}, SubmittedAt: &now, FilledAt: &now}}}, "down", "down", " ")
	activity := play(portfolio, "3", activitiesRead{activities: []client.Activity{{ID: "a", Type: "SOMETHING_QUITE_NEW", Symbol: "AAPL261218C00250000", Description: strings.Repeat("word ", 30), NetAmount: d("-1234567890.12"), At: now}}})
	lists := play(portfolio, "4", watchlistsRead{all: []client.Watchlist{{ID: "w", Name: strings.Repeat("name ", 12)}, {ID: "v", Name: "other"}}}, watchlistRead{id: "w", list: client.Watchlist{ID: "w", Name: "n", Assets: []client.Asset{{Symbol: "AAPL", Name: strings.Repeat("Inc ", 20)}}}})
	search := play(portfolio, "f", assetsRead{index: client.NewAssetIndex([]client.Asset{{Symbol: "AAPL", Name: strings.Repeat("Apple ", 30)}})}, "a")
	asked := changed(lists, func(a *account) { *a, _ = a.askRename() })
	deleting := changed(lists, func(a *account) { *a, _ = a.askDelete() })
	two, _ := portfolio.openAccount(session{account: config.Paper, access: Access{Broker: s.broker}})
	two = play(two, "A")
	noticed := portfolio
	noticed.notify(notification{words: strings.Repeat("Bought 5 AAPL ", 12)})
	far := waiting
	far.parts.Environment = through(overSSH, "tmux")
	far.parts.Environment.Server = "2001:db8:1111:2222:3333:4444:5555:6666"
	boxed := waiting
	boxed.parts.Environment = environment.Environment{NoDisplay: true, Container: "docker"}
	all := map[string]Model{
		"waiting over ssh": far, "copied over ssh": play(far, "f"), "refused over ssh": play(far, "p", pasteTried{auth.ErrBareCode}), "where this runs": play(far, "?"),
		"plain link over ssh": play(far, "u"), "waiting in a container": boxed, "help in a container": play(boxed, "?"),
		"detail": detail, "detail with candles": play(detail, "t", "left"), "detail without data": play(portfolio, "enter"), "orders": orders, "activity": activity, "lists": lists,
		"equity": play(portfolio, "e", "left"), "palette": play(portfolio, ":", "a"), "columns": play(portfolio, "c", "down"), "alerts": play(portfolio, "!", "n", "x", "enter"), "search": search,
		"question": asked, "confirmation": deleting, "two accounts": two, "notice": noticed,
	}
	for name, m := range map[string]Model{
		"connect": connect, "connect after a fault": play(connect, tokenLoaded{err: errors.New("the stored token is damaged: sign in again")}),
		"guide": guide, "guide fields": play(guide, "e", "enter", "enter"), "waiting": waiting, "waiting without a server": noServer,
		"plain link": play(waiting, "u"), "pasting": play(waiting, "p"), "exchanging": play(waiting, codeArrived{}),
		"signed in": signedIn, "signed in without account": play(connect, tokenLoaded{account: config.Live, token: token}, accountRead{err: errDown}),
		"portfolio": portfolio, "filtering": play(portfolio, "/", "a"), "filtered": play(portfolio, "/", "z", "enter"),
		"private": play(portfolio, "p", "y"), "stale": play(portfolio, updateReceived{at: now, update: stale}),
		"refused":    play(portfolio, updateReceived{at: now, update: client.Update{Snapshot: &snapshot, State: client.Refused, Err: errDown, Since: now}}),
		"first read": play(signedIn, "enter", feedOpened{fakeFeed{fakeBroker: s.broker}}), "help": play(portfolio, "?"),
	} {
		all[name] = m
	}
	return all
}

// Every view has at most as many rows and columns as its window.
func TestEveryViewFitsEveryWindow(t *testing.T) {
	for name, m := range everyView(t.Context()) {
		for _, width := range []int{1, 20, 40, 41, 47, 62, 80, 99, 100, 121, 130, 138, 200} {
			for _, height := range []int{1, 5, 12, 13, 17, 18, 24, 30, 36, 45, 60} {
				next, _ := m.Update(tea.WindowSizeMsg{Width: width, Height: height})
				sized := next.(Model) //nolint:forcetypeassert // it is one
				lines := sized.lines()
				if len(lines) != height {
					t.Errorf("%s at %d×%d: %d rows", name, width, height, len(lines))
				}
				for i, line := range lines {
					if lipgloss.Width(line) > width {
						t.Errorf("%s at %d×%d: row %d has %d cells: %q", name, width, height, i, lipgloss.Width(line), line)
					}
				}
			}
		}
	}
}

// A table fits its window whatever its sorting and filter, also after the window became
// smaller.
func TestEveryTableFitsSortedByAnyColumnAndFiltered(t *testing.T) {
	views := everyView(t.Context())
	for _, name := range []string{"portfolio", "orders", "activity", "lists"} {
		m := views[name]
		a := m.current()
		titles, _ := a.openTable().Titles()
		for _, title := range append(titles, "Symbol") {
			for _, filter := range []string{"", "ZZZ", "AAPL"} {
				sorted := changed(m, func(a *account) {
					a.openTable().Arrange(table.Arrangement{SortedBy: title})
					a.openTable().SetFilter(filter)
				})
				for width := 200; width >= MinWidth; width -= 3 {
					next, _ := sorted.Update(tea.WindowSizeMsg{Width: width, Height: 24})
					sorted = next.(Model) //nolint:forcetypeassert // it is one
					for i, line := range sorted.lines() {
						if lipgloss.Width(line) > width {
							t.Fatalf("%s by %s, filter %q, %d columns: row %d has %d cells: %q", name, title, filter, width, i, lipgloss.Width(line), line)
						}
					}
				}
			}
		}
	}
}
