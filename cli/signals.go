package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// grace is how long a program that was told to end may take before it is cut.
const grace = 2 * time.Second

// signalError is the end that a signal asked for: no fault, but an exit code.
type signalError struct{ number syscall.Signal }

func (s signalError) Error() string { return "ended by signal: " + s.number.String() }
func (s signalError) code() int     { return 128 + int(s.number) }

// terminationSignals are the signals that mean a program to end. SIGQUIT and SIGABRT are
// among them: Go would leave the terminal as it is and print what every goroutine
// does.
var terminationSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT}

// forcedExit is what has to be done where a process is cut: nothing that was
// deferred runs then.
type forcedExit struct {
	mu   sync.Mutex
	todo []func()
}

type forcedExitKey struct{}

// beforeForcedExit has do done where the command of withSignals is cut. It must
// not wait, and not need what may be held by what hangs.
func beforeForcedExit(ctx context.Context, do func()) {
	if exit, ok := ctx.Value(forcedExitKey{}).(*forcedExit); ok {
		exit.mu.Lock()
		defer exit.mu.Unlock()
		exit.todo = append(exit.todo, do)
	}
}

func (e *forcedExit) run() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, do := range e.todo {
		do()
	}
}

// withSignals is a context that ends, with a signalError as its cause, on the
// signals that mean a command to end. What does not end by itself then, as a
// write that nobody reads, ends with the next signal or after the grace. The
// function it gives stops listening.
func withSignals(ctx context.Context) (context.Context, func()) {
	exit := &forcedExit{}
	ctx, cancel := context.WithCancelCause(context.WithValue(ctx, forcedExitKey{}, exit))
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, terminationSignals...)
	done := make(chan struct{})
	go func() {
		var number syscall.Signal
		select {
		case s := <-signals:
			number, _ = s.(syscall.Signal)
		case <-done:
			return
		}
		cancel(signalError{number})
		select {
		case <-done:
			return
		case <-signals:
		case <-time.After(grace):
		}
		exit.run()
		os.Exit(signalError{number}.code())
	}()
	return ctx, func() {
		close(done)
		signal.Stop(signals)
		cancel(nil)
	}
}

// signalCause is the signal that ended ctx, or else err.
func signalCause(ctx context.Context, err error) error {
	var signaled signalError
	if errors.As(context.Cause(ctx), &signaled) {
		return signaled
	}
	return err
}
