package form

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"quipu/safe"
)

// newInput is the editor of a text field. Its own paste key is off: it reads the
// clipboard of the computer that the program runs on, which over SSH is not the
// person's.
func newInput(described Field, value string) *textinput.Model {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = described.Limit
	in.KeyMap.Paste = key.NewBinding()
	in.KeyMap.AcceptSuggestion, in.KeyMap.NextSuggestion, in.KeyMap.PrevSuggestion = key.NewBinding(), key.NewBinding(), key.NewBinding()
	styles := in.Styles()
	styles.Cursor.Blink = false
	in.SetStyles(styles)
	in.SetValue(value)
	_ = in.Focus() // its command only makes a cursor blink; the form says which field has the keys
	return &in
}

func entered(in *textinput.Model) string { return strings.TrimSpace(in.Value()) }

// edited is the input after a key or a paste. The input before stays as it was.
func edited(in *textinput.Model, msg tea.Msg) *textinput.Model {
	next := copied(in)
	*next, _ = next.Update(msg)
	return next
}

// copied is an input with a text of its own: the widget edits in place.
func copied(in *textinput.Model) *textinput.Model {
	next := *in
	next.SetValue(in.Value())
	return &next
}

// typed is a key press as this field takes it.
func (x field) typed(press tea.KeyPressMsg) tea.KeyPressMsg {
	press.Text = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || x.NoSpaces && unicode.IsSpace(r) {
			return -1
		}
		return r
	}, press.Text)
	return press
}

// pasted is a paste as this field takes it: on one line, without control
// characters. A line break becomes a space, or nothing where none is wanted.
func (x field) pasted(msg tea.PasteMsg) tea.PasteMsg {
	line := safe.Line(msg.Content, len(msg.Content)+1)
	if x.NoSpaces {
		line = strings.ReplaceAll(line, " ", "")
	}
	return tea.PasteMsg{Content: line}
}

// fits reports whether a paste fits whole. A part of one would be another value.
func (x field) fits(msg tea.PasteMsg) bool {
	return len([]rune(x.input.Value()))+len([]rune(msg.Content)) <= x.Limit
}
