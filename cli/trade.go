package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/format"
	"quipu/report"
	"quipu/trade"
)

// tradeCommand is what all commands that change orders share.
type tradeCommand struct {
	readCommand
	yes     bool
	until   string        // --wait: filled, final or ""
	timeout time.Duration // of it
	collect bool          // plans are printed together at the end
	plans   []trade.Plan
	done    []trade.Entry // what was sent, to be printed together at the end
}

// addFlags adds the flags that all of them have.
func (t *tradeCommand) addFlags(cmd *cobra.Command, std *streams) {
	t.std = std
	t.values = settingFlags(cmd, accountSettings...)
	cmd.Flags().BoolVar(&t.json, "json", false, "print JSON: numbers as strings, exactly as the broker has them")
	cmd.Flags().BoolVar(&t.yes, "yes", false, "do not ask (paper accounts)")
	t.demo.add(cmd)
}

// run opens the account for changes.
func (t *tradeCommand) run(cmd *cobra.Command, do func(context.Context, *app.Account) error) error {
	if t.until != "" {
		if err := oneOf("wait", t.until, "filled", "final"); err != nil {
			return err
		}
	}
	t.changes = true
	return t.readCommand.run(cmd, func(ctx context.Context, a *app.Account) error {
		err := withoutScope(a, do(ctx, a))
		if len(t.plans) > 0 {
			return errors.Join(printAll(&t.readCommand, a, &report.Plans, t.plans), err)
		}
		if len(t.done) == 0 {
			return err
		}
		sent := report.Sent()
		return errors.Join(printAll(&t.readCommand, a, &sent, t.done), err)
	})
}

// warn says what is worth knowing before an order is sent.
func (t *tradeCommand) warn(plan trade.Plan) {
	for _, p := range plan.Problems {
		if p.Warning {
			t.printNote(p.String())
		}
	}
}

func (t *tradeCommand) printPlan(a *app.Account, plan trade.Plan) error {
	if t.collect {
		t.plans = append(t.plans, plan)
		return nil
	}
	if !t.json { // which has them among the problems
		t.warn(plan)
	}
	return printOnce(&t.readCommand, a, &report.Plan, plan)
}

// printOnce prints one item, as a table of one row or in JSON.
func printOnce[T any](r *readCommand, a *app.Account, kind *report.Kind[T], item T) error {
	return printAll(r, a, kind, []T{item})
}

// printAll prints items as one table or one document.
func printAll[T any](r *readCommand, a *app.Account, kind *report.Kind[T], items []T) error {
	to, screen := r.std.output(a)
	options := report.Options{Options: format.Options{Private: a.Settings.Private}}
	options.Now = a.Now()
	if r.json {
		return kind.JSON(to, report.About{Environment: string(a.Settings.Account), At: options.Now, Private: options.Private}, items)
	}
	return kind.Table(to, screen, options, items)
}
