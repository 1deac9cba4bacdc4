package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"quipu/client"
	"quipu/config"
	"quipu/report"
	"quipu/ui/theme"
)

// reading is what a command reads, once: the things, and what is to be said of
// them besides.
type reading[T any] func(context.Context, *aside) ([]T, error)

// aside is what there is besides the things.
type aside struct {
	report.Look
	also []report.Member
	part bool // there may be more
}

// order is how the things of a reading follow each other.
type order bool

const (
	asRead      order = false
	newestFirst order = true
)

// present prints what read gives: once or, with --watch, a line for each
// change.
func present[T any](ctx context.Context, h *headless, s *opened, kind *report.Kind[T], in order, read reading[T]) error {
	to, screen := output(s)
	if h.watchEvery > 0 {
		w := &report.Watch[T]{Kind: kind, To: to, Format: h.format(), Screen: screen, Newest: bool(in)}
		return s.repeat(ctx, h, func() error {
			return readInto(ctx, s, read, w.Next)
		})
	}
	return readInto(ctx, s, read, func(about report.About, look report.Look, things []T) error {
		switch h.format() {
		case report.AsJSON:
			return kind.JSON(to, about, things)
		case report.AsCSV:
			return kind.CSV(to, about, things)
		default:
			return kind.Table(to, screen, look, things)
		}
	})
}

func readInto[T any](ctx context.Context, s *opened, read reading[T], write func(report.About, report.Look, []T) error) error {
	besides := aside{Look: report.Look{Private: s.settings.Private}}
	things, err := read(ctx, &besides)
	if err != nil {
		return err
	}
	besides.Now = s.now()
	about := report.About{Environment: string(s.settings.Account), At: besides.Now, Private: besides.Private, Also: besides.also, Part: besides.part}
	return write(about, besides.Look, things)
}

func (h *headless) format() report.Format {
	switch {
	case h.json:
		return report.AsJSON
	case h.csv:
		return report.AsCSV
	default:
		return report.ForPerson
	}
}

// repeat does once what is to be repeated until the person or a signal ends it.
// A reading that fails is told once and tried again, unless trying again cannot
// help.
func (s *opened) repeat(ctx context.Context, h *headless, once func() error) error {
	told := ""
	for {
		pause := h.watchEvery
		err := once()
		var answer *client.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			told = ""
		case !errors.As(err, &answer), errors.Is(err, client.ErrUnauthorized), errors.Is(err, client.ErrForbidden), errors.Is(err, client.ErrNotFound):
			return err
		default:
			if short := answer.Short(); short != told {
				told = short
				tell(err, h.json)
			}
			pause = max(pause, time.Until(answer.RetryAt))
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// output is standard output, with colours and an end to its lines where it is a
// terminal.
func output(s *opened) (io.Writer, report.Screen) {
	if !term.IsTerminal(os.Stdout.Fd()) {
		return os.Stdout, report.Screen{}
	}
	var screen report.Screen
	screen.Width, _, _ = term.GetSize(os.Stdout.Fd()) // unknown has no end
	if s.settings.Account == config.Live {
		screen.Head = "LIVE account, real money"
		if s.demo {
			screen.Head = "LIVE account of the demo, play money"
		}
	}
	colours := profile(os.Environ())
	if os.Getenv("NO_COLOR") != "" || colours < colorprofile.ANSI {
		return os.Stdout, screen
	}
	t := theme.New(s.settings.Theme, true) // asking the terminal would take its time
	if screen.Head != "" {
		screen.Head = t.Live.Render(" " + screen.Head + " ")
	}
	screen.Paint = func(tone report.Tone, text string) string {
		switch tone {
		case report.Gain:
			return t.Gain.Render(text)
		case report.Loss:
			return t.Loss.Render(text)
		case report.Muted:
			return t.Muted.Render(text)
		default:
			return text
		}
	}
	return &colorprofile.Writer{Forward: os.Stdout, Profile: colours}, screen
}
