package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"

	"quipu/client"
	"quipu/config"
	"quipu/safe"
	"quipu/state"
	"quipu/ui"
)

// broker is the client as the views want it.
type broker struct{ *client.Client }

// Follow implements ui.Broker.
func (b broker) Follow(ctx context.Context, every time.Duration) ui.Feed {
	return b.Poll(ctx, client.PollOptions{Every: every, Stream: true})
}

// connector gives what opens an account: its trading API, and market data
// where that was granted. assets is the file that keeps the list of assets
// for a day, "" for none; clock is the broker's time, nil for the machine's.
func connector(assets string, clock func() time.Time) func(config.Settings, config.Account, ui.Grant) (ui.Access, error) {
	return func(s config.Settings, account config.Account, g ui.Grant) (ui.Access, error) {
		opt := client.Options{
			BaseURL: s.APIURLFor(account), Credentials: g.Credentials, ReadOnly: s.ReadOnly, UserAgent: "quipu/" + version, Now: clock,
		}
		c, err := client.New(opt)
		if err != nil {
			return ui.Access{}, err
		}
		access := ui.Access{Broker: broker{c}, Lists: c, Assets: (&assetList{client: c, path: assets}).index}
		if !g.Data || !s.KnowsData() {
			return access, nil
		}
		opt.BaseURL = s.DataURL
		data, err := client.NewData(opt)
		if err != nil {
			return ui.Access{}, err
		}
		access.Data = data
		return access, nil
	}
}

// assetsAge is how long the list of assets is good for.
const assetsAge = 24 * time.Hour

// assetList is the broker's assets, read once a day and kept on disk between:
// the list is megabytes, and changes little.
type assetList struct {
	client *client.Client
	path   string
	mu     sync.Mutex
}

// index reads the list from the disk or from the broker. A file that cannot be
// used or written costs no more than another reading.
func (a *assetList) index(ctx context.Context) (*client.AssetIndex, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if kept, fresh := state.ReadFresh(a.path, assetsAge, time.Now()); fresh {
		var all []client.Asset
		if json.Unmarshal(kept, &all) == nil && len(all) > 0 {
			return client.NewAssetIndex(all), nil
		}
	}
	all, err := a.client.Assets(ctx, "")
	if err != nil {
		return nil, err
	}
	if a.path != "" && len(all) > 0 {
		if text, err := json.Marshal(all); err == nil {
			_ = safe.WriteFile(a.path, text, 0o600)
		}
	}
	return client.NewAssetIndex(all), nil
}

// assetsPath is where the list of assets is kept; "" where nothing may be
// written. One host's list is no other's.
func assetsPath(s config.Settings, demoMode bool) string {
	dir := config.StateDir(os.Getenv)
	if dir == "" || demoMode || s.APIURL != "" {
		return ""
	}
	return filepath.Join(dir, "assets.json")
}

// remembered reads what the program remembers, and gives what writes it down.
// Several changes in a row may be written in any order: the latest wins.
func remembered(dir string) (s state.State, notice string, save func(int, state.State) error) {
	if dir == "" {
		return state.State{}, "", nil
	}
	path := filepath.Join(dir, "state.json")
	s, notice, err := state.Load(path)
	if err != nil {
		return s, "What quipu remembers is not used and not kept: " + err.Error(), nil
	}
	var mu sync.Mutex
	written := 0
	return s, notice, func(revision int, s state.State) error {
		mu.Lock()
		defer mu.Unlock()
		if revision <= written {
			return nil
		}
		err := state.Save(path, s)
		if err == nil { // what failed is tried again at the end
			written = revision
		}
		return err
	}
}
