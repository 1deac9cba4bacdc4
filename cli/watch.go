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
// help: a refused token, and a permanent refusal of the first reading, also a 401
// that the account does not confirm and that lasts. After three intervals without
// a reading it calls stale, once.
func repeat(ctx context.Context, a *app.Account, r *readCommand, once, stale func() error) error {
	ctx, cancel := r.std.whileRead(ctx)
	defer cancel()
	lastError, succeeded := "", false
	var readAt time.Time // of the last reading that worked and is not called stale
	failures := failedReadings{}
	for {
		before := a.Sent()
		err := explainRefusal(ctx, a, once())
		pause := max(r.watchEvery, requestTime(a, before))
		var answer *client.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			lastError, succeeded, readAt, failures = "", true, a.Now(), failedReadings{}
		case !errors.As(err, &answer), credentialRefused(err):
			return err
		case !succeeded && answer.Permanent() && (answer.Status != http.StatusUnauthorized || failures.count > 0):
			return err
		default:
			if short := answer.Short(); short != lastError {
				lastError = short
				r.std.printError(atClock(a, err), r.json)
			}
			pause = max(pause, answer.RetryAt.Sub(a.Now()), failures.pauseAfter(answer, a.Now()))
			if left := client.MissedReadings*r.watchEvery - client.Age(readAt, a.Now()); !readAt.IsZero() && left < pause {
				if r.std.wait(ctx, max(left, 0)) != nil {
					return context.Cause(ctx)
				}
				if err := stale(); err != nil {
					return err
				}
				pause, readAt = pause-max(left, 0), time.Time{}
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

// maxRefusedPause bounds that pause, which doubles.
const maxRefusedPause = 5 * time.Minute

// failedReadings are those since the last that worked.
type failedReadings struct {
	count   int
	backoff client.Backoff
}

// pauseAfter gives how long the next reading waits after one more failure.
func (f *failedReadings) pauseAfter(err *client.Error, now time.Time) time.Duration {
	f.count++
	if err.Permanent() {
		return min(refusedPause<<min(f.count-1, 10), maxRefusedPause)
	}
	f.backoff.Record(err, now, 1)
	return f.backoff.Next().Sub(now)
}

// requestTime is how long a watch waits for the requests that were sent since
// before.
func requestTime(a *app.Account, before int64) time.Duration {
	return time.Duration(a.Sent()-before) * callPause
}
