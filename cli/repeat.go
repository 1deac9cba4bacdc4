package cli

import (
	"context"
	"errors"
	"net/http"
	"os"
	"syscall"
	"time"

	"quipu/client"
)

// callPause keeps a watch within 60 calls a minute: Alpaca allows an account
// 200, which its owner's other programs draw from too.
const callPause = time.Second

// repeat does once what is to be repeated until the person, a signal or the
// reader's end stops it. A reading that fails is told once and tried again,
// unless trying again cannot help: a token that is refused, and what is refused
// from the start.
func (s *opened) repeat(ctx context.Context, h *headless, once func() error) error {
	gone := readerGone(ctx, os.Stdout)
	told, worked := "", false
	for {
		before := s.sent()
		err := once()
		pause := max(h.watchEvery, s.paceOf(before))
		var answer *client.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			told, worked = "", true
		case !errors.As(err, &answer), answer.Status == http.StatusUnauthorized, !worked && answer.Permanent():
			return err
		default:
			if short := answer.Short(); short != told {
				told = short
				tell(err, h.json)
			}
			pause = max(pause, time.Until(answer.RetryAt))
			if answer.Permanent() {
				pause = max(pause, refusedPause)
			}
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-gone:
			timer.Stop()
			return syscall.EPIPE
		case <-timer.C:
		}
	}
}

// refusedPause is how long a watch waits after a permanent refusal of a call that
// worked before: it may be a proxy's on the way, and a status bar that ends over
// it stays empty.
const refusedPause = 5 * time.Second

// sent is how many calls have left, for the account and for market data.
func (s *opened) sent() int64 {
	calls := s.client.Sent()
	if s.data != nil {
		calls += s.data.Sent()
	}
	return calls
}

// paceOf is how long what was sent since before has to last.
func (s *opened) paceOf(before int64) time.Duration {
	return time.Duration(s.sent()-before) * callPause
}
