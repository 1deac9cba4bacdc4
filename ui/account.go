package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/state"
	"quipu/ui/confirm"
	"quipu/ui/orderview"
	"quipu/ui/table"
	"quipu/ui/theme"
)

// session is an account and the credential that opened it.
type session struct {
	account    config.Account
	credential app.Credential
	keys       bool // opened by a credential of the environment: no token is stored
	scope      string
	place      auth.Place
	stored     bool  // the token was loaded from the store
	saveErr    error // the token could not be stored
	access     Access
	open       bool

	asked       app.Permission // by the sign-in that has just been done
	readOnly    bool           // its clients send nothing that changes anything
	mayNotTrade bool           // the broker refused an order for want of a permission, and has taken none since
	refusedAt   time.Time      // of the first 401 to an order since one was taken, zero for none
}

func (s session) live() bool { return s.open && s.account == config.Live }

// sessionOf is the session that a token opens.
func sessionOf(token auth.Token) session {
	return session{
		account:    config.Account(token.Env),
		credential: app.TokenCredential(token, auth.Place{}),
		scope:      token.Scope,
	}
}

// account is an open account: its session, its poller and its views. The same
// code updates the one on the screen and those in the background.
type account struct {
	env // of the current message or frame; update and view receive it

	session    session
	portfolio  portfolioState
	generation int             // every reply carries it
	ctx        context.Context //nolint:containedctx // of the account's poller and requests
	cancel     context.CancelFunc
	unfollow   context.CancelFunc // ends the poller alone; nil before the first
	numbers    int                // counts details and questions opened

	out effects // of the current message
}

// effects is what an account's update changes outside of the account.
type effects struct {
	notifications []notification
	settings      *config.Settings
	page          func(Model) (Model, tea.Cmd) // opens another page or account; nil opens none
}

// newAccount gives an account with the layout of the last run. Its poller is not
// started yet.
func newAccount(ctx context.Context, e env, s session, generation int) account {
	a := account{env: e, session: s, generation: generation}
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.portfolio = portfolioState{
		positions: table.New(positionsKind),
		orders:    ordersState{grid: table.New(orderview.Kind)},
		activity:  activityState{grid: table.New(activityKind)},
		lists:     listsState{grid: table.New(watchKind)},
	}
	a.recall()
	return a
}

// update handles a message: a key of the account on the screen, or a reply to a
// request of any account. It returns the environment with what the account changed.
func (a account) update(e env, msg any) (account, env, effects, tea.Cmd) {
	a.env, a.out = e, effects{}
	a, cmd := a.updatePortfolio(msg)
	e.now, e.memory, e.revision = a.now, a.memory, a.revision
	out := a.out
	a.env, a.out = env{}, effects{}
	return a, e, out, cmd
}

// notify queues a notification about this account.
func (a *account) notify(n notification) {
	n.account = a.session.account
	a.out.notifications = append(a.out.notifications, n)
}

// set changes the settings of this run, for all accounts.
func (a *account) set(change func(*config.Settings)) {
	change(&a.parts.Settings)
	settings := a.parts.Settings
	a.out.settings = &settings
}

// open opens another page once this message is handled.
func (a account) open(page func(Model) (Model, tea.Cmd)) (account, tea.Cmd) {
	a.out.page = page
	return a, nil
}

// refused reports whether the broker refuses the account's credential. Its figures
// are the last ones read.
func (a account) refused() bool { return a.portfolio.update.State == client.Refused }

// signedIn reports whether it was opened by OAuth and is still accepted.
func (a account) signedIn() bool { return !a.session.keys && !a.refused() }

// framed reports whether the frame of a live account is drawn around the view.
func (a account) framed() bool { return a.session.live() }

// inner is the number of rows inside the frame, with the footer.
func (a account) inner() int {
	if a.framed() {
		return a.height - 2
	}
	return a.height
}

// other is the other account: live for paper, paper for live.
func (a account) other() config.Account {
	if a.session.account == config.Live {
		return config.Paper
	}
	return config.Live
}

// env is shared by all accounts and pages. An account may change the time, the
// memory and, through set, the settings.
type env struct {
	parts    Parts
	now      time.Time
	dark     bool // the terminal reports a dark background
	plain    bool // NO_COLOR
	noStyles bool // the terminal shows no colours or attributes
	basic    bool // it has sixteen colours at most
	theme    *theme.Theme

	width, height int

	memory            state.State
	revision          int              // of memory; the latest one is saved
	notifications     []notification   // the first is on the screen
	notificationSince time.Time        // when the first one appeared
	opened            []config.Account // the accounts that are open
	desktop           func(title, words string) string

	typed confirm.History // what was typed last
	gate  confirm.Gate    // of the confirmation on the screen
}

func (e *env) paint() {
	switch {
	case e.noStyles:
		e.theme = theme.Bare()
	case e.plain:
		e.theme = theme.Plain()
	case e.basic:
		e.theme = theme.Basic(e.parts.Settings.Theme, e.dark)
	default:
		e.theme = theme.New(e.parts.Settings.Theme, e.dark)
	}
}
