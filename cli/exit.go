package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"quipu/app"
	"quipu/client"
	"quipu/report"
	"quipu/safe"
)

// Exit codes. A signal ends with 128 and its number, as shells expect.
const (
	exitOK          = 0
	exitError       = 1
	exitNotSignedIn = 2
	exitRefused     = 3 // by the broker
)

// codedError ends with an exit code of its own.
type codedError struct {
	error
	code int
}

func (e codedError) Unwrap() error { return e.error }

// reworded is an error in words of its own.
type reworded struct {
	said string
	error
}

func (e reworded) Error() string { return e.said }
func (e reworded) Unwrap() error { return e.error }

// usageError is a command line that cannot be meant.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// outcome prints an error, if there is one, and gives the exit code.
func outcome(err error) int { return ended(err, false) }

// ended is outcome, as a line of JSON for who asked for JSON.
func ended(err error, asJSON bool) int {
	code := codeOf(err)
	if err == nil || code > 128 { // a signal: whoever sent it knows
		return code
	}
	tell(err, asJSON)
	return code
}

// tell says what went wrong in one line on standard error.
func tell(err error, asJSON bool) {
	if asJSON {
		fmt.Fprintf(os.Stderr, "%s\n", failureOf(err).Line())
		return
	}
	again := ""
	var answer *client.Error
	if errors.As(err, &answer) && !answer.RetryAt.IsZero() {
		again = fmt.Sprintf("; try again in %s", max(time.Until(answer.RetryAt), time.Second).Round(time.Second))
	}
	fmt.Fprintln(os.Stderr, "quipu:", oneLine(err)+again)
}

// oneLine is an error's text with what a terminal would obey taken out.
func oneLine(err error) string { return safe.Line(err.Error(), 2000) }

// codeOf gives the exit code.
func codeOf(err error) int {
	var signaled signalError
	var coded codedError
	var notSignedIn *app.NotSignedInError
	var answer *client.Error
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &signaled):
		return signaled.code()
	case errors.Is(err, syscall.EPIPE): // nobody reads on, as with SIGPIPE
		return signalError{syscall.SIGPIPE}.code()
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &notSignedIn):
		return exitNotSignedIn
	case errors.As(err, &answer) && answer.Unauthorized():
		return exitNotSignedIn
	case errors.As(err, &answer) && answer.Refused():
		return exitRefused
	default:
		return exitError
	}
}

// failureOf is the error as programs get it.
func failureOf(err error) report.Failure {
	f := report.Failure{Kind: "error", Message: strings.TrimSpace(oneLine(err)), Exit: codeOf(err)}
	var usage usageError
	var answer *client.Error
	if errors.As(err, &answer) {
		f.Status, f.RequestID, f.RetryAt = answer.Status, answer.RequestID, answer.RetryAt
	}
	switch {
	case f.Exit == exitNotSignedIn:
		f.Kind = "not_signed_in"
	case f.Exit == exitRefused:
		f.Kind = "refused"
	case errors.As(err, &usage):
		f.Kind = "usage"
	}
	return f
}

// untilSignal is a context that ends, with a signalError as its cause, on the
// signals that mean a command to end. What does not end by itself then, as a
// write that nobody reads, ends with the next signal or after the grace. The
// function it gives stops listening.
func untilSignal(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endings...)
	done := make(chan struct{})
	go func() {
		var number syscall.Signal
		select {
		case s := <-signals:
			number, _ = s.(syscall.Signal)
		case <-done:
			return
		}
		signal.Stop(signals)
		cancel(signalError{number})
		select {
		case <-done:
		case <-time.After(grace):
			os.Exit(signalError{number}.code())
		}
	}()
	return ctx, func() {
		close(done)
		signal.Stop(signals)
		cancel(nil)
	}
}

// endings are the signals that mean a program to end. SIGQUIT is one of them:
// Go would leave the terminal as it is and print what every goroutine does.
var endings = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// endedBy is the signal that ended ctx, or else err.
func endedBy(ctx context.Context, err error) error {
	var signaled signalError
	if errors.As(context.Cause(ctx), &signaled) {
		return signaled
	}
	return err
}
