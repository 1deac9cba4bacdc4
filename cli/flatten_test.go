package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

// flattened is how many requests to cancel all and to close all came.
func (d *signedInHome) flattened() [2]int {
	calls := d.broker.Calls()
	return [2]int{calls["DELETE /v2/orders"], calls["DELETE /v2/positions"]}
}

func TestTheKillSwitchWantsItsWord(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"", "\n", "y\n", "yes\n", "flat\n"} {
		d := newTrader(t, "")
		_, said, code := d.asked(answer, "flatten")
		if code != exitLimit || d.flattened() != [2]int{} || !strings.Contains(said, "Cancel ") || !strings.Contains(said, "Close ") {
			t.Errorf("%q: %d %s", answer, code, said)
		}
	}
	d := newTrader(t, "")
	if _, said, code := d.quipu("flatten"); code != exitError || d.flattened() != [2]int{} || !strings.Contains(said, "--yes") {
		t.Errorf("nobody to ask: %d %s", code, said)
	}
	if _, said, code := d.quipu("flatten", "--dry-run"); code != exitOK || d.flattened() != [2]int{} || !strings.Contains(said, "Close ") {
		t.Errorf("a dry run: %d %s", code, said)
	}
	if _, said, code := d.quipu("flatten", "--yes", "--account", "live"); code != exitLimit || d.flattened() != [2]int{} {
		t.Errorf("live: %d %s", code, said)
	}
}

// TestTheKillSwitchIsNotFlatBeforeTheAccountIs: the demo's HALT cannot be closed.
func TestTheKillSwitchIsNotFlatBeforeTheAccountIs(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "max_order_value = 1\nmax_orders_per_day = 1\n")
	out, said, code := d.asked("flatten\n", "flatten", "--json")
	var document struct {
		Positions []struct{ Symbol, Left, Reason string }
	}
	if err := json.Unmarshal([]byte(out), &document); err != nil || len(document.Positions) == 0 {
		t.Fatalf("%v\n%s%s", err, out, said)
	}
	if code != exitRefused || d.flattened() != [2]int{1, 1} || !strings.Contains(said, "not flat") || !strings.Contains(said, "cancelled, unless it was filled: ") {
		t.Errorf("%d, %v\n%s", code, d.flattened(), said)
	}
	for _, p := range document.Positions {
		if p.Symbol == "HALT" && (p.Left == "0" || !strings.Contains(p.Reason, "not tradable")) {
			t.Errorf("%+v", p)
		}
	}
	if journal := d.prints("journal", "--json"); !strings.Contains(journal, `"close all"`) || !strings.Contains(journal, `"failed"`) {
		t.Error(journal)
	}
}
