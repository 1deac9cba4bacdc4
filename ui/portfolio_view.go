package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/safe"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// layout divides the rows of the window.
type layout struct {
	banner   bool
	spacious bool // blank lines between the parts
	cards    int  // lines of the cards
	rows     int  // lines from the tab line's rule to the footer
}

// computeLayout divides the rows of the window; the table gets what is left.
func (a account) computeLayout() layout {
	height := a.inner() - 1 // footer
	p := layout{banner: a.banner() != "", cards: 1, spacious: height >= 17}
	if height >= 22 && a.width >= 76 {
		p.cards = 4
	}
	if p.cards == 4 && height >= 40 {
		p.cards = 7
	}
	used := 1 + p.cards + 2 // header, cards, tab line with its rule
	if p.banner {
		used++
	}
	if p.spacious {
		used += 3
	}
	p.rows = max(height-used, 0)
	return p
}

// applyLayout passes the size of the window and the format of figures to the tables.
func (a *account) applyLayout() {
	if a.portfolio.positions.Spec == nil {
		return
	}
	p, l, width := &a.portfolio, a.formatOptions(), a.width-2
	rows := a.computeLayout().rows - 1 // titles
	p.positions.Resize(max(rows-2, 0), width, l)
	p.orders.grid.Resize(max(rows, 0), width, l)
	p.activity.grid.Resize(max(rows, 0), width, l)
	p.lists.grid.Resize(max(rows-1, 0), width, l)
}

// formatOptions are the options for figures in the current state.
func (a account) formatOptions() format.Options {
	s := a.portfolio.update.Snapshot
	currency := ""
	if s != nil {
		currency = s.Account.Currency
	}
	return format.Options{
		Currency:     currency,
		Private:      a.parts.Settings.Private,
		Short:        a.width < 100,
		Narrow:       a.width < 50,
		Stale:        a.stale(),
		MarketClosed: s != nil && !a.marketSession().Open.On,
		Now:          a.brokerTime(),
	}
}

// stale reports whether figures are marked as old.
func (a account) stale() bool {
	u := a.portfolio.update
	return u.State != client.Fresh && u.State != client.Connecting || u.Outdated(a.now)
}

// viewPortfolio shows the status message in the blank line above the footer; a low
// window, which has none, shows it beside the tabs.
func (a account) viewPortfolio() []string {
	p := a.computeLayout()
	lines := a.viewAccount(p)
	if news := a.statusMessage(); news != "" && p.spacious {
		lines = text.Fill(lines, a.bodyRows(1))
		lines = append(lines, " "+text.Clip(news, a.width-2))
	}
	return lines
}

// region is a part of an account's view. Drawing and hit-testing use the same list of
// regions, from the top down.
type region struct {
	rows  int
	draw  func() []string
	click func(a account, x, row int) (account, tea.Cmd) // row counts from the region's first; nil ignores clicks
}

// regions are the header, and the tables or the top overlay.
func (a account) regions(p layout) []region {
	all := []region{{1, func() []string { return []string{a.viewHeader()} }, account.clickHeader}}
	if p.banner {
		all = append(all, region{1, a.viewBanner, nil})
	}
	rest := a.bodyRows(len(all))
	switch {
	case a.portfolio.update.Snapshot == nil:
		return append(all, region{rest, a.viewLoading, nil})
	case a.top() != nil:
		return append(all, region{rest, func() []string { return a.viewOverlay(rest) }, account.clickOverlay})
	}
	blank := region{0, func() []string { return nil }, nil}
	if p.spacious {
		blank.rows = 1
	}
	tab := a.portfolio.tab.view()
	all = append(all, blank, region{p.cards, func() []string { return a.viewCards(p.cards) }, nil}, blank, region{2, a.viewTabs, account.clickTabs})
	if tab.above != nil {
		all = append(all, region{1, func() []string { return []string{tab.above(a)} }, nil})
	}
	draw := func() []string { return tab.draw(a) }
	return append(all, region{max(a.inner()-1, 0), draw, account.clickTable})
}

// viewAccount draws the regions below each other.
func (a account) viewAccount(p layout) []string {
	var lines []string
	for _, r := range a.regions(p) {
		lines = append(lines, text.Fill(r.draw(), r.rows)...)
	}
	return lines
}

func (a account) viewBanner() []string {
	return []string{a.theme.Notice.Reverse(true).Render(text.PadRight(" "+text.Clip(a.banner(), a.width-2), a.width))}
}

func (a account) viewLoading() []string {
	return []string{"", "  " + a.theme.Muted.Render(text.Clip(a.loadingText(), a.width-4))}
}

// statusMessage is the result of the last key, or the first notification.
func (a account) statusMessage() string {
	p := a.portfolio
	switch {
	case p.message != "":
		return a.theme.Text.Render(p.message)
	case len(a.notifications) > 0:
		return a.theme.Of(format.Cell{Tone: a.notifications[0].tone, Strong: true}).Render(a.notificationText())
	default:
		return ""
	}
}

// bodyRows is the number of rows below the first ones, without the footer.
func (a account) bodyRows(above int) int {
	return max(a.inner()-1-above, 0)
}

// overlayRows is the number of rows of an overlay.
func (a account) overlayRows() int {
	above := 1
	if a.banner() != "" {
		above++
	}
	rows := a.bodyRows(above)
	if a.computeLayout().spacious {
		rows-- // a blank line above the footer
	}
	return max(rows, 0)
}

// figureTheme is the theme of figures: muted while they are stale.
func (a account) figureTheme() *theme.Theme {
	if a.formatOptions().Stale {
		return a.theme.Outdated
	}
	return a.theme
}

// loadingText is shown until the account is read.
func (a account) loadingText() string {
	u := a.portfolio.update
	if u.Err == nil {
		return "Reading the account…"
	}
	return safe.Line(u.Err.Error(), 300)
}

// shortProblem describes an error in a few words.
func shortProblem(err error) string {
	var fault *client.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &fault):
		return fault.Short()
	default:
		return safe.Line(err.Error(), 60)
	}
}
