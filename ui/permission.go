package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/client"
	"quipu/config"
)

// permission is what a person has chosen that a sign-in to an account asks for. In the
// demo it begins with trading: who tries it wants to see an order fill, and no money is
// at stake.
func (e env) permission(account config.Account) app.Permission {
	switch chosen := app.Permission(e.memory.Permissions[string(account)]); {
	case chosen == app.View, chosen == app.Trade:
		return chosen
	case e.parts.Demo:
		return app.Trade
	}
	return app.View
}

// asks is what a sign-in to an account asks for within read_only and scopes.
func (e env) asks(account config.Account) app.Permission {
	if app.WhyNoTrading(e.parts.Settings) != "" {
		return app.View
	}
	return e.permission(account)
}

// opened gives the credential of the account of an option: of the open account, else
// the stored token.
func (m Model) heldBy(w signInOption) (app.Credential, bool) {
	if at := m.index(w.account); at >= 0 && m.accounts[at].signedIn() {
		return m.accounts[at].session.credential, true
	}
	return m.connect.credential, m.connect.stored != ""
}

// chosenPermission is that of an option: what its token may do, until the person
// chooses to ask for something else.
func (m Model) chosenPermission(w signInOption) app.Permission {
	if c, held := m.heldBy(w); held && !m.connect.changed {
		return permissionOf(c)
	}
	return m.asks(w.account)
}

func permissionOf(c app.Credential) app.Permission {
	if c.Trades() {
		return app.Trade
	}
	return app.View
}

// signsInAnew reports whether an option asks for another permission than its token has.
func (m Model) signsInAnew(w signInOption) bool {
	c, held := m.heldBy(w)
	return w.kind == byOAuth && held && m.parts.Settings.ClientID != "" && m.chosenPermission(w) != permissionOf(c)
}

// permissionAction changes what the sign-in of an option asks for, or says why it
// cannot.
func (m Model) permissionAction(w signInOption, free bool) action[Model] {
	act := action[Model]{Binding: keys.Permission, when: free && w.kind == byOAuth && m.parts.Settings.ClientID != ""}
	if why := app.WhyNoTrading(m.parts.Settings); why != "" {
		act.shown, act.do = unlisted, func(m Model) (Model, tea.Cmd) {
			m.connect.message = why
			return m, nil
		}
		return act
	}
	other := app.Trade
	if m.chosenPermission(w) == app.Trade {
		other = app.View
		act.Binding = describe(act.Binding, "view only")
	}
	act.do = func(m Model) (Model, tea.Cmd) {
		m.connect.changed, m.connect.message = true, ""
		cmd := m.rememberPermission(w.account, other, m.generation)
		return m, cmd
	}
	return act
}

// rememberPermission keeps a choice for the next sign-ins.
func (e *env) rememberPermission(account config.Account, p app.Permission, generation int) tea.Cmd {
	if e.permission(account) == p {
		return nil
	}
	kept := map[string]string{string(account): string(p)}
	for name, other := range e.memory.Permissions {
		if name != string(account) {
			kept[name] = other
		}
	}
	e.memory.Permissions = kept
	return e.saveMemory(generation)
}

// permissionWords are the permission of an option, and what it includes.
func (m Model) permissionWords(w signInOption) (permission, includes string) {
	c, held := m.heldBy(w)
	granted, known := c.Granted()
	switch p := m.chosenPermission(w); {
	case w.kind == byKeys:
		return "everything the " + credentialNouns[w.credential.Kind] + " allows", ""
	case m.parts.Settings.ReadOnly:
		return "read-only", scopeText(nil)
	case !held || m.signsInAnew(w):
		return p.String(), scopeText(p.Of(m.parts.Settings).Scopes)
	case known:
		return p.String(), scopeText(granted)
	}
	return "not said by the broker", ""
}

// whyMayNotTrade says in a sentence which permission is missing to send orders, "" for
// none, and whether another sign-in can give it.
func (a account) whyMayNotTrade() (why string, offer bool) {
	s := a.session
	switch bound := app.WhyNoTrading(a.parts.Settings); {
	case a.parts.Settings.ReadOnly:
		return bound, false
	case s.readOnly:
		return "This account was opened read-only. Go back to the accounts and open it again.", false
	case s.credential.Trades() && !s.mayNotTrade:
		return "", false
	case s.keys:
		return "Alpaca refused to take orders from the " + credentialNouns[s.credential.Kind] + " of the environment.", false
	case bound != "":
		return bound, false
	case s.access.TypesSymbol && !a.parts.Settings.AllowLive:
		return "Live trading is off: allow_live in the config file turns it on.", false
	case a.parts.Settings.ClientID == "":
		return "This sign-in can view the account, but not trade.", false
	}
	return "This sign-in can view " + a.accountName() + ", but not trade on it.", true
}

// tradeAction is an action that has the broker do something. Where nothing can be sent,
// its key says why.
func (a account) tradeAction(act action[account]) action[account] {
	return a.actionOf(act, func(a account) account { return a })
}

// reduceAction is such an action that cancels or closes. A permission that the broker has
// refused before does not keep it back: the broker decides each time.
func (a account) reduceAction(act action[account]) action[account] {
	return a.actionOf(act, account.unrefused)
}

func (a account) actionOf(act action[account], judged func(account) account) action[account] {
	if act.when && !judged(a).mayTrade() {
		act.name, act.shown, act.do = "", unlisted, func(a account) (account, tea.Cmd) { return a.sayWhyNotTrade(judged(a)) }
	}
	return act
}

// unrefused is the account as if the broker had refused nothing for want of a permission.
func (a account) unrefused() account {
	a.session.mayNotTrade = false
	return a
}

// sayWhyNotTrade says why nothing can be sent, and offers to sign in with the permission
// where that is what is missing.
func (a account) sayWhyNotTrade(judged account) (account, tea.Cmd) {
	if why, offer := judged.whyMayNotTrade(); offer {
		return a.ask(question{title: why + " Sign in again to trade?", yes: "sign in to trade", act: func(a account, _ string) (account, tea.Cmd) {
			return a.signInToTrade()
		}})
	}
	a.portfolio.message = judged.whyNotTrade()
	return a, nil
}

// signInToTrade signs in again with the permission to trade. The account stays open
// until that has worked.
func (a account) signInToTrade() (account, tea.Cmd) {
	name := a.session.account
	return a.open(func(m Model) (Model, tea.Cmd) {
		next, cmd := m.enterWaiting(name, app.Trade)
		next.waiting.fromAccount = true
		return next, cmd
	})
}

// hearOfScope takes note that the broker refused a change for want of a permission, or
// that it took one. What was granted was not known, or is no longer. A 401 that does not
// say so counts when a second one follows though the account was read in between: one
// alone may pass.
func (a *account) hearOfScope(err error) {
	var refusal *client.Error
	switch {
	case err == nil:
		a.session.mayNotTrade, a.session.refusedAt = false, time.Time{}
	case !errors.As(err, &refusal):
	case refusal.LacksScope():
		a.session.mayNotTrade = true
	case refusal.Unauthorized() && a.session.refusedAt.IsZero():
		a.session.refusedAt = a.now
	case refusal.Unauthorized():
		u := a.portfolio.update
		a.session.mayNotTrade = a.session.mayNotTrade || u.State == client.Fresh && u.Snapshot != nil && u.Snapshot.At.After(a.session.refusedAt)
	}
}
