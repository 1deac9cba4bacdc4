package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
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
	if code != exitRefused || d.flattened() != [2]int{1, 1} || !strings.Contains(said, "not flat") || !strings.Contains(said, "cancelled, unless it was filled: ") || strings.Contains(said, "quipu: failed\n") {
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

// TestFlattenInExtendedHoursSendsLimitOrders: the demo's clock stands after the close.
// It is stopped once the closes were sent.
func TestFlattenInExtendedHoursSendsLimitOrders(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	pauses := 0
	out, said := new(bytes.Buffer), new(bytes.Buffer)
	code := run(ctx, &streams{
		In: strings.NewReader("flatten\n"), Out: out, Err: said, Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback(), Asks: true,
		Args: []string{"flatten", "--demo", "--demo-clock", "2026-11-23T17:30", "--extended", "--json"},
		Pause: func(ctx context.Context, _ time.Duration) error {
			if pauses++; pauses == 4 {
				stop()
			}
			return ctx.Err()
		},
	})
	var document struct {
		Positions []struct {
			Symbol, Reason string
			OrderID        string `json:"order_id"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil || len(document.Positions) == 0 {
		t.Fatalf("%v\n%s%s", err, out, said)
	}
	if code != exitLimit || !strings.Contains(said.String(), "stopped: all orders were cancelled, the close was sent for 12 of 14 positions") {
		t.Errorf("%d\n%s", code, said)
	}
	for _, p := range document.Positions {
		sent := p.Symbol != "HALT" && market.ClassOf(p.Symbol) != market.Option
		if sent != (p.OrderID != "") {
			t.Errorf("%+v", p)
		}
	}
}

// TestHowTheKillSwitchEnds: only a flat account ends well, and what is not known is
// said before anything else.
func TestHowTheKillSwitchEnds(t *testing.T) {
	t.Parallel()
	lost := []string{"quipu-1"}
	failed := errors.New("no")
	for _, c := range []struct {
		done trade.Flattening
		want int
	}{
		{trade.Flattening{Stage: trade.Flat}, exitOK},
		{trade.Flattening{Stage: trade.Flat, Lost: lost}, exitUnknown},
		{trade.Flattening{Stage: trade.Queued}, exitError},
		{trade.Flattening{Stage: trade.Queued, Lost: lost}, exitUnknown},
		{trade.Flattening{Stage: trade.Stopped}, exitLimit},
		{trade.Flattening{Stage: trade.Stopped, Lost: lost}, exitUnknown},
		{trade.Flattening{Stage: trade.Failed, Err: failed}, exitRefused},
		{trade.Flattening{Stage: trade.Failed, Err: failed, Lost: lost}, exitUnknown},
		{trade.Flattening{Stage: trade.Failed, Err: &client.Error{Kind: client.ErrUnauthorized}}, exitNotSignedIn},
	} {
		err := flattenError(&c.done)
		if got := exitCode(err); got != c.want || len(c.done.Lost) > 0 && !strings.Contains(err.Error(), "quipu-1") {
			t.Errorf("%s, lost %v: %d, want %d: %v", c.done.Stage, c.done.Lost, got, c.want, err)
		}
	}
}
