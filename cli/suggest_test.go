package cli

import (
	"slices"
	"testing"
)

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"chps", "chips", 1}, {"chipps", "chips", 1}, {"ships", "chips", 1},
		{"hcips", "chips", 2}, {"kitten", "sitting", 3}, {"täg", "tag", 1}, {"orders", "status", 5},
	} {
		if n := edits(c.a, c.b); n != c.n {
			t.Errorf("%q to %q: %d edits, want %d", c.a, c.b, n, c.n)
		}
	}
}

// The nearest names are suggested, those that begin with the word before others,
// and none that are far or for no word at all.
func TestSimilarNames(t *testing.T) {
	names := []string{"Equity", "Cash", "Market", "DayPL", "OpenPL", "Orders", "Chips", "Ship"}
	for word, want := range map[string][]string{
		"Equty": {"Equity"}, "equity": {"Equity"}, "Mark": {"Market"}, "Chip": {"Chips"}, "ships": {"Chips", "Ship"}, "Quantity": nil, "": nil,
	} {
		if got := similarNames(word, names); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	}
}
