package table

import (
	"maps"
	"slices"

	"quipu/ui/theme"
)

// pickID identifies a row that can be selected with others, "" where it cannot.
func (g *Table[R]) pickID(r *R) string {
	if r == nil || g.PickID == nil || g.IsHeading(r) {
		return ""
	}
	return g.PickID(r)
}

// CanPick reports whether the row under the cursor can be selected with others.
func (g *Table[R]) CanPick() bool { return g.pickID(g.Current()) != "" }

// Pick selects the row under the cursor with those selected before, or takes it out.
func (g *Table[R]) Pick() {
	id := g.pickID(g.Current())
	if id == "" {
		return
	}
	picked := maps.Clone(g.picked)
	if picked == nil {
		picked = map[string]bool{}
	}
	if picked[id] {
		delete(picked, id)
	} else {
		picked[id] = true
	}
	g.picked = picked
}

// Picked gives the ids of the selected rows, also of those that the filter hides, in no
// order that follows the rows.
func (g *Table[R]) Picked() []string { return slices.Sorted(maps.Keys(g.picked)) }

// KeepPicked takes those out of the selection that keep does not know.
func (g *Table[R]) KeepPicked(keep func(id string) bool) {
	if len(g.picked) == 0 {
		return
	}
	picked := maps.Clone(g.picked)
	maps.DeleteFunc(picked, func(id string, _ bool) bool { return !keep(id) })
	g.picked = picked
}

// mark is the cell before a row: it tells the cursor where no style does, and what is
// selected.
func (g *Table[R]) mark(t *theme.Theme, r *R, cursor bool) string {
	switch id := g.pickID(r); {
	case id == "" || !g.picked[id]:
		return RowMark(t, cursor)
	case t.Marks && cursor:
		return t.Accent.Render("◉")
	}
	return t.Accent.Render("●")
}
