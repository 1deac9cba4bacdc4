package cli

import (
	"strings"
	"testing"
	"time"

	"quipu/demo"
)

// A command shows what the screen does with the same clock.
func TestCommandsHaveTheDemosClock(t *testing.T) {
	d := &signedInHome{t: t, home: t.TempDir()}
	d.env = []string{"HOME=" + d.home, "TERM=xterm"}
	set := d.prints("positions", "SPY", "--demo", "--demo-clock", "2026-11-23T13:48", "--json")
	for _, want := range []string{`"read_at": "2026-11-23T18:48:`, `"current_price": "598.43"`, `"market_value": "19149.76"`} {
		if !strings.Contains(set, want) {
			t.Errorf("%s is not in\n%s", want, set)
		}
	}
	if said := d.prints("status", "--demo", "--demo-clock", "2026-11-23T13:48", "--format", "{{.Market}} {{.Left}}"); said != "open 2 h 11 m\n" {
		t.Errorf("the market is %q", said)
	}
	begins := demo.MidSession(time.Now()).UTC().Format("2006-01-02T15:04:")
	if by := d.prints("account", "--demo", "--json"); !strings.Contains(by, `"read_at": "`+begins) {
		t.Errorf("%s is not in\n%s", begins, by)
	}
	for args, want := range map[string]string{
		"account --demo-clock 2026-11-23T13:48":  "--demo-clock is for --demo",
		"account --demo --demo-clock noon":       "2026-11-23T11:42",
		"account --demo-faults 0.1":              "--demo-faults is for --demo",
		"account --demo --demo-faults lots":      "want a share from 0 to 1",
		"account --demo --demo-faults 5xx=1":     "503",
		"broker --demo-faults gone=1":            "want lost, late, 429, 5xx, cut, reject, pending or filled",
		"__complete positions --demo --demo-cl ": "--demo-clock",
	} {
		out, said, _ := d.quipu(strings.Fields(args)...)
		if !strings.Contains(out+said, want) {
			t.Errorf("%s says %q %q", args, out, said)
		}
	}
}
