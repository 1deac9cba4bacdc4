// Package ui is the Bubble Tea program: one model, a file per view.
//
//	key, size, tick ─▶ Update ─▶ the view's update ─▶ state ─▶ View ─▶ terminal
//	                                  │ commands
//	                                  ▼
//	       auth, client, token store (through Parts), each under the view's context
//	                                  │ channels: results, snapshots
//	                                  ▼
//	               receive(ch) ─▶ a message that carries the generation's number ─▶ Update
//
// Only Update changes state; Update and View do no I/O and read no clock. Leaving a
// view cancels its context, and late replies to it are dropped by their generation.
package ui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/confirm"
)

// MinWidth and MinHeight are the smallest window, in cells, that is drawn.
const (
	MinWidth  = 40
	MinHeight = 12
)

type page int

const (
	connectPage page = iota
	waitingPage
	signedInPage
	portfolioPage
)

// Model is the whole program's state. Its zero value is not usable: see New.
type Model struct {
	env
	root context.Context //nolint:containedctx // parent of all other contexts

	page        page
	help        bool
	helpTop     int // first visible line of the help
	interrupted bool
	fault       Fault // a panic that ends the program

	generations int             // counts generations of pages and accounts
	generation  int             // of the open page, 0 while an account is shown
	ctx         context.Context //nolint:containedctx // of the open page
	cancel      context.CancelFunc

	accounts []account // the open ones
	shown    int       // index of the one on the screen, or that esc returns to

	connect  connectState
	waiting  waitingState
	signedIn signedInState
}

// Options describe the terminal and the start of the program.
type Options struct {
	Now      time.Time // when the program started
	Plain    bool      // no colours (NO_COLOR)
	NoStyles bool      // a terminal without colours and attributes: no QR code, and marks in the text
	Basic    bool      // a terminal of sixteen colours at most

	Width, Height int // of the window, in cells; 0 until it is known

	// Desktop gives the escape sequence of a desktop notification; nil if the terminal
	// is not known to support one.
	Desktop func(title, words string) string
}

// New gives the program at its connect view. Everything that it starts ends with ctx.
func New(ctx context.Context, parts Parts, opt Options) Model {
	m := Model{root: ctx, cancel: func() {}, env: env{
		parts: parts, now: opt.Now, dark: true, plain: opt.Plain, noStyles: opt.NoStyles, basic: opt.Basic,
		width: opt.Width, height: opt.Height, memory: parts.State, desktop: opt.Desktop,
	}}
	m.paint()
	m, _ = m.enterConnect(parts.StateNotice)
	m.connect.opening = true
	return m
}

// Interrupted reports whether the program ended by ctrl+c.
func (m Model) Interrupted() bool { return m.interrupted }

// Init implements tea.Model.
func (m Model) Init() tea.Cmd {
	cmds := []tea.Cmd{tick(m.parts), tea.RequestBackgroundColor}
	if m.parts.Tokens != nil {
		cmds = append(cmds, loadToken(m.ctx, m.generation, m.parts.Tokens, m.parts.Settings.Account))
	}
	return recoverPanics(tea.Batch(cmds...))
}

// Update implements tea.Model.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if in, is := msg.(confirm.Input); is {
		m.typed, msg = m.typed.Next(in), in.Msg
	}
	next, cmd := m.update(msg)
	next, mark := next.watchConfirmation()
	if mark != nil {
		cmd = tea.Batch(cmd, mark)
	}
	if link := next.writeLink(m, msg); link != nil {
		cmd = tea.Batch(cmd, link)
	}
	return next, recoverPanics(cmd)
}

// update handles what concerns every view and passes the rest to the open view.
func (m Model) update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case panicked:
		m.fault = msg.fault
		return m, tea.Quit
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		if m.page == portfolioPage {
			return m.deliver(m.shown, msg)
		}
		return m, nil
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.paint()
		return m, nil
	case ticked:
		if msg.demo == m.parts.Demo { // a tick from before the demo may be late
			m.now = msg.at
		}
		next, cmd := m.view(msg)
		return next, tea.Batch(tick(m.parts), cmd)
	case confirm.Written:
		return m.onWritten(msg)
	case reply:
		if msg.generation != m.generation {
			return m.onReply(msg.generation, msg.payload)
		}
		return m.view(msg.payload)
	case tea.KeyPressMsg:
		return m.key(msg)
	}
	return m.view(msg)
}

// key handles the keys that work everywhere, and those of the open help.
func (m Model) key(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, keys.Interrupt):
		m.interrupted = true
		return m, tea.Quit
	case key.Matches(msg, keys.Suspend):
		return m, tea.Suspend
	case m.help:
		return pressed(m, m.helpActions(), msg)
	}
	return m.view(msg)
}

// view passes a message to the open view.
func (m Model) view(msg any) (Model, tea.Cmd) {
	switch m.page {
	case waitingPage:
		return m.updateWaiting(msg)
	case signedInPage:
		return m.updateSignedIn(msg)
	case portfolioPage:
		return m.updateShown(msg)
	default:
		return m.updateConnect(msg)
	}
}

// updateShown passes a message to the account on the screen.
func (m Model) updateShown(msg any) (Model, tea.Cmd) {
	switch msg.(type) {
	case ticked:
		m.expireNotification()
	case tea.MouseMsg:
		if m.help {
			return m, nil
		}
	}
	return m.deliver(m.shown, msg)
}

// leave ends what the open page has started.
func (m Model) leave() Model {
	m.cancel()
	m.ctx, m.cancel, m.generation = m.root, func() {}, 0
	m.help = false
	return m
}

// enter leaves the open page and enters another.
func (m Model) enter(p page) Model {
	m = m.leave()
	m.ctx, m.cancel = context.WithCancel(m.root)
	m.generations++
	m.generation = m.generations
	m.page = p
	return m
}
