package theme

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// leastContrast is the minimum of WCAG 2 for text (AA).
const leastContrast = 4.5

// fixed reports whether a colour is the same in every terminal: the first sixteen
// are the terminal's own.
func fixed(c color.Color) bool {
	if _, basic := c.(ansi.BasicColor); basic {
		return false
	}
	return c != nil && c != lipgloss.NoColor{}
}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

// grounds are the backgrounds of common dark and light terminals.
func grounds(dark bool) []color.Color {
	if dark {
		return []color.Color{lipgloss.Color("#000000"), lipgloss.Color("#1a1b26"), lipgloss.Color("#1e1e2e")}
	}
	return []color.Color{lipgloss.Color("#ffffff"), lipgloss.Color("#faf9f5")}
}

func TestTextHasEnoughContrast(t *testing.T) {
	for name := range palettes {
		dark := !strings.HasSuffix(name, "light")
		th := build(palettes[name])
		for meaning, style := range map[string]lipgloss.Style{
			"muted": th.Muted, "accent": th.Accent, "gain": th.Gain, "loss": th.Loss, "notice": th.Notice, "paper": th.Paper, "rule": th.LiveRule, "demo": th.Demo,
		} {
			ink := style.GetForeground()
			if !fixed(ink) {
				continue
			}
			on := grounds(dark)
			if selected := th.Selected.GetBackground(); fixed(selected) && meaning != "rule" {
				on = append(on, selected)
			}
			for _, ground := range on {
				if got := contrast(ink, ground); got < leastContrast {
					t.Errorf("%s: %s on %v: %.2f:1", name, meaning, ground, got)
				}
			}
		}
		if ink, ground := th.Live.GetForeground(), th.Live.GetBackground(); fixed(ink) && fixed(ground) && contrast(ink, ground) < leastContrast {
			t.Errorf("%s: the badge of a live account: %.2f:1", name, contrast(ink, ground))
		}
	}
}

// Gain, loss and live differ in a terminal of sixteen colours too.
func TestSixteenColoursKeepTheMeaning(t *testing.T) {
	hues := map[string][2]ansi.BasicColor{"green": {2, 10}, "red": {1, 9}, "magenta": {5, 13}}
	is := func(c color.Color, hue string) bool {
		basic, ok := colorprofile.ANSI.Convert(c).(ansi.BasicColor)
		return ok && (basic == hues[hue][0] || basic == hues[hue][1])
	}
	for _, name := range []string{"dark", "light", "contrast", "contrast-light"} {
		p := palettes[name]
		for meaning, c := range map[string]struct {
			color color.Color
			hue   string
		}{"gain": {p.gain, "green"}, "loss": {p.loss, "red"}, "live": {p.live, "magenta"}, "rule": {p.liveRule, "magenta"}} {
			if !is(c.color, c.hue) {
				t.Errorf("%s: %s is %v, not %s", name, meaning, colorprofile.ANSI.Convert(c.color), c.hue)
			}
		}
	}
}
