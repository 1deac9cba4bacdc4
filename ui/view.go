package ui

import (
	"fmt"
	"runtime/debug"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/config"
	"quipu/safe"
	"quipu/ui/text"
)

// View implements tea.Model. It draws from the model alone.
func (m Model) View() tea.View {
	v := tea.NewView(strings.Join(m.screen(), "\n"))
	v.AltScreen = true
	v.WindowTitle = m.title()
	if m.page == portfolioPage && m.parts.Settings.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	// Where the terminal can tell, a key that is held down confirms nothing.
	v.KeyboardEnhancements.ReportEventTypes = m.shownConfirmation() != ""
	return v
}

func (m Model) title() string {
	switch m.page {
	case signedInPage:
		return "quipu " + m.signedIn.session.account.Caps()
	case portfolioPage:
		return "quipu " + m.accounts[m.shown].session.account.Caps()
	default:
		return "quipu"
	}
}

// screen gives exactly as many lines as the window has rows, none of them
// wider than it: the terminal would cut a figure.
func (m Model) screen() []string {
	lines := m.lines()
	for i := range lines {
		lines[i] = text.Clip(lines[i], m.width)
	}
	return lines
}

// lines gives the views below each other. Each fits the window by itself. Before the
// first size is known there is nothing to draw.
func (m Model) lines() []string {
	if m.width < 1 || m.height < 1 {
		return nil
	}
	if m.width < MinWidth || m.height < MinHeight {
		return m.tooSmall()
	}
	if m.waitingPlain() {
		return m.addPlainFooter(text.Fill(m.body(), m.height))
	}
	body := text.Fill(m.body(), m.inner()-1)
	lines := append(body, m.footer())
	if m.framed() {
		rule := m.liveRule()
		lines = append(append([]string{rule}, lines...), rule)
	}
	return lines
}

func (m Model) body() []string {
	if m.help {
		return m.viewHelp()
	}
	switch m.page {
	case waitingPage:
		return m.viewWaiting()
	case signedInPage:
		return m.viewSignedIn()
	case portfolioPage:
		return m.current().viewPortfolio()
	default:
		return m.viewConnect()
	}
}

// framed reports whether the frame of a live account is drawn: from the start of its
// sign-in.
func (m Model) framed() bool {
	switch m.page {
	case waitingPage:
		return m.waiting.account == config.Live
	case signedInPage:
		return m.signedIn.session.live()
	case portfolioPage:
		return m.accounts[m.shown].session.live()
	default:
		return false
	}
}

// inner is the number of rows inside the frame, with the footer.
func (m Model) inner() int {
	if m.framed() {
		return m.height - 2
	}
	return m.height
}

func (m Model) liveRule() string {
	words := " LIVE · REAL MONEY "
	if m.parts.Demo {
		words = " LIVE · DEMO MONEY "
	}
	side := max(m.width-lipgloss.Width(words), 0) / 2
	return m.theme.LiveRule.Render(strings.Repeat("━", side)) + m.theme.Live.Render(words) +
		m.theme.LiveRule.Render(strings.Repeat("━", max(m.width-side-lipgloss.Width(words), 0)))
}

// waitingPlain reports whether the plain link is shown.
func (m Model) waitingPlain() bool { return m.page == waitingPage && m.waiting.plain && !m.help }

func (m Model) tooSmall() []string {
	words := fmt.Sprintf("quipu needs %d×%d, this window is %d×%d", MinWidth, MinHeight, m.width, m.height)
	return text.Fill(text.Wrap(words, m.width), m.height)
}

// panicked reports a panic in a command.
type panicked struct{ fault Fault }

// Fault is a panic in a command: its message on one line, and the stack.
type Fault struct {
	Message string
	Stack   string
}

// Fault gives the panic that ended the program, if one did.
func (m Model) Fault() (Fault, bool) { return m.fault, m.fault.Message != "" }

// recoverPanics turns a panic in a command into a message: the program quits with the
// terminal restored, and then reports the panic. Bubble Tea restores it as well, but
// may exit before its report is written.
func recoverPanics(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if said := recover(); said != nil {
				msg = panicked{Fault{safe.Line(fmt.Sprint(said), 200), string(debug.Stack())}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = recoverPanics(batch[i])
			}
		}
		return msg
	}
}
