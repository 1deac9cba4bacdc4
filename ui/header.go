package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/ui/text"
)

// slowPace is the longest refresh interval that is shown as "now".
const slowPace = 5 * time.Second

// viewHeader is the first row: the account, the market, the age of the figures and the
// calls left. The least important parts are dropped first in a narrow window.
func (a account) viewHeader() string {
	t, u := a.theme, a.portfolio.update
	left := a.headerLeft().String()
	longLeft := left
	if u.Snapshot != nil {
		account := u.Snapshot.Account
		left += "   " + t.Text.Render(account.Number)
		longLeft = left + t.Muted.Render(" · "+strings.ToLower(account.Status))
	}
	if a.parts.Settings.ReadOnly || a.session.readOnly {
		longLeft += t.Muted.Render(" · read-only")
	}
	if a.stale() {
		return a.spreadFirst([]string{longLeft, left}, []string{a.trouble(true), a.trouble(false)})
	}
	gap := "   "
	whole, long, short, rough := a.viewMarket(sessionWhole), a.viewMarket(sessionUsual), a.viewMarket(sessionShort), a.viewMarket(sessionRough)
	return a.spreadFirst([]string{longLeft, left}, []string{
		whole + gap + a.stream() + a.age() + a.calls(), whole + gap + a.stream() + a.age(), whole + gap + a.age(), long + gap + a.age(), short + gap + a.age(), rough + gap + a.age(), a.age(),
	})
}

// spreadFirst puts the first pair that fits at the two ends of the row.
func (a account) spreadFirst(lefts, rights []string) string {
	for _, right := range rights {
		for _, left := range lefts {
			if lipgloss.Width(left)+lipgloss.Width(right)+3 <= a.width-1 {
				return text.Spread(left, right, a.width-1)
			}
		}
	}
	return lefts[len(lefts)-1]
}

// headerLeft names the program, the account, and the other account if it is open; a
// click on the latter shows it.
func (a account) headerLeft() spans {
	line := spans{{text: " " + a.theme.Brand.Render("quipu") + "   " + a.badge(a.session.account)}}
	if slices.Contains(a.opened, a.other()) {
		line = append(line, span{"  " + a.theme.Muted.Render("[A] "+string(a.other())), func(a account) (account, tea.Cmd) { return a.open(Model.switchAccount) }})
	}
	return line
}

// stream reports that the stream of order events is down.
func (a account) stream() string {
	if a.portfolio.update.Stream != client.StreamDown {
		return ""
	}
	return a.theme.Muted.Render("no live order feed") + "   "
}

// age says how old the figures are. While they come as they should they are
// "now", or as old as the pace of a slow poller (market closed, budget low); a
// late answer shows its age.
func (a account) age() string {
	u := a.portfolio.update
	if u.Snapshot == nil {
		return a.theme.Muted.Render("reading…")
	}
	age := client.Age(u.Snapshot.At, a.now)
	words := "updated " + format.Age(age) + " ago"
	if age < u.Every+2*time.Second {
		words = "updated now"
		if u.Every > slowPace {
			words = "refreshing every " + format.Span(u.Every)
		}
	}
	return a.theme.Text.Render(words)
}

// calls is the number of calls left, "" if the broker does not report it.
func (a account) calls() string {
	rate := a.portfolio.rate
	if !rate.Known {
		return ""
	}
	return a.theme.Muted.Render(fmt.Sprintf("   %d of %d calls left", rate.Remaining, rate.Limit))
}

// trouble gives the age of the figures, the reason, and the time of the next try.
func (a account) trouble(long bool) string {
	u := a.portfolio.update
	words := "no answer yet"
	if !u.Since.IsZero() {
		words = "stale " + format.Span(client.Age(u.Since, a.now))
	}
	if why := shortProblem(u.Err); why != "" {
		words += " · " + why
	}
	if long && u.State != client.Refused && !u.Next.IsZero() {
		words += " · next try in " + format.Span(u.Next.Sub(a.now))
	}
	return a.theme.Notice.Render(words)
}

// banner is a line about a problem that the user has to solve, with the key for it; ""
// if there is none.
func (a account) banner() string {
	u := a.portfolio.update
	switch {
	case u.MayAskAgain() && a.session.keys:
		return "Alpaca refused the " + credentialNouns[a.session.credential.Kind] + " of the environment. Press r to retry, enter to choose again."
	case u.MayAskAgain():
		return "Alpaca refused this token. Press r to retry, enter to sign in again."
	case u.State == client.Refused && a.session.keys:
		return "Alpaca refused the " + credentialNouns[a.session.credential.Kind] + " of the environment. The figures below are old. Press enter to choose again."
	case u.State == client.Refused:
		return "Alpaca no longer accepts this token. The figures below are old. Press enter to sign in again."
	case u.Snapshot == nil:
		return ""
	case a.ordersBanner() != "":
		return a.ordersBanner()
	case u.Snapshot.Account.AccountBlocked.On:
		return "This account is blocked by the broker: nothing can be traded or transferred."
	case u.Snapshot.Account.TradingBlocked.On:
		return "Trading is blocked by the broker on this account."
	case u.Snapshot.Account.TradeSuspendedByUser.On:
		return "You suspended trading on this account in its settings."
	case u.Snapshot.Account.TransfersBlocked.On:
		return "Transfers are blocked by the broker on this account."
	default:
		return ""
	}
}
