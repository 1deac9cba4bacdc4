package text

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Style is the escape sequences before and after a text. Keep it: making it from a
// lipgloss style costs more than writing a line. The zero Style is the terminal's own.
type Style struct{ before, after string }

// StyleOf gives what a style writes around a text.
func StyleOf(style lipgloss.Style) Style {
	before, after, _ := strings.Cut(style.Render("x"), "x")
	return Style{before, after}
}

// Line writes a line of styled texts. It writes a sequence only where the style
// changes: fewer bytes for the terminal. The zero Line is empty.
type Line struct {
	written strings.Builder
	style   Style
}

// Write adds a text in a style.
func (l *Line) Write(text string, s Style) {
	l.change(s)
	l.written.WriteString(text)
}

// Rune adds one rune in a style.
func (l *Line) Rune(r rune, s Style) {
	l.change(s)
	l.written.WriteRune(r)
}

// Blank adds n blanks in the style of what stands before them.
func (l *Line) Blank(n int) {
	for range n {
		l.written.WriteByte(' ')
	}
}

// End gives the line and begins the next one.
func (l *Line) End() string {
	l.change(Style{})
	line := l.written.String()
	l.written = strings.Builder{}
	return line
}

func (l *Line) change(s Style) {
	if s == l.style {
		return
	}
	l.written.WriteString(l.style.after)
	l.written.WriteString(s.before)
	l.style = s
}
