package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/ui/form"
	"quipu/ui/table"
	"quipu/ui/text"
)

// maxFound bounds the assets that are listed.
const maxFound = 200

// purpose is what is done with the symbol that was found.
type purpose int

const (
	findToShow purpose = iota
	findToWatch
)

// searchState looks a symbol up among all that the broker has.
type searchState struct {
	purpose purpose
	form    form.Form
	index   *client.AssetIndex // nil until it is read
	err     error
	found   []client.Asset
	at      int
}

type assetsRead struct {
	index *client.AssetIndex
	err   error
}

func (a account) findSymbol() (account, tea.Cmd) { return a.openSearch(findToShow) }

func (a account) openSearch(p purpose) (account, tea.Cmd) {
	does := "show"
	if p == findToWatch {
		does = "add"
	}
	a.portfolio.search = searchState{purpose: p, form: form.New(form.Options{Submit: does, Cancel: "close"}, form.Field{Name: "typed", Placeholder: "symbol or name", Limit: 4096})}
	a.portfolio.over = searchOverlay
	ctx, generation, assets := a.ctx, a.generation, a.session.access.Assets
	return a, func() tea.Msg {
		index, err := assets(ctx)
		return reply{generation, assetsRead{index, err}}
	}
}

func (a account) onAssetsRead(msg assetsRead) account {
	s := &a.portfolio.search
	if a.portfolio.over != searchOverlay {
		return a // closed meanwhile: tens of thousands of rows are not kept for nothing
	}
	s.index, s.err = msg.index, msg.err
	a.lookUp()
	return a
}

// lookUp searches for what is typed.
func (a *account) lookUp() {
	s := &a.portfolio.search
	s.at, s.found = 0, nil
	if typed := s.form.Value("typed"); s.index != nil && typed != "" {
		found := a.ownFirst(s.index.Search(typed, s.index.Len()), typed)
		s.found = found[:min(len(found), maxFound)]
	}
}

// ownFirst puts what is held before what is watched, and that before all else;
// whose symbol was typed out stands first of all.
func (a *account) ownFirst(found []client.Asset, typed string) []client.Asset {
	held, watched := map[string]bool{}, map[string]bool{}
	for i := range a.portfolio.positions.Rows {
		held[market.PositionSymbol(a.portfolio.positions.Rows[i].Symbol)] = true
	}
	for _, asset := range a.portfolio.lists.open.Assets {
		watched[market.PositionSymbol(asset.Symbol)] = true
	}
	typed = market.PositionSymbol(strings.ToUpper(typed))
	var groups [4][]client.Asset
	for _, asset := range found {
		group := 3
		switch symbol := market.PositionSymbol(asset.Symbol); {
		case symbol == typed:
			group = 0
		case held[symbol]:
			group = 1
		case watched[symbol]:
			group = 2
		}
		groups[group] = append(groups[group], asset)
	}
	return slices.Concat(groups[:]...)
}

func (a account) searchKey(msg tea.Msg) (account, tea.Cmd) {
	s := &a.portfolio.search
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.LineUp):
			s.at = max(s.at-1, 0)
			return a, nil
		case key.Matches(press, keys.LineDown):
			s.at = min(s.at+1, max(len(s.found)-1, 0))
			return a, nil
		}
	}
	var event form.Event
	switch s.form, event = s.form.Update(msg); event {
	case form.Canceled:
		a = a.closeOverlay()
		a.portfolio.search = searchState{}
	case form.Changed:
		a.lookUp()
	case form.Submitted:
		return a.takeFound()
	}
	return a, nil
}

func (a account) takeFound() (account, tea.Cmd) {
	s := a.portfolio.search
	if s.at >= len(s.found) {
		return a, nil
	}
	asset := s.found[s.at]
	a = a.closeOverlay()
	a.portfolio.search = searchState{}
	if s.purpose == findToWatch {
		return a, a.addToList(asset.Symbol)
	}
	return a.openDetail(instrument{symbol: asset.Symbol, class: asset.Class, asset: asset.ID})
}

func (a account) searchKeys() []key.Binding {
	return slices.Insert(a.portfolio.search.form.Bindings(), 1, keys.Lines)
}

func (a account) viewSearch(rows int) []string {
	t, s := a.theme, a.portfolio.search
	title := "Find a symbol"
	if s.purpose == findToWatch {
		title = "Add to " + a.portfolio.lists.open.Name + " in " + a.accountName()
	}
	lines := []string{"", "  " + t.Brand.Render(text.Clip(title, a.width-4)), "  " + t.Accent.Render("/") + " " + s.form.Input(t, max(a.width-7, 9)), ""}
	switch {
	case s.err != nil:
		lines = append(lines, "  "+t.Notice.Render(text.Clip("The list of assets cannot be read: "+problemWords(s.err), a.width-4)))
	case s.index == nil:
		lines = append(lines, "  "+t.Muted.Render("Reading the list of assets…"))
	case s.form.Value("typed") == "":
		lines = append(lines, "  "+t.Muted.Render(text.Clip("Type a symbol or a name: "+text.Plural(s.index.Len(), "asset")+".", a.width-4)))
	case len(s.found) == 0:
		lines = append(lines, "  "+t.Muted.Render("No match."))
	}
	room := max(rows-len(lines), 0)
	top := max(s.at-room+1, 0)
	for i := top; i < len(s.found) && i < top+room; i++ {
		asset := s.found[i]
		base := t.Text
		if i == s.at {
			base = t.Selected
		}
		line := " " + text.PadRight(format.Instrument(asset.Symbol, asset.Class, a.width < 100), 14) + " " + asset.Name
		tail := ""
		if !asset.Tradable {
			tail = "not tradable"
		}
		width := a.width - 4
		line = text.PadRight(text.Clip(line, max(width-len(tail)-2, 4)), max(width-len(tail)-1, 4))
		lines = append(lines, " "+table.RowMark(t, i == s.at)+base.Render(line)+table.OnRow(base, t.Muted).Render(tail+" "))
	}
	return lines
}
