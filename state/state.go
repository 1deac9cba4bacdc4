// Package state keeps what the program remembers between two runs: how each
// account's tables are laid out, which alerts are set. It may be lost without
// harm, holds no secret, and is written whole or not at all.
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

// Version is the form of the file that this program writes.
const Version = 1

// sizeLimit is the largest file that is read, in bytes.
const sizeLimit = 1 << 20

// State is the whole memory. The zero value is that of a first run.
type State struct {
	Version  int               `json:"version"`
	Accounts map[string]Layout `json:"accounts,omitempty"` // by account: paper, live
	Alerts   []Alert           `json:"alerts,omitempty"`

	// Permissions are what a sign-in to an account asks for, by account: view,
	// trade. They grant nothing: what a token may do stands with the token.
	Permissions map[string]string `json:"permissions,omitempty"`

	Bell    bool `json:"bell"`    // ring when an alert fires
	Desktop bool `json:"desktop"` // ask the terminal for a desktop notice
}

// Layout is how one account was looked at last.
type Layout struct {
	Tab    string           `json:"tab,omitempty"`
	Period string           `json:"period,omitempty"` // of the equity curve
	List   string           `json:"list,omitempty"`   // id of the watchlist
	Tables map[string]Table `json:"tables,omitempty"` // by name

	// Credential is the kind of credential that opened the account last, by
	// its name; "" is a stored token. It is no secret.
	Credential string `json:"credential,omitempty"`
}

// Table is how one table is laid out.
type Table struct {
	Hidden    []string `json:"hidden,omitempty"` // titles of columns
	Sorted    string   `json:"sorted,omitempty"` // title of a column, "" for the table's own order
	Ascending bool     `json:"ascending,omitempty"`
}

// Alert is a condition that the person wants to hear of.
type Alert struct {
	ID      int             `json:"id"`
	Account string          `json:"account"` // whose figures count: paper, live
	On      string          `json:"on"`      // price, day, orders
	Symbol  string          `json:"symbol,omitempty"`
	Above   bool            `json:"above,omitempty"` // fires at or above Level, else at or below
	Level   decimal.Decimal `json:"level"`           // US dollars for a price, a fraction for the day
	Fired   time.Time       `json:"fired,omitzero"`  // zero while it waits
}

// Load reads the file. Where it cannot be used it is set aside under another
// name, notice says so in words, and the program starts afresh. A file that
// cannot be set aside is an error, and so is a folder in which others can write.
func Load(path string) (s State, notice string, err error) {
	if path == "" {
		return State{Version: Version}, "", nil
	}
	if err := safe.TrustedFolder(filepath.Dir(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return State{Version: Version}, "", err
	}
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return State{Version: Version}, "", nil
	}
	if err == nil {
		s, err = parse(data)
	}
	if err == nil {
		return s, "", nil
	}
	aside, moveErr := setAside(path)
	if moveErr != nil {
		return State{Version: Version}, "", fmt.Errorf("%s: %w, and it cannot be set aside: %w", path, err, moveErr)
	}
	return State{Version: Version}, fmt.Sprintf("What quipu remembered could not be used (%v). It is kept as %s; layout and alerts start afresh.", err, aside), nil
}

func read(path string) ([]byte, error) {
	stat, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !stat.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case stat.Size() > sizeLimit:
		return nil, errors.New("it is too large")
	}
	if err := safe.TrustedFile(path, stat); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func parse(data []byte) (State, error) {
	var version struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(data, &version) != nil || version.Version < 1 {
		return State{}, errors.New("it is damaged")
	}
	if version.Version > Version {
		return State{}, fmt.Errorf("a newer quipu wrote it, in form %d", version.Version)
	}
	var s State
	if json.Unmarshal(data, &s) != nil {
		return State{}, errors.New("it is damaged")
	}
	for _, a := range s.Alerts {
		if e := a.Level.Exponent(); e < -64 || e > 64 { // "1e999999999" would fill the memory when written out
			return State{}, errors.New("it is damaged")
		}
	}
	return s, nil
}

// setAside gives the file another name, one that is not taken.
func setAside(path string) (string, error) {
	for n := 1; n < 100; n++ {
		aside := fmt.Sprintf("%s.%d", path, n)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(path, aside)
		}
	}
	return "", errors.New("99 earlier ones are kept already")
}

// Save writes the file, readable by its owner alone. With path "" there is
// nowhere to write and nothing is done.
func Save(path string, s State) error {
	if path == "" {
		return nil
	}
	s.Version = Version
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("remember the layout: %w", err)
	}
	if err := safe.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("remember the layout: %w (%s)", safe.Reason(err), path)
	}
	return nil
}

// ReadFresh gives a file's content when it was written less than age before
// now, by its time of modification. A file from the future is not fresh, and one
// that others can write counts as none.
func ReadFresh(path string, age time.Duration, now time.Time) ([]byte, bool) {
	stat, err := os.Stat(path)
	if err != nil || !stat.Mode().IsRegular() || safe.TrustedFile(path, stat) != nil {
		return nil, false
	}
	if old := now.Sub(stat.ModTime()); old < -time.Minute || old > age {
		return nil, false
	}
	data, err := os.ReadFile(path)
	return data, err == nil
}
