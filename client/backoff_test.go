package client

import (
	"context"
	"testing"
	"time"
)

func TestBackoffDoublesWithEachFailure(t *testing.T) {
	for _, c := range []struct {
		kind error
		want []time.Duration // after one failure, two …
	}{
		{ErrServer, []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, time.Minute, time.Minute}},
		{ErrForbidden, []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute}},
		{ErrUnauthorized, []time.Duration{30 * time.Second, time.Minute}},
	} {
		var low, high Backoff
		for i, want := range c.want {
			low.Record(&Error{Kind: c.kind}, noon, 0)
			high.Record(&Error{Kind: c.kind}, noon, 1)
			if a, b := low.Next().Sub(noon), high.Next().Sub(noon); a != want/2 || b != want {
				t.Errorf("%v: after %d failures %v to %v, want %v to %v", c.kind, i+1, a, b, want/2, want)
			}
		}
	}
	if got := pauseAfter(1<<40, ErrServer); got != maxBackoff {
		t.Errorf("after very many failures %v", got)
	}
}

func TestBackoffKeepsTheBrokersTimeInAHurry(t *testing.T) {
	var b Backoff
	b.Record(&Error{Kind: ErrServer, RetryAt: noon.Add(90 * time.Second)}, noon, 1)
	b.Hurry()
	if !b.Waits(noon.Add(89*time.Second)) || b.Waits(noon.Add(90*time.Second)) {
		t.Errorf("with Retry-After the next try is at %v", b.Next())
	}
	b.Record(&Error{Kind: ErrServer}, noon.Add(90*time.Second), 1)
	if !b.Waits(noon.Add(93 * time.Second)) {
		t.Error("a second failure does not wait")
	}
	b.Hurry()
	if b.Waits(noon.Add(90 * time.Second)) {
		t.Error("a person cannot try at once")
	}
}

func TestBackoffEndsWithASuccessAndNotWithAReadingThatWasGivenUp(t *testing.T) {
	var b Backoff
	b.Record(&Error{Kind: ErrServer}, noon, 1)
	b.Record(&Error{Kind: context.Canceled}, noon, 1)
	if !b.Waits(noon.Add(time.Second)) {
		t.Error("a reading that was given up ended the wait")
	}
	b.Record(nil, noon, 1)
	if b.Waits(noon) || !b.Next().IsZero() {
		t.Error("a success does not end the wait")
	}
}
