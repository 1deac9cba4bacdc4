// Package doctor checks the setup: the settings, the stored tokens, the
// callback, the terminal, the clock and the hosts. No finding holds a secret,
// and no check sends one.
package doctor

import (
	"context"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"

	"quipu/app"
	"quipu/config"
)

// timeout bounds each check.
const timeout = 5 * time.Second

// Finding is the result of one check. Its names are those of --json.
type Finding struct {
	Section string  `json:"section"`
	Name    string  `json:"name"`
	State   Verdict `json:"state"`
	Value   string  `json:"value"`
	Advice  string  `json:"advice,omitempty"` // what to do
}

// Verdict says whether something works.
type Verdict string

// The verdicts.
const (
	OK   Verdict = "ok"
	Warn Verdict = "warn" // it works, and something is missing or may fail later
	Fail Verdict = "fail"
)

// Setup is what the checks look at.
type Setup struct {
	Env      app.Env // Width and Height are 0 where standard output is no terminal
	Settings config.Settings
	Invalid  error                // why the settings could not be read: Settings are the defaults then
	Colours  colorprofile.Profile // of the terminal

	app *app.App
}

// Check runs all checks at once and gives their findings section by section.
// Each waits for at most five seconds for an answer.
func (s Setup) Check(ctx context.Context) []Finding {
	s.app = app.New(ctx, s.Env, app.DemoOptions{})
	checks := []func(context.Context) []Finding{
		s.checkSettings, s.checkTokens, s.checkCallback, s.checkEnvironment, s.checkTerminal, s.checkHosts,
	}
	found := make([][]Finding, len(checks))
	var wait sync.WaitGroup
	for i, check := range checks {
		wait.Go(func() { found[i] = check(ctx) })
	}
	wait.Wait()
	var all []Finding
	for _, f := range found {
		all = append(all, f...)
	}
	return all
}
