package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"quipu/app"
	"quipu/client"
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
	if code := (&failure{err: atClock(a, busy)}).report(std); code != exitRefused || !strings.HasSuffix(said.String(), "; try again in 1m30s\n") {
		t.Errorf("%d %q", code, said.String())
	}
}
