package trade

import (
	"errors"
	"fmt"
	"strings"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// The words that a person types to confirm, on every account.
const (
	FlattenWord = "flatten" // the kill switch
	SuspendWord = "suspend"
)

// SuspendQuestion is what is asked once the account is flat.
const SuspendQuestion = "The account is flat. Suspend trading? Alpaca then refuses new orders until you turn that off."

// How a kill switch ended that did not end flat.
var (
	ErrQueued  = errors.New("the closes wait for the open")
	ErrStopped = errors.New("stopped")
)

// Result is how the kill switch ended: nil only where the account was read flat and
// nothing is unknown. Errors: ErrQueued, ErrStopped, those of the calls, and
// ErrUnknownOutcome where nobody knows what became of a request.
func (f *Flattening) Result() error {
	text := "not flat"
	if left := f.left(); len(left) > 0 {
		text += ": " + strings.Join(left, "; ")
	}
	var err error
	switch f.Stage {
	case Flat:
		if len(f.Lost) == 0 {
			return nil
		}
		err = errors.New("flat")
	case Queued:
		err = fmt.Errorf("not flat: %w", ErrQueued)
	case Stopped:
		err = fmt.Errorf("%w: %s; %s", ErrStopped, f.Done(), text)
	default:
		err = fmt.Errorf("%s: %w", text, f.Err)
	}
	if len(f.Lost) > 0 {
		return &lostError{err, f.Lost}
	}
	return err
}

// lostError is an end at which nobody knows what became of some requests.
type lostError struct {
	error
	ids []string
}

func (e *lostError) Error() string {
	return e.error.Error() + "; not known: " + strings.Join(e.ids, ", ")
}

func (e *lostError) Unwrap() []error { return []error{e.error, client.ErrUnknownOutcome} }

// left names the positions that are still there as far as is known, with the reasons.
func (f *Flattening) left() []string {
	var all []string
	for _, a := range f.Answers {
		if a.stays() {
			all = append(all, strings.TrimSpace(a.Symbol+" "+a.Reason))
		}
	}
	return all
}

// stays reports whether the position is still there as far as is known.
func (a *FlatAnswer) stays() bool { return !a.Left.Valid || !a.Left.Decimal.IsZero() }

// Done says what was sent: "all orders were cancelled, the close was sent for 2 of 5
// positions".
func (f *Flattening) Done() string {
	sent := 0
	for _, a := range f.Answers {
		if a.Sent {
			sent++
		}
	}
	var words []string
	switch {
	case !f.Sent && sent == 0:
		return "nothing was sent"
	case f.Sent && f.Open > 0 && (f.Reached == Cancelling || f.Reached == Emptying):
		words = append(words, "cancelling all orders was sent, and "+format.Plural(f.Open, "order")+" still worked when last read")
	case f.Sent:
		words = append(words, "all orders were cancelled")
	}
	if sent == 0 {
		return strings.Join(append(words, "no close was sent"), ", ")
	}
	return strings.Join(append(words, fmt.Sprintf("the close was sent for %d of %s", sent, format.Plural(len(f.Answers), "position"))), ", ")
}

// CutShort says that an earlier kill switch did not end: it is not resumed.
func CutShort(e Entry) string {
	return "a kill switch that began at " + e.At.In(market.NewYork).Format("15:04:05 on 2 Jan") + " was cut short, or runs in another quipu"
}
