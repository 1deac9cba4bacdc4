package environment

import "github.com/charmbracelet/x/ansi"

// screenString is the longest string that GNU screen passes on; what is longer
// lands on the screen as text. Its limit is 768 bytes with what is around.
const screenString = 760

// Clipboard is the escape sequence that hands text to the clipboard of the
// person's terminal (OSC 52), as it has to be sent through tmux or screen. tmux
// takes it itself with set-clipboard on and lets it through with
// allow-passthrough on: it gets both.
func (h Environment) Clipboard(text string) string {
	sequence := ansi.SetSystemClipboard(text)
	switch h.Mux {
	case "tmux":
		return sequence + ansi.TmuxPassthrough(sequence)
	case "screen":
		return ansi.ScreenPassthrough(sequence, screenString)
	default:
		return sequence
	}
}
