package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestChangesAreSentOnce fails every change in every way that would make a
// read try again.
func TestChangesAreSentOnce(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*http.Request) (*http.Response, error)
		kind  error
		says  string
	}{
		"403":      {always(403, `{"code":40310000,"message":"the scope account:write is missing"}`), ErrForbidden, "the scope account:write is missing"},
		"404":      {always(404, `{"code":40410000,"message":"watchlist not found"}`), ErrNotFound, "watchlist not found"},
		"408":      {always(408, ``), ErrTimeout, "(408)"},
		"422":      {always(422, `{"code":42210000,"message":"watchlist name must be unique"}`), ErrRejected, "watchlist name must be unique"},
		"425":      {always(425, ``), ErrServer, "(425)"},
		"429":      {always(429, `{"message":"too many requests."}`, "Retry-After", "1"), ErrRateLimited, "(429)"},
		"500":      {always(500, `{"message":"oops"}`), ErrServer, "oops"},
		"503":      {always(503, ``, "Retry-After", "0"), ErrServer, "(503)"},
		"redirect": {always(307, ``, "Location", "/v2/watchlists/w2"), ErrUnreadable, "not followed (307)"},
		"reset":    {func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET }, ErrUnreachable, "no connection"},
		"silence":  {hang, ErrTimeout, "timed out"},
		"panic":    {func(*http.Request) (*http.Response, error) { panic("oh") }, ErrUnreadable, "oh"},
	} {
		for _, change := range changes {
			t.Run(name+" "+change.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					sent := 0
					client := fakeClient(t, roundTrip(func(r *http.Request) (*http.Response, error) { sent++; return c.fault(r) }))
					e := failure(t, change.ask(t.Context(), client), c.kind)
					if name != "redirect" && !strings.Contains(e.Error(), c.says) || sent != 1 {
						t.Errorf("%q after %d requests", e, sent)
					}
					if e.Doing == "" || strings.Contains(e.Doing, "read") {
						t.Errorf("it was doing %q", e.Doing)
					}
					line(t, e.Error())
				})
			})
		}
	}
}

func TestChangesThatSayLittle(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		delete error // of the delete
		create error // of the call that wants a list back
	}{
		"204":        {204, ``, nil, ErrUnreadable},
		"200":        {200, aList, nil, nil},
		"201":        {201, aList, nil, nil},
		"202":        {202, aList, ErrUnreadable, ErrUnreadable},
		"empty":      {200, ``, nil, ErrUnreadable},
		"a web page": {200, page, nil, ErrUnreadable},
		"null":       {200, `null`, nil, ErrUnreadable},
		"an error":   {200, `{"message":"no"}`, nil, ErrUnreadable},
		"cut off":    {200, `{"id":"w1","assets":[{`, nil, ErrUnreadable},
	} {
		f := newFake()
		f.fault = always(c.status, c.body)
		client := fakeClient(t, f)
		if err := client.DeleteWatchlist(t.Context(), "w1"); !errors.Is(err, c.delete) {
			t.Errorf("%s: delete gives %v, want %v", name, err, c.delete)
		}
		list, err := client.CreateWatchlist(t.Context(), "one", nil)
		if !errors.Is(err, c.create) || (err == nil) != (list.ID == "w1") {
			t.Errorf("%s: create gives %+v, %v, want %v", name, list, err, c.create)
		}
		if f.count("") != 2 {
			t.Errorf("%s: %d requests", name, f.count(""))
		}
	}
}

func TestReadOnlyRefusesEveryChange(t *testing.T) {
	for _, change := range changes {
		f := newFake()
		c := fakeClient(t, f, func(o *Options) { o.ReadOnly = true })
		e := failure(t, change.ask(t.Context(), c), ErrReadOnly)
		if f.count("") != 0 || e.Short() != "read only" {
			t.Errorf("%s: %q after %d requests", change.name, e, f.count(""))
		}
	}
	f := newFake()
	f.bodies["/v2/watchlists/w1"] = `{"id":"w1","assets":[]}`
	_, err := fakeClient(t, f, func(o *Options) { o.ReadOnly = true }).RenameWatchlist(t.Context(), "w1", "new")
	failure(t, err, ErrReadOnly)
	if f.count("") != 1 { // the read before it
		t.Errorf("%d requests", f.count(""))
	}
}

// TestNoChangeLeavesAfter429: what is held back is refused, not kept for later.
func TestNoChangeLeavesAfter429(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = always(429, ``, "Retry-After", "30")
		c := fakeClient(t, f)
		failure(t, readPositions(c), ErrRateLimited)
		before := f.count("")
		for _, change := range changes {
			e := failure(t, change.ask(t.Context(), c), ErrRateLimited)
			if f.count("") != before || e.RetryAt.IsZero() {
				t.Errorf("%s: %v after %d requests", change.name, e, f.count(""))
			}
		}
	})
}

// TestALongRetryAfterHoldsChangesForAMinute, and what goes ahead of others: a close must
// not wait for an hour.
func TestALongRetryAfterHoldsChangesForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.fault = always(429, ``, "Retry-After", "3600")
		c := fakeClient(t, f)
		began := time.Now()
		urgentRead := func() error { _, err := c.Positions(Urgent(t.Context())); return err }
		failure(t, readPositions(c), ErrRateLimited)
		for minute := 1; minute <= 2; minute++ {
			until := began.Add(time.Duration(minute) * time.Minute)
			for name, ask := range map[string]func() error{"an urgent read": urgentRead, "a change": func() error { return c.DeleteWatchlist(t.Context(), "w1") }} {
				before := f.count("")
				if e := failure(t, ask(), ErrRateLimited); !e.RetryAt.Equal(until) || f.count("") != before {
					t.Errorf("%s: %v, %d requests", name, e.RetryAt.Sub(began), f.count("")-before)
				}
			}
			time.Sleep(time.Until(until))
			before := f.count("")
			if e := failure(t, urgentRead(), ErrRateLimited); f.count("") != before+1 || e.RetryAt.Sub(until) != time.Minute {
				t.Errorf("after %d min: %d requests, again in %v", minute, f.count("")-before, e.RetryAt.Sub(until))
			}
		}
		before := f.count("")
		if failure(t, readPositions(c), ErrRateLimited); f.count("") != before {
			t.Error("another read left")
		}
	})
}

func TestChangeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		failure(t, fakeClient(t, roundTrip(hang)).DeleteWatchlist(ctx, "w1"), context.Canceled)
	})
}

// endings are what a server does after it has read a change.
var endings = map[string]struct {
	end  func(w http.ResponseWriter, r *http.Request, giveUp func())
	kind error
}{
	"hangs up": {func(http.ResponseWriter, *http.Request, func()) { panic(http.ErrAbortHandler) }, ErrUnreachable},
	"half an answer": {func(w http.ResponseWriter, _ *http.Request, _ func()) {
		_, _ = w.Write([]byte(`{"id":"w1",`))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}, ErrUnreachable},
	"silence": {func(_ http.ResponseWriter, r *http.Request, giveUp func()) {
		giveUp()
		<-r.Context().Done()
		panic(http.ErrAbortHandler) // an answer could still be quicker than the end of the connection
	}, context.Canceled},
}

// TestChangesAreSentOnceOverTheNetwork: net/http repeats some requests by
// itself, on a connection that was used before.
func TestChangesAreSentOnceOverTheNetwork(t *testing.T) {
	for how := range endings {
		for _, change := range changes {
			t.Run("HTTP 1 "+how+" "+change.name, func(t *testing.T) { sentOnce(t, false, how, change) })
			t.Run("HTTP 2 "+how+" "+change.name, func(t *testing.T) { sentOnce(t, true, how, change) })
		}
	}
}

func sentOnce(t *testing.T, two bool, how string, change asking) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var writes, reads atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if (r.ProtoMajor == 2) != two {
			t.Errorf("it speaks %s", r.Proto)
		}
		if r.Method == http.MethodGet {
			reads.Add(1)
			_, _ = w.Write([]byte("[]"))
			return
		}
		writes.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		endings[how].end(w, r, cancel)
	}))
	server.EnableHTTP2, server.Config.ErrorLog = two, quiet()
	server.StartTLS()
	defer server.Close()
	c := dial(t, Options{BaseURL: server.URL, Transport: server.Client().Transport})
	if err := readPositions(c); err != nil {
		t.Fatal(err)
	}
	failure(t, change.ask(ctx, c), endings[how].kind)
	if err := readPositions(c); err != nil || writes.Load() != 1 || reads.Load() != 2 {
		t.Errorf("%d writes and %d reads: %v", writes.Load(), reads.Load(), err)
	}
}
