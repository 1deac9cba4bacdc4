package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
)

// assetsState is the broker's list of assets, which tells the class of an instrument
// that is not held.
type assetsState struct {
	index *client.AssetIndex // nil until it is read
	reading
}

type assetClassesRead struct {
	index *client.AssetIndex
	err   error
}

// known gives the instrument with its class and asset id as far as they are known:
// from the position, from the symbol where it states the class, from the list of
// assets. A symbol like SHIBUSD alone does not tell.
func (a account) known(of instrument) instrument {
	if h := a.held(of.id()); h != nil {
		of.class, of.asset = h.AssetClass, h.AssetID
	}
	if of.class = cmp.Or(of.class, market.StatedClass(of.symbol)); of.class != "" || a.portfolio.assets.index == nil {
		return of
	}
	if asset, found := a.portfolio.assets.index.Find(of.symbol); found {
		of.class, of.asset = asset.Class, cmp.Or(of.asset, asset.ID)
	}
	return of
}

// lookingUp reports whether the class of an instrument is not known before the list of
// assets is read. Until then nobody knows which market data to ask for.
func (a account) lookingUp(of instrument) bool {
	s := a.portfolio.assets
	return a.session.access.Assets != nil && s.index == nil && a.known(of).class == ""
}

// classProblem is why the list of assets that lookingUp waits for cannot be read.
func (a account) classProblem(of instrument) error {
	if !a.lookingUp(of) {
		return nil
	}
	return a.portfolio.assets.err
}

// readAssetClasses reads the list of assets where the open detail or an alert needs a
// class that only the list can tell.
func (a account) readAssetClasses() (account, tea.Cmd) {
	s := &a.portfolio.assets
	if s.index != nil || a.session.access.Assets == nil || !s.due(a.now, 0) || !a.needsAssets() {
		return a, nil
	}
	s.begin(a.now)
	ctx, generation, assets := a.ctx, a.generation, a.session.access.Assets
	return a, func() tea.Msg {
		index, err := assets(ctx)
		return reply{generation, assetClassesRead{index, err}}
	}
}

func (a account) needsAssets() bool {
	if d, at := findOverlay[detail](a); at >= 0 && a.known(d.of).class == "" {
		return true
	}
	for _, alert := range a.waitingAlerts() {
		if alert.On == onPrice && a.known(instrument{symbol: alert.Symbol}).class == "" {
			return true
		}
	}
	return false
}

// onAssetClassesRead reads what waited for the list.
func (a account) onAssetClassesRead(msg assetClassesRead) (account, tea.Cmd) {
	s := &a.portfolio.assets
	s.end(a.now, msg.err)
	if msg.err == nil {
		s.index = msg.index
	}
	a, overlay := a.readOverlay()
	a, quotes := a.readQuotes()
	return a, tea.Batch(overlay, quotes)
}
