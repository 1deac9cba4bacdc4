package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// checkTerminal says what the terminal can do, as far as the environment tells.
func (e examination) checkTerminal(context.Context) []finding {
	const section = "Terminal"
	name := e.getenv("TERM")
	if e.here.Terminal != "" {
		name = e.here.Terminal + " (TERM=" + name + ")"
	}
	found := []finding{{section, "terminal", passes, orNotSet(name), ""}, e.checkColours()}
	size := finding{section, "size", passes, "", ""}
	fd, is := terminalOf(e.std.Out)
	width, height, err := term.GetSize(fd)
	switch {
	case !is || err != nil:
		size.Value = "standard output is not a terminal"
	case width < 40 || height < 12:
		size.State, size.Value, size.Advice = warns, fmt.Sprintf("%d×%d", width, height), "quipu needs 40×12, and is at home from 100×30 on"
	default:
		size.Value = fmt.Sprintf("%d×%d", width, height)
	}
	locale := finding{section, "locale", passes, cmp.Or(e.getenv("LC_ALL"), e.getenv("LC_CTYPE"), e.getenv("LANG")), ""}
	if !strings.Contains(strings.ToUpper(strings.ReplaceAll(locale.Value, "-", "")), "UTF8") {
		locale.State, locale.Advice = warns, "set LANG to one that ends in UTF-8: arrows, lines and the QR code are not ASCII"
	}
	locale.Value = orNotSet(locale.Value)
	sextants := finding{section, "sextant glyphs", passes, "unknown; press z on the sign-in screen to try them", ""}
	if e.here.Sextants {
		sextants.Value = "drawn by the terminal: the QR code fits 80×24"
	}
	copying := finding{section, "clipboard", passes, "by OSC 52; no terminal says whether it took it, u shows the link for the mouse", ""}
	return append(found, size, locale, sextants, copying)
}

func (e examination) checkColours() finding {
	f := finding{"Terminal", "colours", passes, "", ""}
	switch c := profile(os.Environ()); {
	case e.getenv("NO_COLOR") != "":
		f.Value = "none wanted (NO_COLOR); the QR code is ink on paper all the same"
	case c >= colorprofile.TrueColor:
		f.Value = "all (true colour)"
	case c >= colorprofile.ANSI256:
		f.Value = "256"
	case c >= colorprofile.ANSI:
		f.Value = "16"
	default:
		f.State, f.Value, f.Advice = warns, "none", "set TERM to what the terminal is; without colours there is no QR code"
	}
	return f
}

func orNotSet(text string) string {
	if text == "" {
		return "not set"
	}
	return text
}
