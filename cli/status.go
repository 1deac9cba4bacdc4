package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/market"
	"quipu/report"
)

var _ = register(accountGroup, statusCommand)

// statusCommand prints one line for a status bar.
func statusCommand(std *streams) *cobra.Command {
	var r readCommand
	var text string
	cmd := &cobra.Command{
		Use:   "status",
		Short: "One line for tmux, starship, waybar, polybar",
		Long: "status prints one line, made by a template (Go's text/template). An amount is printed as the\n" +
			"screen shows it; {{.Equity.Raw}} is the exact number, {{.DayPL.Up}}, {{.DayPL.Down}} and\n" +
			"{{.DayPL.Arrow}} tell its direction, and {{json .Equity}} quotes it. Only what the template\n" +
			"names is read. With --watch it prints a line whenever it has changed. The broker's texts\n" +
			"(.Number, .Status) are fit for a status bar: # is doubled, as tmux wants it, and other marks\n" +
			"of bars and shells become ?.",
		Example: "quipu status\n" +
			`quipu status --format '{{.Equity}} {{.DayPL.Arrow}} {{.DayPercent}}'` + "\n" +
			`quipu status --format '{{.Market}}, {{.Left}} left' --watch 30s`,
		Args: noArgs,
	}
	r.addFlags(cmd, std)
	helpWithFields(cmd, "  Names in --format\n\n"+statusNames()+"\n\n"+fieldsHelp(report.StatusKind.Help()))
	cmd.Flags().StringVar(&text, "format", report.StatusFormat, "template of the line")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		template, err := report.ParseStatus(text)
		if err == nil && (r.json || r.csv || r.spreadsheet) && cmd.Flags().Changed("format") {
			err = errors.New("a template of one's own is for the line, not for --json or --csv")
		}
		if err != nil {
			return usageError{fmt.Errorf("--format: %w%s", err, suggestField(err))}
		}
		var days tradingDays
		return r.run(cmd, func(ctx context.Context, a *app.Account) error {
			if r.format() != report.ForPerson {
				return printOrWatch(ctx, &r, a, &report.StatusKind, func(ctx context.Context, _ *meta) ([]report.Status, error) {
					now, err := statusSource(ctx, a, &days).Read()
					return []report.Status{now}, err
				})
			}
			last := "\n" // no line is this
			say := func() error {
				line, err := template.Line(statusSource(ctx, a, &days))
				var wrong *report.TemplateError
				if errors.As(err, &wrong) {
					return usageError{fmt.Errorf("--format: %w", err)}
				}
				if err != nil {
					return err
				}
				if line == last {
					return nil
				}
				last = line
				_, err = io.WriteString(std.Out, line+"\n")
				return err
			}
			stale := func() error {
				said := last
				last = "\n" // the next reading is told whatever it gives
				_, err := io.WriteString(std.Out, staleLine(said)+"\n")
				return err
			}
			if r.watchEvery > 0 {
				return repeat(ctx, a, &r, say, stale)
			}
			return say()
		})
	}
	return cmd
}

// staleLine is a line whose figures are old: a bar that reads JSON gets JSON.
func staleLine(line string) string {
	text := strings.TrimSpace(line)
	if strings.HasPrefix(text, "{") && len(text) > 2 && json.Valid([]byte(text)) {
		return strings.TrimSuffix(text, "}") + `,"stale":true}`
	}
	return line + " (stale)"
}

// suggestField suggests a field that is close to an unknown one.
func suggestField(err error) string {
	var unknown *report.UnknownFieldError
	if !errors.As(err, &unknown) {
		return ""
	}
	return didYouMean("; ", similarNames(unknown.Name, report.StatusNames()))
}

// statusSource reads the account when a status asks for it.
func statusSource(ctx context.Context, a *app.Account, days *tradingDays) report.StatusSource {
	return report.StatusSource{
		Environment: string(a.Settings.Account), Private: a.Settings.Private, ReadAt: a.Now().In(time.Local),
		Account:   func() (client.Account, error) { return a.Client.Account(ctx) },
		Positions: func() ([]client.Position, error) { return a.Client.Positions(ctx) },
		Orders: func() (report.OrderCount, error) {
			all, more, err := a.Client.OpenOrders(ctx)
			return report.OrderCount{N: len(all), More: more}, err
		},
		Clock: func() (client.Clock, error) { return a.Client.Clock(ctx) },
		Days:  func(around time.Time) ([]client.TradingDay, error) { return days.around(ctx, a.Client, around) },
	}
}

// tradingDays are those around a day, read once a day.
type tradingDays struct {
	date string
	days []client.TradingDay
}

// around gives none where the broker has no calendar.
func (d *tradingDays) around(ctx context.Context, from *client.Client, at time.Time) ([]client.TradingDay, error) {
	if d.date == market.Date(at) {
		return d.days, nil
	}
	first, last := client.SessionDays(at)
	days, err := from.Calendar(ctx, first, last)
	var failure *client.Error
	if errors.As(err, &failure) && failure.Refused() && failure.Permanent() {
		days, err = nil, nil
	}
	if err == nil {
		d.date, d.days = market.Date(at), days
	}
	return days, err
}

func statusNames() string {
	lines := make([]string, len(report.StatusFields))
	for i, f := range report.StatusFields {
		lines[i] = fmt.Sprintf("  .%-12s %s", f.Name, f.Help)
	}
	return strings.Join(lines, "\n")
}
