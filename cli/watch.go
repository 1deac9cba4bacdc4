package cli

import (
	"context"
	"errors"
	"net/http"
	"time"

	"quipu/app"
	"quipu/client"
)

// callPause keeps a watch within 60 calls a minute: Alpaca allows an account
// 200, which its owner's other programs draw from too.
const callPause = time.Second

// repeat calls once again and again until the person, a signal or the end of the
// reader stops it. It prints an error once and tries again, unless that cannot
// help: a refused token, and a permanent refusal of the first reading.
func repeat(ctx context.Context, a *app.Account, r *readCommand, once func() error) error {
	ctx, cancel := r.std.whileRead(ctx)
	defer cancel()
	lastError, succeeded := "", false
	for {
		before := a.Sent()
		err := explainRefusal(ctx, a, once())
		pause := max(r.watchEvery, requestTime(a, before))
		var answer *client.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			lastError, succeeded = "", true
		case !errors.As(err, &answer), credentialRefused(err):
			return err
		case !succeeded && answer.Status != http.StatusUnauthorized && answer.Permanent():
			return err
		default:
			if short := answer.Short(); short != lastError {
				lastError = short
				r.std.printError(atClock(a, err), r.json)
			}
			pause = max(pause, answer.RetryAt.Sub(a.Now()))
			if answer.Permanent() {
				pause = max(pause, refusedPause)
			}
		}
		if r.std.wait(ctx, pause) != nil {
			return context.Cause(ctx)
		}
	}
}

// refusedPause is how long a watch waits after a permanent refusal of a call that
// worked before: it may be a proxy's on the way, and a status bar that ends over
// it stays empty.
const refusedPause = 5 * time.Second

// requestTime is how long a watch waits for the requests that were sent since
// before.
func requestTime(a *app.Account, before int64) time.Duration {
	return time.Duration(a.Sent()-before) * callPause
}
