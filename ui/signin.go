package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
	"quipu/safe"
	"quipu/ui/form"
	"quipu/ui/qr"
)

// waitingState is a sign-in in progress. The callback, a pasted address, esc or the
// deadline ends it.
type waitingState struct {
	account   config.Account
	asks      app.Permission
	begun     bool
	attempt   Attempt
	qr, small qr.Code   // in half blocks, in sextants
	drawing   qrDrawing // chosen by the user
	exchanged bool      // a code has arrived and is being exchanged
	message   string
	isProblem bool    // the message is a problem
	copied    copying // what was copied last
	plain     bool    // the link alone on the screen
	pasting   bool
	form      form.Form // of an address, or of a finish code
	session   session   // once the token is there

	fromAccount bool // it began in the open account, where esc returns to

	finishing bool // an approval waits for its finish code
	finishBy  time.Time
}

func (m Model) enterWaiting(account config.Account, asks app.Permission) (Model, tea.Cmd) {
	m = m.enter(waitingPage)
	m.waiting = waitingState{account: account, asks: asks}
	return m, beginSignIn(m.ctx, m.generation, m.parts, account, asks)
}

// leaveWaiting ends a sign-in and returns to where it began. The token and the account
// that were there before stay as they are.
func (m Model) leaveWaiting(reason string) (Model, tea.Cmd) {
	at := m.index(m.waiting.account)
	if !m.waiting.fromAccount || at < 0 {
		return m.enterConnect(reason)
	}
	m.accounts = slices.Clone(m.accounts)
	m.accounts[at].portfolio.message = reason
	return m.show(at)
}

func (m Model) updateWaiting(msg any) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case attemptBegun:
		return m.onAttemptBegun(msg)
	case codeArrived:
		m.waiting.exchanged = true
		m.waiting.pasting, m.waiting.finishing, m.waiting.plain = false, false, false
		return m, nil
	case resultReceived:
		return m.onResultReceived(msg.result)
	case tokenSaved:
		m.waiting.session.place, m.waiting.session.saveErr = msg.place, msg.err
		kept := m.rememberPermission(m.waiting.account, m.waiting.asks, m.generation)
		next, cmd := m.openSession(m.waiting.session)
		return next, tea.Batch(kept, cmd)
	case approvalArrived:
		return m.onApprovalArrived(msg)
	case finishTried:
		return m.onFinishTried(msg)
	case pasteTried:
		return m.onPasteTried(msg.err), nil
	case copied:
		return m.onCopied(msg), nil
	case linkDue:
		return m.onLinkDue()
	case browserOpened:
		return m.setMessage("Your browser is open: approve there.", "No browser could be started; open the link yourself: ", msg.err), nil
	case approved:
		return m.setMessage("Approved as the demo user.", "The demo's page did not approve: ", msg.err), nil
	case tea.PasteMsg:
		return m.onPaste(msg)
	case tea.KeyPressMsg:
		return pressed(m, m.waitingActions(), msg)
	}
	return m, nil
}

func (m Model) onAttemptBegun(msg attemptBegun) (Model, tea.Cmd) {
	if msg.err != nil {
		return m.leaveWaiting("Sign-in did not start: " + safe.Line(msg.err.Error(), 300))
	}
	m.now = msg.at
	m.waiting.begun = true
	m.waiting.attempt = msg.attempt
	if !m.noStyles {
		m.waiting.qr, m.waiting.small = qr.HalfBlocks(msg.attempt.link(), m.theme), qr.Sextants(msg.attempt.link(), m.theme)
	}
	return m, tea.Batch(
		receive(m.generation, msg.attempt.Result, func(r auth.Result) any { return resultReceived{r} }),
		awaitCode(m.ctx, m.generation, msg.attempt.Exchanging),
		awaitApproval(m.ctx, m.generation, m.parts, msg.attempt.Arrived),
	)
}

func (m Model) onResultReceived(result auth.Result) (Model, tea.Cmd) {
	if result.Err != nil {
		return m.leaveWaiting(signInProblem(result.Err))
	}
	m.waiting.exchanged, m.waiting.plain = true, false
	m.waiting.session = sessionOf(result.Token)
	m.waiting.session.asked = m.waiting.asks
	return m, saveToken(m.ctx, m.generation, m.parts.Tokens, result.Token)
}

// signInProblem says why a sign-in failed and what to do.
func signInProblem(err error) string {
	switch {
	case errors.Is(err, auth.ErrDenied):
		return "You declined on Alpaca's page. Nothing was changed; choose again when you like."
	case errors.Is(err, auth.ErrDeclined):
		return "It was declined on the page of the short link. Nothing was changed; sign in again when you like."
	case errors.Is(err, auth.ErrTimeout):
		return "No approval came within the time. If Alpaca's page showed an error, check that the app's client id is right and that the redirect address is registered with it, letter for letter."
	default:
		return safe.Line(err.Error(), 400)
	}
}

func (m Model) setMessage(good, bad string, err error) Model {
	m.waiting.message, m.waiting.isProblem = good, false
	if err != nil {
		m.waiting.message, m.waiting.isProblem = safe.Sentence(bad+safe.Line(err.Error(), 200)), true
	}
	return m
}

func (m Model) waitingActions() []action[Model] {
	switch w := m.waiting; {
	case !w.begun || w.exchanged:
		return m.approvalActions()
	case m.asksFinishCode():
		return formActions(w.form, Model.onFinishForm)
	case w.pasting:
		return formActions(w.form, Model.onPasteForm)
	case w.plain:
		return m.plainActions()
	default:
		return m.approvalActions()
	}
}

// approvalActions are the actions of the view with the code and the link.
func (m Model) approvalActions() []action[Model] {
	w := m.waiting
	open := w.begun && !w.exchanged
	redraw := keys.Drawing
	if open {
		redraw = describe(redraw, m.nextDrawingText())
	}
	return []action[Model]{
		{Binding: keys.Approve, when: open && m.parts.Approve != nil, do: Model.approve},
		{Binding: keys.Browser, when: open && !m.parts.Environment.Remote(), do: func(m Model) (Model, tea.Cmd) {
			return m, openBrowser(m.ctx, m.generation, m.parts.OpenBrowser, w.attempt.URL)
		}},
		{Binding: keys.CopyLink, when: open, do: func(m Model) (Model, tea.Cmd) { return m.copyFrom(w.attempt.link(), copyLink) }},
		{Binding: keys.Paste, when: open, do: Model.openPasteForm},
		{Binding: redraw, when: open && m.canRedraw(), do: Model.nextDrawing},
		{Binding: keys.CopyForward, when: open && m.forward() != "", do: func(m Model) (Model, tea.Cmd) { return m.copyFrom(m.forward(), copyCommand) }},
		{Binding: keys.PlainLink, when: open, do: Model.showPlain},
		{Binding: keys.Back, when: true, do: func(m Model) (Model, tea.Cmd) { return m.leaveWaiting(m.signInAgainReason(w.account)) }},
		{Binding: keys.Help, when: true, do: Model.openHelp},
	}
}

func (m Model) approve() (Model, tea.Cmd) {
	m.waiting.message, m.waiting.isProblem = "Approving as the demo user…", false
	return m, approveAsDemo(m.ctx, m.generation, m.parts.Approve, m.waiting.attempt.URL)
}

// signInAgainReason says why an open account needs a new sign-in, "" if it does not.
func (m Model) signInAgainReason(account config.Account) string {
	if at := m.index(account); at >= 0 && m.accounts[at].refused() {
		return refusedText + " esc shows its last figures."
	}
	return ""
}

func (m Model) openPasteForm() (Model, tea.Cmd) {
	m.waiting.pasting, m.waiting.message = true, ""
	m.waiting.form = form.New(form.Options{Submit: "submit"},
		form.Field{Name: "address", Placeholder: "the page's address", Limit: 4096})
	return m, nil
}

func (m Model) onPasteForm(f form.Form, event form.Event) (Model, tea.Cmd) {
	m.waiting.form = f
	switch event {
	case form.Canceled:
		m.waiting.pasting = false
	case form.Submitted:
		return m, tryPaste(m.generation, m.waiting.attempt.Paste, f.Value("address"))
	}
	return m, nil
}

// onPaste tries pasted text at once, also without p: a field would drop the line breaks
// of a wrapped address.
func (m Model) onPaste(msg tea.PasteMsg) (Model, tea.Cmd) {
	if !m.waiting.begun || m.waiting.exchanged || strings.TrimSpace(msg.Content) == "" {
		return m, nil
	}
	m.waiting.plain = false
	if m.asksFinishCode() && !strings.ContainsAny(msg.Content, "?/#") {
		return m, tryFinish(m.generation, m.waiting.attempt.Finish, msg.Content)
	}
	return m, tryPaste(m.generation, m.waiting.attempt.Paste, msg.Content)
}

func (m Model) onPasteTried(err error) Model {
	if err == nil {
		m.waiting.pasting, m.waiting.finishing = false, false
		m.waiting.exchanged = true
	}
	return m.setMessage("Address accepted.", "", err)
}

// timeLeft is the time until the deadline of the attempt.
func (m Model) timeLeft() time.Duration { return m.waiting.attempt.Deadline.Sub(m.now) }
