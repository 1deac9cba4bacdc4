package environment

import (
	"strconv"
	"strings"
)

// terminal names the terminal as far as the environment tells, and says whether
// it is known to draw sextants (U+1FB00 to U+1FB3B) itself, whatever the font.
//
// kitty, WezTerm, foot and Ghostty draw them in every version about; iTerm2
// since 3.5; VTE since 0.60, of March 2020. Windows Terminal began in July 2026
// (microsoft/terminal#20424) and does not tell its version; Alacritty began with
// 0.14 (alacritty#7534) and does not either: there it is for the person to ask.
// Inside tmux and screen the environment is that of another time.
func terminal(getenv func(string) string) (name string, sextants bool) {
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	if getenv("TMUX") != "" || getenv("STY") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen") {
		return "", false
	}
	switch {
	case strings.Contains(term, "kitty"), getenv("KITTY_WINDOW_ID") != "":
		return "kitty", true
	case strings.Contains(term, "ghostty"), program == "ghostty":
		return "Ghostty", true
	case strings.HasPrefix(term, "foot"):
		return "foot", true
	case program == "WezTerm", getenv("WEZTERM_PANE") != "", term == "wezterm":
		return "WezTerm", true
	case program == "iTerm.app":
		return "iTerm2", since(getenv("TERM_PROGRAM_VERSION"), 3, 5)
	case getenv("LC_TERMINAL") == "iTerm2": // goes along with SSH
		return "iTerm2", since(getenv("LC_TERMINAL_VERSION"), 3, 5)
	case getenv("WT_SESSION") != "":
		return "Windows Terminal", false
	case getenv("ALACRITTY_WINDOW_ID") != "", term == "alacritty":
		return "Alacritty", false
	case getenv("VTE_VERSION") != "": // 0.60.1 is 6001
		version, err := strconv.Atoi(getenv("VTE_VERSION"))
		return "VTE", err == nil && version >= 6000
	default:
		return program, false
	}
}

// since reports whether a version like 3.5.2 is at least major.minor.
func since(version string, major, minor int) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	m, err := strconv.Atoi(parts[0])
	n, err2 := strconv.Atoi(parts[1])
	return err == nil && err2 == nil && (m > major || (m == major && n >= minor))
}
