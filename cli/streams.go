package cli

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"quipu/app"
	"quipu/config"
	"quipu/environment"
)

// streams are what a command reads, writes and learns of its surroundings: the
// process's own in Run, buffers in a test.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
	Args     []string // without the program's name
	Getenv   func(string) string
	Environ  []string // NAME=value, without secrets

	Terminal      bool // Out is one
	Asks          bool // In answers questions although it is no terminal
	Width, Height int  // of the terminal in cells, 0 where unknown

	// Transport carries every request to a broker; nil is the network, through
	// what Proxy chooses.
	Transport http.RoundTripper
	Proxy     func(*http.Request) (*url.URL, error)
	// Reload is how long the last page of a sign-in survives a reload, 0 for as
	// long as auth has it, and below it not at all.
	Reload time.Duration
	// Pause waits before a request is repeated, or returns the context's error; nil
	// waits by a timer.
	Pause func(context.Context, time.Duration) error
}

// processStreams gives those of this process.
func processStreams() *streams {
	std := &streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Args: os.Args[1:],
		Getenv: getenv, Environ: os.Environ(), Proxy: http.ProxyFromEnvironment, Terminal: term.IsTerminal(os.Stdout.Fd()),
	}
	if std.Terminal {
		std.Width, std.Height, _ = term.GetSize(os.Stdout.Fd())
	}
	return std
}

// environment is what the account is opened in.
func (std *streams) environment() app.Env {
	host, _ := os.Hostname() // "" where it has no name
	source := environment.OS(std.Getenv)
	return app.Env{
		Getenv: std.Getenv, Environ: std.Environ, Environment: environment.Detect(source), Hostname: host, User: source.User,
		ConfigDir: config.Dir(std.Getenv), StateDir: config.StateDir(std.Getenv), UserAgent: "quipu/" + version,
		Width: std.Width, Height: std.Height,
		Transport: std.Transport, Proxy: std.Proxy, Pause: std.Pause, Reload: std.Reload,
	}
}

// terminalOf gives the descriptor of a stream that is a terminal.
func terminalOf(stream any) (fd uintptr, is bool) {
	file, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(file.Fd()) {
		return 0, false
	}
	return file.Fd(), true
}

// wait waits as Pause does, which tests set.
func (std *streams) wait(ctx context.Context, d time.Duration) error {
	if std.Pause == nil {
		return app.Pause(ctx, d)
	}
	return std.Pause(ctx, d)
}

// whileRead gives a context that ends, with EPIPE as its cause, when nobody reads
// Out any more, as far as the system tells.
func (std *streams) whileRead(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancelCause(ctx)
	if file, isFile := std.Out.(*os.File); isFile {
		gone := readerGone(ctx, file)
		go func() {
			select {
			case <-gone:
				end(syscall.EPIPE)
			case <-ctx.Done():
			}
		}()
	}
	return ctx, func() { end(nil) }
}
