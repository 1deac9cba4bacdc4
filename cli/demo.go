package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/demo"
	"quipu/market"
)

// The years that a demo's clock may be set to: its past is six years long, and
// its calendar's rules are of these.
const firstDemoYear, lastDemoYear = 2020, 2099

// demoFlags are a command's flags of the demo.
type demoFlags struct {
	on    bool
	seed  uint64
	clock string
}

func (f *demoFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.on, "demo", false, "use the embedded broker: no account, no network, no file")
	flags.Uint64Var(&f.seed, "demo-seed", demo.DefaultSeed, "seed of the demo's market: the same seed shows the same figures")
	flags.StringVar(&f.clock, "demo-clock", "", "the demo's clock begins at this time of New York, YYYY-MM-DDThh:mm, and its prices stand still")
}

// options checks the flags together.
func (f demoFlags) options() (app.DemoOptions, error) {
	o := app.DemoOptions{On: f.on, Seed: f.seed}
	if f.clock == "" {
		return o, nil
	}
	if !f.on {
		return o, usageError{errors.New("--demo-clock is for --demo: a broker's own clock is not to be set")}
	}
	var err error
	o.Start, err = demoTime(f.clock)
	return o, err
}

// demoTime reads where a demo's clock begins.
func demoTime(text string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", text, market.NewYork)
	switch {
	case err != nil:
		return at, usageError{fmt.Errorf("--demo-clock %q: want a time of New York like 2026-11-23T11:42", text)}
	case at.Year() < firstDemoYear || at.Year() > lastDemoYear:
		return at, usageError{fmt.Errorf("--demo-clock %q: want a year from %d to %d", text, firstDemoYear, lastDemoYear)}
	}
	return at, nil
}
