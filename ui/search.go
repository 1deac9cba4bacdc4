package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/ui/form"
	"quipu/ui/table"
	"quipu/ui/text"
)

// maxFound is the number of assets that are listed at most.
const maxFound = 200

// purpose is what is done with the chosen symbol.
type purpose int

const (
	findToShow purpose = iota
	findToWatch
)

// search is the overlay that finds a symbol among the broker's assets.
type search struct {
	purpose purpose
	form    form.Form
	index   *client.AssetIndex // nil until it is read
	assets  reading
	found   []client.Asset
	at      int
}

type assetsRead struct {
	index *client.AssetIndex
	err   error
}

var _ = registerOverlay(findRank, func(a account) action[account] {
	known := a.portfolio.update.Snapshot != nil
	return action[account]{Binding: keys.Find, when: known && !a.refused(), name: "Find a symbol", do: func(a account) (account, tea.Cmd) { return a.openSearch(findToShow) }}
})

func (a account) openSearch(p purpose) (account, tea.Cmd) {
	does := "show"
	if p == findToWatch {
		does = "add"
	}
	s := search{purpose: p, form: form.New(form.Options{Submit: does, Cancel: "close"}, form.Field{Name: "typed", Placeholder: "symbol or name", Limit: 4096})}
	return a.push(s).readOverlay()
}

// read reads the list of assets, again where that failed.
func (s search) read(a account) (overlay, tea.Cmd) {
	if s.index != nil || !s.assets.due(a.now, 0) {
		return s, nil
	}
	s.assets.begin(a.now)
	ctx, generation, assets := a.ctx, a.generation, a.session.access.Assets
	return s, func() tea.Msg {
		index, err := assets(ctx)
		return reply{generation, assetsRead{index, err}}
	}
}

func (s search) receive(a account, msg any) (overlay, tea.Cmd) { //nolint:unparam // as all overlays that receive
	if read, ok := msg.(assetsRead); ok {
		s.assets.end(a.now, read.err)
		if read.err == nil {
			s.index = read.index
		}
		s = s.lookUp(a)
	}
	return s, nil
}

// lookUp searches for what is typed.
func (s search) lookUp(a account) search {
	s.at, s.found = 0, nil
	if typed := s.form.Value("typed"); s.index != nil && typed != "" {
		found := a.ownFirst(s.index.Search(typed, s.index.Len()), typed)
		s.found = found[:min(len(found), maxFound)]
	}
	return s
}

// ownFirst sorts the exact symbol first, then held symbols, then watched ones.
func (a account) ownFirst(found []client.Asset, typed string) []client.Asset {
	var watched market.Index[bool]
	for _, asset := range a.portfolio.lists.open.Assets {
		watched.Add(asset.Identity(), true)
	}
	var groups [4][]client.Asset
	for _, asset := range found {
		group := 3
		switch {
		case market.SameSymbol(asset.Symbol, typed):
			group = 0
		case a.held(asset.Identity()) != nil:
			group = 1
		case len(watched.Find(asset.Identity())) > 0:
			group = 2
		}
		groups[group] = append(groups[group], asset)
	}
	return slices.Concat(groups[:]...)
}

func (s search) actions(account) []action[account] {
	choose := chooseActions(keys.Lines, keys.LineUp, keys.LineDown, s.at, len(s.found), func(at int) overlay { s.at = at; return s })
	return slices.Insert(formActions(s.form, s.onForm), 1, choose)
}

func (s search) onForm(a account, f form.Form, event form.Event) (account, tea.Cmd) {
	s.form = f
	switch event {
	case form.Canceled:
		return a.pop(), nil
	case form.Changed:
		s = s.lookUp(a)
	case form.Submitted:
		if s.at < len(s.found) {
			return s.take(a.pop(), s.found[s.at])
		}
	}
	return a.putTop(s), nil
}

// take opens the chosen asset, or adds it to the watchlist.
func (s search) take(a account, asset client.Asset) (account, tea.Cmd) {
	if s.purpose == findToWatch {
		return a, a.addToList(asset.Symbol)
	}
	return a.openDetail(instrument{symbol: asset.Symbol, class: asset.Class, asset: asset.ID})
}

func (s search) draw(a account, rows int) []string {
	t := a.theme
	title := "Find a symbol"
	if s.purpose == findToWatch {
		title = "Add to " + a.portfolio.lists.open.Title() + " in " + a.accountName()
	}
	lines := []string{"", "  " + t.Brand.Render(text.Clip(title, a.width-4)), "  " + t.Accent.Render("/") + " " + s.form.Input(t, max(a.width-7, 9)), ""}
	switch {
	case s.index == nil && s.assets.err != nil:
		lines = append(lines, "  "+t.Notice.Render(text.Clip("The list of assets cannot be read: "+problemWords(s.assets.err), a.width-4)))
	case s.index == nil:
		lines = append(lines, "  "+t.Muted.Render("Reading the list of assets…"))
	case s.form.Value("typed") == "":
		lines = append(lines, "  "+t.Muted.Render(text.Clip("Type a symbol or a name: "+format.Plural(s.index.Len(), "asset")+".", a.width-4)))
	case len(s.found) == 0:
		lines = append(lines, "  "+t.Muted.Render("No match."))
	}
	from, to := inSight(s.at, len(s.found), rows-len(lines))
	for i := from; i < to; i++ {
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
