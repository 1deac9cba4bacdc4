package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"quipu/app"
	"quipu/config"
	"quipu/ui"
)

// fps bounds how often the screen is written. The frame timer is most of what
// the program costs at rest; every frame still shows the newest state.
const fps = 22

// grace is how long a program that was told to end may take before it is cut.
const grace = 2 * time.Second

// runProgram runs the full screen until the person or a signal ends it.
func runProgram(ctx context.Context, std *streams, source config.Source, demo demoFlags) error {
	options, err := demo.options()
	if err != nil {
		return err
	}
	source.NoFile = demo.on
	settings, err := config.Load(source)
	if err != nil {
		return err
	}
	if !std.Terminal {
		return errors.New("the screen needs a terminal; standard output is not one")
	}
	ctx, cancel := context.WithCancel(ctx)
	silenceBrowser()
	tuneGC(ctx)
	quipu := app.New(ctx, std.environment(), options)
	defer quipu.Close()
	defer cancel()
	services, err := quipu.Services(settings)
	if err != nil {
		return err
	}
	return runScreen(ctx, std, partsOf(quipu, services))
}

// runScreen runs the Bubble Tea program.
func runScreen(ctx context.Context, std *streams, parts ui.Parts) error {
	colours := profile(std.Environ)
	now := time.Now
	if parts.Clock != nil {
		now = parts.Clock
	}
	opt := ui.Options{Now: now(), Plain: std.Getenv("NO_COLOR") != "", NoStyles: colours < colorprofile.ANSI, Basic: colours < colorprofile.ANSI256}
	opt.Desktop = desktopNotification(std.Getenv)
	opt.Width, opt.Height, _ = term.GetSize(os.Stdout.Fd()) // unknown is drawn when it is known
	model := ui.New(ctx, parts, opt)
	out, err := drawFirst(os.Stdout, model.View().Content, colours)
	if err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	defer out.leave()
	program := tea.NewProgram(model,
		tea.WithOutput(out),
		tea.WithFPS(fps),
		tea.WithFilter(enterFromLineFeed),
		tea.WithoutSignalHandler(),
		tea.WithColorProfile(colours),
	)
	caught := catchSignals(program)
	final, err := program.Run()
	m, ok := final.(ui.Model)
	var saveErr error // the layout could not be kept
	if ok {
		saveErr = m.Keep()
	}
	if number := caught(); number != 0 {
		if saveErr != nil {
			std.printError(saveErr, false)
		}
		return signalError{number}
	}
	if ok {
		if fault, failed := m.Fault(); failed {
			_, _ = fmt.Fprintln(std.Err, fault.Stack)
			return fmt.Errorf("it failed over a fault of its own, please report it with the lines above: %s", fault.Message)
		}
		if m.Interrupted() && err == nil {
			return signalError{syscall.SIGINT}
		}
	}
	if err != nil {
		return fmt.Errorf("the screen ended: %w", err)
	}
	return saveErr
}

// catchSignals ends the program on the signals that mean it. The function it
// gives stops listening and tells which one came, 0 for none.
func catchSignals(program *tea.Program) func() syscall.Signal {
	incoming := make(chan os.Signal, 1)
	signal.Notify(incoming, terminationSignals...)
	done := make(chan struct{})
	var wait sync.WaitGroup
	var number syscall.Signal
	wait.Go(func() {
		select {
		case <-done:
			return
		case s := <-incoming:
			number, _ = s.(syscall.Signal)
		}
		go program.Quit()
		select {
		case <-done:
		case <-time.After(grace):
			program.Kill()
		}
	})
	return func() syscall.Signal {
		close(done)
		wait.Wait()
		signal.Stop(incoming)
		return number
	}
}

// signalError is the end that a signal asked for: no fault, but an exit code.
type signalError struct{ number syscall.Signal }

func (s signalError) Error() string { return "ended by signal: " + s.number.String() }
func (s signalError) code() int     { return 128 + int(s.number) }

// profile is what colours the terminal has, told from the environment alone:
// asking tmux or the terminal itself would hold up the first frame. NO_COLOR
// is left to the theme, since the QR code is ink on paper in any case.
func profile(environ []string) colorprofile.Profile {
	kept := make([]string, 0, len(environ))
	name := ""
	for _, entry := range environ {
		if !strings.HasPrefix(entry, "NO_COLOR=") {
			kept = append(kept, entry)
		}
		if value, found := strings.CutPrefix(entry, "TERM="); found {
			name = value
		}
	}
	if name == "" || name == "dumb" {
		return colorprofile.Env(kept)
	}
	return max(colorprofile.Env(kept), colorprofile.Terminfo(name))
}
