package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// field is a line of text being entered. The widget is large, and the model is
// copied with every message: it stands behind a pointer, and whoever edits it
// gets another one, so that the model stays a value.
type field struct{ *textinput.Model }

// Update gives the field as it is after a message.
func (f field) Update(msg tea.Msg) (field, tea.Cmd) {
	next, cmd := f.Model.Update(msg)
	return field{&next}, cmd
}

// Value is the text, "" where nothing is entered.
func (f field) Value() string {
	if f.Model == nil {
		return ""
	}
	return f.Model.Value()
}

// view draws the field width cells wide.
func (f field) view(width int) string {
	sized := *f.Model
	sized.SetWidth(width)
	sized.SetCursor(sized.Position()) // brings the cursor into what is shown
	return sized.View()
}

// input is a one-line field. The cursor does not blink: nothing on the screen
// moves by itself.
func (m env) input(placeholder string) field {
	in := textinput.New()
	in.Prompt = ""
	in.Placeholder = placeholder
	in.CharLimit = 4096
	styles := in.Styles()
	styles.Cursor.Blink = false
	styles.Focused.Text = m.theme.Text
	styles.Focused.Placeholder = m.theme.Muted
	in.SetStyles(styles)
	return field{&in}
}
