package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
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

var (
	errNotConfirmed = codedError{errors.New("not sent: not confirmed"), exitLimit}
	errNobodyToAsk  = usageError{errors.New("there is no terminal to ask at: use --yes")}
)

// accountName is PAPER or LIVE, and says so where the address of a paper account
// is one that nobody knows.
func accountName(a *app.Account) string {
	name := a.Name.Caps()
	if a.Name == config.Paper && a.RealMoney() {
		name += " (perhaps real money: " + auth.Origin(a.Settings.APIURLFor(a.Name)) + ")"
	}
	return name
}

// confirm asks whether to do what text says. On a live account the answer is the
// symbol.
func (t *tradeCommand) confirm(ctx context.Context, a *app.Account, text, symbol string) error {
	return t.ask(ctx, a, text, symbol, a.TypesSymbol())
}

// confirmWord asks for a word, on paper too.
func (t *tradeCommand) confirmWord(ctx context.Context, a *app.Account, text, word string) error {
	return t.ask(ctx, a, text, word, true)
}

func (t *tradeCommand) ask(ctx context.Context, a *app.Account, text, word string, typed bool) error {
	switch {
	case a.RealMoney() && !a.Settings.AllowLive:
		return codedError{errors.New("not sent: live trading is off: allow_live in the config file turns it on"), exitLimit}
	case t.yes && a.RealMoney() && !a.Settings.AllowLiveUnattended:
		return codedError{errors.New("not sent: --yes is for paper accounts: allow_live_unattended in the config file allows it"), exitLimit}
	case t.yes:
		return nil
	case !t.std.asks():
		return errNobodyToAsk
	}
	want, question := "y", "Send it? [y/N] "
	if typed {
		want, question = word, "Type "+word+" to send it: "
	}
	answer, err := t.std.question(ctx, text, question)
	if err != nil || !strings.EqualFold(answer, want) && (typed || !strings.EqualFold(answer, "yes")) {
		return errNotConfirmed
	}
	return nil
}

// question says what is asked, and gives the answer.
func (s *streams) question(ctx context.Context, text, question string) (string, error) {
	_, _ = fmt.Fprintln(s.Err, oneLine(errors.New(text)))
	dropTyped(s.In) // what was typed before the question is no answer to it
	_, _ = fmt.Fprint(s.Err, question)
	return readLine(ctx, s.In)
}

// asks reports whether there is somebody to ask.
func (s *streams) asks() bool {
	_, is := terminalOf(s.In)
	return is || s.Asks
}

// readLine reads a line, or gives the context's error. Nothing interrupts a read:
// one that nobody waits for any more ends with the program.
func readLine(ctx context.Context, from io.Reader) (string, error) {
	type read struct {
		line string
		err  error
	}
	lines := make(chan read, 1)
	go func() {
		line, err := oneAnswer(from)
		lines <- read{line, err}
	}()
	select {
	case got := <-lines:
		if ctx.Err() != nil { // a signal came before the answer
			return "", ctx.Err()
		}
		return got.line, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// longestAnswer bounds a line that answers a question, in bytes.
const longestAnswer = 200

// oneAnswer reads one line and nothing beyond it: what follows may answer another
// question.
func oneAnswer(r io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < longestAnswer; {
		if _, err := io.ReadFull(r, one); err != nil {
			return "", err
		}
		if one[0] == '\n' {
			return strings.TrimSpace(string(line)), nil
		}
		line = append(line, one[0])
	}
	return "", errors.New("the answer is too long")
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
	return printOnce(&t.readCommand, a, &report.Plan, plan)
}

// addWait adds the flags that wait for the order.
func (t *tradeCommand) addWait(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.until, "wait", "", "wait until the order is filled, or final: filled, or cancelled, expired, rejected")
	cmd.Flags().DurationVar(&t.timeout, "timeout", time.Minute, "for how long --wait waits")
	complete(cmd, "wait", "filled", "final")
}

// follow reads the order of an entry as --wait says.
func (t *tradeCommand) follow(ctx context.Context, trader *trade.Trader, entry trade.Entry) (trade.Entry, error) {
	if t.until == "" || !entry.State.Counts() || entry.State == trade.Unknown {
		return entry, nil
	}
	entry, order, err := trader.Follow(ctx, entry, t.timeout, client.Order.Closed)
	switch {
	case err != nil:
		return entry, hasOrder(entry, err)
	case !order.Closed():
		return entry, fmt.Errorf("after %s the order still works: it is %s", t.timeout, order.Status)
	case t.until == "filled" && order.Status != "filled":
		return entry, codedError{fmt.Errorf("the order is %s", order.Status), exitRefused}
	}
	return entry, nil
}

// hasOrder is an error after the broker took an order: no program may read it as one
// that says no.
func hasOrder(e trade.Entry, err error) error {
	return codedError{fmt.Errorf("the broker has order %s: do not send it again: %w", e.ID, err), exitError}
}

// answer keeps what became of an entry for the output, and gives the error that it
// ends with. One whose answer is lost is looked up for a minute.
func (t *tradeCommand) answer(ctx context.Context, trader *trade.Trader, entry trade.Entry, err error) error {
	switch {
	case entry.State == trade.Unknown:
	case err != nil && entry.State.Counts(): // the broker has it, and the journal cannot say so
		t.record(entry)
		return hasOrder(entry, err)
	case err != nil && entry.State == trade.Refused:
		return codedError{err, exitRefused}
	case err != nil:
		return err
	default:
		return t.keep(ctx, trader, entry)
	}
	t.printNote("not known yet: looking up order " + entry.ID + "; do not send it again")
	for _, pause := range trade.Pauses() {
		if t.std.wait(ctx, pause) != nil {
			break
		}
		settled, lookup := trader.Settle(ctx)
		for _, e := range settled {
			if e.ID == entry.ID {
				return t.keep(ctx, trader, e)
			}
		}
		if errors.Is(lookup, client.ErrUnauthorized) {
			break
		}
	}
	t.record(entry)
	return codedError{fmt.Errorf("it is not known whether the broker has order %s: do not send it again; quipu journal looks it up: %w", entry.ID, err), exitUnknown}
}

// record keeps an entry for the output, in the place of what it was before.
func (t *tradeCommand) record(entry trade.Entry) {
	if at := slices.IndexFunc(t.done, func(e trade.Entry) bool { return e.ID == entry.ID }); at >= 0 {
		t.done[at] = entry
		return
	}
	t.done = append(t.done, entry)
}

// keep keeps an entry that the broker has answered for. A replacement is read
// until it has taken place.
func (t *tradeCommand) keep(ctx context.Context, trader *trade.Trader, entry trade.Entry) error {
	if entry.Action == trade.Replace && entry.State == trade.Accepted {
		entry = t.prove(ctx, trader, entry)
	}
	entry, waiting := t.follow(ctx, trader, entry)
	t.record(entry)
	if entry.State == trade.Refused || entry.Status == "rejected" {
		return codedError{fmt.Errorf("the broker did not do it: %s", cmp.Or(entry.Reason, "the order is rejected")), exitRefused}
	}
	if why := entry.TooLate(); why != "" {
		return codedError{fmt.Errorf("the broker did not do it: %s", why), exitRefused}
	}
	return waiting
}

// prove reads for a while whether a replacement has taken place.
func (t *tradeCommand) prove(ctx context.Context, trader *trade.Trader, entry trade.Entry) trade.Entry {
	for _, pause := range append([]time.Duration{0}, trade.Pauses()...) {
		if t.std.wait(ctx, pause) != nil {
			break
		}
		if proven, done, err := trader.Proven(ctx, entry); done || errors.Is(err, client.ErrUnauthorized) {
			return proven
		}
	}
	t.printNote("the broker has the request; it has not replaced the order yet")
	return entry
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
