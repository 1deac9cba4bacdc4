package auth

import (
	"errors"
	"fmt"
)

// Why a sign-in ended without a token.
var (
	ErrDenied  = errors.New("access was declined on the broker's page: nothing was changed, sign in again when you like")
	ErrTimeout = errors.New("no approval came in time: if the broker's page showed an error, check client_id and that redirect_url is registered with the app, then sign in again")
)

// Why a pasted address is not taken. The attempt goes on.
var (
	ErrOver      = errors.New("this sign-in is over: begin a new one")
	ErrTaken     = errors.New("another approval came first and is being exchanged: wait for its outcome")
	ErrBareCode  = errors.New("paste the whole address, not just the code")
	ErrNoState   = errors.New("that address carries no state: copy the whole of it, to its very end")
	ErrState     = errors.New("that address belongs to another sign-in: approve the one on this screen and copy its address")
	ErrNoCode    = errors.New("that address carries no code: copy the address of the page that you landed on after approving")
	ErrRepeated  = errors.New("that address says something twice: copy it anew")
	ErrTooLong   = errors.New("that is too long to be the address: copy the address of the page alone")
	ErrNoAddress = errors.New("that is not an address: copy it from the browser's address bar")
)

// ErrNoToken says that no token is stored.
var ErrNoToken = errors.New("no token is stored: sign in")

// RefusalError is an error other than a declined consent that the authorize
// page sent back (RFC 6749, section 4.1.2.1).
type RefusalError struct {
	Code   string // cleaned
	Reason string // cleaned; "" where the page gave none
}

func (e *RefusalError) Error() string {
	text := "the authorize page refused (" + e.Code
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text + "): " + e.advice()
}

func (e *RefusalError) advice() string {
	switch e.Code {
	case "invalid_scope":
		return "check scopes, then sign in again"
	case "server_error", "temporarily_unavailable":
		return "that is the broker's fault: sign in again in a while"
	default:
		return "check client_id and redirect_url, then sign in again"
	}
}

// ExchangeError says why the code was not exchanged for a token.
type ExchangeError struct {
	Status int    // HTTP status; 0 where no answer came
	Reason string // what the endpoint said, cleaned; "" for nothing
	Advice string // what to do; "" for the general advice

	rejected bool // the client ID or the secret is wrong
}

func (e *ExchangeError) Error() string {
	text := "Alpaca did not issue a token"
	if e.rejected {
		text = "Alpaca rejected the client ID or secret"
	}
	switch {
	case e.Reason != "" && e.Status != 0:
		text += fmt.Sprintf(" (%s, status %d)", e.Reason, e.Status)
	case e.Reason != "":
		text += " (" + e.Reason + ")"
	case e.Status != 0:
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.Advice == "" {
		return text + ": check client_secret and token_url, then sign in again"
	}
	return text + ": " + e.Advice
}
