package main

import (
	"testing"
	"time"
)

func upTo(n int) []float64 {
	var all []float64
	for i := n; i > 0; i-- {
		all = append(all, float64(i))
	}
	return all
}

func TestStatistics(t *testing.T) {
	for _, c := range []struct {
		of      statistic
		samples []float64
		want    float64
	}{
		{median, []float64{3, 1, 2}, 2},
		{median, []float64{4, 1, 2, 3}, 2.5},
		{median, []float64{7}, 7},
		{p99, upTo(200), 198},
		{p99, upTo(100), 99},
		{p99, upTo(40), 40},
		{p99, []float64{7}, 7},
		{worst, []float64{1, 9, 2}, 9},
	} {
		if got := c.of.of(c.samples); got != c.want {
			t.Errorf("%s of %v is %v, want %v", c.of, c.samples, got, c.want)
		}
	}
	if got := mean(upTo(3)); got != 2 {
		t.Errorf("the mean is %v", got)
	}
}

// The samples are the caller's: their order in time must survive.
func TestStatisticsLeaveTheSamples(t *testing.T) {
	samples := []float64{3, 1, 2}
	median.of(samples)
	if samples[0] != 3 || samples[1] != 1 {
		t.Errorf("now %v", samples)
	}
}

func TestCalls(t *testing.T) {
	began := time.Unix(0, 0)
	var came []time.Time
	for second := range 180 { // one a second, and three more in the first minute
		came = append(came, began.Add(time.Duration(second)*time.Second))
		if second == 7 {
			came = append(came, came[second], came[second], came[second])
		}
	}
	f := calls(came, 2*time.Minute)
	if f.samples[0] != 60 || f.worst != 63 {
		t.Errorf("%v, worst %v", f.samples, f.worst)
	}
	if f := calls(came, 10*time.Second); f.samples[0] != 60 {
		t.Errorf("scaled up: %v", f.samples)
	}
	if f := calls(nil, time.Minute); f.skipped == "" {
		t.Error("no call is not told")
	}
}

func TestShare(t *testing.T) {
	if got := share(300*time.Millisecond, 30*time.Second); got < 0.999 || got > 1.001 {
		t.Errorf("%v %%", got)
	}
}
