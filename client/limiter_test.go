package client

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

func TestOneLimiterBoundsAllClientsOfAProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "data.example" {
				return answer(http.StatusInternalServerError, "", nil), nil // retried
			}
			return nil, nil //nolint:nilnil // no fault
		}
		limiter := NewProgramLimiter()
		shared := func(o *Options) { o.Limiter = limiter }
		var pollers []*Poller
		for range 2 { // two accounts
			pollers = append(pollers, fakeClient(t, f, shared).Poll(t.Context(), PollOptions{Every: time.Second}))
		}
		d, err := NewData(Options{BaseURL: "https://data.example", Credentials: Bearer(safe.NewSecret(testToken)), Transport: f, Limiter: limiter})
		if err != nil {
			t.Fatal(err)
		}
		c := fakeClient(t, f, shared)
		for range 600 { // what is opened and closed again and again, for two minutes
			var wait sync.WaitGroup
			wait.Go(func() { _, _ = d.Latest(t.Context(), []Instrument{{"AAPL", ""}}) })
			wait.Go(func() { _, _ = c.Orders(t.Context(), OrderQuery{Status: "closed"}) })
			wait.Go(func() { time.Sleep(200 * time.Millisecond) })
			wait.Wait()
		}
		perMinute(t, f, ProgramCalls)
		if n := f.count(""); n < ProgramCalls {
			t.Errorf("%d calls in two minutes: the bound is not used", n)
		}
		for _, p := range pollers {
			if u := <-p.Updates(); u.State != Fresh && u.State != Waiting || time.Since(u.Since) > 10*time.Second {
				t.Errorf("an account was starved: %v, %v old (%v)", u.State, time.Since(u.Since), u.Err)
			}
		}
	})
}

func TestACallThatTheLimiterHoldsBackLongSaysWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		c := fakeClient(t, f, func(o *Options) { o.Limiter = NewLimiter(11, 1) }) // one in six seconds
		if _, err := c.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := c.Account(t.Context())
		e := failure(t, err, ErrRateLimited)
		if wait := time.Until(e.RetryAt); wait != 6*time.Second || f.count("") != 1 {
			t.Errorf("again in %v, %d calls left", wait, f.count(""))
		}
		if !errors.Is(err, ErrOwnLimit) || e.Short() != "quipu's own limit of calls per minute is reached" || e.Error() != "read account: "+e.Short() {
			t.Errorf("it says %q, in short %q", e, e.Short())
		}
		time.Sleep(5 * time.Second)
		if _, err := c.Account(t.Context()); err != nil || f.count("") != 2 {
			t.Errorf("%v, %d calls left", err, f.count(""))
		}
	})
}

// A call of Patient waits as long as the next one may leave soon.
func TestAPatientCallWaitsForTheLimiter(t *testing.T) {
	for perMinute, want := range map[int]error{11: nil, 10: ErrOwnLimit} { // the next one in six seconds, and in more
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			c := fakeClient(t, f, func(o *Options) { o.Limiter = NewLimiter(perMinute, 1) })
			if _, err := c.Account(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Account(t.Context()); !errors.Is(err, ErrOwnLimit) {
				t.Fatalf("one that does not wait: %v", err)
			}
			if _, err := c.Account(Patient(t.Context())); !errors.Is(err, want) {
				t.Errorf("%d a minute: %v", perMinute, err)
			}
		})
	}
}

// TestUrgentCallsGoAheadOfOthers uses up what the program may do, and then makes
// urgent calls, which the others neither delay nor starve.
func TestUrgentCallsGoAheadOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		c := fakeClient(t, f, func(o *Options) { o.Limiter = NewProgramLimiter() })
		began := time.Now()
		for range programBurst {
			if _, err := c.Account(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range urgentBurst {
			if _, err := c.Account(Urgent(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("they waited %v", waited)
		}
		for range 300 { // for two minutes and more
			var all sync.WaitGroup
			all.Go(func() { _, _ = c.Account(Urgent(t.Context())) })
			all.Go(func() { _, _ = c.Account(t.Context()) })
			all.Go(func() { time.Sleep(500 * time.Millisecond) })
			all.Wait()
		}
		perMinute(t, f, ProgramCalls+urgentCalls)
		if ProgramCalls+urgentCalls >= 200 {
			t.Error("more than Alpaca allows an account")
		}
	})
}

// Connecting to the stream is a call as well.
func TestStreamConnectsWithinTheBoundOfTheProgram(t *testing.T) {
	f := newFake()
	limiter := NewLimiter(2, 1)
	if err := limiter.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := fakeClient(t, f, func(o *Options) { o.Limiter = limiter })
	if _, err := c.openStream().connect(t.Context()); !errors.Is(err, ErrOwnLimit) || f.count("") != 0 {
		t.Errorf("%v after %d requests", err, f.count(""))
	}
}
