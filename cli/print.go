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

// readFunc reads the values that a command prints, once, and sets their meta.
type readFunc[T any] func(context.Context, *meta) ([]T, error)

// meta is what is printed beside the values.
type meta struct {
	report.Options
	extra   []report.Member
	partial bool   // there may be more
	note    string // worth knowing, and no error
}

// printOrWatch prints what read returns: once or, with --watch, a line for each
// change.
func printOrWatch[T any](ctx context.Context, r *readCommand, a *app.Account, kind *report.Kind[T], read readFunc[T]) error {
	to, screen := r.std.output(a)
	if r.watchEvery > 0 {
		w := &report.Watch[T]{Kind: kind, To: to, Format: r.format(), Screen: screen, NewestFirst: r.newestFirst, Limit: r.limit}
		return repeat(ctx, a, r, func() error {
			return readAndWrite(ctx, r, a, read, w.Next)
		}, w.Stale)
	}
	return readAndWrite(ctx, r, a, read, func(about report.About, options report.Options, values []T) error {
		switch r.format() {
		case report.AsJSON:
			return kind.JSON(to, about, values)
		case report.AsCSV:
			return kind.CSV(to, about, values)
		default:
			return kind.Table(to, screen, options, values)
		}
	})
}

func readAndWrite[T any](ctx context.Context, r *readCommand, a *app.Account, read readFunc[T], write func(report.About, report.Options, []T) error) error {
	m := meta{Options: report.Options{Options: format.Options{Private: a.Settings.Private}}}
	values, err := read(ctx, &m)
	if err != nil {
		return err
	}
	m.Now = a.Now()
	about := report.About{Environment: string(a.Settings.Account), At: m.Now, Private: m.Private, Spreadsheet: r.spreadsheet, Extra: m.extra, Partial: m.partial}
	if err := write(about, m.Options, values); err != nil {
		return err
	}
	r.printNote(m.note)
	return nil
}

// printNote prints a note on standard error, once while it stays the same.
func (r *readCommand) printNote(text string) {
	if text != "" && text != r.lastNote {
		if r.json {
			_, _ = fmt.Fprintf(r.std.Err, "%s\n", report.Note(text))
		} else {
			_, _ = fmt.Fprintln(r.std.Err, "quipu:", text)
		}
	}
	r.lastNote = text
}

func (r *readCommand) format() report.Format {
	switch {
	case r.json:
		return report.AsJSON
	case r.csv:
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
