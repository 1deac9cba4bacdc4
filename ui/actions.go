package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
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
	parts []action[V] // instead of do: what several keys do that are shown as one
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

// pressed does what a key does in a list of actions; found is whether it does
// anything. The first one that can be done and has the key counts.
func pressed[V any](v V, all []action[V], msg tea.Msg) (next V, cmd tea.Cmd, found bool) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return v, nil, false
	}
	for _, a := range all {
		switch {
		case !a.when || !key.Matches(press, a.Binding):
		case a.parts != nil:
			return pressed(v, a.parts, msg)
		default:
			v, cmd = a.do(v)
			return v, cmd, true
		}
	}
	return v, nil, false
}

// perform does the action of a binding, if it can be done.
func perform[V any](v V, all []action[V], b key.Binding) (V, tea.Cmd) {
	for _, a := range all {
		if a.when && a.do != nil && slices.Equal(a.Keys(), b.Keys()) {
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
