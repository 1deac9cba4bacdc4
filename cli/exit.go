package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"quipu/app"
	"quipu/client"
	"quipu/report"
	"quipu/safe"
	"quipu/trade"
)

// Exit codes. A signal ends with 128 and its number, as shells expect.
const (
	exitOK          = 0
	exitError       = 1
	exitNotSignedIn = 2
	exitRefused     = 3 // by the broker
	exitLimit       = 4 // by a rule or a limit of quipu
	exitUnknown     = 5 // whether the broker has an order is not known
)

// codedError ends with an exit code of its own.
type codedError struct {
	error
	code int
}

func (e codedError) Unwrap() error { return e.error }

// rewordedError is an error with another text.
type rewordedError struct {
	text string
	error
}

func (e rewordedError) Error() string { return e.text }
func (e rewordedError) Unwrap() error { return e.error }

// usageError is a command line that cannot be meant.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// reportedError is one that the command's output tells already: it has an exit
// code and no line of its own.
type reportedError struct{ code int }

func (e reportedError) Error() string { return fmt.Sprintf("ended with %d", e.code) }

// timedError is an error at a time of the clock that its RetryAt is by.
type timedError struct {
	error
	at time.Time
}

func (e timedError) Unwrap() error { return e.error }

// atClock adds the time by the account's clock, which for a demo is its own.
func atClock(a *app.Account, err error) error {
	if err == nil {
		return nil
	}
	return timedError{err, a.Now()}
}

// failure is how a command line ended: err is nil where it ended well.
type failure struct {
	err  error
	json bool // the command line asks for JSON
}

// report prints on standard error what went wrong and returns the exit code.
func (f *failure) report(std *streams) int {
	code := exitCode(f.err)
	var reported reportedError
	if f.err == nil || code > 128 || errors.As(f.err, &reported) { // a signal: whoever sent it knows
		return code
	}
	std.printError(f.err, f.json)
	return code
}

// printError says what went wrong in one line on standard error.
func (std *streams) printError(err error, asJSON bool) {
	if asJSON {
		_, _ = fmt.Fprintf(std.Err, "%s\n", jsonFailure(err).Line())
		return
	}
	_, _ = fmt.Fprintln(std.Err, "quipu:", oneLine(err)+tryAgain(err))
}

// tryAgain says when an error may be gone, "" where that is not known.
func tryAgain(err error) string {
	var answer *client.Error
	var timed timedError
	if !errors.As(err, &timed) || !errors.As(err, &answer) || answer.RetryAt.IsZero() {
		return ""
	}
	return fmt.Sprintf("; try again in %s", max(answer.RetryAt.Sub(timed.at), time.Second).Round(time.Second))
}

// oneLine is an error's text with what a terminal would obey taken out.
func oneLine(err error) string { return safe.Line(err.Error(), 2000) }

// shortly is a failed call in a few words, and any other error in one line.
func shortly(err error) string {
	var answer *client.Error
	if errors.As(err, &answer) {
		return answer.Short()
	}
	return oneLine(err)
}

// exitCode returns the exit code of an error: of several that are joined, that of the
// most serious one.
func exitCode(err error) int {
	all := joined(err)
	return codeOf(slices.MinFunc(all, func(a, b error) int { return seriousness(a) - seriousness(b) }))
}

// seriousness is 0 for what must be known first. A taken order comes before a refused one:
// nobody may send it again.
func seriousness(err error) int {
	var coded codedError
	switch code := codeOf(err); {
	case code > 128:
		return 0
	case code == exitUnknown:
		return 1
	case code == exitError && errors.As(err, &coded): // hasOrder
		return 2
	case code == exitOK:
		return 7
	default:
		return slices.Index([]int{exitRefused, exitLimit, exitNotSignedIn, exitError}, code) + 3
	}
}

// joined are the errors that an error is made of by errors.Join and its like, itself where
// it has one code as a whole.
func joined(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e := e.(type) { //nolint:errorlint // errors.As would look into what is taken apart here
		case codedError, *client.Error:
			return []error{err}
		case interface{ Unwrap() []error }:
			var all []error
			for _, one := range e.Unwrap() {
				all = append(all, joined(one)...)
			}
			return all
		}
	}
	return []error{err}
}

// codeOf returns the exit code of one error.
func codeOf(err error) int {
	var signaled signalError
	var coded codedError
	var reported reportedError
	var notSignedIn *app.NotSignedInError
	var answer *client.Error
	var refusal *trade.Refusal
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &signaled):
		return signaled.code()
	case errors.Is(err, syscall.EPIPE): // nobody reads on, as with SIGPIPE
		return signalError{syscall.SIGPIPE}.code()
	case errors.As(err, &reported):
		return reported.code
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &refusal):
		return exitLimit
	case errors.Is(err, client.ErrUnknownOutcome):
		return exitUnknown
	case errors.As(err, &notSignedIn):
		return exitNotSignedIn
	case errors.As(err, &answer) && answer.Unauthorized():
		return exitNotSignedIn
	case errors.Is(err, client.ErrNotSent), errors.Is(err, client.ErrRateLimited): // of an order it is a refusal: see answer
		return exitError
	case errors.As(err, &answer) && answer.Refused():
		return exitRefused
	default:
		return exitError
	}
}

// jsonFailure is the error that programs read.
func jsonFailure(err error) report.Failure {
	f := report.Failure{Kind: "error", Message: strings.TrimSpace(oneLine(err)), Exit: exitCode(err)}
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
	case f.Exit == exitLimit:
		f.Kind = "limit"
	case f.Exit == exitUnknown:
		f.Kind = "unknown"
	case errors.As(err, &usage):
		f.Kind = "usage"
	}
	return f
}
