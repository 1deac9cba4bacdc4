package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/charmbracelet/colorprofile"

	"quipu/app"
	"quipu/config"
	"quipu/format"
	"quipu/report"
	"quipu/ui/theme"
)

// reading is what a command reads, once: the things, and what is to be said of
// them besides.
type reading[T any] func(context.Context, *meta) ([]T, error)

// meta is what there is besides the things.
type meta struct {
	report.Options
	extra   []report.Member
	partial bool   // there may be more
	note    string // what is worth knowing and no error
}

// present prints what read gives: once or, with --watch, a line for each
// change.
func present[T any](ctx context.Context, h *headless, a *app.Account, kind *report.Kind[T], read reading[T]) error {
	to, screen := h.std.output(a)
	if h.watchEvery > 0 {
		w := &report.Watch[T]{Kind: kind, To: to, Format: h.format(), Screen: screen, NewestFirst: h.newest, Limit: h.most}
		return repeat(ctx, a, h, func() error {
			return readInto(ctx, h, a, read, w.Next)
		})
	}
	return readInto(ctx, h, a, read, func(about report.About, options report.Options, things []T) error {
		switch h.format() {
		case report.AsJSON:
			return kind.JSON(to, about, things)
		case report.AsCSV:
			return kind.CSV(to, about, things)
		default:
			return kind.Table(to, screen, options, things)
		}
	})
}

func readInto[T any](ctx context.Context, h *headless, a *app.Account, read reading[T], write func(report.About, report.Options, []T) error) error {
	besides := meta{Options: report.Options{Options: format.Options{Private: a.Settings.Private}}}
	things, err := read(ctx, &besides)
	if err != nil {
		return err
	}
	besides.Now = a.Now()
	about := report.About{Environment: string(a.Settings.Account), At: besides.Now, Private: besides.Private, Extra: besides.extra, Partial: besides.partial}
	if err := write(about, besides.Options, things); err != nil {
		return err
	}
	h.hint(besides.note)
	return nil
}

// hint tells on standard error what is no error, and once while it holds.
func (h *headless) hint(text string) {
	if text != "" && text != h.hinted {
		if h.json {
			_, _ = fmt.Fprintf(h.std.Err, "%s\n", report.Note(text))
		} else {
			_, _ = fmt.Fprintln(h.std.Err, "quipu:", text)
		}
	}
	h.hinted = text
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

// output is standard output, with colours and an end to its lines where it is a
// terminal.
func (std *streams) output(a *app.Account) (io.Writer, report.Screen) {
	if !std.Terminal {
		return std.Out, report.Screen{}
	}
	screen := report.Screen{Width: std.Width}
	if a.Settings.Account == config.Live {
		screen.Head = "LIVE account, real money"
		if a.Demo {
			screen.Head = "LIVE account of the demo, play money"
		}
	}
	colours := profile(std.Environ)
	if std.Getenv("NO_COLOR") != "" || colours < colorprofile.ANSI {
		return std.Out, screen
	}
	t := theme.New(a.Settings.Theme, true) // asking the terminal would take its time
	if screen.Head != "" {
		screen.Head = t.Live.Render(" " + screen.Head + " ")
	}
	screen.Paint = func(tone format.Tone, text string) string {
		switch tone {
		case format.Gain:
			return t.Gain.Render(text)
		case format.Loss:
			return t.Loss.Render(text)
		case format.Muted:
			return t.Muted.Render(text)
		default:
			return text
		}
	}
	return &colorprofile.Writer{Forward: std.Out, Profile: colours}, screen
}
