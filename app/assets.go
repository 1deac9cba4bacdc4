package app

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync"
	"time"

	"quipu/client"
	"quipu/safe"
	"quipu/state"
)

// assetsAge is how long a broker's list of assets is used.
const assetsAge = 24 * time.Hour

// assetCache keeps each broker's index of assets for the whole process: the
// list is megabytes, and changes little.
type assetCache struct {
	mu      sync.Mutex
	brokers map[string]*assetIndex // by the address of the API
}

// assetIndex is one broker's. Its lock is held while the list is read: whoever
// asks meanwhile gets the same one.
type assetIndex struct {
	mu     sync.Mutex
	index  *client.AssetIndex
	readAt time.Time
}

func (c *assetCache) of(address string) *assetIndex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.brokers == nil {
		c.brokers = map[string]*assetIndex{}
	}
	if c.brokers[address] == nil {
		c.brokers[address] = &assetIndex{}
	}
	return c.brokers[address]
}

// Assets gives the index of the broker's assets: from memory, from the file of
// an earlier run, or from the broker. A file that cannot be used or written
// costs one more request.
func (a *Account) Assets(ctx context.Context) (*client.AssetIndex, error) {
	app := a.services.app
	path := a.assetsFile()
	shared := app.assets.of(a.assetsKey(path))
	shared.mu.Lock()
	defer shared.mu.Unlock()
	now := app.env.Now()
	if shared.index != nil && client.Age(shared.readAt, now) < assetsAge {
		return shared.index, nil
	}
	if all := readAssets(path, now); len(all) > 0 {
		shared.index, shared.readAt = client.NewAssetIndex(all), now
		return shared.index, nil
	}
	all, err := a.Client.Assets(ctx, "")
	if err != nil {
		return nil, err
	}
	writeAssets(path, all)
	shared.index, shared.readAt = client.NewAssetIndex(all), now
	return shared.index, nil
}

// assetsFile is where the list is kept between runs, "" where nothing may be
// written. Alpaca's alone is kept: one broker's list is not another's.
func (a *Account) assetsFile() string {
	dir := a.services.app.env.StateDir
	if dir == "" || a.Demo || a.Settings.APIURL != "" {
		return ""
	}
	return filepath.Join(dir, "assets.json")
}

// assetsKey names the broker: paper and live share Alpaca's list, as they share
// its file.
func (a *Account) assetsKey(path string) string {
	if path != "" {
		return path
	}
	return a.Settings.APIURLFor(a.Name)
}

func readAssets(path string, now time.Time) (all []client.Asset) {
	text, fresh := state.ReadFresh(path, assetsAge, now)
	if !fresh || json.Unmarshal(text, &all) != nil {
		return nil
	}
	return all
}

func writeAssets(path string, all []client.Asset) {
	if path == "" || len(all) == 0 {
		return
	}
	if text, err := json.Marshal(all); err == nil {
		_ = safe.WriteFile(path, text, 0o600)
	}
}
