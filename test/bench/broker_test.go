package main

import (
	"bytes"
	"testing"
)

// What the rows claim, twenty positions and every price another one, must be
// what the broker does.
func TestEveryPriceMoves(t *testing.T) {
	b, err := serve(t.Context(), 20, true)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	p, err := pricesOf(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]string{}
	for round, move := range []func() error{p.walk, p.walk, p.walk, p.lift, p.lift} {
		if err := move(); err != nil {
			t.Fatal(err)
		}
		_, all, err := b.positions(t.Context())
		if err != nil || len(all) != 20 {
			t.Fatal(len(all), err)
		}
		for _, q := range all {
			if q.Price == nil || *q.Price == last[q.Symbol] {
				t.Errorf("round %d: %s stands still", round, q.Symbol)
				continue
			}
			last[q.Symbol] = *q.Price
		}
	}
}

func TestTinnedAnswersDiffer(t *testing.T) {
	b, err := serve(t.Context(), 30, true)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	if err := b.tin(t.Context()); err != nil {
		t.Fatal(err)
	}
	one, two, three := b.can(positionsPath), b.can(positionsPath), b.can(positionsPath)
	if bytes.Equal(one, two) || !bytes.Equal(one, three) || b.can("/v2/account") != nil {
		t.Error("the answers do not come by turns")
	}
}
