package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"quipu/client"
	"quipu/trade"
)

// addWait adds the flags that wait for the order.
func (t *tradeCommand) addWait(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.until, "wait", "", "wait until the order is `filled|final`; final is filled, cancelled, expired or rejected")
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
	case errors.Is(err, client.ErrRateLimited) && !errors.Is(err, client.ErrNotSent):
		return codedError{fmt.Errorf("not sent: %w", err), exitRefused}
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
