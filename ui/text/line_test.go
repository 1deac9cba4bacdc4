package text

import (
	"testing"

	"charm.land/lipgloss/v2"
)

func TestALineChangesItsStyleOnlyWhereItDiffers(t *testing.T) {
	bold, faint := StyleOf(lipgloss.NewStyle().Bold(true)), StyleOf(lipgloss.NewStyle().Faint(true))
	var l Line
	l.Write("a", Style{})
	l.Write("b", bold)
	l.Blank(2)
	l.Rune('京', bold)
	l.Write("c", faint)
	l.Blank(-1)
	if got, want := l.End(), "a\x1b[1mb  京\x1b[m\x1b[2mc\x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	l.Write("d", Style{})
	if got := l.End(); got != "d" {
		t.Errorf("the next line is %q", got)
	}
}
