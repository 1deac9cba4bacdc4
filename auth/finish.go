package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
)

const (
	finishLength = 6
	finishTries  = 3
)

// finishTime is how long a finish code may be typed.
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

// Arrived gives until when a finish code may be typed, whenever an approval has
// come by a public callback and waits for its own: of several that nobody has
// received yet, the latest.
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
	now := time.Now()
	if a.ending || !a.hasLiveDelivery(now) {
		return nil, ErrNoFinish
	}
	for _, d := range a.deliveries {
		if d.isLive(now) && subtle.ConstantTimeCompare([]byte(typed), []byte(d.finish)) == 1 {
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

// codeLetters are the alphabet of codes that people type: without I, L, O, U, 0
// and 1, which are mistaken for one another or spell words.
const codeLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// newCode draws n letters uniformly.
func newCode(random io.Reader, n int) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	const fair = 256 - 256%len(codeLetters) // a byte beyond it would favour the first letters
	code := make([]byte, 0, n)
	raw := make([]byte, 1)
	for len(code) < n {
		if _, err := io.ReadFull(random, raw); err != nil {
			return "", fmt.Errorf("make a code: %w", err)
		}
		if int(raw[0]) < fair {
			code = append(code, codeLetters[int(raw[0])%len(codeLetters)])
		}
	}
	return string(code), nil
}

// readCode normalizes what a person typed: upper case, without blanks and hyphens.
func readCode(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}
