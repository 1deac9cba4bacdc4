package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
)

// action is one thing that can be done in a view now. Each view gives one list of
// them, the most wanted first: keys are dispatched by it, and footer, help and
// palette are made from it, so no dead key is ever on the screen. V is what a key
// changes: the Model on the pages, the account in its views.
type action[V any] struct {
	key.Binding
	name  string // in the palette, "" for not there
	when  bool   // it can be done now
	shown visibility
	do    func(V) (V, tea.Cmd)

	// Instead of do: what several keys do that are shown as one, or what takes
	// the message itself. Without keys of its own the latter takes all that is
	// typed or pasted.
	parts []action[V]
	input func(V, tea.Msg) (V, tea.Cmd)
}

// visibility is where the key of an action is shown.
type visibility int

const (
	inFooter visibility = iota // and in the help
	inHelp                     // the footer has no room for it
	unlisted                   // it only says why something cannot be done, or is another name of a key
)

// together shows several actions as one key: the binding's help names them all.
func together[V any](b key.Binding, when bool, parts ...action[V]) action[V] {
	var pressed []string
	for i := range parts {
		parts[i].when = true
		pressed = append(pressed, parts[i].Keys()...)
	}
	b.SetKeys(pressed...)
	return action[V]{Binding: b, when: when, parts: parts}
}

// takesText reports whether the action takes all that is typed or pasted.
func (a action[V]) takesText() bool { return a.when && a.input != nil && len(a.Keys()) == 0 }

// is reports whether the action is that of a binding, whatever its help says.
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

// formActions are the keys of a form, and what takes all else that is typed or
// pasted. take is given the form after the message, and what happened to it.
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

// pressed does what a key press or a paste does in a list of actions: the first
// action counts that is for it.
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

// perform does the action of a binding, if it can be done.
func perform[V any](v V, all []action[V], b key.Binding) (V, tea.Cmd) {
	for _, a := range all {
		if a.when && a.do != nil && a.is(b) {
			return a.do(v)
		}
	}
	return v, nil
}

// bindings gives the keys of the actions that can be done and are shown there, or
// in a place of fewer.
func bindings[V any](all []action[V], place visibility) []key.Binding {
	var shown []key.Binding
	for _, a := range all {
		if a.when && a.shown <= place {
			shown = append(shown, a.Binding)
		}
	}
	return shown
}
