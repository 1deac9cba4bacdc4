package format

import "testing"

func TestPlural(t *testing.T) {
	for want, got := range map[string]string{"1 order": Plural(1, "order"), "0 orders": Plural(0, "order"), "3 activities": Plural(3, "activity"), "1 activity": Plural(1, "activity")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
