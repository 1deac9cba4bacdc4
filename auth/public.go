package auth

import (
	"errors"
	"time"
)

// ShortURL is a short link of ours to a page that says who asks and goes on to
// the authorize page; "" where the callback is not public.
func (a *Attempt) ShortURL() string { return "" }

// Arrived gives, once, until when the finish code may be typed: an approval
// has come by a public callback and waits for it.
func (a *Attempt) Arrived() <-chan time.Time { return a.arrived }

// Finish takes the finish code that the approval's page shows. A nil error
// means that the exchange has begun; otherwise the error says what is wrong
// and how many tries are left.
func (a *Attempt) Finish(string) error { return errors.New("no approval waits for a finish code") }
