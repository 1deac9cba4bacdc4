package trade

import (
	"errors"
	"fmt"
	"slices"
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
	ErrNotFlat = errors.New("the account is not flat")
)

// Result is how the kill switch ended: nil only where the account was read flat and
// nothing is unknown. Errors: ErrQueued, ErrStopped, those of the calls, and
// ErrUnknownOutcome where nobody knows what became of a request.
func (f *Flattening) Result() error {
	text, left := "not flat", f.left()
	if len(left) > 0 {
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
		err = &notFlatError{text, f.Err}
		if len(left) == 0 || !errors.Is(f.Err, ErrNotFlat) {
			err = fmt.Errorf("%s: %w", text, f.Err)
		}
	}
	if len(f.Lost) > 0 {
		return &lostError{err, f.Lost}
	}
	return err
}

// notFlatError says which positions are left and why.
type notFlatError struct {
	text string
	err  error
}

func (e *notFlatError) Error() string { return e.text }
func (e *notFlatError) Unwrap() error { return e.err }

// lostError is an end at which nobody knows what became of some requests.
type lostError struct {
	error
	ids []string
}

func (e *lostError) Error() string {
	return e.error.Error() + "; not known: " + strings.Join(e.ids, ", ")
}

func (e *lostError) Unwrap() []error { return []error{e.error, client.ErrUnknownOutcome} }

// left names the positions that are still there as far as is known, with the reasons. The
// end of the kill switch stops no close that was sent.
func (f *Flattening) left() []string {
	var all, sent []string
	for _, a := range f.Answers {
		switch {
		case !a.Stays():
		case a.Sent && a.Reason == "":
			sent = append(sent, a.Symbol)
		default:
			name := a.Symbol
			if a.Reason != "" {
				name += " (" + a.Reason + ")"
			}
			all = append(all, name)
		}
	}
	switch names := strings.Join(sent, ", "); {
	case len(sent) == 1:
		all = append(all, "the close of "+names+" was sent and may still be filled")
	case len(sent) > 1:
		all = append(all, "the closes of "+names+" were sent and may still be filled")
	}
	return all
}

// Stays reports whether the position is still there as far as is known.
func (a *FlatAnswer) Stays() bool { return !a.Left.Valid || !a.Left.Decimal.IsZero() }

// reasonOf says in words why a position is not closed, "" of no error. The broker's own
// words say a refusal whole.
func reasonOf(err error) string {
	var failure *client.Error
	var refusal *Refusal
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		texts := make([]string, len(refusal.Problems))
		for i, p := range refusal.Problems {
			texts[i] = p.Text
		}
		return strings.Join(texts, ", ")
	case errors.Is(err, client.ErrUnknownOutcome):
		return "the answer is lost: it is not known whether it is being closed"
	case errors.As(err, &failure) && failure.Refused() && failure.Message != "":
		return strings.TrimSuffix(failure.Message, ".")
	}
	return err.Error()
}

// Done says what was sent: "all orders were cancelled, the close was sent for 2 of 5
// positions".
func (f *Flattening) Done() string {
	sent := f.closesSent()
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

// Progression is how far a step is.
type Progression int

// How far a step is. One that ended did not come to its end.
const (
	StepWaits Progression = iota
	StepRuns
	StepDone
	StepEnded
)

// FlatStep is one of the four steps of the kill switch, with what is known of it.
type FlatStep struct {
	Words string
	Is    Progression
}

// Steps are the four steps, as far as they are.
func (f *Flattening) Steps() []FlatStep {
	reached := max(slices.Index([]Stage{Cancelling, Emptying, ClosingAll, Watching}, f.Reached), 0)
	steps := []FlatStep{{Words: f.cancelWords()}, {Words: f.emptyWords(reached)}, {Words: f.closeWords(reached)}, {Words: f.flatWords(reached)}}
	for i := range steps {
		switch {
		case i < reached, f.Stage == Flat:
			steps[i].Is = StepDone
		case i == reached && f.Stage == Queued:
			steps[i].Is = StepWaits
		case i == reached && f.Ended():
			steps[i].Is = StepEnded
		case i == reached:
			steps[i].Is = StepRuns
		}
	}
	return steps
}

func (f *Flattening) cancelWords() string {
	words := "Cancel all orders"
	switch {
	case f.Sent:
		return words + ": sent"
	case f.Reached != "" && f.Reached != Cancelling:
		return words + ": none worked"
	}
	return words
}

func (f *Flattening) emptyWords(reached int) string {
	words := "Read until nothing is open"
	if reached == 1 && f.Open > 0 {
		return words + ": " + format.Plural(f.Open, "order") + " still open"
	}
	return words
}

func (f *Flattening) closeWords(reached int) string {
	words := "Close all positions"
	if reached >= 2 {
		return fmt.Sprintf("%s: sent for %d of %d", words, f.closesSent(), len(f.Answers))
	}
	return words
}

func (f *Flattening) flatWords(reached int) string {
	words := "Read until the account is flat"
	if reached == 3 && f.Stage != Flat {
		return words + ": " + format.Plural(f.Left(), "position") + " left"
	}
	return words
}

func (f *Flattening) closesSent() (sent int) {
	for _, a := range f.Answers {
		if a.Sent {
			sent++
		}
	}
	return sent
}

// Words say what became of a position; left is the text of what is left of it.
func (a *FlatAnswer) Words(left string) string {
	switch {
	case !a.Stays():
		return "closed"
	case a.Reason != "":
		return left + " left: " + a.Reason
	case a.OrderID != "":
		return left + " left, its close was accepted"
	case a.Sent:
		return left + " left, its close was sent"
	}
	return left + " held"
}
