package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// Messages report what happened. A reply carries the generation that made the request;
// that of a closed generation is dropped.
type (
	ticked struct {
		at   time.Time
		demo bool // by the demo's clock
	}

	// reply is the answer to a request of one generation.
	reply struct {
		generation int
		payload    any
	}

	tokenLoaded struct {
		account config.Account
		token   auth.Token
		place   auth.Place
		err     error
	}
	placeFound struct {
		account config.Account
		place   auth.Place
	}
	attemptBegun struct {
		at      time.Time
		attempt Attempt
		err     error
	}
	codeArrived    struct{}
	resultReceived struct{ result auth.Result }
	pasteTried     struct{ err error }
	tokenSaved     struct {
		place auth.Place
		err   error
	}
	tokenDeleted struct{ err error }
	accountRead  struct {
		account client.Account
		err     error
	}
	credentialJudged struct {
		err     error // of the call that failed
		verdict app.Verdict
	}
	delayPassed    struct{}
	feedOpened     struct{ feed Feed }
	updateReceived struct {
		at     time.Time
		update client.Update
	}
	appSaved      struct{ err error }
	browserOpened struct{ err error }
	approved      struct{ err error }
	demoStarted   struct {
		at    time.Time
		parts Parts
		err   error
	}
)

// receive waits for the next value of a channel and gives it as a reply. A closed
// channel gives none.
func receive[T any](generation int, ch <-chan T, fact func(T) any) tea.Cmd {
	return func() tea.Msg {
		value, open := <-ch
		if !open {
			return nil
		}
		return reply{generation, fact(value)}
	}
}

// tick reports the time once a second, by the demo's clock in the demo.
func tick(parts Parts) tea.Cmd {
	return tea.Every(time.Second, func(at time.Time) tea.Msg {
		if parts.Clock != nil {
			at = parts.Clock()
		}
		return ticked{at, parts.Demo}
	})
}

// currentTime is the time by Clock.
func (p Parts) currentTime() time.Time {
	if p.Clock == nil {
		return time.Now()
	}
	return p.Clock()
}

// byClock converts a time of this machine to that of Clock.
func (p Parts) byClock(at time.Time) time.Time {
	if p.Clock == nil {
		return at
	}
	return p.Clock().Add(time.Until(at))
}

func loadToken(ctx context.Context, generation int, tokens Tokens, account config.Account) tea.Cmd {
	return func() tea.Msg {
		token, place, err := tokens.Load(ctx, string(account))
		return reply{generation, tokenLoaded{account, token, place, err}}
	}
}

func findPlace(ctx context.Context, generation int, tokens Tokens, account config.Account) tea.Cmd {
	return func() tea.Msg { return reply{generation, placeFound{account, tokens.Where(ctx, string(account))}} }
}

func beginSignIn(ctx context.Context, generation int, parts Parts, account config.Account, asks app.Permission) tea.Cmd {
	return func() tea.Msg {
		attempt, err := parts.SignIn(ctx, asks.Of(parts.Settings), account)
		attempt.Deadline = parts.byClock(attempt.Deadline)
		return reply{generation, attemptBegun{parts.currentTime(), attempt, err}}
	}
}

// awaitCode waits until a code has arrived.
func awaitCode(ctx context.Context, generation int, exchanging <-chan struct{}) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-exchanging:
			return reply{generation, codeArrived{}}
		case <-ctx.Done():
			return nil
		}
	}
}

func tryPaste(generation int, paste func(string) error, text string) tea.Cmd {
	return func() tea.Msg { return reply{generation, pasteTried{paste(text)}} }
}

func saveToken(ctx context.Context, generation int, tokens Tokens, token auth.Token) tea.Cmd {
	return func() tea.Msg {
		place, err := tokens.Save(ctx, token)
		return reply{generation, tokenSaved{place, err}}
	}
}

func deleteToken(ctx context.Context, generation int, tokens Tokens, account config.Account) tea.Cmd {
	return func() tea.Msg {
		_, err := tokens.Delete(ctx, string(account))
		return reply{generation, tokenDeleted{err}}
	}
}

func readAccount(ctx context.Context, generation int, broker Broker) tea.Cmd {
	return func() tea.Msg {
		account, err := broker.Account(ctx)
		return reply{generation, accountRead{account, err}}
	}
}

// judge checks whether the credential is refused for good, which takes seconds.
func judge(ctx context.Context, generation int, access Access, err error) tea.Cmd {
	return func() tea.Msg { return reply{generation, credentialJudged{err, access.Refused(ctx, err)}} }
}

// waitFor reports when a duration has passed.
func waitFor(generation int, moment time.Duration) tea.Cmd {
	return tea.Tick(moment, func(time.Time) tea.Msg { return reply{generation, delayPassed{}} })
}

func follow(ctx context.Context, generation int, broker Broker, every time.Duration) tea.Cmd {
	return func() tea.Msg { return reply{generation, feedOpened{broker.Follow(ctx, every)}} }
}

func awaitUpdate(generation int, parts Parts, feed Feed) tea.Cmd {
	return receive(generation, feed.Updates(), func(u client.Update) any { return updateReceived{parts.currentTime(), u} })
}

func saveApp(generation int, save func(string, safe.Secret) error, id string, secret safe.Secret) tea.Cmd {
	return func() tea.Msg {
		if save == nil {
			return reply{generation, appSaved{errors.New("there is no config file to save to")}}
		}
		return reply{generation, appSaved{save(id, secret)}}
	}
}

func openBrowser(ctx context.Context, generation int, open func(context.Context, string) error, url string) tea.Cmd {
	return func() tea.Msg { return reply{generation, browserOpened{open(ctx, url)}} }
}

func approveAsDemo(ctx context.Context, generation int, approve func(context.Context, string) error, url string) tea.Cmd {
	return func() tea.Msg { return reply{generation, approved{approve(ctx, url)}} }
}

func startDemo(generation int, start func() (Parts, error)) tea.Cmd {
	return func() tea.Msg {
		parts, err := start()
		return reply{generation, demoStarted{parts.currentTime(), parts, err}}
	}
}
