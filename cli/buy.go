package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/market"
	"quipu/trade"
)

var (
	_ = register(tradeGroup, buyCommand)
	_ = register(tradeGroup, sellCommand)
)

func buyCommand(std *streams) *cobra.Command {
	return orderCommand(std, market.Buy, "Buy shares or crypto", "quipu buy AAPL 10 --limit 232.30\nquipu buy AAPL '$500'\nquipu buy AAPL 'risk $200' --limit 232.30 --stop-loss 228 --take-profit 245\nquipu buy BTC/USD 0.01 --limit 60000 --tif gtc --dry-run")
}

func sellCommand(std *streams) *cobra.Command {
	return orderCommand(std, market.Sell, "Sell shares or crypto", "quipu sell AAPL 10 --limit 240\nquipu sell AAPL half\nquipu sell AAPL all --trail 5%\nquipu sell AAPL 10 --stop 220 --tif gtc")
}

const orderHelp = ` sends one order, after it has shown what it would do and asked. SIZE is a quantity (10), dollars ('$500'), a share of the equity (5%) or of the buying power ('25% bp'), a part of all that is held (all, half, 1/4), or what a stop loss may cost ('risk $200').

On a live account you type the symbol to confirm; allow_live in the config file turns live trading on. Without a terminal it needs --yes, which is for paper accounts unless allow_live_unattended is set. An order whose answer is lost is looked up for a minute and never sent again.`

// ticketFlags are the flags that describe an order.
type ticketFlags struct {
	limit, stop, trail, profit, loss, tif string
	id, amount                            string
	extended, exits                       bool
}

func (f *ticketFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.limit, "limit", "", "limit price")
	flags.StringVar(&f.stop, "stop", "", "stop price; with --limit it is a stop-limit order")
	flags.StringVar(&f.trail, "trail", "", "distance of a trailing stop: dollars (5) or percent (2%)")
	flags.StringVar(&f.profit, "take-profit", "", "limit price of an exit with a profit")
	flags.StringVar(&f.loss, "stop-loss", "", "stop price of an exit with a loss")
	flags.StringVar(&f.tif, "tif", "", "day, gtc, ioc, fok, opg or cls (default day, gtc for crypto)")
	flags.BoolVar(&f.extended, "extended", false, "work before and after the session too")
	flags.BoolVar(&f.exits, "exits", false, "both exits of what is held (OCO): --take-profit and --stop-loss, and no entry")
	flags.StringVar(&f.id, "client-order-id", "", "id of the order, at most 128 characters, used once (default: a random one)")
	flags.StringVar(&f.amount, "amount", "", "the order's value in dollars, typed to override price_collar_pct and duplicate_window")
	complete(cmd, "tif", "day", "gtc", "ioc", "fok", "opg", "cls")
}

// ticket makes a ticket of the command line.
func (f *ticketFlags) ticket(side string, args []string) (trade.Ticket, error) {
	size, err := trade.ParseSize(args[1])
	if err != nil {
		return trade.Ticket{}, usageError{fmt.Errorf("size %q: %w", args[1], err)}
	}
	if size.Unit == trade.NoSize {
		return trade.Ticket{}, usageError{errors.New("how much?")}
	}
	t := trade.Ticket{Symbol: strings.ToUpper(strings.TrimSpace(args[0])), Side: side, Size: size, TIF: strings.ToLower(f.tif), ExtendedHours: f.extended, Exits: f.exits, ID: f.id}
	trail, percent := strings.CutSuffix(f.trail, "%")
	into := &t.TrailPrice
	if percent {
		into = &t.TrailPercent
	}
	err = cmp.Or(readPrice("limit", f.limit, &t.Limit), readPrice("stop", f.stop, &t.Stop), readPrice("trail", trail, into),
		readPrice("take-profit", f.profit, &t.TakeProfit), readPrice("stop-loss", f.loss, &t.StopLoss), readPrice("amount", f.amount, &t.Amount))
	if err == nil && t.TIF != "" {
		err = oneOf("tif", t.TIF, "day", "gtc", "ioc", "fok", "opg", "cls")
	}
	t.Type = f.kind()
	return t, err
}

// kind is the type that the prices mean.
func (f *ticketFlags) kind() string {
	switch {
	case f.exits && f.trail == "" && f.stop == "" && f.limit == "":
		return trade.Limit
	case f.trail != "":
		return trade.TrailingStop
	case f.stop != "" && f.limit != "":
		return trade.StopLimit
	case f.stop != "":
		return trade.Stop
	case f.limit != "":
		return trade.Limit
	}
	return trade.Market
}

func readPrice(flag, text string, into *client.Decimal) error {
	if text == "" {
		return nil
	}
	price, err := trade.ParsePrice(text)
	if err != nil {
		return usageError{fmt.Errorf("--%s %q: %w", flag, text, err)}
	}
	*into = client.Known(price)
	return nil
}

// orderCommand sends an order of one side.
func orderCommand(std *streams, side, short, example string) *cobra.Command {
	var t tradeCommand
	var f ticketFlags
	var dryRun bool
	cmd := &cobra.Command{
		Use: side + " SYMBOL SIZE", Short: short, Long: longHelp(side + orderHelp), Example: example,
		Args: exactly(2, "a symbol and a size"), ValidArgsFunction: completeHeld(std),
	}
	t.addFlags(cmd, std)
	f.add(cmd)
	t.addWait(cmd)
	addDryRun(cmd, &dryRun)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ticket, err := f.ticket(side, args)
		if err != nil {
			return err
		}
		return t.run(cmd, func(ctx context.Context, a *app.Account) error {
			return t.order(ctx, a, ticket, dryRun)
		})
	}
	return cmd
}

// order reads what the order depends on, shows it, asks, and sends it.
func (t *tradeCommand) order(ctx context.Context, a *app.Account, ticket trade.Ticket, dryRun bool) error {
	plan, err := t.plan(ctx, a, ticket)
	if err != nil {
		return err
	}
	return t.propose(ctx, a, plan, func(ctx context.Context) (trade.Plan, error) { return t.plan(ctx, a, plan.Fixed()) }, dryRun)
}

// propose shows a plan, asks, and sends it. again makes the same plan of facts
// that are read anew.
func (t *tradeCommand) propose(ctx context.Context, a *app.Account, plan trade.Plan, again func(context.Context) (trade.Plan, error), dryRun bool) error {
	trader, err := a.Trader(ctx)
	if err != nil {
		return err
	}
	limits, err := trader.Problems(plan)
	if err != nil {
		return err
	}
	plan.Problems = append(plan.Problems, limits...)
	if dryRun {
		return errors.Join(t.printPlan(a, plan), planError(plan))
	}
	if err := cmp.Or(planError(plan), mayTrade(a)); err != nil {
		return err
	}
	t.warn(plan)
	if err := t.confirm(ctx, a, plan.Sentence()+", on "+accountWords(a, plan), plan.Order.Symbol); err != nil {
		return err
	}
	entry, err := trader.SendConfirmed(ctx, plan, again)
	if changed := new(trade.ChangedError); errors.As(err, &changed) {
		return codedError{err, exitLimit}
	}
	return t.answer(ctx, trader, entry, err)
}

// mayTrade refuses before anybody is asked what the broker would refuse: a
// sign-in without the scope.
func mayTrade(a *app.Account) error {
	switch {
	case a.Settings.ReadOnly:
		return codedError{errors.New("not sent: read_only is set"), exitLimit}
	case a.Credential.Trades():
		return nil
	}
	return codedError{errors.New("not sent: this sign-in may not trade" + howToTrade(a)), exitNotSignedIn}
}

// howToTrade says how to get the permission to trade, or why no sign-in asks for it.
func howToTrade(a *app.Account) string {
	if why := app.WhyNoTrading(a.Settings); why != "" {
		return "; " + strings.TrimSuffix(strings.ToLower(why[:1])+why[1:], ".")
	}
	return "; sign in again with: quipu login --trade --account " + string(a.Name)
}

// withoutScope tells how to sign in where the broker refused a change for want of a
// permission: what a stored token may do is not always known before.
func withoutScope(a *app.Account, err error) error {
	var answer *client.Error
	if !errors.As(err, &answer) || !answer.LacksScope() && !answer.Unauthorized() || a.Credential.OfEnvironment() {
		return err
	}
	return fmt.Errorf("%w; this sign-in may not trade, or has ended%s", err, howToTrade(a))
}

func (t *tradeCommand) plan(ctx context.Context, a *app.Account, ticket trade.Ticket) (trade.Plan, error) {
	facts, err := a.Facts(ctx, ticket.Symbol)
	if err != nil {
		return trade.Plan{}, err
	}
	if ticket.TIF == "" {
		ticket.TIF = "day"
		if facts.Asset.Class == market.Crypto {
			ticket.TIF = "gtc"
		}
	}
	return trade.Prepare(ticket, facts), nil
}

// planError is the refusal of a plan that a rule is against.
func planError(plan trade.Plan) error {
	if plan.Problems.Sendable() {
		return nil
	}
	return &trade.Refusal{Problems: plan.Problems.Refusals()}
}

func accountWords(a *app.Account, plan trade.Plan) string {
	return accountName(a) + " " + plan.Facts().Account.Number
}
