package ui

import (
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// The day's result of before stands for a position that has grown, and for no
// other: what was sold took a part of it along.
func TestOnlyWhatGrewKeepsItsDay(t *testing.T) {
	for _, c := range []struct {
		before, after string
		grew          bool
	}{{"100", "103", true}, {"100", "100", true}, {"100", "60", false}, {"100", "-1", false}, {"-12", "-20", true}, {"-12", "-5", false}, {"-12", "3", false}} {
		before := &client.Position{Qty: client.Known(decimal.RequireFromString(c.before))}
		after := &client.Position{Qty: client.Known(decimal.RequireFromString(c.after))}
		if grew(before, after) != c.grew {
			t.Errorf("from %s to %s", c.before, c.after)
		}
	}
	if grew(&client.Position{}, &client.Position{}) {
		t.Error("what is not known grew")
	}
}
