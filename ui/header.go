package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/ui/text"
)

// slowPace is the longest interval whose figures are still called "now".
const slowPace = 5 * time.Second

// viewHeader is the first row: whose account, the market, how old the figures
// are, and what is left of the calls. What is least wanted goes first as the
// window narrows.
func (m account) viewHeader() string {
	t, u := m.theme, m.portfolio.update
	left := m.headerName() + m.otherName()
	longLeft := left
	if u.Snapshot != nil {
		account := u.Snapshot.Account
		left += "   " + t.Text.Render(account.Number)
		longLeft = left + t.Muted.Render(" · "+strings.ToLower(account.Status))
	}
	if m.parts.Settings.ReadOnly {
		longLeft += t.Muted.Render(" · read-only")
	}
	if u.State == client.Stale || u.State == client.Waiting || u.State == client.Refused {
		return m.spreadFirst([]string{longLeft, left}, []string{m.trouble(true), m.trouble(false)})
	}
	gap := "   "
	long, short, rough := m.viewMarket(2), m.viewMarket(1), m.viewMarket(0)
	return m.spreadFirst([]string{longLeft, left}, []string{
		long + gap + m.stream() + m.age() + m.calls(), long + gap + m.stream() + m.age(), long + gap + m.age(), short + gap + m.age(), rough + gap + m.age(), m.age(),
	})
}

// spreadFirst puts the first pair at the two ends of the row that fits it.
func (m account) spreadFirst(lefts, rights []string) string {
	for _, right := range rights {
		for _, left := range lefts {
			if lipgloss.Width(left)+lipgloss.Width(right)+3 <= m.width-1 {
				return text.Spread(left, right, m.width-1)
			}
		}
	}
	return lefts[len(lefts)-1]
}

// headerName is the program and the account on the screen.
func (m account) headerName() string {
	return " " + m.theme.Brand.Render("quipu") + "   " + m.badge(m.session.account)
}

// otherName is the account that is open behind this one, "" where none is.
func (m account) otherName() string {
	if !slices.Contains(m.opened, m.other()) {
		return ""
	}
	return "  " + m.theme.Muted.Render("[A] "+string(m.other()))
}

// stream says when order events do not come by themselves.
func (m account) stream() string {
	if m.portfolio.update.Stream != client.StreamDown {
		return ""
	}
	return m.theme.Muted.Render("no live order feed") + "   "
}

// age says how old the figures are. While they come as they should they are
// "now", or as old as the pace of a slow poller (market closed, budget low); a
// late answer shows its age.
func (m account) age() string {
	u := m.portfolio.update
	if u.Snapshot == nil {
		return m.theme.Muted.Render("reading…")
	}
	age := m.now.Sub(u.Snapshot.At)
	words := "updated " + format.Age(age) + " ago"
	if age < u.Every+2*time.Second {
		words = "updated now"
		if u.Every > slowPace {
			words = "refreshing every " + format.Span(u.Every)
		}
	}
	return m.theme.Text.Render(words)
}

// calls is what is left of them, "" where the broker does not say.
func (m account) calls() string {
	rate := m.portfolio.rate
	if !rate.Known {
		return ""
	}
	return m.theme.Muted.Render(fmt.Sprintf("   %d of %d calls left", rate.Remaining, rate.Limit))
}

// trouble says how old the figures are, why, and when the next try comes.
func (m account) trouble(long bool) string {
	u := m.portfolio.update
	words := "no answer yet"
	if !u.Since.IsZero() {
		words = "stale " + format.Span(m.now.Sub(u.Since))
	}
	if why := shortProblem(u.Err); why != "" {
		words += " · " + why
	}
	if long && u.State != client.Refused && !u.Next.IsZero() {
		words += " · next try in " + format.Span(u.Next.Sub(m.now))
	}
	return m.theme.Notice.Render(words)
}

// banner is the fault that needs the person: a line across the top with the
// key that mends it. It is empty when nothing does.
func (m account) banner() string {
	u := m.portfolio.update
	switch {
	case u.MayAskAgain() && m.session.keys:
		return "Alpaca refused the key pair. Press r to retry, enter to choose again."
	case u.MayAskAgain():
		return "Alpaca refused this token. Press r to retry, enter to sign in again."
	case u.State == client.Refused && m.session.keys:
		return "Alpaca refused the API key pair. The figures below are old. Press enter to choose again."
	case u.State == client.Refused:
		return "Alpaca no longer accepts this token. The figures below are old. Press enter to sign in again."
	case u.Snapshot == nil:
		return ""
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
