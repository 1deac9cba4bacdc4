// Package theme gives styles by their meaning, and is the only package that names a
// colour. Most colours come from the terminal's own palette, so that they fit its
// theme; the QR code is always black on white.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"quipu/format"
)

// Theme is a set of styles named by their meaning. It never changes, and is passed by
// its address because it is large.
type Theme struct {
	Text     lipgloss.Style // figures and names
	Strong   lipgloss.Style // the one figure of a card, a changed price
	Muted    lipgloss.Style // labels, old figures, rules
	Accent   lipgloss.Style // where the cursor is, what can be pressed
	Selected lipgloss.Style // the row under the cursor
	Gain     lipgloss.Style
	Loss     lipgloss.Style
	Buy      lipgloss.Style // the side of an order
	Sell     lipgloss.Style
	Notice   lipgloss.Style // needs the person's attention
	Paper    lipgloss.Style // the badge of a paper account: calm
	Live     lipgloss.Style // the badge of a live account: unmistakable
	LiveRule lipgloss.Style // the frame line of a live account
	Demo     lipgloss.Style // the badge of the embedded broker
	Brand    lipgloss.Style // the program's name
	Ink      lipgloss.Style // the QR code: true black on white, in every theme
	Solid    lipgloss.Style // the QR code where both modules of a cell are black
	Outdated *Theme         // the same without colours, for stale figures
	Marks    bool           // no style is visible: the text marks the cursor and what is chosen
}

// palette holds the colours of a theme. A nil colour is the terminal's default.
type palette struct {
	muted, accent, gain, loss, notice, selected color.Color
	live, liveText                              color.Color // of the badge
	liveRule                                    color.Color // on the ground
	boldChange                                  bool
}

// The first sixteen colours depend on the terminal. The others are the same everywhere,
// with a contrast of at least 4.5:1 to the background and the selected row (tested); a
// terminal of sixteen colours uses the nearest of its own. The greys replace "bright
// black", which has the colour of the background in some palettes (Solarized).
var palettes = map[string]palette{
	"dark": {
		muted: lipgloss.Color("247"), accent: lipgloss.Color("6"), gain: lipgloss.Color("2"), loss: lipgloss.Color("1"), notice: lipgloss.Color("3"),
		live: lipgloss.Color("127"), liveText: lipgloss.Color("231"), liveRule: lipgloss.Color("170"), selected: lipgloss.Color("236"),
	},
	"light": {
		muted: lipgloss.Color("241"), accent: lipgloss.Color("4"), gain: lipgloss.Color("22"), loss: lipgloss.Color("1"), notice: lipgloss.Color("94"),
		live: lipgloss.Color("127"), liveText: lipgloss.Color("231"), liveRule: lipgloss.Color("127"), selected: lipgloss.Color("254"),
	},
	"contrast": {
		accent: lipgloss.Color("14"), gain: lipgloss.Color("10"), loss: lipgloss.Color("9"), notice: lipgloss.Color("11"),
		live: lipgloss.Color("13"), liveText: lipgloss.Color("0"), liveRule: lipgloss.Color("13"), boldChange: true,
	},
	"contrast-light": {
		accent: lipgloss.Color("4"), gain: lipgloss.Color("22"), loss: lipgloss.Color("88"), notice: lipgloss.Color("94"),
		live: lipgloss.Color("53"), liveText: lipgloss.Color("231"), liveRule: lipgloss.Color("53"), boldChange: true,
	},
	"colorblind": {
		muted: lipgloss.Color("247"), accent: lipgloss.Color("15"), gain: lipgloss.Color("75"), loss: lipgloss.Color("208"), notice: lipgloss.Color("11"),
		live: lipgloss.Color("127"), liveText: lipgloss.Color("231"), liveRule: lipgloss.Color("170"), selected: lipgloss.Color("236"),
	},
	"colorblind-light": {
		muted: lipgloss.Color("241"), accent: lipgloss.Color("0"), gain: lipgloss.Color("25"), loss: lipgloss.Color("94"), notice: lipgloss.Color("94"),
		live: lipgloss.Color("127"), liveText: lipgloss.Color("231"), liveRule: lipgloss.Color("127"), selected: lipgloss.Color("254"),
	},
	"plain": {boldChange: true},
}

// New gives a theme by its name: auto, dark, light, contrast or colorblind; an unknown
// name is auto. auto follows the background of the terminal, and contrast and
// colorblind have a variant for each.
func New(name string, dark bool) *Theme { return build(named(name, dark)) }

// Basic is New for a terminal of sixteen colours. It reverses the selected row, since the
// nearest colour to its background is that of the screen.
func Basic(name string, dark bool) *Theme {
	p := named(name, dark)
	p.selected = nil
	return build(p)
}

func named(name string, dark bool) palette {
	switch name {
	case "contrast", "colorblind":
		if !dark {
			name += "-light"
		}
	case "dark", "light", "plain":
	default:
		name = "light"
		if dark {
			name = "dark"
		}
	}
	return palettes[name]
}

// Plain is the theme without colours (NO_COLOR), with bold, reversal and signs. The QR
// code stays black on white, since it could not be scanned otherwise.
func Plain() *Theme { return build(palettes["plain"]) }

// Bare is Plain for a terminal without any styles, not even bold and reversal.
func Bare() *Theme {
	t := Plain()
	t.Marks, t.Outdated.Marks = true, true
	return t
}

// Chosen draws the chosen one of several names; the others are Muted.
func (t *Theme) Chosen(name string) string {
	if t.Marks {
		return "[" + name + "]"
	}
	return t.Accent.Underline(true).Render(name)
}

func build(p palette) *Theme {
	text := lipgloss.NewStyle()
	paint := func(c color.Color) lipgloss.Style {
		if c == nil {
			return text
		}
		return text.Foreground(c)
	}
	badge := func(c color.Color) lipgloss.Style {
		if c == nil {
			return text.Reverse(true)
		}
		return text.Background(c).Foreground(p.liveText)
	}
	selected := text.Reverse(true)
	if p.selected != nil {
		selected = text.Background(p.selected)
	}
	t := &Theme{
		Text:     text,
		Strong:   text.Bold(true),
		Muted:    paint(p.muted),
		Accent:   paint(p.accent).Bold(p.boldChange),
		Selected: selected,
		Gain:     paint(p.gain),
		Loss:     paint(p.loss),
		Buy:      paint(p.gain),
		Sell:     paint(p.loss),
		Notice:   paint(p.notice).Bold(true),
		Paper:    paint(p.accent).Bold(true),
		Live:     badge(p.live).Bold(true),
		LiveRule: paint(p.liveRule).Bold(true),
		Demo:     paint(p.muted),
		Brand:    text.Bold(true),
		Ink:      text.Foreground(lipgloss.Color("#000000")).Background(lipgloss.Color("#ffffff")),
		Solid:    text.Background(lipgloss.Color("#000000")),
	}
	old := *t
	old.Text, old.Gain, old.Loss, old.Buy, old.Sell = t.Muted, t.Muted, t.Muted, t.Muted, t.Muted
	old.Outdated = &old
	t.Outdated = &old
	return t
}

// Of gives the style of a cell: its tone, and bold where it is strong.
func (t *Theme) Of(c format.Cell) lipgloss.Style {
	style := t.Text
	switch c.Tone {
	case format.Muted:
		style = t.Muted
	case format.Gain:
		style = t.Gain
	case format.Loss:
		style = t.Loss
	case format.Accent:
		style = t.Accent
	case format.Buy:
		style = t.Buy
	case format.Sell:
		style = t.Sell
	}
	return style.Bold(c.Strong)
}
