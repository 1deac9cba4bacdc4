package theme

import (
	"testing"

	"charm.land/lipgloss/v2"
)

// Gain and loss must differ from each other, from the text and from the frame
// of a live account, in every theme that has colours.
func TestMeaningsDiffer(t *testing.T) {
	for _, name := range []string{"dark", "light", "contrast", "colorblind", "auto", "no such theme"} {
		for _, dark := range []bool{true, false} {
			th := New(name, dark)
			shown := map[string]string{}
			for meaning, style := range map[string]lipgloss.Style{
				"text": th.Text, "gain": th.Gain, "loss": th.Loss, "live": th.LiveRule, "notice": th.Notice,
			} {
				painted := style.Render("x")
				if other, taken := shown[painted]; taken {
					t.Errorf("%s (dark %v): %s looks like %s", name, dark, meaning, other)
				}
				shown[painted] = meaning
			}
		}
	}
}

func TestAutoFollowsTheTerminal(t *testing.T) {
	if New("auto", true).Gain.Render("x") != New("dark", false).Gain.Render("x") || New("auto", false).Gain.Render("x") != New("light", true).Gain.Render("x") {
		t.Error("auto is not dark on dark and light on light")
	}
}

func TestPlainThemeColoursTheQRCodeAlone(t *testing.T) {
	th := Plain()
	for meaning, style := range map[string]lipgloss.Style{
		"text": th.Text, "gain": th.Gain, "loss": th.Loss, "muted": th.Muted, "accent": th.Accent, "live": th.Live,
		"paper": th.Paper, "notice": th.Notice, "selected": th.Selected, "rule": th.LiveRule,
	} {
		if style.GetForeground() != (lipgloss.NoColor{}) || style.GetBackground() != (lipgloss.NoColor{}) {
			t.Errorf("%s has a colour", meaning)
		}
	}
	if th.Ink.GetForeground() == (lipgloss.NoColor{}) {
		t.Error("the QR code has lost its ink")
	}
}

// Sixteen colours have no grey for the background of the selected row.
func TestSelectedRowDiffersInSixteenColours(t *testing.T) {
	for name := range palettes {
		for _, dark := range []bool{true, false} {
			if !Basic(name, dark).Selected.GetReverse() {
				t.Errorf("%s (dark %v): the selected row is not reversed", name, dark)
			}
		}
	}
	if New("dark", true).Selected.GetReverse() {
		t.Error("a terminal of more colours has lost the ground of the selected row")
	}
}

func TestBareThemeMarksTheText(t *testing.T) {
	if got := Bare().Chosen("1W"); got != "[1W]" || !Bare().Outdated.Marks {
		t.Errorf("chosen is %q", got)
	}
	for name, th := range map[string]*Theme{"plain": Plain(), "basic": Basic("dark", true), "dark": New("dark", true)} {
		if th.Marks {
			t.Errorf("%s marks in the text", name)
		}
	}
}
