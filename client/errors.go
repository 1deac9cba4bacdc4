package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The kinds of failure, for errors.Is. Their texts are for people. What a kind
// means is in the table kinds.
var (
	ErrUnauthorized = errors.New("the sign-in is no longer accepted: sign in again") // 401, and 403 on the account
	ErrForbidden    = errors.New("not allowed")                                      // 403
	ErrNotFound     = errors.New("not found")                                        // 404
	ErrRejected     = errors.New("the request was rejected")                         // 422 and other 4xx
	ErrRateLimited  = errors.New("too many requests")                                // 429, or held back until its reset
	ErrOwnLimit     = errors.New("quipu's own limit of calls per minute is reached") // a Limiter held it back; an Error of it is an ErrRateLimited too
	ErrServer       = errors.New("the broker's server failed")                       // 5xx and 425
	ErrUnreadable   = errors.New("unexpected response")                              // HTML, broken JSON, wrong types, too large
	ErrTimeout      = errors.New("timed out")                                        // also 408
	ErrUnreachable  = errors.New("no connection")                                    // refused, reset, broken off
	ErrProxy        = errors.New("the proxy is in the way")                          // it did not connect, or answered itself
	ErrDNS          = errors.New("cannot resolve host")
	ErrCertificate  = errors.New("the connection is not secure: the certificate is not accepted")
	ErrReadOnly     = errors.New("refused: only reading is allowed here")

	// Of a call that changes something: errors.Is finds them beside the kind.
	ErrNotSent        = errors.New("nothing was sent")
	ErrUnknownOutcome = errors.New("it is not known whether the broker did it")
)

// outcome is what a failure means to the caller.
type outcome int

const (
	failed     outcome = iota + 1 // the call did not work
	refused                       // the broker said no
	signInOver                    // the broker does not accept the sign-in
)

// kind is what one kind of failure means. A new kind is a variable above and an
// entry in kinds.
type kind struct {
	err       error
	outcome   outcome
	statuses  []int  // HTTP statuses that mean this kind and no other
	short     string // for Short; "" takes the status, or the text of err
	permanent bool   // the same call gets the same answer next time
	retryable bool   // a read may be tried again at once
}

var kinds = []kind{
	{err: ErrUnauthorized, outcome: signInOver, statuses: []int{401}, permanent: true},
	{err: ErrForbidden, outcome: refused, statuses: []int{403}, permanent: true},
	{err: ErrNotFound, outcome: refused, statuses: []int{404}, permanent: true},
	{err: ErrRejected, outcome: refused},
	{err: ErrOwnLimit, outcome: failed, retryable: true},
	{err: ErrRateLimited, outcome: refused, statuses: []int{429}, short: "429 too many requests", retryable: true},
	{err: ErrServer, outcome: failed, statuses: []int{425}, retryable: true},
	{err: ErrUnreadable, outcome: failed},
	{err: ErrTimeout, outcome: failed, statuses: []int{408}, short: "timeout", retryable: true},
	{err: ErrUnreachable, outcome: failed, retryable: true},
	{err: ErrProxy, outcome: failed},
	{err: ErrDNS, outcome: failed, retryable: true},
	{err: ErrCertificate, outcome: failed, short: "certificate not accepted"},
	{err: ErrReadOnly, outcome: failed, short: "read only", permanent: true},
	{err: ErrNotSent, outcome: failed},
	{err: ErrUnknownOutcome, outcome: failed},
}

// kindOfStatus gives the kind of an answer that is not a success.
func kindOfStatus(status int) error {
	for _, k := range kinds {
		if slices.Contains(k.statuses, status) {
			return k.err
		}
	}
	switch {
	case status >= 500:
		return ErrServer
	case status >= 400:
		return ErrRejected
	}
	return ErrUnreadable
}

// Error is the error of every call. errors.Is finds its Kind, or
// context.Canceled where the caller gave up. It holds no credential and no
// address.
type Error struct {
	Doing     string    // the call: "read positions"
	Kind      error     // one of the errors above, or context.Canceled
	Status    int       // HTTP status, 0 where no answer came
	Code      int       // Alpaca's code, like 40110000, 0 where none came
	Message   string    // the broker's own words or what was wrong, one line, "" where there is nothing to say
	RequestID string    // X-Request-ID, "" where none came
	RetryAt   time.Time // not before this, local time; zero where nothing was said
	Details   Details   // what else the broker said, empty where it said no more
	Err       error     // the cause, nil where the answer itself is the error

	change error // ErrNotSent or ErrUnknownOutcome, nil of a read and of a refusal
}

// Error gives one line: the deed, what happened, the cause, the request id. Of what the
// broker refused its own words say it all.
func (e *Error) Error() string {
	var b strings.Builder
	what, message := e.Kind.Error(), e.Message
	if message != "" && e.Status >= 400 && e.kind().outcome == refused {
		what, message = strings.TrimSuffix(message, "."), ""
	}
	b.WriteString(e.Doing + ": " + what)
	if e.Status >= 300 {
		fmt.Fprintf(&b, " (%d)", e.Status)
	}
	if message != "" {
		b.WriteString(": " + message)
	}
	if e.RequestID != "" {
		b.WriteString(" [request " + e.RequestID + "]")
	}
	return b.String()
}

// Unwrap gives the kind, the cause, and what became of a change.
func (e *Error) Unwrap() []error {
	all := []error{e.Kind}
	if errors.Is(e.Kind, ErrOwnLimit) {
		all = append(all, ErrRateLimited)
	}
	for _, err := range []error{e.Err, e.change} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// Unauthorized reports that the broker does not accept the sign-in.
func (e *Error) Unauthorized() bool { return e.kind().outcome == signInOver }

// Refused reports that the broker said no to the call, other than to the
// sign-in. A failure on the way to the broker is not a refusal.
func (e *Error) Refused() bool { return e.kind().outcome == refused }

// codeUnauthorized is Alpaca's code of a token that it does not accept, or that lacks a
// scope: {"code":40110000,"message":"token is not authorized for this scope"}.
const codeUnauthorized = 40110000

// LacksScope reports that a change was refused because the credential lacks a scope, by
// the broker's own words. The status alone does not tell: Alpaca's documents do not say
// whether it is 401, as for a token that has ended, or 403, as for a rule of trading.
func (e *Error) LacksScope() bool {
	of := e.Status == http.StatusForbidden || e.Code == codeUnauthorized
	return of && strings.Contains(strings.ToLower(e.Message), "scope")
}

// Permanent reports that the same call gets the same answer next time, if the
// answer was the broker's: a proxy on the way may change its mind.
func (e *Error) Permanent() bool { return e.kind().permanent }

func (e *Error) retryable() bool { return e.kind().retryable && !errors.Is(e.Err, errOtherHost) }

// kind gives the entry of e.Kind, which context.Canceled does not have.
func (e *Error) kind() kind {
	for _, k := range kinds {
		if errors.Is(e.Kind, k.err) {
			return k
		}
	}
	return kind{outcome: failed}
}

// Short names the failure in a few words for a header line, without a
// capital or a full stop: "429 too many requests", "timeout".
func (e *Error) Short() string {
	if short := e.kind().short; short != "" {
		return short
	}
	if errors.Is(e.Kind, ErrProxy) && e.Message != "" {
		return strings.TrimPrefix(e.Message, "the ")
	}
	if e.Status >= 400 {
		return statusWords(e.Status)
	}
	return e.Kind.Error()
}

// Why says the failure to a person whose request it ended, without what was asked: the
// broker's own words where it has any.
func (e *Error) Why() string {
	switch {
	case errors.Is(e.Kind, ErrRateLimited):
		return e.Kind.Error() + "; try again"
	case e.Status != 0 && e.Message != "":
		return e.Message
	}
	return e.Short()
}

func statusWords(status int) string {
	words := strings.ToLower(http.StatusText(status))
	return strings.TrimSpace(strconv.Itoa(status) + " " + words)
}
