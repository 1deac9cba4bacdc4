package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/config"
	"quipu/trade"
)

// ofDemo is the trading of a demo's paper account.
func ofDemo(t *testing.T) *Trading {
	t.Helper()
	w := newWorld(t)
	w.env.Transport = nil
	settings, err := config.Load(config.Source{NoFile: true, Getenv: w.env.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	quipu := New(ctx, w.env, DemoOptions{On: true, Seed: 7, Start: time.Date(2026, 11, 23, 18, 48, 0, 0, time.UTC)})
	t.Cleanup(quipu.Close)
	t.Cleanup(cancel)
	s, err := quipu.StartDemo(settings)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := s.Open(t.Context(), config.Paper)
	if err != nil {
		t.Fatal(err)
	}
	return opened.Trading()
}

func limitOrder(side, size, limit string) trade.Ticket {
	s, _ := trade.ParseSize(size)
	return trade.Ticket{Symbol: "AAPL", Side: side, Size: s, Type: trade.Limit, TIF: "day", Limit: client.Known(decimal.RequireFromString(limit))}
}

// What the screen trades through keeps one journal: what one call sent, the others know.
func TestTradingOfAScreenKeepsOneJournal(t *testing.T) {
	ctx, trading := t.Context(), ofDemo(t)
	if settled, unknown, err := trading.Settle(ctx); err != nil || len(settled)+len(unknown) > 0 || trading.trader != nil {
		t.Fatalf("before anything is sent: %v, %v, %v", settled, unknown, err)
	}
	facts, err := trading.Facts(ctx, "AAPL")
	if err != nil || facts.Asset.Symbol != "AAPL" || facts.Live {
		t.Fatalf("read %+v, %v", facts.Asset, err)
	}
	plan := trade.Prepare(limitOrder("buy", "1", "190"), facts)
	entry, err := trading.Send(ctx, plan)
	if err != nil || entry.State != trade.Accepted {
		t.Fatalf("sent: %+v, %v", entry, err)
	}
	if _, err := trading.Send(ctx, plan); !errors.As(err, new(*trade.Refusal)) {
		t.Errorf("the same plan again: %v", err)
	}
	replaced, err := trading.PlanReplace(ctx, entry.OrderID, trade.Change{Limit: client.Known(decimal.RequireFromString("191"))})
	if err != nil || !replaced.Problems.Sendable() {
		t.Fatalf("planned %v, %v", replaced.Problems, err)
	}
	changed, err := trading.Send(ctx, replaced)
	if err != nil || changed.Action != trade.Replace {
		t.Fatalf("replaced %+v, %v", changed, err)
	}
	order, err := trading.Order(ctx, changed.OrderID)
	if err != nil || !order.LimitPrice.Decimal.Equal(decimal.NewFromInt(191)) {
		t.Fatalf("it is %+v, %v", order, err)
	}
	if _, err := trading.Cancel(ctx, order); err != nil {
		t.Fatal(err)
	}
	if order, err = trading.Order(ctx, changed.OrderID); err != nil || !order.Closed() && order.Status != "pending_cancel" {
		t.Errorf("after the cancellation it is %s, %v", order.Status, err)
	}
	if _, unknown, err := trading.Settle(ctx); err != nil || len(unknown) > 0 {
		t.Errorf("unknown: %v, %v", unknown, err)
	}
}

// Facts that have become old while a person looked are read again before the order
// leaves, and an order on another position than was shown does not leave.
func TestConfirmedOrderIsCheckedAgainWhenThePersonTookLong(t *testing.T) {
	ctx, trading := t.Context(), ofDemo(t)
	facts, err := trading.Facts(ctx, "AAPL")
	if err != nil {
		t.Fatal(err)
	}
	old := facts
	old.At = old.At.Add(-time.Minute)
	if entry, err := trading.Send(ctx, trade.Prepare(limitOrder("buy", "1", "190"), old)); err != nil || entry.State != trade.Accepted {
		t.Errorf("the same position: %+v, %v", entry, err)
	}
	old.Positions = nil
	var changed *trade.ChangedError
	if entry, err := trading.Send(ctx, trade.Prepare(limitOrder("buy", "2", "190"), old)); !errors.As(err, &changed) || entry.ID != "" || !strings.Contains(err.Error(), "the position changed from 0 to 6") {
		t.Errorf("another position: %+v, %v", entry, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if entry, err := trading.Send(ctx, trade.Prepare(limitOrder("buy", "3", "190"), old)); err == nil || entry.ID != "" {
		t.Errorf("what cannot be read again: %+v, %v", entry, err)
	}
}

func TestClosingAPositionOfTheDemoCancelsWhatHoldsIt(t *testing.T) {
	ctx, trading := t.Context(), ofDemo(t)
	closing, problems, err := trading.PlanClose(ctx, "AAPL")
	if err != nil || len(problems) > 0 || !closing.Plan.Problems.Sendable() || len(closing.Cancel) == 0 {
		t.Fatalf("planned %v %v, %v", closing.Plan.Problems, problems, err)
	}
	steps := 0
	done, err := trading.Close(ctx, closing, func(trade.Progress) { steps++ })
	if err != nil || done.Entry.State != trade.Accepted && done.Entry.State != trade.Settled || steps == 0 {
		t.Fatalf("closed %+v after %d steps, %v", done.Entry, steps, err)
	}
	order, err := trading.Order(ctx, done.Entry.OrderID)
	if err != nil || order.Side != "sell" || !order.Qty.Decimal.Equal(closing.Plan.Order.Qty.Decimal) {
		t.Errorf("the broker has %+v, %v", order, err)
	}
	facts, err := trading.Facts(ctx, "AAPL")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range facts.Working() {
		if o.ID == closing.Cancel[0].ID {
			t.Error("what held the shares works still")
		}
	}
}

// haltedBroker refuses to close a position.
type haltedBroker struct{ trade.Broker }

func (haltedBroker) ClosePosition(context.Context, string, client.ClosePart) (client.Order, error) {
	return client.Order{}, &client.Error{Kind: client.ErrForbidden, Status: 403, Message: "halted"}
}

func TestACloseThatFailedIsReportedAsBareUntilItIsDismissed(t *testing.T) {
	ctx, trading := t.Context(), ofDemo(t)
	if bare, err := trading.Bare(ctx); err != nil || len(bare) > 0 || trading.trader != nil {
		t.Fatalf("before anything is sent: %v, %v", bare, err)
	}
	closing, _, err := trading.PlanClose(ctx, "AAPL")
	if err != nil {
		t.Fatal(err)
	}
	trading.trader.Broker = haltedBroker{trading.trader.Broker}
	if _, err := trading.Close(ctx, closing, func(trade.Progress) {}); !errors.Is(err, client.ErrForbidden) {
		t.Fatal(err)
	}
	bare, err := trading.Bare(ctx)
	if err != nil || len(bare) != 1 || bare[0].Symbol != "AAPL" {
		t.Fatalf("%+v, %v", bare, err)
	}
	if err := trading.Dismiss(ctx, bare[0].ID); err != nil {
		t.Fatal(err)
	}
	if bare, err := trading.Bare(ctx); err != nil || len(bare) > 0 {
		t.Errorf("after it is dismissed: %+v, %v", bare, err)
	}
}
