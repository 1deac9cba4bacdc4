package trade

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// cancels is a broker that takes note of what it is asked to cancel.
type cancels struct {
	Broker
	asked []string
	open  []client.Order
	reads int
}

func (b *cancels) OpenOrders(context.Context) ([]client.Order, bool, error) {
	b.reads++
	return b.open, false, nil
}

func (b *cancels) NameParents(context.Context, []client.Order) error { return nil }

func (b *cancels) CancelOrder(_ context.Context, id string) error {
	b.asked = append(b.asked, id)
	return nil
}

func bracketShown() (client.Order, []client.Order) {
	o := client.Order{
		ID: "o", Symbol: "AAPL", Side: "buy", Type: Limit, Status: "new", TimeInForce: "day", Qty: dec("10"), LimitPrice: dec("120"), Class: "bracket",
		Legs: []client.Order{{ID: "l1", Symbol: "AAPL", Side: "sell", Type: Limit, Status: "held", Qty: dec("10")}, {ID: "l2", Symbol: "AAPL", Side: "sell", Type: Stop, Status: "held", Qty: dec("10")}},
	}
	return o, []client.Order{o}
}

// Nothing is sent for an order that is not the one that was confirmed. What was filled
// of it leaves the rest to be cancelled.
func TestNothingIsCancelledThatIsNotAsItWasShown(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*client.Order)
		says   string // "" where it is cancelled
	}{
		"as it was":        {func(*client.Order) {}, ""},
		"filled in part":   {func(o *client.Order) { o.Status, o.FilledQty = "partially_filled", dec("4") }, ""},
		"filled":           {func(o *client.Order) { o.Status = "filled" }, "it no longer works"},
		"gone":             {func(o *client.Order) { o.ID = "other" }, "it no longer works"},
		"another quantity": {func(o *client.Order) { o.Qty = dec("20") }, "it is buy 20 AAPL"},
		"another limit":    {func(o *client.Order) { o.LimitPrice = dec("121") }, "it is buy 10 AAPL limit $121.00"},
		"without a limit":  {func(o *client.Order) { o.LimitPrice = client.Decimal{} }, "it is buy 10 AAPL"},
		"for longer":       {func(o *client.Order) { o.TimeInForce = "gtc" }, "it is buy 10 AAPL"},
		"with another exit": {func(o *client.Order) {
			o.Legs = append(o.Legs, client.Order{ID: "l3", Symbol: "AAPL", Side: "sell", Type: Stop, Status: "held", Qty: dec("5")})
		}, "sell 5 AAPL stop would go with it"},
		"with one exit less":    {func(o *client.Order) { o.Legs = o.Legs[:1] }, ""},
		"with a leg that ended": {func(o *client.Order) { o.Legs[0].Status = "canceled" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			shown, open := bracketShown()
			now, _ := bracketShown()
			c.change(&now)
			broker := &cancels{open: []client.Order{now}}
			trader := &Trader{Broker: broker, Journal: openTestJournal(t, t.TempDir()), Now: time.Now}
			_, _, err := trader.CancelShown(t.Context(), CancelOrders([]client.Order{shown}, open).Groups[0], new(Seen))
			var changed *OrderChangedError
			switch {
			case c.says == "" && (err != nil || len(broker.asked) != 1):
				t.Errorf("sent %q: %v", broker.asked, err)
			case c.says != "" && (!errors.As(err, &changed) || !strings.Contains(err.Error(), c.says) || len(broker.asked) != 0):
				t.Errorf("sent %q: %v, want %q", broker.asked, err, c.says)
			}
			if entries, _ := trader.Journal.Entries(); len(entries) != len(broker.asked) {
				t.Errorf("%d entries for %d requests", len(entries), len(broker.asked))
			}
		})
	}
}

// The stop of a trailing order moves with the market.
func TestATrailingStopMovesByItself(t *testing.T) {
	shown := client.Order{ID: "o", Symbol: "AAPL", Side: "sell", Type: TrailingStop, Status: "new", Qty: dec("1"), TrailPercent: dec("5"), StopPrice: dec("100")}
	now := shown
	now.StopPrice = dec("101")
	group := CancelGroup{Order: shown}
	if why := group.changed([]client.Order{now}); why != "" {
		t.Error(why)
	}
}

// A group is cancelled by one request, whichever of its orders were selected.
func TestOrdersThatGoTogetherAreCancelledOnce(t *testing.T) {
	o, open := bracketShown()
	other := client.Order{ID: "k", Symbol: "KO", Status: "new"}
	open = append(open, other)
	for name, selected := range map[string][]client.Order{
		"an entry and its exits": {o, o.Legs[0], o.Legs[1], other},
		"an exit and its entry":  {o.Legs[1], o, other},
		"the same twice":         {o, o, other, other},
	} {
		groups := CancelOrders(selected, open).Groups
		if len(groups) != 2 || groups[0].Order.ID != selected[0].ID || len(groups[0].With) != 2 || groups[1].Order.ID != "k" {
			t.Errorf("%s: %+v", name, groups)
		}
	}
	o.Status = "filled"
	if groups := CancelOrders([]client.Order{o}, nil).Groups; len(groups) != 0 {
		t.Errorf("an order that has ended: %+v", groups)
	}
}

// Each cancellation is checked by a reading that is younger than its confirmation, and
// young: an order that changed between two of them is left alone.
func TestEachOfSeveralCancellationsIsCheckedByAYoungReading(t *testing.T) {
	first := client.Order{ID: "a", Symbol: "KO", Side: "buy", Type: Limit, Status: "new", Qty: dec("5"), LimitPrice: dec("60")}
	second, third := first, first
	second.ID, third.ID = "b", "c"
	open := []client.Order{first, second, third}
	broker := &cancels{open: open}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	trader := &Trader{Broker: broker, Journal: openTestJournal(t, t.TempDir()), Now: func() time.Time { return now }}
	c, err := trader.PlanCancel(t.Context(), market.ID{})
	if err != nil || len(c.Groups) != 3 {
		t.Fatal(c, err)
	}
	broker.reads = 0
	var seen Seen
	for i, g := range c.Groups {
		_, _, err := trader.CancelShown(t.Context(), g, &seen)
		if changed := errors.As(err, new(*OrderChangedError)); changed != (i == 2) || !changed && err != nil {
			t.Errorf("%s: %v", g.Order.ID, err)
		}
		if i == 1 {
			broker.open = slices.Clone(open)
			broker.open[2].Qty = dec("50")
			now = now.Add(seenFor)
		}
	}
	if got := strings.Join(broker.asked, " "); got != "a b" || broker.reads != 2 {
		t.Errorf("asked for %s after %d readings", got, broker.reads)
	}
}
