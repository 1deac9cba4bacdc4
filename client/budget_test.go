package client

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func rateHeader(limit, remaining string, reset time.Time, pairs ...string) http.Header {
	h := headers(pairs...)
	h.Set("X-Ratelimit-Limit", limit)
	h.Set("X-Ratelimit-Remaining", remaining)
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(reset.Unix(), 10))
	return h
}

func TestRateHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		want   Rate
	}{
		"plain":            {rateHeader("200", "157", noon.Add(20*time.Second)), Rate{200, 157, noon.Add(20 * time.Second), true}},
		"none left":        {rateHeader("200", "0", noon.Add(time.Second)), Rate{200, 0, noon.Add(time.Second), true}},
		"just reset":       {rateHeader("200", "200", noon.Add(-time.Second)), Rate{200, 200, noon, true}},
		"more than all":    {rateHeader("200", "900", noon), Rate{200, 200, noon, true}},
		"another broker's": {rateHeader("1000", "999", noon.Add(time.Minute)), Rate{1000, 999, noon.Add(time.Minute), true}},
		"our clock 10 min slow": {
			rateHeader("200", "5", noon.Add(10*time.Minute+30*time.Second), "Date", noon.Add(10*time.Minute).Format(http.TimeFormat)),
			Rate{200, 5, noon.Add(30 * time.Second), true},
		},
		"our clock 10 min fast": {
			rateHeader("200", "5", noon.Add(-10*time.Minute+30*time.Second), "Date", noon.Add(-10*time.Minute).Format(http.TimeFormat)),
			Rate{200, 5, noon.Add(30 * time.Second), true},
		},
		"a Date of another world": {
			rateHeader("200", "5", noon.Add(30*time.Second), "Date", "Mon, 01 Jan 2001 00:00:00 GMT"),
			Rate{200, 5, noon.Add(30 * time.Second), true},
		},
		"a reset in a day":   {rateHeader("200", "5", noon.Add(24*time.Hour)), Rate{}},
		"a reset yesterday":  {rateHeader("200", "5", noon.Add(-24*time.Hour)), Rate{}},
		"no headers":         {http.Header{}, Rate{}},
		"words":              {rateHeader("many", "some", noon), Rate{}},
		"a limit of nothing": {rateHeader("0", "0", noon), Rate{}},
		"a negative rest":    {rateHeader("200", "-1", noon), Rate{}},
	} {
		var b budget
		b.update(http.StatusOK, c.header, noon)
		if got := b.rate(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if !b.heldUntil(noon).IsZero() {
			t.Errorf("%s: a good answer holds calls back", name)
		}
	}
}

func TestRateOfAnswersOutOfOrder(t *testing.T) {
	var b budget
	reset := noon.Add(30 * time.Second)
	for _, step := range []struct {
		remaining string
		reset     time.Time
		want      int
	}{
		{"157", reset, 157},
		{"158", reset, 157},
		{"150", reset, 150},
		{"199", reset.Add(time.Minute), 199},
		{"198", reset.Add(61 * time.Second), 198}, // a limit that slides
		{"199", reset.Add(62 * time.Second), 199},
	} {
		b.update(http.StatusOK, rateHeader("200", step.remaining, step.reset), noon)
		if got := b.rate().Remaining; got != step.want {
			t.Errorf("%+v: %d remain, want %d", step, got, step.want)
		}
	}
	b.update(http.StatusOK, http.Header{}, noon)
	if !b.rate().Known {
		t.Error("an answer without headers made the budget unknown")
	}
}

func TestHoldAfter429(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		want   time.Duration
	}{
		"reset":                  {rateHeader("200", "0", noon.Add(30*time.Second)), 30 * time.Second},
		"reset in the past":      {rateHeader("200", "0", noon.Add(-3*time.Second)), time.Second},
		"seconds":                {headers("Retry-After", "9"), 9 * time.Second},
		"negative seconds":       {headers("Retry-After", "-9"), time.Second},
		"a date":                 {headers("Retry-After", noon.Add(11*time.Second).Format(http.TimeFormat)), 11 * time.Second},
		"a date by their clock":  {headers("Retry-After", noon.Add(-49*time.Second).Format(http.TimeFormat), "Date", noon.Add(-time.Minute).Format(http.TimeFormat)), 11 * time.Second},
		"nothing":                {http.Header{}, time.Minute},
		"nonsense":               {headers("Retry-After", "later", "X-Ratelimit-Reset", "x"), time.Minute},
		"reset by a clock ahead": {rateHeader("200", "0", noon.Add(20*time.Minute+30*time.Second), "Date", noon.Add(20*time.Minute).Format(http.TimeFormat)), 30 * time.Second},
	} {
		var b budget
		at := b.update(http.StatusTooManyRequests, c.header, noon)
		if got := at.Sub(noon); got != c.want || !b.heldUntil(noon).Equal(at) {
			t.Errorf("%s: held %v (%v), want %v", name, got, b.heldUntil(noon), c.want)
		}
		if !b.heldUntil(at).IsZero() || b.heldUntil(at.Add(-time.Millisecond)).IsZero() {
			t.Errorf("%s: not released exactly at the reset", name)
		}
	}
}

func TestHoldIsNeverShortened(t *testing.T) {
	var b budget
	b.update(429, rateHeader("200", "0", noon.Add(30*time.Second)), noon)
	b.update(429, headers("Retry-After", "1"), noon)
	b.update(200, rateHeader("200", "3", noon.Add(30*time.Second)), noon)
	if got := b.heldUntil(noon).Sub(noon); got != 30*time.Second {
		t.Errorf("held %v", got)
	}
}

// TestHoldAndClocks: the wall clock jumps over a sleep, which the monotonic
// clock does not count, and may be set back.
func TestHoldAndClocks(t *testing.T) {
	var b budget
	now := time.Now() // with its monotonic reading
	b.update(429, headers("Retry-After", "30"), now)
	if b.heldUntil(now.Add(29*time.Second)).IsZero() || !b.heldUntil(now.Add(30*time.Second)).IsZero() {
		t.Error("not held for 30 s")
	}
	if slept := now.Round(0).Add(8 * time.Hour); !b.heldUntil(slept).IsZero() {
		t.Error("held after a night's sleep")
	}
}

func TestRetryAtOfOtherErrors(t *testing.T) {
	var b budget
	if at := b.update(503, headers("Retry-After", "9"), noon); at.Sub(noon) != 9*time.Second {
		t.Errorf("503: retry at %v", at)
	}
	if at := b.update(500, rateHeader("200", "5", noon.Add(30*time.Second)), noon); !at.IsZero() {
		t.Errorf("500: retry at %v, though nothing was said", at)
	}
	if at := b.update(200, headers("Retry-After", "9"), noon); !at.IsZero() {
		t.Errorf("200: retry at %v", at)
	}
	if !b.heldUntil(noon).IsZero() {
		t.Error("a 503 holds other calls back")
	}
}
