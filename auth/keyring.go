package auth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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
	removeAll(ctx context.Context) error
}

// sessionBus reports whether there is likely a keyring. Where there is no
// session bus, connecting to one would start one.
func sessionBus(getenv func(string) string) bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	if getenv != nil && getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}

var errNoBus = errors.New("this session has no D-Bus, which the keyring needs: set token_store to file")

// system is the operating system's keyring.
type system struct{ bus bool }

func (s system) get(_ context.Context, user string) (string, error) {
	if !s.bus {
		return "", errNoBus
	}
	value, err := keyring.Get(ringService, user)
	return value, ringError(err)
}

func (s system) set(_ context.Context, user, value string) error {
	if !s.bus {
		return errNoBus
	}
	return ringError(keyring.Set(ringService, user, value), value)
}

func (s system) remove(_ context.Context, user string) error {
	if !s.bus {
		return errNoBus
	}
	return ringError(keyring.Delete(ringService, user))
}

func (s system) removeAll(context.Context) error {
	if !s.bus {
		return errNoBus
	}
	return ringError(keyring.DeleteAll(ringService))
}

// ringError makes the library's error fit for a line, without the secrets that
// it was given.
func ringError(err error, secrets ...string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoToken
	default:
		return errors.New(safe.Line(safe.Scrub(err.Error(), "…", secrets...), 100))
	}
}

var errRingSlow = errors.New("no answer in 3 s")

// limitedRing gives up on a keyring that does not answer. The library takes no
// context, so a call that hangs goes on in the background: at most one, since
// the next call waits for its end, up to the same limit.
type limitedRing struct {
	ring  ring
	limit time.Duration
	turn  chan struct{} // holds one element while a call is under way
}

func newLimitedRing(r ring) *limitedRing { return &limitedRing{r, ringTime, make(chan struct{}, 1)} }

func (l *limitedRing) get(ctx context.Context, user string) (string, error) {
	return callLimited(ctx, l, func(ctx context.Context) (string, error) { return l.ring.get(ctx, user) })
}

func (l *limitedRing) set(ctx context.Context, user, value string) error {
	_, err := callLimited(ctx, l, func(ctx context.Context) (string, error) { return "", l.ring.set(ctx, user, value) })
	return err
}

func (l *limitedRing) remove(ctx context.Context, user string) error {
	_, err := callLimited(ctx, l, func(ctx context.Context) (string, error) { return "", l.ring.remove(ctx, user) })
	return err
}

func (l *limitedRing) removeAll(ctx context.Context) error {
	_, err := callLimited(ctx, l, func(ctx context.Context) (string, error) { return "", l.ring.removeAll(ctx) })
	return err
}

func callLimited(ctx context.Context, l *limitedRing, call func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, l.limit, errRingSlow)
	defer cancel()
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := recoverCall(ctx, call)
		<-l.turn
		answers <- answer{value, err}
	}()
	select {
	case got := <-answers:
		return got.value, got.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// recoverCall turns a panic of the library into an error.
func recoverCall(ctx context.Context, call func(context.Context) (string, error)) (value string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			value, err = "", errors.New("it failed: "+safe.Line(fmt.Sprint(fault), 100))
		}
	}()
	return call(ctx)
}
