package client

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The kinds of failure, for errors.Is. Their texts are for people.
var (
	ErrUnauthorized = errors.New("the sign-in is no longer accepted: sign in again") // 401, and 403 on the account
	ErrForbidden    = errors.New("not allowed")                                      // 403
	ErrNotFound     = errors.New("not found")                                        // 404
	ErrRejected     = errors.New("the request was rejected")                         // 422 and other 4xx
	ErrRateLimited  = errors.New("too many requests")                                // 429, or held back until its reset
	ErrServer       = errors.New("the broker's server failed")                       // 5xx
	ErrUnreadable   = errors.New("unreadable answer")                                // HTML, broken JSON, wrong types, too large
	ErrTimeout      = errors.New("no answer in time")                                // also 408
	ErrUnreachable  = errors.New("no connection")                                    // refused, reset, broken off
	ErrDNS          = errors.New("cannot resolve host")
	ErrCertificate  = errors.New("the connection is not secure: the certificate is not accepted")
	ErrReadOnly     = errors.New("refused: only reading is allowed here")
)

// Error is what every call fails with. errors.Is finds its Kind, and
// context.Canceled where the caller gave up. It holds no credential and no
// address.
type Error struct {
	Doing     string    // the deed: "read positions"
	Kind      error     // one of the errors above, or context.Canceled
	Status    int       // HTTP status, 0 where no answer came
	Code      int       // Alpaca's code, like 40110000, 0 where none came
	Message   string    // the broker's own words or what was wrong, one line, "" where there is nothing to say
	RequestID string    // X-Request-ID, "" where none came
	RetryAt   time.Time // not before this, local time; zero where nothing was said
	Err       error     // the cause, nil where the answer itself is the error

	retryable bool
}

// Error gives one line: the deed, what happened, the cause, the request id.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Doing + ": " + e.Kind.Error())
	if e.Status >= 300 {
		fmt.Fprintf(&b, " (%d)", e.Status)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.RequestID != "" {
		b.WriteString(" [request " + e.RequestID + "]")
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// Short names the failure in a few words for a header line, without a
// capital or a full stop: "429 too many requests", "timeout".
func (e *Error) Short() string {
	switch {
	case errors.Is(e.Kind, ErrRateLimited):
		return "429 too many requests"
	case errors.Is(e.Kind, ErrTimeout):
		return "timeout"
	case errors.Is(e.Kind, ErrUnreachable):
		return "no connection"
	case errors.Is(e.Kind, ErrCertificate):
		return "certificate not accepted"
	case errors.Is(e.Kind, ErrReadOnly):
		return "read only"
	case e.Status >= 400:
		return statusWords(e.Status)
	}
	return e.Kind.Error()
}

func statusWords(status int) string {
	words := strings.ToLower(http.StatusText(status))
	return strings.TrimSpace(strconv.Itoa(status) + " " + words)
}
