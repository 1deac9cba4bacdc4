package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/app"
	"quipu/client"
)

// patience bounds a wait that hangs; nothing is timed by it.
const patience = time.Minute

// running is a command that runs beside the test, on pipes.
type running struct {
	t      *testing.T
	in     *io.PipeWriter
	out    lockedBuffer
	said   lockedBuffer // on standard error
	ended  chan struct{}
	ending int // its exit code, once it has ended
}

// lockedBuffer is written and read at the same time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// command starts a command in this process, with a home of its own. It ends
// with the test.
func command(t *testing.T, environ []string, args ...string) *running {
	t.Helper()
	return commandThrough(t, &streams{Transport: loopback()}, environ, args...)
}

// commandThrough starts one whose way to the network is that of std.
func commandThrough(t *testing.T, std *streams, environ []string, args ...string) *running {
	t.Helper()
	in, typed := io.Pipe()
	p := &running{t: t, in: typed, ended: make(chan struct{})}
	environ = slices.Concat([]string{"HOME=" + t.TempDir(), "TERM=xterm", "QUIPU_TOKEN_STORE=file"}, environ)
	std.In, std.Out, std.Err, std.Args, std.Getenv, std.Environ, std.Pause, std.Reload = in, &p.out, &p.said, args, lookupIn(environ), environ, shortPause, -1
	go func() {
		defer close(p.ended)
		p.ending = run(t.Context(), std)
	}()
	t.Cleanup(func() {
		_ = typed.Close()
		<-p.ended
	})
	return p
}

// loopback carries requests to this machine alone: no test depends on the
// network.
func loopback() *http.Transport {
	transport := client.NewTransport(nil)
	dial := transport.DialContext
	transport.Proxy = nil
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil || host != "localhost" && !net.ParseIP(host).IsLoopback() {
			return nil, fmt.Errorf("a test connects to %s", address)
		}
		return dial(ctx, network, address)
	}
	return transport
}

// shortPause waits a moment instead of seconds: a watch reads again soon, and not
// without a rest.
func shortPause(ctx context.Context, d time.Duration) error {
	return app.Pause(ctx, min(d, 100*time.Millisecond))
}

// lookupIn gives the last value of a variable, as a process has it.
func lookupIn(environ []string) func(string) string {
	return func(name string) string {
		for _, entry := range slices.Backward(environ) {
			if value, found := strings.CutPrefix(entry, name+"="); found {
				return value
			}
		}
		return ""
	}
}

func (p *running) stdout() string { return p.out.String() }
func (p *running) stderr() string { return p.said.String() }

// prints waits until standard output has it.
func (p *running) prints(text string) {
	p.t.Helper()
	p.await(&p.out, text)
}

// says waits until standard error says it.
func (p *running) says(text string) {
	p.t.Helper()
	p.await(&p.said, text)
}

func (p *running) await(where *lockedBuffer, text string) {
	p.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(where.String(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%q is not there:\n%s\n%s", text, p.stdout(), p.stderr())
		}
	}
}

// code waits for the end and gives the exit code.
func (p *running) code() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("it does not end:\n%s", p.stderr())
	}
	return p.ending
}

var linkAlone = regexp.MustCompile(`(?m)^(https?://\S+)$`)

// link is the address that stands alone on its line.
func (p *running) link() string {
	p.t.Helper()
	p.says("\n\n")
	found := linkAlone.FindString(p.stderr())
	if found == "" {
		p.t.Fatalf("no link:\n%s", p.stderr())
	}
	return found
}
