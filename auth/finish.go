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

// finishing is an approval that waits for its finish code.
type finishing struct {
	code  string // to exchange
	shown string // on the page
	left  int    // tries
	right chan struct{}
	wrong chan struct{}
}

// hold keeps a code until the finish code is typed, or not.
func (a *Attempt) hold(code string) bool {
	if !a.claim(hashOf(code)) {
		return false
	}
	shown, err := newCode(a.random, finishLength)
	if err != nil {
		a.finish(Result{Err: err}, failedPage(err))
		return true
	}
	f := &finishing{code: code, shown: shown, left: finishTries, right: make(chan struct{}), wrong: make(chan struct{})}
	a.mu.Lock()
	a.finishing = f
	a.mu.Unlock()
	a.arrived <- time.Now().Add(a.typing)
	a.work.Go(func() { a.await(f) })
	return true
}

// await lets the approval go on to its exchange, or die unexchanged.
func (a *Attempt) await(f *finishing) {
	timer := time.NewTimer(a.typing)
	defer timer.Stop()
	select {
	case <-f.right:
		a.exchangeCode(f.code)
	case <-f.wrong:
		a.finish(Result{Err: ErrFinishTries}, failedPage(ErrFinishTries))
	case <-timer.C:
		if a.letGo(f) {
			a.finish(Result{Err: ErrFinishTime}, failedPage(ErrFinishTime))
			return
		}
		select { // something was typed at the last moment
		case <-f.right:
			a.exchangeCode(f.code)
		case <-f.wrong:
			a.finish(Result{Err: ErrFinishTries}, failedPage(ErrFinishTries))
		}
	case <-a.ctx.Done():
		a.letGo(f)
		a.finish(Result{}, leftPage)
	}
}

// letGo ends the waiting for a finish code, unless it was just ended.
func (a *Attempt) letGo(f *finishing) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	waits := a.finishing == f
	a.finishing = nil
	return waits
}

// Arrived gives, once, until when the finish code may be typed: an approval
// has come by a public callback and waits for it.
func (a *Attempt) Arrived() <-chan time.Time { return a.arrived }

// Finish takes the finish code that the approval's page shows. A nil error
// means that the exchange has begun; a *FinishError that it is wrong and how
// many tries are left. After the last one the attempt is over, unexchanged.
func (a *Attempt) Finish(text string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.finishing
	if f == nil {
		return ErrNoFinish
	}
	if subtle.ConstantTimeCompare([]byte(readCode(text)), []byte(f.shown)) == 1 {
		a.finishing = nil
		close(f.right)
		return nil
	}
	f.left--
	if f.left > 0 {
		return &FinishError{Left: f.left}
	}
	a.finishing = nil
	close(f.wrong)
	return ErrFinishTries
}

// finishByAddress lets an approval go on whose whole address was pasted into
// the terminal: whoever has it needs no finish code.
func (a *Attempt) finishByAddress(code string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.finishing
	if f == nil || a.code != hashOf(code) {
		return false
	}
	a.finishing = nil
	close(f.right)
	return true
}

// shownCode is the finish code that the page shows now, "" where none is
// waited for.
func (a *Attempt) shownCode() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.finishing == nil {
		return ""
	}
	return a.finishing.shown
}
