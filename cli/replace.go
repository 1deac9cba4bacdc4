package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/report"
	"quipu/trade"
)

var _ = register(tradeGroup, replaceCommand)

// changeFlags are the flags that say what of an order changes.
type changeFlags struct{ qty, limit, stop, trail, tif string }

func (f *changeFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.qty, "qty", "", "the whole quantity, with what is filled already")
	flags.StringVar(&f.limit, "limit", "", "limit price")
	flags.StringVar(&f.stop, "stop", "", "stop price")
	flags.StringVar(&f.trail, "trail", "", "distance of a trailing stop: dollars or percent, as it is now")
	flags.StringVar(&f.tif, "tif", "", "day, gtc, ioc, fok, opg or cls")
	complete(cmd, "tif", "day", "gtc", "ioc", "fok", "opg", "cls")
}

// change makes a change of the command line.
func (f *changeFlags) change() (trade.Change, error) {
	c := trade.Change{TIF: strings.ToLower(f.tif)}
	trail, percent := strings.CutSuffix(f.trail, "%")
	distance := &c.TrailPrice
	if percent {
		distance = &c.TrailPercent
	}
	for _, price := range []struct {
		flag, text string
		into       *client.Decimal
	}{{"limit", f.limit, &c.Limit}, {"stop", f.stop, &c.Stop}, {"trail", trail, distance}} {
		if err := readPrice(price.flag, price.text, price.into); err != nil {
			return c, err
		}
	}
	if c.TIF != "" {
		if err := oneOf("tif", c.TIF, "day", "gtc", "ioc", "fok", "opg", "cls"); err != nil {
			return c, err
		}
	}
	if f.qty != "" {
		size, err := trade.ParseSize(f.qty)
		if err == nil && size.Unit != trade.Shares {
			err = errors.New("write a quantity: 10")
		}
		if err != nil {
			return c, usageError{fmt.Errorf("--qty %q: %w", f.qty, err)}
		}
		c.Qty = client.Known(size.Value)
	}
	if c == (trade.Change{}) {
		return c, usageError{errors.New("say what changes: --qty, --limit, --stop, --trail or --tif")}
	}
	return c, nil
}

// replaceCommand replaces a working order.
func replaceCommand(std *streams) *cobra.Command {
	var t tradeCommand
	var f changeFlags
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "replace ID",
		Short: "Change the price or quantity of a working order",
		Long: longHelp(`replace asks the broker once to put another order in the place of a working one, after it has shown what changes and asked. The quantity is the whole, with what is filled already. Of orders with exits only prices change.

The broker's answer is no proof: an order that is filled meanwhile stays as it was. So replace reads both orders until it is known. The new order has an id of its own. The limits of quipu apply as to a new order.`),
		Example: "quipu replace 4f1c2e3a-… --limit 231.50\nquipu replace 4f1c2e3a-… --stop 228 --dry-run",
		Args:    exactly(1, "the id of an order"),
	}
	t.addFlags(cmd, std)
	f.add(cmd)
	addDryRun(cmd, &dryRun)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		change, err := f.change()
		if err != nil {
			return err
		}
		return t.run(cmd, func(ctx context.Context, a *app.Account) error {
			again := func(ctx context.Context) (trade.Plan, error) { return a.PlanReplace(ctx, args[0], change) }
			plan, err := again(ctx)
			if err != nil {
				return err
			}
			return t.propose(ctx, a, plan, again, dryRun)
		})
	}
	return cmd
}

// addDryRun adds the flag that sends nothing, and describes what it prints.
func addDryRun(cmd *cobra.Command, dryRun *bool) {
	cmd.Flags().BoolVar(dryRun, "dry-run", false, "show the checks, the estimate and the order, and send nothing")
	helpWithFields(cmd, fieldsHelp(report.Journal.Help())+"\n\n  Fields of --dry-run\n\n"+report.Plan.Help())
}
