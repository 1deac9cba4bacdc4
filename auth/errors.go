package auth

import (
	"errors"
	"fmt"
)

// Why a sign-in ended without a token.
var (
	ErrDenied  = errors.New("access was declined on the broker's page")
	ErrTimeout = errors.New("no approval came within the time")
)

// Why a pasted address is not taken. The attempt goes on.
var (
	ErrOver      = errors.New("this sign-in is over: begin a new one")
	ErrBareCode  = errors.New("a code alone does not show which sign-in it belongs to: copy the whole address of the page")
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
// page sent back.
type RefusalError struct {
	Reason string // cleaned
}

func (e *RefusalError) Error() string {
	return "the authorize page refused: " + e.Reason
}

// ExchangeError says why the code was not exchanged for a token.
type ExchangeError struct {
	Status int    // HTTP status; 0 where no answer came
	Reason string // what the endpoint said, cleaned; "" for nothing
	Advice string // what to do
}

func (e *ExchangeError) Error() string {
	text := "the code was not exchanged for a token"
	if e.Reason != "" {
		text += " (" + e.Reason
		if e.Status != 0 {
			text += fmt.Sprintf(", status %d", e.Status)
		}
		text += ")"
	} else if e.Status != 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	advice := e.Advice
	if advice == "" {
		advice = "check client_secret and token_url, then sign in again"
	}
	return text + ": " + advice
}
