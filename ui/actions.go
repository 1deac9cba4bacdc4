package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
)

// action is something that a key does in a view. Each view gives one list of
// actions, the most important first, which dispatches the keys and fills footer,
// help and palette: a key that does nothing is never shown. V is the state that a
// key changes: the Model on the pages, the account in its views.
type action[V any] struct {
	key.Binding
	name  string // in the palette; "" leaves it out
	when  bool   // it can be done now
	shown visibility
	do    func(V) (V, tea.Cmd)

	// parts and input replace do: several keys that are shown as one, or a function
	// that needs the message. An input without keys gets all typed and pasted text.
	parts []action[V]
	input func(V, tea.Msg) (V, tea.Cmd)
}

// visibility is where the key of an action is shown.
type visibility int

const (
	inFooter visibility = iota // and in the help
	inHelp                     // in the help only
	unlisted                   // nowhere: a second key, or one that explains why something is impossible
)

// together shows several actions as one binding.
func together[V any](b key.Binding, when bool, parts ...action[V]) action[V] {
	var pressed []string
	for i := range parts {
		parts[i].when = true
		pressed = append(pressed, parts[i].Keys()...)
	}
	b.SetKeys(pressed...)
	return action[V]{Binding: b, when: when, parts: parts}
}

// takesText reports whether the action gets all typed and pasted text.
func (a action[V]) takesText() bool { return a.when && a.input != nil && len(a.Keys()) == 0 }

// is reports whether the action has the keys of a binding.
func (a action[V]) is(b key.Binding) bool { return slices.Equal(a.Keys(), b.Keys()) }

// matches reports whether the action is for a key press or a paste.
func (a action[V]) matches(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.when && key.Matches(msg, a.Binding) || a.takesText()
	case tea.PasteMsg:
		return a.takesText()
	default:
		return false
	}
}

// formActions give a form all keys and pasted text; its own keys are listed. take
// receives the form after the message, and the event.
func formActions[V any](f form.Form, take func(V, form.Form, form.Event) (V, tea.Cmd)) []action[V] {
	input := func(v V, msg tea.Msg) (V, tea.Cmd) {
		next, event := f.Update(msg)
		return take(v, next, event)
	}
	var all []action[V]
	for _, b := range f.Bindings() {
		all = append(all, action[V]{Binding: b, when: true, input: input})
	}
	return append(all, action[V]{when: true, shown: unlisted, input: input})
}

// pressed runs the first action that matches a key press or a paste.
func pressed[V any](v V, all []action[V], msg tea.Msg) (V, tea.Cmd) {
	for _, a := range all {
		switch {
		case !a.matches(msg):
		case a.parts != nil:
			return pressed(v, a.parts, msg)
		case a.input != nil:
			return a.input(v, msg)
		default:
			return a.do(v)
		}
	}
	return v, nil
}

// perform runs the action of a binding if it can be done.
func perform[V any](v V, all []action[V], b key.Binding) (V, tea.Cmd) {
	for _, a := range all {
		if a.when && a.do != nil && a.is(b) {
			return a.do(v)
		}
	}
	return v, nil
}

// bindings gives the keys of the possible actions that are shown in a place.
func bindings[V any](all []action[V], place visibility) []key.Binding {
	var shown []key.Binding
	for _, a := range all {
		if a.when && a.shown <= place {
			shown = append(shown, a.Binding)
		}
	}
	return shown
}
