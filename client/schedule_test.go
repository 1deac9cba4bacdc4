package client

import (
	"testing"
	"time"
)

func TestPollOptions(t *testing.T) {
	for _, c := range []struct{ give, want PollOptions }{
		{PollOptions{}, PollOptions{Every: 3 * time.Second, CallsPerMinute: 60}},
		{PollOptions{Every: time.Second}, PollOptions{Every: time.Second, CallsPerMinute: 139}},
		{PollOptions{Every: 2 * time.Second}, PollOptions{Every: 2 * time.Second, CallsPerMinute: 79}},
		{PollOptions{Every: time.Millisecond}, PollOptions{Every: time.Second, CallsPerMinute: 139}},
		{PollOptions{Every: -5}, PollOptions{Every: time.Second, CallsPerMinute: 139}},
		{PollOptions{Every: 30 * time.Hour}, PollOptions{Every: time.Hour, CallsPerMinute: 60}},
		{PollOptions{CallsPerMinute: 30}, PollOptions{Every: 3 * time.Second, CallsPerMinute: 30}},
		{PollOptions{CallsPerMinute: 1000}, PollOptions{Every: 3 * time.Second, CallsPerMinute: 150}},
		{PollOptions{CallsPerMinute: -1}, PollOptions{Every: 3 * time.Second, CallsPerMinute: 12}},
	} {
		if got := c.give.normal(); got != c.want {
			t.Errorf("%+v is %+v, want %+v", c.give, got, c.want)
		}
	}
}

func TestBackoffFactor(t *testing.T) {
	for remaining, want := range map[int]time.Duration{200: 1, 50: 1, 49: 2, 20: 2, 19: 4, 0: 4} {
		rate := Rate{200, remaining, noon.Add(time.Second), true}
		if got := backoffFactor(rate, noon); got != want {
			t.Errorf("%d of 200 left: ×%d, want ×%d", remaining, got, want)
		}
		if got := backoffFactor(rate, noon.Add(time.Second)); got != 1 {
			t.Errorf("%d of 200 left before the reset: ×%d", remaining, got)
		}
	}
	if backoffFactor(Rate{}, noon) != 1 {
		t.Error("an unknown budget slows down")
	}
}

func TestSameHoldings(t *testing.T) {
	list := func(qty ...string) []Position {
		var all []Position
		for i, q := range qty {
			d, err := ParseDecimal(q)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, Position{Symbol: string(rune('A' + i)), Qty: d})
		}
		return all
	}
	for _, c := range []struct {
		a, b []Position
		want bool
	}{
		{nil, nil, true},
		{list("1", "2"), list("1.0", "2"), true},
		{list("1"), list("1", "2"), false},
		{list("1"), list("-1"), false},
		{list("0"), list(""), false},
		{list("1", "1"), append(list("1"), Position{Symbol: "C", Qty: list("1")[0].Qty}), false},
	} {
		if got := sameHoldings(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
	both := list("1", "2")
	if !sameHoldings(both, []Position{both[1], both[0]}) {
		t.Error("another order is another holding")
	}
}
