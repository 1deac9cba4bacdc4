package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// thenGood fails the first n requests.
func thenGood(n int, fail func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		if n--; n >= 0 {
			return fail(r)
		}
		return nil, nil
	}
}

func TestRetriesThatSucceed(t *testing.T) {
	reset := func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET }
	for name, c := range map[string]struct {
		fail   func(*http.Request) (*http.Response, error)
		fails  int
		random float64
		took   time.Duration
	}{
		"one 503":                      {always(503, ""), 1, 0, 125 * time.Millisecond},
		"one 503, most jitter":         {always(503, ""), 1, 0.999999, 250 * time.Millisecond},
		"two 502":                      {always(502, page), 2, 0, 375 * time.Millisecond},
		"408":                          {always(408, ""), 2, 0, 375 * time.Millisecond},
		"425":                          {always(425, ""), 1, 0, 125 * time.Millisecond},
		"reset":                        {reset, 2, 0, 375 * time.Millisecond},
		"503, Retry-After in patience": {always(503, "", "Retry-After", "2"), 1, 0, 2 * time.Second},
		"Retry-After below the pause":  {always(503, "", "Retry-After", "0"), 1, 0, 125 * time.Millisecond},
		"Retry-After of nonsense":      {always(503, "", "Retry-After", "soon"), 1, 0, 125 * time.Millisecond},
		"429, Retry-After in patience": {always(429, "", "Retry-After", "2"), 1, 0, 2 * time.Second},
		"429, Retry-After 0":           {always(429, "", "Retry-After", "0"), 1, 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.fault = thenGood(c.fails, c.fail)
				began := time.Now()
				err := readPositions(fakeClient(t, f, func(o *Options) { o.Rand = func() float64 { return c.random } }))
				if err != nil || f.count("") != c.fails+1 {
					t.Errorf("%v after %d requests", err, f.count(""))
				}
				if took := time.Since(began).Round(time.Millisecond); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
			})
		})
	}
}

func TestLongWaitsAreTheCallers(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header []string
		kind   error
		wait   time.Duration
	}{
		"429 with a reset":           {429, []string{"Reset", "30"}, ErrRateLimited, 30 * time.Second},
		"429 with Retry-After":       {429, []string{"Retry-After", "7"}, ErrRateLimited, 7 * time.Second},
		"429 with both":              {429, []string{"Reset", "30", "Retry-After", "45"}, ErrRateLimited, 45 * time.Second},
		"429 with neither":           {429, nil, ErrRateLimited, time.Minute},
		"429, reset in milliseconds": {429, []string{"Reset", "1000000000000"}, ErrRateLimited, time.Minute},
		"429, a very long wait":      {429, []string{"Retry-After", "99999999999999"}, ErrRateLimited, time.Hour},
		"503 with Retry-After":       {503, []string{"Retry-After", "20"}, ErrServer, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.fault = always(c.status, "", limits(200, 0, c.header...)...)
				began := time.Now()
				e := failure(t, readPositions(fakeClient(t, f)), c.kind)
				if time.Since(began) != 0 || f.count("") != 1 {
					t.Errorf("waited %v for %d requests", time.Since(began), f.count(""))
				}
				if wait := e.RetryAt.Sub(began); wait != c.wait {
					t.Errorf("retry in %v, want %v", wait, c.wait)
				}
			})
		})
	}
}

// limits makes the rate headers; "Reset" is in seconds from now.
func limits(limit, remaining int, pairs ...string) []string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != "Reset" {
			all = append(all, pairs[i], pairs[i+1])
			continue
		}
		seconds, _ := strconv.ParseInt(pairs[i+1], 10, 64)
		all = append(all, "X-Ratelimit-Limit", strconv.Itoa(limit), "X-Ratelimit-Remaining", strconv.Itoa(remaining),
			"X-Ratelimit-Reset", strconv.FormatInt(time.Now().Unix()+seconds, 10))
	}
	return all
}

func TestNothingIsRetriedPastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = always(503, "")
		began := time.Now()
		e := failure(t, readPositions(fakeClient(t, f, func(o *Options) { o.Timeout = 300 * time.Millisecond })), ErrServer)
		if took := time.Since(began); f.count("") != 2 || took != 125*time.Millisecond || e.Status != 503 {
			t.Errorf("%d requests in %v: %v", f.count(""), took, e)
		}
	})
}

// TestNoCallLeavesAfter429 asks from several goroutines until the reset.
func TestNoCallLeavesAfter429(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = thenGood(1, always(429, "", limits(200, 0, "Reset", "30")...))
		c := fakeClient(t, f)
		began := time.Now()
		failure(t, readPositions(c), ErrRateLimited)
		for second := range 28 {
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					e := failure(t, readPositions(c), ErrRateLimited)
					if e.RetryAt.Sub(began) != 30*time.Second || e.Short() != "429 too many requests" || e.Status != 0 {
						t.Errorf("%+v", e)
					}
				})
			}
			group.Wait()
			if f.count("") != 1 {
				t.Fatalf("a call left %d s after the 429", second)
			}
			time.Sleep(time.Second)
		}
		time.Sleep(500 * time.Millisecond)
		if err := readPositions(c); err != nil || time.Since(began) != 30*time.Second {
			t.Errorf("with the reset within patience: %v after %v", err, time.Since(began))
		}
		if f.count("") != 2 || f.sent[1].at.Sub(began) < 30*time.Second {
			t.Errorf("sent %v", f.sent)
		}
	})
}

func TestGivingUpWhileHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = thenGood(1, always(429, "", limits(200, 0, "Reset", "3")...))
		c := fakeClient(t, f)
		failure(t, readPositions(c), ErrRateLimited)
		time.Sleep(1500 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Positions(ctx)
		if e := failure(t, err, ErrTimeout); e.RetryAt.IsZero() || f.count("") != 1 {
			t.Errorf("%+v after %d requests", e, f.count(""))
		}
	})
}

func TestErrorsAreNotRetriedTwiceAsOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = always(500, "")
		failure(t, readPositions(fakeClient(t, f)), ErrServer)
		gaps := fmt.Sprint(f.sent[1].at.Sub(f.sent[0].at), f.sent[2].at.Sub(f.sent[1].at))
		if len(f.sent) != 3 || gaps != "125ms 250ms" {
			t.Errorf("%d requests, %s apart", len(f.sent), gaps)
		}
	})
}

func TestErrorUnwraps(t *testing.T) {
	cause := errors.New("cause")
	e := &Error{Doing: "read account", Kind: ErrServer, Status: 503, Err: cause, RequestID: "r1", Message: "down for repairs"}
	if !errors.Is(e, ErrServer) || !errors.Is(e, cause) || errors.Is(e, ErrTimeout) {
		t.Error("the kind or the cause is not found")
	}
	if want := "read account: the broker's server failed (503): down for repairs [request r1]"; e.Error() != want {
		t.Errorf("%q, want %q", e, want)
	}
}
