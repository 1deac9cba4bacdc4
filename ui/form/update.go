package form

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Event is what a message did to a form.
type Event int

// What can happen to a form.
const (
	None      Event = iota // at most the cursor or the focus moved
	Changed                // a value is another one
	Submitted              // the person is done, and no field has a problem
	Canceled               // the person wants to leave; the form is unchanged
)

var (
	submitKey   = key.NewBinding(key.WithKeys("enter"))
	cancelKey   = key.NewBinding(key.WithKeys("esc"))
	nextKey     = key.NewBinding(key.WithKeys("tab", "down"), key.WithHelp("tab", "next field"))
	previousKey = key.NewBinding(key.WithKeys("shift+tab", "up"), key.WithHelp("shift+tab", "previous field"))
	earlierKey  = key.NewBinding(key.WithKeys("left"))
	laterKey    = key.NewBinding(key.WithKeys("right", "space"))
	chooseKey   = key.NewBinding(key.WithKeys("left", "right", "space"), key.WithHelp("← →", "choose"))
)

// Update takes a key press or a paste; other messages do nothing.
func (f Form) Update(msg tea.Msg) (Form, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return f.key(msg)
	case tea.PasteMsg:
		return f.paste(msg)
	}
	return f, None
}

func (f Form) key(press tea.KeyPressMsg) (Form, Event) {
	switch {
	case key.Matches(press, cancelKey):
		return f, Canceled
	case f.pending || len(f.fields) == 0:
		return f, None
	case key.Matches(press, submitKey):
		return f.enter()
	case key.Matches(press, nextKey):
		return f.moveTo(f.visibleFrom(f.focus+1, +1)), None
	case key.Matches(press, previousKey):
		return f.moveTo(f.visibleFrom(f.focus-1, -1)), None
	}
	if x := f.fields[f.focus]; x.input != nil {
		return f.edit(x.typed(press))
	}
	return f.choose(press)
}

// paste inserts text at the cursor, and never submits. In a choice field it
// does nothing.
func (f Form) paste(msg tea.PasteMsg) (Form, Event) {
	if f.pending || len(f.fields) == 0 || f.fields[f.focus].input == nil {
		return f, None
	}
	x := f.fields[f.focus]
	msg = x.pasted(msg)
	if !x.fits(msg) {
		return f.WithProblem(x.Name, fmt.Sprintf("That is too long to paste: at most %d characters fit.", x.Limit)), None
	}
	return f.edit(msg)
}

func (f Form) edit(msg tea.Msg) (Form, Event) {
	before := f.fields[f.focus].input
	f = f.change(f.focus, func(x *field) { x.input = edited(x.input, msg) })
	if f.fields[f.focus].input.Value() == before.Value() {
		return f, None
	}
	return f.changed(), Changed
}

// choose goes to the next or the previous choice; a letter goes to the next one
// that begins with it.
func (f Form) choose(press tea.KeyPressMsg) (Form, Event) {
	choices := f.choices(f.focus)
	if len(choices) == 0 {
		return f, None
	}
	now := f.value(f.focus)
	at := max(slices.Index(choices, now), 0)
	switch {
	case key.Matches(press, earlierKey):
		at = max(at-1, 0)
	case key.Matches(press, laterKey):
		at = min(at+1, len(choices)-1)
	default:
		at = nextWith(choices, at, press.Text)
	}
	if choices[at] == now {
		return f, None
	}
	f = f.change(f.focus, func(x *field) { x.chosen = choices[at] })
	return f.changed(), Changed
}

// nextWith is the next choice after at that begins with letter, at where there
// is none.
func nextWith(choices []string, at int, letter string) int {
	for step := 1; step <= len(choices) && letter != ""; step++ {
		next := (at + step) % len(choices)
		if strings.HasPrefix(strings.ToLower(choices[next]), strings.ToLower(letter)) {
			return next
		}
	}
	return at
}

// changed forgets what was said about the value before.
func (f Form) changed() Form {
	return f.change(f.focus, func(x *field) { x.asked, x.refused = false, "" })
}

// enter goes to the next field that needs something, and submits where none does.
func (f Form) enter() (Form, Event) {
	f = f.ask(f.focus)
	if f.problem(f.focus) != "" {
		return f, None
	}
	for i := f.visibleFrom(f.focus+1, +1); i >= 0; i = f.visibleFrom(i+1, +1) {
		if f.ask(i).problem(i) != "" {
			return f.moveTo(i), None // without showing the problem: the person has not been there yet
		}
	}
	return f.Submit()
}

// Submit is what enter does in a complete form. Where a field has a problem, the
// focus goes to it instead.
func (f Form) Submit() (Form, Event) {
	if f.pending {
		return f, None
	}
	for i := range f.fields {
		f = f.ask(i)
	}
	for i := f.visibleFrom(0, +1); i >= 0; i = f.visibleFrom(i+1, +1) {
		if f.problem(i) != "" {
			return f.moveTo(i), None
		}
	}
	return f, Submitted
}

// ask lets a field say what it lacks now, and forgets what was said from outside:
// that may be over.
func (f Form) ask(i int) Form {
	return f.change(i, func(x *field) { x.asked, x.refused = true, "" })
}

// moveTo gives a field the focus; -1 changes nothing.
func (f Form) moveTo(i int) Form {
	if i >= 0 {
		f.focus = i
	}
	return f
}

// change edits one field in a copy of the fields.
func (f Form) change(i int, edit func(*field)) Form {
	f.fields = slices.Clone(f.fields)
	edit(&f.fields[i])
	return f
}
