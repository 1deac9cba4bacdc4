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

// focused gives the field ready for typing, or resting.
func (f field) focused(on bool) field {
	next := *f.Model
	if on {
		_ = next.Focus() // its command only makes a cursor blink, which stands still here
	} else {
		next.Blur()
	}
	return field{&next}
}
