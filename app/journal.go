package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"quipu/auth"
	"quipu/config"
	"quipu/trade"
)

// Trader gives what sends the orders of the account, with its journal, which
// is by account number and broker. A demo's journal is in a folder that goes
// with the App. Errors: the account cannot be read, the journal cannot be used.
func (a *Account) Trader(ctx context.Context) (*trade.Trader, error) {
	account, err := a.Client.Account(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := a.journalDir()
	if err != nil {
		return nil, err
	}
	journal, err := trade.OpenJournal(dir, account.Number, a.origin(), a.Now)
	if err != nil {
		return nil, err
	}
	next := func(ctx context.Context, f trade.Facts, symbol string) (trade.Facts, error) {
		return trade.ReadNext(ctx, a.Client, a.Data, f, symbol)
	}
	return &trade.Trader{
		Broker: a.Client, Journal: journal, Limits: a.limits(), Live: a.RealMoney(), Now: a.Now, Read: a.Facts, Next: next, Pause: a.services.app.env.Pause,
	}, nil
}

// KeptEntries gives, without a call, what the journals of earlier runs say of the orders
// that were sent to the account's broker, the oldest first, and the numbers of the accounts
// that they are of: only the broker tells which of those this one is. Errors: there is no
// journal, and those of reading it.
func (a *Account) KeptEntries() (all []trade.Entry, accounts []string, err error) {
	if dir := a.services.app.env.StateDir; dir != "" && !a.Demo {
		accounts = trade.Journals(journals(dir), a.origin())
	}
	if len(accounts) == 0 {
		return nil, nil, errors.New("there is no journal of an earlier run")
	}
	for _, number := range accounts {
		journal, err := trade.OpenJournal(journals(a.services.app.env.StateDir), number, a.origin(), a.Now)
		if err != nil {
			return nil, nil, err
		}
		entries, err := journal.Entries()
		if err != nil {
			return nil, nil, err
		}
		all = append(all, entries...)
	}
	slices.SortStableFunc(all, func(a, b trade.Entry) int { return a.At.Compare(b.At) })
	return all, accounts, nil
}

// origin is that of the account's API.
func (a *Account) origin() string { return auth.Origin(a.Settings.APIURLFor(a.Name)) }

// RealMoney reports whether an order may cost real money. A demo's never does.
func (a *Account) RealMoney() bool { return !a.Demo && a.Settings.RealMoney(a.Name) }

// TypesSymbol reports whether a person confirms an order by typing its symbol.
func (a *Account) TypesSymbol() bool { return a.Name == config.Live || a.RealMoney() }

func (a *Account) limits() trade.Limits {
	s := a.Settings
	return trade.Limits{
		MaxOrderValue: s.MaxOrderValue, MaxPositionPct: s.MaxPositionPct, MaxOrdersPerDay: s.MaxOrdersPerDay, MaxDailyLoss: s.MaxDailyLoss,
		PriceCollarPct: s.PriceCollarPct, DuplicateWindow: s.DuplicateWindow, AllowShort: s.AllowShort, AllowLive: s.AllowLive,
	}
}

// journals is the folder of the journals below that of the state.
func journals(stateDir string) string { return filepath.Join(stateDir, "journal") }

func (a *Account) journalDir() (string, error) {
	if !a.Demo {
		if dir := a.services.app.env.StateDir; dir != "" {
			return journals(dir), nil
		}
		return "", errors.New("there is no folder for the journal of orders: set HOME or XDG_STATE_HOME")
	}
	dir, err := os.MkdirTemp("", "quipu-demo-")
	if err != nil {
		return "", err
	}
	return dir, a.services.app.closeLater(folder(dir))
}

// folder is one that is removed when it is closed.
type folder string

func (f folder) Close() error { return os.RemoveAll(string(f)) }
