package cli

import (
	"strings"
	"testing"
	"time"

	"quipu/config"
	"quipu/demo"
	"quipu/market"
)

func TestClockOfTheDemo(t *testing.T) {
	for name, c := range map[string]struct {
		options demoOptions
		begins  time.Time
		still   bool
	}{
		"by itself":               {demoOptions{on: true}, demo.MidSession(time.Now()), false},
		"from the connect screen": {demoOptions{}, demo.MidSession(time.Now()), false},
		"set":                     {demoOptions{on: true, start: "2026-11-23T13:48"}, time.Date(2026, 11, 23, 13, 48, 0, 0, market.NewYork), true},
		"set to a weekend":        {demoOptions{on: true, start: "2026-11-22T03:00"}, time.Date(2026, 11, 22, 3, 0, 0, 0, market.NewYork), true},
	} {
		clock, err := c.options.clock()
		if err != nil {
			t.Fatal(name, err)
		}
		first := clock()
		if gone := first.Sub(c.begins); gone < 5*time.Second || gone > time.Minute {
			t.Errorf("%s: the clock begins at %s", name, first)
		}
		if broker := c.options.broker(clock); broker.StaticMarket != c.still || !broker.Now().After(first) {
			t.Errorf("%s: %+v", name, broker)
		}
	}
}

// The demo that the connect screen starts is as old as its start, not as the
// program.
func TestDemoOfTheConnectScreen(t *testing.T) {
	settings := config.Defaults()
	settings.TokenStore = "memory"
	settings.RedirectURL, settings.Origin["redirect_url"] = freeRedirect(t), "the test"
	h := &house{ctx: t.Context()}
	defer h.close()
	parts, err := h.parts(settings)
	if err != nil || parts.Clock != nil {
		t.Fatalf("outside the demo: %v, a clock: %v", err, parts.Clock != nil)
	}
	inside, err := parts.StartDemo()
	if err != nil {
		t.Fatal(err)
	}
	if gone := inside.Clock().Sub(demo.MidSession(time.Now())); gone < 5*time.Second || gone > time.Minute {
		t.Errorf("the demo began %s ago by its clock", gone)
	}
}

// A command shows what the screen does with the same clock.
func TestCommandsHaveTheDemosClock(t *testing.T) {
	d := &desk{t: t, home: t.TempDir()}
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
		"__complete positions --demo --demo-cl ": "--demo-clock",
	} {
		out, said, _ := d.quipu(strings.Fields(args)...)
		if !strings.Contains(out+said, want) {
			t.Errorf("%s says %q %q", args, out, said)
		}
	}
}
