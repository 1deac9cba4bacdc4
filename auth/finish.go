package auth

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"time"
)

const (
	finishLength = 6
	finishTries  = 3
)

// finishTime is how long the finish code may be typed.
const finishTime = 2 * time.Minute

// Why an approval that came by a public callback was not exchanged.
var (
	ErrFinishTime  = errors.New("the finish code was not typed in time: nothing was exchanged, sign in again")
	ErrFinishTries = errors.New("the finish code was wrong three times: nothing was exchanged, sign in again, and only with a page that you opened yourself")
	ErrDeclined    = errors.New("it was declined on the page of the short link: nothing was changed, sign in again when you like")
	ErrNoFinish    = errors.New("no approval waits for a finish code")
)

// FinishError says that a finish code is wrong.
type FinishError struct {
	Left int // tries
}

func (e *FinishError) Error() string {
	tries := "one try is left"
	if e.Left > 1 {
		tries = fmt.Sprintf("%d tries are left", e.Left)
	}
	return "that is not the code on the page: " + tries
}

// Arrived gives, once, until when the finish code may be typed: an approval
// has come by a public callback and waits for it.
func (a *Attempt) Arrived() <-chan time.Time { return a.arrived }

// Finish takes the finish code that an approval's page shows. A nil error means
// that the exchange of that approval has begun; a *FinishError that the code is
// wrong and how many tries are left. After the last one the attempt is over,
// unexchanged.
func (a *Attempt) Finish(text string) error {
	chosen, err := a.tryFinish(readCode(text))
	switch {
	case chosen != nil:
		a.work.Go(func() { a.exchange(chosen.code) })
	case errors.Is(err, ErrFinishTries):
		a.end(Result{Err: err}, failedPage(err))
	}
	return err
}

// tryFinish gives the approval that has the finish code, with which the attempt
// is then ending. With ErrFinishTries the attempt is ending as well.
func (a *Attempt) tryFinish(typed string) (*delivery, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ending || len(a.deliveries) == 0 {
		return nil, ErrNoFinish
	}
	for _, d := range a.deliveries {
		if d.finish != "" && subtle.ConstantTimeCompare([]byte(typed), []byte(d.finish)) == 1 {
			a.tryEndLocked(d.sum)
			return d, nil
		}
	}
	a.triesLeft--
	if a.triesLeft > 0 {
		return nil, &FinishError{Left: a.triesLeft}
	}
	a.tryEndLocked(hash{})
	return nil, ErrFinishTries
}
