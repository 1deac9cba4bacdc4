package auth

import (
	"context"
	"time"

	"quipu/safe"
)

// lastPageTime is how long a browser has to fetch its last page, reloadTime how
// long it can do so again.
const (
	lastPageTime = 3 * time.Second
	reloadTime   = 10 * time.Second
)

// run waits for the attempt's end and then for the browsers' last pages.
func (a *Attempt) run() {
	a.awaitEnd()
	a.client.CloseIdleConnections()
	a.awaitPages()
	a.awaitReloads()
}

// awaitEnd returns when the attempt has ended. It ends it with its context, and
// at the deadline, or later when the last finish code may be typed no more.
func (a *Attempt) awaitEnd() {
	end := a.deadline
	timer := time.NewTimer(time.Until(end))
	defer timer.Stop()
	late, shows := ErrTimeout, timedOutPage
	for {
		select {
		case <-a.done:
			return
		case until := <-a.finishUntil:
			// Whoever knows the public link could put the end off for ever.
			if latest := a.deadline.Add(a.typing); until.After(latest) {
				until = latest
			}
			if until.After(end) {
				end = until
				timer.Reset(time.Until(end))
			}
			late, shows = ErrFinishTime, failedPage(ErrFinishTime)
		case <-timer.C:
			if a.tryEnd(hash{}) {
				a.end(Result{Err: late}, shows)
			}
		case <-a.ctx.Done():
			if a.tryEnd(hash{}) {
				a.end(Result{}, leftPage)
			}
			<-a.done // an exchange ends by its context
			return
		}
	}
}

// tryEnd reports whether the caller is the first to end the attempt, with a
// code of that hash or the zero hash for none. A caller that is must call end.
func (a *Attempt) tryEnd(code hash) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tryEndLocked(code)
}

func (a *Attempt) tryEndLocked(code hash) bool {
	if a.ending {
		return false
	}
	a.ending, a.code = true, code
	return true
}

// end tells the outcome, once: to the program by its channel, to the browsers
// by their last page. A result without token and error is that of a cancelled
// attempt: its channel is closed without a value.
func (a *Attempt) end(result Result, shows page) {
	a.mu.Lock()
	a.last = shows
	a.mu.Unlock()
	close(a.done) // before the result, so that the last page is there when the program has it
	if result.Err != nil || !result.Token.Access.Empty() {
		a.result <- result
	}
	close(a.result)
}

// startExchange exchanges a code, unless the attempt is ending. The exchange
// has the attempt's context and not a request's: it goes on when the browser
// leaves.
func (a *Attempt) startExchange(code string) bool {
	if !a.tryEnd(hashOf(code)) {
		return false
	}
	a.work.Go(func() { a.exchange(code) })
	return true
}

// exchange exchanges the code with which tryEnd was called.
func (a *Attempt) exchange(code string) {
	close(a.exchanging)
	a.reserve.release()
	token, err := exchange(a.ctx, a.app, a.client, a.turn, code)
	switch {
	case a.ctx.Err() != nil && err != nil:
		a.end(Result{}, leftPage)
	case err != nil:
		a.end(Result{Err: err}, failedPage(err))
	default:
		a.end(Result{Token: token}, signedInPage(a.app.Env, a.host))
	}
}

// endRefused ends the attempt with the error that the authorize page sent back.
func (a *Attempt) endRefused(code, description string) {
	if code == "access_denied" {
		a.end(Result{Err: ErrDenied}, deniedPage)
		return
	}
	err := &RefusalError{Code: safe.Line(code, 60), Reason: safe.Line(description, 160)}
	a.end(Result{Err: err}, failedPage(err))
}

// isOver reports whether the result is known.
func (a *Attempt) isOver() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// isEnding reports whether nothing can end the attempt any more, or has.
func (a *Attempt) isEnding() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ending
}

// expectPage counts one more browser that waits for its last page.
func (a *Attempt) expectPage() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pendingPages++
}

// pageDelivered counts one browser less.
func (a *Attempt) pageDelivered() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pendingPages > 0 {
		a.pendingPages--
	}
	select {
	case a.pageShown <- struct{}{}:
	default:
	}
}

// expectPageOf says which page a browser that was counted waits for.
func (a *Attempt) expectPageOf(d *delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d.pendingPages++
}

// pageDeliveredOf counts one browser less, unless none waits for that page: who
// reloads one page must not close the server before another browser has its own.
func (a *Attempt) pageDeliveredOf(d *delivery) {
	a.mu.Lock()
	a.shown = true
	waited := d.pendingPages > 0
	if waited {
		d.pendingPages--
	}
	a.mu.Unlock()
	if waited {
		a.pageDelivered()
	}
}

func (a *Attempt) hasPendingPages() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.pendingPages > 0
}

// awaitPages returns when every browser has its last page, or had the time.
func (a *Attempt) awaitPages() {
	patience := lastPageTime
	if a.public != nil {
		patience *= 2 // a phone asks for its page every two seconds
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for a.hasPendingPages() && ctx.Err() == nil {
		select {
		case <-a.pageShown:
		case <-ctx.Done():
		}
	}
}

// awaitReloads returns when the last page need be shown no more.
func (a *Attempt) awaitReloads() {
	a.mu.Lock()
	shown := a.shown
	a.mu.Unlock()
	if !shown || a.reload <= 0 {
		return
	}
	timer := time.NewTimer(a.reload)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-a.until:
	}
}
