package auth

import (
	"context"
	"errors"
	"time"

	"github.com/zalando/go-keyring"

	"quipu/safe"
)

// ringTime bounds each call to the keyring: a locked one waits for a person.
const ringTime = 3 * time.Second

const ringService = "quipu"

// ring is a keyring, one entry per account. A missing entry is ErrNoToken.
type ring interface {
	get(ctx context.Context, user string) (string, error)
	set(ctx context.Context, user, value string) error
	remove(ctx context.Context, user string) error
}

// system is the operating system's keyring.
type system struct{}

func (system) get(_ context.Context, user string) (string, error) {
	value, err := keyring.Get(ringService, user)
	return value, ringError(err)
}

func (system) set(_ context.Context, user, value string) error {
	return ringError(keyring.Set(ringService, user, value))
}

func (system) remove(_ context.Context, user string) error {
	return ringError(keyring.Delete(ringService, user))
}

func ringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoToken
	default:
		return errors.New(safe.Line(err.Error(), 100))
	}
}

var errRingSlow = errors.New("no answer in 3 s")

// limited gives up on a keyring that does not answer. The library knows no
// context, so a call that hangs is left behind, at most one at a time: the
// calls of a store follow one another.
type limited struct {
	ring  ring
	limit time.Duration
}

func (l limited) get(ctx context.Context, user string) (string, error) {
	var value string
	err := l.within(ctx, func() (err error) {
		var got string
		got, err = l.ring.get(ctx, user)
		if err == nil {
			value = got
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return value, nil
}

func (l limited) set(ctx context.Context, user, value string) error {
	return l.within(ctx, func() error { return l.ring.set(ctx, user, value) })
}

func (l limited) remove(ctx context.Context, user string) error {
	return l.within(ctx, func() error { return l.ring.remove(ctx, user) })
}

func (l limited) within(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, l.limit, errRingSlow)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
