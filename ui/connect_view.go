package ui

import (
	"strings"

	"quipu/auth"
	"quipu/config"
	"quipu/ui/text"
)

// viewConnect draws the options, and below them the configuration or the steps to
// complete it.
func (m Model) viewConnect() []string {
	t := m.theme
	lines := []string{"", t.Brand.Render("quipu"), t.Muted.Render("the terminal for Alpaca accounts"), ""}
	if m.connect.message != "" {
		for _, line := range text.Wrap(m.connect.message, m.width-4) {
			lines = append(lines, t.Notice.Render(line))
		}
		lines = append(lines, "")
	}
	lines = append(lines, m.viewOptions()...)
	lines = append(lines, "")
	switch {
	case m.connect.guide.open:
		lines = append(lines, m.viewGuideFields()...)
	case m.parts.Settings.ClientID == "":
		lines = append(lines, m.viewGuideSteps()...)
	default:
		lines = append(lines, m.viewConfigured()...)
	}
	return text.Indent(lines, 2)
}

func (m Model) viewOptions() []string {
	var lines []string
	for i, w := range m.signInOptions() {
		mark, name := "  ", m.theme.Text
		if i == m.connect.choice {
			mark, name = m.theme.Accent.Render("❯ "), m.theme.Strong
		}
		if w.account == config.Live {
			name = m.theme.LiveRule
		}
		line := mark + name.Render(text.PadRight(w.name, 7)) + m.theme.Text.Render(text.PadRight(w.money, 16))
		if m.width >= 62 {
			line += m.theme.Muted.Render(w.how)
		}
		lines = append(lines, line)
	}
	return lines
}

// viewConfigured shows the settings in use and their origins.
func (m Model) viewConfigured() []string {
	s := m.parts.Settings
	permission, includes := m.permissionWords(m.signInOptions()[m.connect.choice])
	token, place := "none yet", m.connect.destination
	if m.connect.stored != "" {
		token, place = "in "+m.connect.stored, ""
	}
	if m.connect.opening {
		token, place = "looking for one…", ""
	}
	app := shortID(s.ClientID)
	register := "register this one with the app"
	if m.parts.Demo {
		register = "already registered with the demo"
	}
	return []string{
		m.viewSetting("OAuth app", app, originOf(s, "client_id")),
		m.viewSetting("Redirect", s.RedirectURL, register),
		m.viewSetting("Permissions", permission, includes),
		m.viewSetting("Token", token, place),
	}
}

// placeText says where a new token would be stored.
func placeText(place auth.Place) string {
	switch place.Kind {
	case "keyring":
		return "will go into the keyring"
	case "file":
		return "will go into a file, readable by you alone"
	case "memory":
		return "will be kept in memory only"
	default:
		return ""
	}
}

// viewSetting shows a label, its value and, if there is room, a muted remark.
func (m Model) viewSetting(label, value, remark string) string {
	line := "  " + m.theme.Muted.Render(text.PadRight(label, 13)) + m.theme.Text.Render(text.Clip(value, m.width-19))
	if remark != "" {
		return spreadAt(line, m.theme.Muted.Render(remark), 52, m.width-4)
	}
	return line
}

// spreadAt puts right at column col, or two cells after left if that is longer or the
// row is too short. Without room, right is left out.
func spreadAt(left, right string, col, width int) string {
	return text.FirstFitting(width, text.PadRight(left, col-2)+"  "+right, left+"  "+right, left)
}

// shortID shortens a client id so that two apps can be told apart: 3d24…1174.
func shortID(id string) string {
	if len(id) <= 10 {
		return id
	}
	return id[:4] + "…" + id[len(id)-4:]
}

// originOf names the origin of a setting, "" for a default.
func originOf(s config.Settings, setting string) string {
	origin := s.Origin[setting]
	if origin == "" || origin == "default" {
		return ""
	}
	if i := strings.LastIndexAny(origin, `/\`); i >= 0 {
		origin = origin[i+1:]
	}
	return "from " + origin
}
