package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"quipu/app"
	"quipu/client"
	"quipu/trade"
)

func TestErrorsEndWithOneLineAndAnExitCode(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code int
		said string
	}{
		"none":        {nil, exitOK, ""},
		"any":         {errors.New("the disk is full\nor so"), exitError, "quipu: the disk is full or so\n"},
		"usage":       {usageError{errors.New("--limit 0: want 1 to 500")}, exitError, "quipu: --limit 0: want 1 to 500\n"},
		"code":        {fmt.Errorf("sign in: %w", codedError{errors.New("declined"), exitNotSignedIn}), exitNotSignedIn, "quipu: sign in: declined\n"},
		"reported":    {reportedError{exitError}, exitError, ""},
		"signal":      {signalError{syscall.SIGTERM}, 143, ""},
		"reader gone": {fmt.Errorf("write: %w", syscall.EPIPE), 141, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			if code := (&failure{err: c.err}).report(&streams{Err: &said}); code != c.code || said.String() != c.said {
				t.Errorf("%d %q", code, said.String())
			}
		})
	}
}

func TestTryAgainCountsByTheClockOfTheAccount(t *testing.T) {
	at := time.Date(2020, 1, 2, 15, 0, 0, 0, time.UTC) // of a demo, years before the machine's
	a := &app.Account{Now: func() time.Time { return at }}
	busy := &client.Error{Kind: client.ErrRateLimited, Status: 429, RetryAt: at.Add(90 * time.Second)}
	var said bytes.Buffer
	std := &streams{Err: &said}
	if code := (&failure{err: atClock(a, busy)}).report(std); code != exitError || !strings.HasSuffix(said.String(), "; try again in 1m30s\n") {
		t.Errorf("%d %q", code, said.String())
	}
}

// TestTooManyCallsAreARefusalOnlyOfTheOrder: before it nothing was refused, and the same
// call may be made again.
func TestTooManyCallsAreARefusalOnlyOfTheOrder(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]struct {
		code int
		kind string
	}{http.MethodGet: {exitError, "error"}, http.MethodPost: {exitRefused, "refused"}} {
		d := newTrader(t, "")
		d.broker.Fault(func(r *http.Request) http.HandlerFunc {
			if r.Method != method || !strings.HasPrefix(r.URL.Path, "/v2/orders") {
				return nil
			}
			return func(out http.ResponseWriter, _ *http.Request) {
				out.Header().Set("Retry-After", "30")
				out.WriteHeader(http.StatusTooManyRequests)
				_, _ = io.WriteString(out, `{"code":42910000,"message":"too many requests."}`)
			}
		})
		_, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--yes", "--json")
		if code != want.code || !strings.Contains(said, `"kind":"`+want.kind+`"`) || !strings.Contains(said, `"retry_at":`) {
			t.Errorf("%s: %d %s", method, code, said)
		}
	}
}

func TestEachExitCodeHasAKindForPrograms(t *testing.T) {
	for kind, c := range map[string]struct {
		err  error
		code int
	}{
		"usage":         {usageError{errors.New("--limit 0")}, exitError},
		"error":         {errors.New("the disk is full"), exitError},
		"not_signed_in": {codedError{errors.New("no token"), exitNotSignedIn}, exitNotSignedIn},
		"refused":       {codedError{errors.New("rejected"), exitRefused}, exitRefused},
		"limit":         {&trade.Refusal{}, exitLimit},
		"unknown":       {&client.Error{Kind: client.ErrUnknownOutcome}, exitUnknown},
	} {
		if got := jsonFailure(c.err); got.Kind != kind || got.Exit != c.code {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

// TestTheMostSeriousErrorGivesTheExitCode in whatever order they came.
func TestTheMostSeriousErrorGivesTheExitCode(t *testing.T) {
	refused := fmt.Errorf("order 1: %w", codedError{errors.New("rejected"), exitRefused})
	for name, c := range map[string]struct {
		a, b error
		code int
	}{
		"unknown, refused":     {codedError{client.ErrUnknownOutcome, exitUnknown}, refused, exitUnknown},
		"unknown, a limit":     {&client.Error{Kind: client.ErrUnknownOutcome}, &trade.Refusal{}, exitUnknown},
		"taken, refused":       {hasOrder(trade.Entry{}, io.ErrUnexpectedEOF), refused, exitError},
		"refused, a limit":     {refused, &trade.Refusal{}, exitRefused},
		"a limit, any":         {&trade.Refusal{}, io.ErrUnexpectedEOF, exitLimit},
		"a signal, unknown":    {signalError{syscall.SIGTERM}, codedError{client.ErrUnknownOutcome, exitUnknown}, 143},
		"refused, and no more": {refused, errors.Join(nil, refused), exitRefused},
	} {
		for _, err := range []error{errors.Join(c.a, c.b), errors.Join(c.b, c.a), fmt.Errorf("cancel: %w", errors.Join(errors.Join(c.b), c.a))} {
			if got := exitCode(err); got != c.code {
				t.Errorf("%s: %d: %v", name, got, err)
			}
		}
	}
}
