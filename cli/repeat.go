package cli

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"time"

	"quipu/app"
	"quipu/client"
)

// callPause keeps a watch within 60 calls a minute: Alpaca allows an account
// 200, which its owner's other programs draw from too.
const callPause = time.Second

// repeat does once what is to be repeated until the person, a signal or the
// reader's end stops it. A reading that fails is told once and tried again,
// unless trying again cannot help: a token that is refused, and what is refused
// from the start.
func repeat(ctx context.Context, a *app.Account, h *headless, once func() error) error {
	gone := h.std.readerGone(ctx)
	told, worked := "", false
	for {
		before := a.Sent()
		err := explainRefusal(ctx, a, once())
		pause := max(h.watchEvery, paceOf(a, before))
		var answer *client.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			told, worked = "", true
		case !errors.As(err, &answer), credentialRefused(err):
			return err
		case !worked && answer.Status != http.StatusUnauthorized && answer.Permanent():
			return err
		default:
			if short := answer.Short(); short != told {
				told = short
				h.std.printError(atClock(a, err), h.json)
			}
			pause = max(pause, answer.RetryAt.Sub(a.Now()))
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

// paceOf is how long what was sent since before has to last.
func paceOf(a *app.Account, before int64) time.Duration {
	return time.Duration(a.Sent()-before) * callPause
}
