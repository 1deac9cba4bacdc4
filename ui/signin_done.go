package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/format"
	"quipu/safe"
	"quipu/ui/text"
)

// signedInDelay is how long a paper account is shown before the portfolio opens. A live
// account waits for a key.
const signedInDelay = 2 * time.Second

const signedOutText = "Signed out: the token is deleted here. Alpaca keeps it valid until you revoke the app on its dashboard."

const refusedText = "Alpaca no longer accepts this token: sign in again."

// signedInState is the view that shows which account was opened.
type signedInState struct {
	session session
	read    bool
	account client.Account
	problem string
	reading reading // of the account, tried again until it works
}

// openSession connects to the account of a session and reads it.
func (m Model) openSession(s session) (Model, tea.Cmd) {
	access, err := m.parts.Connect(m.parts.Settings, s.account, s.credential)
	if err != nil {
		return m.enterConnect("The account could not be opened: " + safe.Line(err.Error(), 300))
	}
	s.access, s.open, s.readOnly = access, true, m.parts.Settings.ReadOnly
	m = m.enter(signedInPage)
	m.signedIn = signedInState{session: s}
	return m.readAccount()
}

func (m Model) updateSignedIn(msg any) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case accountRead:
		return m.onAccountRead(msg)
	case credentialJudged:
		if msg.verdict.Refused {
			return m.leaveRefused(m.signedIn.session, msg.err, msg.verdict)
		}
		return m.onUnconfirmed(msg.err)
	case ticked:
		if s := &m.signedIn; s.reading.err != nil && s.reading.due(m.now, 0) {
			return m.readAccount()
		}
		return m, nil
	case delayPassed:
		return m.openAccount(m.signedIn.session)
	case tokenDeleted:
		return m.onSignedOut(msg.err)
	case tea.KeyPressMsg:
		return pressed(m, m.signedInActions(), msg)
	}
	return m, nil
}

func (m Model) onAccountRead(msg accountRead) (Model, tea.Cmd) {
	var answer *client.Error
	switch {
	case errors.As(msg.err, &answer) && answer.Status == http.StatusUnauthorized:
		m.signedIn.problem = "Alpaca refused the sign-in once. Asking again…"
		return m, judge(m.ctx, m.generation, m.signedIn.session.access, msg.err)
	case msg.err != nil:
		m.signedIn.reading.end(m.now, msg.err)
		m.signedIn.problem = safe.Line(msg.err.Error(), 300)
		return m, nil
	}
	m.signedIn.reading.end(m.now, nil)
	m.signedIn.read, m.signedIn.account, m.signedIn.problem = true, msg.account, ""
	switch {
	case m.signedIn.session.account == config.Live:
		return m, nil
	case m.signedIn.session.stored:
		return m.openAccount(m.signedIn.session)
	default:
		return m, waitFor(m.generation, signedInDelay)
	}
}

// leaveRefused returns to connect because the broker refuses the credential.
func (m Model) leaveRefused(s session, err error, verdict app.Verdict) (Model, tea.Cmd) {
	account, kind := s.account, s.credential.Kind
	notice := refusedText + " (" + safe.Line(err.Error(), 200) + ")"
	switch {
	case kind == app.KeyPair:
		notice = "Alpaca refused the API keys from the environment. Check APCA_API_KEY_ID and APCA_API_SECRET_KEY, and that they belong to the " + string(account) + " account."
	case kind == app.EnvironmentToken:
		notice = "Alpaca refused the OAuth token from the environment. Check APCA_API_OAUTH_TOKEN, and that it belongs to the " + string(account) + " account."
	case verdict.Newer:
		notice = "Alpaca refused the token that was used. A newer one is stored: press enter to open the account with it."
	case verdict.Err != nil:
		notice = "Alpaca refused this token, and it could not be deleted: " + safe.Line(verdict.Err.Error(), 200)
	}
	return m.enterConnect(notice)
}

func (m Model) signedInActions() []action[Model] {
	s := m.signedIn
	return []action[Model]{
		{Binding: describe(keys.Continue, "try again"), when: s.problem != "", do: Model.readAgain},
		{Binding: keys.Continue, when: s.problem == "" && s.read, do: func(m Model) (Model, tea.Cmd) { return m.openAccount(s.session) }},
		{Binding: keys.SignOut, when: !s.session.keys, do: func(m Model) (Model, tea.Cmd) {
			return m, deleteToken(m.ctx, m.generation, m.parts.Tokens, s.session.account)
		}},
		{Binding: keys.Back, when: true, do: func(m Model) (Model, tea.Cmd) { return m.enterConnect("") }},
		{Binding: keys.Help, when: true, do: Model.openHelp},
	}
}

func (m Model) readAccount() (Model, tea.Cmd) {
	m.signedIn.reading.begin(m.now)
	return m, readAccount(m.ctx, m.generation, m.signedIn.session.access.Broker)
}

// onUnconfirmed reads the account again after a 401 that a second answer did not
// confirm: at once the first time, later as after any failure.
func (m Model) onUnconfirmed(err error) (Model, tea.Cmd) {
	s := &m.signedIn
	first := s.reading.err == nil
	s.reading.end(m.now, err)
	if first {
		return m.readAccount()
	}
	s.problem = safe.Line(err.Error(), 300)
	return m, nil
}

// readAgain is what a person asks for.
func (m Model) readAgain() (Model, tea.Cmd) {
	if m.signedIn.reading.wait {
		return m, nil
	}
	m.signedIn.problem = ""
	return m.readAccount()
}

// nextTry says when the account is read again by itself, "" while that is not
// known.
func (s signedInState) nextTry(now time.Time) string {
	if s.reading.wait || s.reading.err == nil {
		return ""
	}
	return "Next try in " + format.Span(s.reading.backoff.Next().Sub(now)) + "."
}

func (m Model) onSignedOut(err error) (Model, tea.Cmd) {
	if err != nil {
		m.signedIn.problem = "The token could not be deleted: " + safe.Line(err.Error(), 200)
		return m, nil
	}
	return m.enterConnect(signedOutText)
}

func (m Model) viewSignedIn() []string {
	t, s := m.theme, m.signedIn
	lines := []string{""}
	switch {
	case s.problem != "":
		lines = append(lines, t.Brand.Render("Signed in.")+"   "+m.badge(m.signedIn.session.account), "", t.Text.Render("The account cannot be read yet."), "")
		for _, line := range text.Wrap(s.problem, m.width-4) {
			lines = append(lines, t.Notice.Render(line))
		}
		if next := s.nextTry(m.now); next != "" {
			lines = append(lines, "", t.Muted.Render(next))
		}
		return text.Indent(lines, 2)
	case !s.read:
		return text.Indent(append(lines, t.Muted.Render("Reading the account…")), 2)
	}
	row := func(label, value string) string {
		return t.Muted.Render(text.PadRight(label, 14)) + value
	}
	dot := t.Muted.Render(" · ")
	account := t.Text.Render(s.account.Number) + dot + m.badge(m.signedIn.session.account)
	if long := account + dot + t.Text.Render(strings.ToLower(s.account.Status)); lipgloss.Width(long) <= m.width-18 {
		account = long
	}
	equity := format.AccountMoney(format.Options{Currency: s.account.Currency}, s.account.Equity.NullDecimal)
	if m.parts.Settings.Private {
		equity = format.Masked
	}
	lines = append(lines,
		t.Brand.Render("Signed in."), "",
		row("Account", account),
		row("Equity", t.Strong.Render(equity)),
		row("Permissions", t.Text.Render(text.Clip(m.grantedScopes(), m.width-18))),
		row("Token", t.Text.Render(text.Clip(m.tokenPlace(), m.width-18))),
	)
	if note := app.GrantedOtherwise(m.signedIn.session.asked.Of(m.parts.Settings), m.signedIn.session.scope); note != "" && !m.signedIn.session.stored {
		for _, line := range text.Wrap(note, m.width-4) {
			lines = append(lines, t.Notice.Render(line))
		}
	}
	switch {
	case m.signedIn.session.account == config.Live && !m.parts.Demo:
		lines = append(lines, "", t.Notice.Render(text.Clip("This is real money. Press enter to continue.", m.width-4)))
	case m.signedIn.session.account == config.Live:
		lines = append(lines, "", t.Muted.Render(text.Clip("Press enter to continue.", m.width-4)))
	default:
		lines = append(lines, "", t.Muted.Render(text.Clip("Opening the portfolio in 2 s.", m.width-4)))
	}
	return text.Indent(lines, 2)
}

// grantedScopes describes the granted scopes, which may differ from those requested.
func (m Model) grantedScopes() string {
	granted, known := m.signedIn.session.credential.Granted()
	switch {
	case m.parts.Settings.ReadOnly && len(granted) > 0:
		return scopeText(granted) + " (used read-only)"
	case m.parts.Settings.ReadOnly:
		return scopeText(nil) + " (read-only)"
	case m.signedIn.session.keys:
		return "everything the " + credentialNouns[m.signedIn.session.credential.Kind] + " allows"
	case !known:
		return "not said by the broker"
	default:
		return scopeText(granted)
	}
}

// tokenPlace says where the token is stored.
func (m Model) tokenPlace() string {
	switch {
	case m.signedIn.session.keys:
		return "none: " + credentialNames[m.signedIn.session.credential.Kind]
	case m.signedIn.session.saveErr != nil:
		return "in memory only, it could not be stored: " + safe.Line(m.signedIn.session.saveErr.Error(), 200)
	default:
		return "in " + m.signedIn.session.place.String()
	}
}

// tokenProblem says why a stored token cannot be used, "" if there is none.
func tokenProblem(err error) string {
	if errors.Is(err, auth.ErrNoToken) || errors.Is(err, context.Canceled) {
		return ""
	}
	var other *app.OtherBrokerError
	if errors.As(err, &other) {
		return "The stored token was issued for another API than " + safe.Line(other.Broker, 200) + " (api_url): it is not used. Sign in to get one for this API."
	}
	return "The stored token cannot be used: " + safe.Line(err.Error(), 300)
}
