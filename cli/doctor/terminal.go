package doctor

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// checkTerminal says what the terminal can do, as far as the environment tells.
func (s Setup) checkTerminal(context.Context) []Finding {
	const section = "Terminal"
	name := s.Env.Getenv("TERM")
	if s.Env.Environment.Terminal != "" {
		name = s.Env.Environment.Terminal + " (TERM=" + name + ")"
	}
	found := []Finding{{section, "terminal", OK, orNotSet(name), ""}, s.checkColours()}
	size := Finding{section, "size", OK, "", ""}
	width, height := s.Env.Width, s.Env.Height
	switch {
	case width == 0 || height == 0:
		size.Value = "standard output is not a terminal"
	case width < 40 || height < 12:
		size.State, size.Value, size.Advice = Warn, fmt.Sprintf("%d×%d", width, height), "quipu needs 40×12, and is at home from 100×30 on"
	default:
		size.Value = fmt.Sprintf("%d×%d", width, height)
	}
	locale := Finding{section, "locale", OK, cmp.Or(s.Env.Getenv("LC_ALL"), s.Env.Getenv("LC_CTYPE"), s.Env.Getenv("LANG")), ""}
	if !strings.Contains(strings.ToUpper(strings.ReplaceAll(locale.Value, "-", "")), "UTF8") {
		locale.State, locale.Advice = Warn, "set LANG to one that ends in UTF-8: arrows, lines and the QR code are not ASCII"
	}
	locale.Value = orNotSet(locale.Value)
	sextants := Finding{section, "sextant glyphs", OK, "unknown; press z on the sign-in screen to try them", ""}
	if s.Env.Environment.Sextants {
		sextants.Value = "drawn by the terminal: the QR code fits 80×24"
	}
	copying := Finding{section, "clipboard", OK, "by OSC 52, which no terminal confirms; on the sign-in screen u shows the link to select with the mouse", ""}
	return append(found, size, locale, sextants, copying)
}

func (s Setup) checkColours() Finding {
	f := Finding{"Terminal", "colours", OK, "", ""}
	switch c := s.Colours; {
	case s.Env.Getenv("NO_COLOR") != "":
		f.Value = "none wanted (NO_COLOR); the QR code is ink on paper all the same"
	case c >= colorprofile.TrueColor:
		f.Value = "all (true colour)"
	case c >= colorprofile.ANSI256:
		f.Value = "256"
	case c >= colorprofile.ANSI:
		f.Value = "16"
	default:
		f.State, f.Value, f.Advice = Warn, "none", "set TERM to what the terminal is; without colours there is no QR code"
	}
	return f
}

func orNotSet(text string) string {
	if text == "" {
		return "not set"
	}
	return text
}
