package cli

import (
	"context"
	"errors"
	"fmt"

	"quipu/auth"
)

// awaitReloads keeps the page in the browser served for a while, until something
// is typed.
func awaitReloads(ctx context.Context, std *streams, attempt *auth.Attempt, lines <-chan string) {
	if _, is := terminalOf(std.Err); is && attempt.PageShown() {
		_, _ = fmt.Fprintln(std.Err, "The page in the browser stays for some seconds. Press enter to end now.")
	}
	for {
		select {
		case _, open := <-lines:
			if open {
				return
			}
			lines = nil // standard input has ended
		case <-attempt.Closed():
			return
		case <-ctx.Done():
			return
		}
	}
}

// awaitLogin waits for the outcome and hands on what is typed meanwhile.
func awaitLogin(ctx context.Context, std *streams, attempt *auth.Attempt, lines <-chan string) (auth.Token, error) {
	p := prompt{to: std.Err, attempt: attempt}
	for {
		select {
		case result, open := <-attempt.Result():
			if !open {
				return auth.Token{}, context.Cause(ctx)
			}
			return result.Token, loginError(result.Err)
		case until := <-attempt.Arrived():
			p.onArrival(until)
		case line, open := <-lines:
			if !open {
				lines = nil
				if attempt.Notice() != nil && !p.accepted {
					return auth.Token{}, errors.New("standard input has ended, and nothing listens for the callback: run it where an address can be pasted, or free the port")
				}
				continue
			}
			p.onInput(line)
		case <-ctx.Done():
			return auth.Token{}, context.Cause(ctx)
		}
	}
}

// loginError gives the outcome its exit code.
func loginError(err error) error {
	var refused *auth.RefusalError
	var exchange *auth.ExchangeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused), errors.As(err, &exchange) && exchange.Status != 0:
		return codedError{err, exitRefused}
	case exchange != nil:
		return err
	default:
		return codedError{err, exitNotSignedIn}
	}
}
