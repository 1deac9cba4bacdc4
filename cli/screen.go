package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"quipu/app"
	"quipu/config"
	"quipu/ui"
	"quipu/ui/confirm"
)

// fps bounds how often the screen is written. The frame timer is most of what
// the program costs at rest; every frame still shows the newest state.
const fps = 22

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
	awaitForeground(os.Stdout)
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
	ending, release := withSignals(context.Background())
	defer release()
	out := newFirstFrame(os.Stdout)
	jobs := newJobControl(out)
	in := &packets{File: os.Stdin}
	options := []tea.ProgramOption{
		tea.WithOutput(out),
		tea.WithFPS(fps),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if msg = out.asked.filter(msg); msg == nil {
				return nil
			}
			jobs.filter(msg)
			return in.stamp(enterFromLineFeed(msg))
		}),
		tea.WithoutSignalHandler(),
		tea.WithColorProfile(colours),
	}
	if term.IsTerminal(os.Stdin.Fd()) { // otherwise Bubble Tea reads the terminal itself
		options = append(options, tea.WithInput(in))
	}
	program := tea.NewProgram(model, options...)
	out.report(func(marks []int) {
		at := time.Now()
		go func() { // the event loop may wait for this very write
			for _, mark := range marks {
				program.Send(confirm.Written{Mark: mark, At: at})
			}
		}()
	})
	out.asked.send = program.Send
	// All signals are handled before the first frame changes the terminal.
	beforeForcedExit(ending, out.giveBack)
	defer context.AfterFunc(ending, program.Quit)()
	defer jobs.run(program)()
	defer out.leave()
	if err := out.draw(model.View().Content, colours); err != nil {
		return signalCause(ending, fmt.Errorf("write to the terminal: %w", err))
	}
	final, err := program.Run()
	m, ok := final.(ui.Model)
	var saveErr error // the layout could not be kept
	if ok {
		saveErr = m.Keep()
	}
	if ending.Err() != nil {
		if saveErr != nil {
			std.printError(saveErr, false)
		}
		return context.Cause(ending)
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

// profile is what colours the terminal has, by the environment alone:
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
