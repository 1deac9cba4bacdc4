package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
	"quipu/market"
)

// Read reads the facts of an instrument and its account: eight calls, one more
// where exits stand without their parent, one for the settings where the instrument
// needs them, and one for the quote where data is not nil. An instrument that the broker does not know is no error: Prepare says so.
// Errors: those of the calls. A quote that cannot be read is left unknown.
func Read(ctx context.Context, c *client.Client, data *client.Data, symbol string, live bool, now func() time.Time) (Facts, error) {
	f := Facts{At: now(), Live: live, Asked: symbol}
	var err error
	if f.Asset, err = readAsset(ctx, c, symbol); err != nil {
		return f, err
	}
	if f.Account, err = c.Account(ctx); err != nil {
		return f, err
	}
	// The orders before the positions: one that is filled in between counts twice,
	// and not at all the other way round.
	if f.Orders, f.MoreOpen, err = c.OpenOrders(ctx); err != nil {
		return f, err
	}
	if err = c.NameParents(ctx, f.Orders); err != nil {
		return f, err
	}
	if f.Positions, err = c.Positions(ctx); err != nil {
		return f, err
	}
	asked := now()
	clock, err := c.Clock(ctx)
	if err != nil {
		return f, err
	}
	f.Open, f.Close, f.Skew = clock.Open(), closeOfDay(clock), clock.Timestamp.Sub(asked.Add(now().Sub(asked)/2))
	today := client.OrderQuery{Status: "all", After: market.Midnight(f.Now())}
	if f.Today, f.MoreToday, err = c.AllOrders(ctx, today, client.MaxOpenOrders); err != nil {
		return f, err
	}
	f.Settings = settings(ctx, c, f.Asset)
	f.Quote = quote(ctx, data, f.Asset)
	return f, nil
}

// ReadNext gives the facts of another instrument by the same reading of the account: two
// calls, or three. They are as old as that reading. Errors: those of the calls.
func ReadNext(ctx context.Context, c *client.Client, data *client.Data, f Facts, symbol string) (Facts, error) {
	asset, err := readAsset(ctx, c, symbol)
	f.Asset, f.Asked, f.Quote, f.Settings = asset, symbol, client.Latest{}, client.Configurations{}
	if err == nil {
		f.Settings = settings(ctx, c, asset)
		f.Quote = quote(ctx, data, asset)
	}
	return f, err
}

// readAsset gives an asset without a name where the broker does not know it: of a
// contract its class, for Alpaca lists none among its assets.
func readAsset(ctx context.Context, c *client.Client, symbol string) (client.Asset, error) {
	asset, err := c.Asset(ctx, symbol)
	if errors.Is(err, client.ErrNotFound) || errors.Is(err, client.ErrRejected) {
		unknown := client.Asset{}
		if market.StatedClass(symbol) == market.Option {
			unknown.Class = market.Option
		}
		return unknown, nil
	}
	return asset, err
}

// settings reads the account's settings where they decide whether an asset may be bought.
// Those that cannot be read are left unknown.
func settings(ctx context.Context, c *client.Client, asset client.Asset) client.Configurations {
	if !asset.TaxedPartnership.On {
		return client.Configurations{}
	}
	all, err := c.Configurations(ctx)
	if err != nil {
		return client.Configurations{}
	}
	return all
}

func quote(ctx context.Context, data *client.Data, asset client.Asset) client.Latest {
	if data == nil || asset.Symbol == "" {
		return client.Latest{}
	}
	latest, err := data.Latest(ctx, []client.Instrument{{Symbol: asset.Symbol, Class: asset.Class}})
	if err != nil {
		return client.Latest{} // a limit that needs it refuses
	}
	return latest[asset.Symbol]
}
