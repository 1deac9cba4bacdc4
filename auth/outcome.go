package auth

import (
	"time"

	"quipu/safe"
)

// run waits for the end, whoever brings it about, and closes.
func (a *Attempt) run() {
	timer := time.NewTimer(time.Until(a.deadline))
	defer timer.Stop()
	select {
	case <-a.done:
	case <-a.ctx.Done():
	case <-timer.C:
		if a.claim(state{}) {
			a.finish(Result{Err: ErrTimeout}, timedOutPage)
		}
	}
	select {
	case <-a.done:
	case <-a.ctx.Done():
		a.abandon()
		<-a.done
	}
	a.client.CloseIdleConnections()
	a.close()
}

// claim gives the attempt to the first who asks. Whoever gets it must finish.
func (a *Attempt) claim(code state) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.claimed {
		return false
	}
	a.claimed, a.code = true, code
	return true
}

// abandon ends an attempt that was left. An exchange under way ends itself by
// its context.
func (a *Attempt) abandon() {
	if a.claim(state{}) {
		a.finish(Result{}, leftPage)
	}
}

// finish tells the outcome, once: to the program by its channel, to the
// browser by the page. A result without token and error is an attempt that was
// left: its channel is closed empty.
func (a *Attempt) finish(result Result, shows page) {
	a.mu.Lock()
	a.last = shows
	a.mu.Unlock()
	close(a.done) // first: who has the result finds the last page
	if result.Err != nil || !result.Token.Access.Empty() {
		a.result <- result
	}
	close(a.result)
}

// take begins the exchange of a code, unless the attempt is ending already.
// The exchange has the attempt's context and not that of a request: it goes on
// when the browser leaves.
func (a *Attempt) take(code string) bool {
	if !a.claim(hashOf(code)) {
		return false
	}
	a.work.Go(func() { a.exchangeCode(code) })
	return true
}

// exchangeCode exchanges the code that the attempt was claimed with.
func (a *Attempt) exchangeCode(code string) {
	close(a.exchanging)
	token, err := exchange(a.ctx, a.app, a.client, code)
	switch {
	case a.ctx.Err() != nil && err != nil:
		a.finish(Result{}, leftPage)
	case err != nil:
		a.finish(Result{Err: err}, failedPage(err))
	default:
		a.finish(Result{Token: token}, signedInPage(a.app.Env, a.host))
	}
}

// refuse ends the attempt with what the authorize page sent back.
func (a *Attempt) refuse(code, description string) bool {
	if !a.claim(state{}) {
		return false
	}
	if code == "access_denied" {
		a.finish(Result{Err: ErrDenied}, deniedPage)
		return true
	}
	err := &RefusalError{Code: safe.Line(code, 60), Reason: safe.Line(description, 160)}
	a.finish(Result{Err: err}, failedPage(err))
	return true
}
