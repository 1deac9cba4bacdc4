package cli

import (
	"strings"

	"quipu/safe"
)

// maxNotification bounds each text of a desktop notification, in runes.
const maxNotification = 200

// desktopNotification returns what makes the escape sequence of a notification
// on the desktop, nil where the terminal is not known to have one: OSC 9 as
// iTerm2 began it, OSC 777 as rxvt did. Inside tmux it is passed through.
func desktopNotification(getenv func(string) string) func(title, words string) string {
	form := notificationFormat(getenv)
	if form == nil {
		return nil
	}
	return func(title, words string) string {
		sequence := form(plainText(title), plainText(words))
		if getenv("TMUX") != "" {
			return "\x1bPtmux;" + strings.ReplaceAll(sequence, "\x1b", "\x1b\x1b") + "\x1b\\"
		}
		return sequence
	}
}

// notificationFormat tells from the environment alone what the terminal understands.
func notificationFormat(getenv func(string) string) func(title, words string) string {
	osc9 := func(title, words string) string { return "\x1b]9;" + title + ": " + words + "\a" }
	osc777 := func(title, words string) string { return "\x1b]777;notify;" + title + ";" + words + "\a" }
	switch getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "ghostty", "WarpTerminal":
		return osc9
	}
	name := getenv("TERM")
	switch {
	case getenv("KITTY_WINDOW_ID") != "", strings.Contains(name, "kitty"), strings.Contains(name, "ghostty"), getenv("WT_SESSION") != "", getenv("ConEmuPID") != "":
		return osc9
	case strings.HasPrefix(name, "foot"), strings.HasPrefix(name, "rxvt"), getenv("VTE_VERSION") != "":
		return osc777
	}
	return nil
}

// plainText removes what would end or divide the sequence.
func plainText(words string) string {
	return strings.ReplaceAll(safe.Line(words, maxNotification), ";", ",")
}
