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

// searchMost bounds the assets that are listed.
const searchMost = 200

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

func (m account) findSymbol() (account, tea.Cmd) { return m.openSearch(findToShow) }

func (m account) openSearch(p purpose) (account, tea.Cmd) {
	does := "show"
	if p == findToWatch {
		does = "add"
	}
	m.portfolio.search = searchState{purpose: p, form: form.New(form.Options{Submit: does, Cancel: "close"}, form.Field{Name: "typed", Placeholder: "symbol or name", Limit: 4096})}
	m.portfolio.over = searchOverlay
	ctx, generation, assets := m.ctx, m.generation, m.session.access.Assets
	return m, func() tea.Msg {
		index, err := assets(ctx)
		return reply{generation, assetsRead{index, err}}
	}
}

func (m account) assetsRead(msg assetsRead) account {
	s := &m.portfolio.search
	if m.portfolio.over != searchOverlay {
		return m // closed meanwhile: tens of thousands of rows are not kept for nothing
	}
	s.index, s.err = msg.index, msg.err
	m.lookUp()
	return m
}

// lookUp searches for what is typed.
func (m *account) lookUp() {
	s := &m.portfolio.search
	s.at, s.found = 0, nil
	if typed := s.form.Value("typed"); s.index != nil && typed != "" {
		found := m.ownFirst(s.index.Search(typed, s.index.Len()), typed)
		s.found = found[:min(len(found), searchMost)]
	}
}

// ownFirst puts what is held before what is watched, and that before all else;
// whose symbol was typed out stands first of all.
func (m *account) ownFirst(found []client.Asset, typed string) []client.Asset {
	held, watched := map[string]bool{}, map[string]bool{}
	for i := range m.portfolio.positions.Rows {
		held[market.PositionSymbol(m.portfolio.positions.Rows[i].Symbol)] = true
	}
	for _, a := range m.portfolio.lists.open.Assets {
		watched[market.PositionSymbol(a.Symbol)] = true
	}
	typed = market.PositionSymbol(strings.ToUpper(typed))
	var groups [4][]client.Asset
	for _, a := range found {
		group := 3
		switch symbol := market.PositionSymbol(a.Symbol); {
		case symbol == typed:
			group = 0
		case held[symbol]:
			group = 1
		case watched[symbol]:
			group = 2
		}
		groups[group] = append(groups[group], a)
	}
	return slices.Concat(groups[:]...)
}

func (m account) searchKey(msg tea.Msg) (account, tea.Cmd) {
	s := &m.portfolio.search
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.LineUp):
			s.at = max(s.at-1, 0)
			return m, nil
		case key.Matches(press, keys.LineDown):
			s.at = min(s.at+1, max(len(s.found)-1, 0))
			return m, nil
		}
	}
	var event form.Event
	switch s.form, event = s.form.Update(msg); event {
	case form.Canceled:
		m = m.closeOverlay()
		m.portfolio.search = searchState{}
	case form.Changed:
		m.lookUp()
	case form.Submitted:
		return m.takeFound()
	}
	return m, nil
}

func (m account) takeFound() (account, tea.Cmd) {
	s := m.portfolio.search
	if s.at >= len(s.found) {
		return m, nil
	}
	asset := s.found[s.at]
	m = m.closeOverlay()
	m.portfolio.search = searchState{}
	if s.purpose == findToWatch {
		return m, m.addToList(asset.Symbol)
	}
	return m.openDetail(instrument{symbol: asset.Symbol, class: asset.Class, asset: asset.ID})
}

func (m account) searchKeys() []key.Binding {
	return slices.Insert(m.portfolio.search.form.Bindings(), 1, keys.Lines)
}

func (m account) viewSearch(rows int) []string {
	t, s := m.theme, m.portfolio.search
	title := "Find a symbol"
	if s.purpose == findToWatch {
		title = "Add to " + m.portfolio.lists.open.Name + " in " + m.accountName()
	}
	lines := []string{"", "  " + t.Brand.Render(text.Clip(title, m.width-4)), "  " + t.Accent.Render("/") + " " + s.form.Input(t, max(m.width-7, 9)), ""}
	switch {
	case s.err != nil:
		lines = append(lines, "  "+t.Notice.Render(text.Clip("The list of assets cannot be read: "+problemWords(s.err), m.width-4)))
	case s.index == nil:
		lines = append(lines, "  "+t.Muted.Render("Reading the list of assets…"))
	case s.form.Value("typed") == "":
		lines = append(lines, "  "+t.Muted.Render(text.Clip("Type a symbol or a name: "+text.Plural(s.index.Len(), "asset")+".", m.width-4)))
	case len(s.found) == 0:
		lines = append(lines, "  "+t.Muted.Render("No match."))
	}
	room := max(rows-len(lines), 0)
	top := max(s.at-room+1, 0)
	for i := top; i < len(s.found) && i < top+room; i++ {
		a := s.found[i]
		base := t.Text
		if i == s.at {
			base = t.Selected
		}
		line := " " + text.PadRight(format.Instrument(a.Symbol, a.Class, m.width < 100), 14) + " " + a.Name
		tail := ""
		if !a.Tradable {
			tail = "not tradable"
		}
		width := m.width - 4
		line = text.PadRight(text.Clip(line, max(width-len(tail)-2, 4)), max(width-len(tail)-1, 4))
		lines = append(lines, " "+table.RowMark(t, i == s.at)+base.Render(line)+table.OnRow(base, t.Muted).Render(tail+" "))
	}
	return lines
}
