package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/state"
	"quipu/ui/table"
	"quipu/ui/theme"
)

// session is what an account was signed in to with.
type session struct {
	account    config.Account
	credential app.Credential
	keys       bool // the environment's key pair or token: nothing is stored
	scope      string
	place      auth.Place
	stored     bool  // the token came from the store: nobody signed in just now
	saveErr    error // the token could not be stored
	access     Access
	open       bool
}

func (s session) live() bool { return s.open && s.account == config.Live }

// name is the account's name as it is shown: PAPER, LIVE.
func (s session) name() string { return strings.ToUpper(string(s.account)) }

// sessionOf is the session that a token opens.
func sessionOf(token auth.Token) session {
	return session{
		account:    config.Account(token.Env),
		credential: app.TokenCredential(token, auth.Place{}),
		scope:      token.Scope,
	}
}

// account is one account that is open: its session, its poller and its views.
// The one on the screen and those in the background are updated by the same code.
type account struct {
	env // of the message or the frame under way; update and view are given it

	session    session
	portfolio  portfolioState
	generation int             // every reply carries it
	ctx        context.Context //nolint:containedctx // of the account's poller and requests
	cancel     context.CancelFunc
	unfollow   context.CancelFunc // ends the poller alone; nil before the first
	numbers    int                // counts details and questions opened

	out effects // of the message under way
}

// effects is what an account's update changes outside of the account.
type effects struct {
	notifications []notification
	settings      *config.Settings
	page          func(Model) (Model, tea.Cmd) // opens another page or account; nil stays
}

// newAccount gives an account whose poller is not started yet, laid out as it was
// left the last time.
func newAccount(ctx context.Context, e env, s session, generation int) account {
	a := account{env: e, session: s, generation: generation}
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.portfolio = portfolioState{
		positions: table.New(positionsKind),
		orders:    ordersState{grid: table.New(ordersKind)},
		activity:  activityState{grid: table.New(activityKind)},
		lists:     listsState{grid: table.New(watchKind)},
	}
	a.recall()
	return a
}

// update takes in a message: a key on the account on the screen, or a reply that
// any account asked for. What the account changes of the environment is in the
// environment that it gives back.
func (a account) update(e env, msg any) (account, env, effects, tea.Cmd) {
	a.env, a.out = e, effects{}
	a, cmd := a.updatePortfolio(msg)
	e.now, e.memory, e.revision = a.now, a.memory, a.revision
	out := a.out
	a.env, a.out = env{}, effects{}
	return a, e, out, cmd
}

// notify says what has happened by itself.
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

// open opens another page when this message has been dealt with.
func (a account) open(page func(Model) (Model, tea.Cmd)) (account, tea.Cmd) {
	a.out.page = page
	return a, nil
}

// refused reports whether the account's token is accepted no longer: its figures
// are the last there were.
func (a account) refused() bool { return a.portfolio.update.State == client.Refused }

// signedIn reports whether it was opened by OAuth and is still accepted.
func (a account) signedIn() bool { return !a.session.keys && !a.refused() }

// framed reports whether a live account's frame stands around the view.
func (a account) framed() bool { return a.session.live() }

// inner is how many rows the frame leaves, the footer's among them.
func (a account) inner() int {
	if a.framed() {
		return a.height - 2
	}
	return a.height
}

// other is the account that is not this one.
func (a account) other() config.Account {
	if a.session.account == config.Live {
		return config.Paper
	}
	return config.Live
}

// env is what all accounts and pages share. An account may change the time, the
// memory and, by set, the settings.
type env struct {
	parts    Parts
	now      time.Time
	dark     bool // what the terminal says of its background
	plain    bool // NO_COLOR
	noStyles bool // the terminal cannot paint black on white
	basic    bool // it has sixteen colours at most
	theme    *theme.Theme

	width, height int

	memory            state.State
	revision          int              // of memory: the latest one is what is kept
	notifications     []notification   // what happened by itself, the first on the screen
	notificationSince time.Time        // when that one came up
	opened            []config.Account // the accounts that are open
	desktop           func(title, words string) string
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
