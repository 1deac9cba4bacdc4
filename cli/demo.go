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
	on     bool
	seed   uint64
	clock  string
	faults string
}

func (f *demoFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.on, "demo", false, "use the embedded broker: no account, no network, no file")
	flags.Uint64Var(&f.seed, "demo-seed", demo.DefaultSeed, "seed of the demo's market: the same seed shows the same figures")
	flags.StringVar(&f.clock, "demo-clock", "", "the demo's clock begins at this time of New York, YYYY-MM-DDThh:mm, and its prices stand still")
	flags.StringVar(&f.faults, "demo-faults", "", demoFaultsUsage)
}

const demoFaultsUsage = "share of the demo's answers that are broken, like 0.02 for each kind, or a list of lost, late, 429, 5xx, cut, reject, pending and filled like lost=0.1,5xx=0.05"

// demoFaults reads the faults of a demo.
func demoFaults(text string) (demo.Faults, error) {
	if text == "" {
		return demo.Faults{}, nil
	}
	f, err := demo.ParseFaults(text)
	if err != nil {
		return f, usageError{fmt.Errorf("--demo-faults %w", err)}
	}
	return f, nil
}

// options checks the flags together.
func (f demoFlags) options() (app.DemoOptions, error) {
	o := app.DemoOptions{On: f.on, Seed: f.seed}
	if f.faults != "" && !f.on {
		return o, usageError{errors.New("--demo-faults is for --demo: a broker's own answers are not to be broken")}
	}
	var err error
	if o.Faults, err = demoFaults(f.faults); err != nil || f.clock == "" {
		return o, err
	}
	if !f.on {
		return o, usageError{errors.New("--demo-clock is for --demo: a broker's own clock is not to be set")}
	}
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
