package form

import (
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"

	"quipu/safe"
)

// problem is what is wrong with a field, "" for nothing.
func (f Form) problem(i int) string {
	x, value := f.fields[i], f.value(i)
	switch {
	case x.refused != "":
		return x.refused
	case value == "" && x.asked:
		return x.Required
	case value == "", x.Check == nil, x.Late && !x.asked:
		return ""
	}
	if err := x.Check(value, f.valuesOf(f.fields)); err != nil {
		return safe.Sentence(f.masked(i, err.Error()))
	}
	return ""
}

// masked is a text about a field without the value of a secret one.
func (f Form) masked(i int, about string) string {
	if value := f.value(i); f.fields[i].Secret && value != "" {
		return strings.ReplaceAll(about, value, strings.Repeat(mask, 3))
	}
	return about
}

// WithHint replaces the hint of a field, for figures that change while the form
// is open.
func (f Form) WithHint(name, hint string) Form {
	return f.edited(name, func(x *field) { x.Hint = hint })
}

// WithProblem shows a problem under a field until its value changes or the form
// is submitted again.
func (f Form) WithProblem(name, problem string) Form {
	return f.edited(name, func(x *field) { x.refused = f.masked(f.index(name), problem) })
}

// WithValue replaces the value of a field and forgets its problem.
func (f Form) WithValue(name, value string) Form {
	f = f.edited(name, func(x *field) {
		x.chosen, x.asked, x.refused = value, false, ""
		if x.input != nil {
			x.chosen = ""
			x.input = copied(x.input)
			x.input.SetValue(value)
			x.input.CursorEnd()
		}
	})
	if f.index(name) < 0 {
		return f
	}
	return f.focused()
}

// WithHidden hides a field, or leaves it to its Visible again.
func (f Form) WithHidden(name string, hidden bool) Form {
	if f.index(name) < 0 {
		return f
	}
	return f.edited(name, func(x *field) { x.hidden = hidden }).focused()
}

// focused is the form with the focus on a visible field, where a change hid its own.
func (f Form) focused() Form {
	if !f.visible(f.focus) {
		f = f.moveTo(f.visibleFrom(f.focus, +1)).moveTo(f.visibleFrom(f.focus, -1))
	}
	return f
}

// WithPending sets whether the submitted values still wait for a reply. Meanwhile the
// form accepts nothing but cancel.
func (f Form) WithPending(pending bool) Form {
	f.pending = pending
	return f
}

// Pending reports whether the submitted values still wait for a reply.
func (f Form) Pending() bool { return f.pending }

// edited changes a field by its name. A name that the form does not have changes
// nothing.
func (f Form) edited(name string, edit func(*field)) Form {
	if i := f.index(name); i >= 0 {
		return f.change(i, edit)
	}
	return f
}

// Bindings are the keys that work now, the most important first, for a footer.
func (f Form) Bindings() []key.Binding {
	cancel := described(cancelKey, "esc", cmp.Or(f.options.Cancel, "cancel"))
	if f.pending || len(f.fields) == 0 {
		return []key.Binding{cancel}
	}
	enter := described(submitKey, "enter", "next")
	if f.submits() {
		enter = described(submitKey, "enter", cmp.Or(f.options.Submit, "submit"))
	}
	shown := []key.Binding{enter}
	if f.fields[f.focus].input == nil {
		shown = append(shown, chooseKey)
	}
	if f.visibleFrom(f.focus+1, +1) >= 0 {
		shown = append(shown, nextKey)
	}
	if f.visibleFrom(f.focus-1, -1) >= 0 {
		shown = append(shown, previousKey)
	}
	return append(shown, cancel)
}

// submits reports whether enter submits from here or would stay here, rather
// than go to another field.
func (f Form) submits() bool {
	next, event := f.enter()
	return event == Submitted || next.focus == f.focus
}

func described(b key.Binding, shown, does string) key.Binding {
	b.SetHelp(shown, does)
	return b
}
