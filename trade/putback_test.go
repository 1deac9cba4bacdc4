package trade

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// reads answers with another status for some orders.
type reads struct {
	Broker
	status map[string]string // by id
}

func (r reads) Order(ctx context.Context, id string) (client.Order, error) {
	o, err := r.Broker.Order(ctx, id)
	if status := r.status[id]; status != "" {
		o.Status = status
	}
	return o, err
}

// cancelled places orders of KO, cancels them for a close that the broker refuses, and
// gives what was cancelled.
func cancelled(s *stage, bodies ...string) [][]client.Order {
	s.t.Helper()
	s.places(bodies...)
	s.trader.Broker = &changing{Broker: s.client, close: func() error { return errHalted }}
	done, err := s.trader.Close(s.t.Context(), s.closing("KO", "all"), silent)
	if err == nil || !done.Bare() {
		s.t.Fatalf("%+v %v", done, err)
	}
	s.trader.Broker = s.client
	return done.Cancelled
}

func (s *stage) places(bodies ...string) {
	s.t.Helper()
	for _, body := range bodies {
		if _, err := s.client.SubmitOrder(s.t.Context(), json.RawMessage(body)); err != nil {
			s.t.Fatal(err)
		}
	}
}

func pairOfKO(loss string) string {
	return `{"symbol":"KO","side":"sell","type":"limit","qty":"20","time_in_force":"gtc","order_class":"oco","take_profit":{"limit_price":"70"},"stop_loss":` + loss + `}`
}

func stopOfKO(tif string) string {
	return `{"symbol":"KO","side":"sell","type":"stop","stop_price":"50","time_in_force":"` + tif + `","qty":"20"}`
}

// TestHalfAPairIsNotPutBack: one exit alone would hold what the other needs.
func TestHalfAPairIsNotPutBack(t *testing.T) {
	for _, status := range []string{"pending_cancel", "new", "held"} {
		for _, still := range []string{Limit, Stop} {
			s := newStage(t)
			groups := cancelled(s, pairOfKO(`{"stop_price":"50"}`))
			if len(groups) != 1 || len(groups[0]) != 2 {
				t.Fatalf("%+v", groups)
			}
			at := slices.IndexFunc(groups[0], func(o client.Order) bool { return o.Type == still })
			s.trader.Broker = reads{s.client, map[string]string{groups[0][at].ID: status}}
			tickets, waiting, err := s.trader.PutBack(t.Context(), "KO", groups)
			if err != nil || len(tickets) != 0 || len(waiting) != 1 || waiting[0].ID != groups[0][at].ID {
				t.Errorf("the %s is %s: %+v, waiting %+v, %v", still, status, tickets, waiting, err)
			}
			s.trader.Broker = s.client
			if tickets, waiting, err = s.trader.PutBack(t.Context(), "KO", groups); err != nil || len(tickets) != 1 || !tickets[0].Exits || len(waiting) != 0 {
				t.Errorf("the pair is cancelled: %+v, waiting %+v, %v", tickets, waiting, err)
			}
		}
	}
}

func TestEachOfEqualExitsIsPutBack(t *testing.T) {
	s := newStage(t)
	groups := cancelled(s, stopOfKO("gtc"), stopOfKO("gtc"))
	for left := 2; left >= 0; left-- {
		tickets, _, err := s.trader.PutBack(t.Context(), "KO", groups)
		if err != nil || len(tickets) != left {
			t.Fatalf("%d of two are missing: %+v %v", left, tickets, err)
		}
		if left == 0 {
			break
		}
		if _, err := s.trader.Send(t.Context(), Prepare(tickets[0], s.facts("KO"))); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnExitThatDiffersHidesNone: in anything that the broker was asked for.
func TestAnExitThatDiffersHidesNone(t *testing.T) {
	for name, c := range map[string]struct {
		gone, there string
		missing     int
	}{
		"the same pair":        {pairOfKO(`{"stop_price":"50"}`), pairOfKO(`{"stop_price":"50"}`), 0},
		"stop of the pair":     {pairOfKO(`{"stop_price":"50"}`), pairOfKO(`{"stop_price":"20"}`), 1},
		"limit of the stop":    {pairOfKO(`{"stop_price":"50","limit_price":"49"}`), pairOfKO(`{"stop_price":"50","limit_price":"48"}`), 1},
		"stop without a limit": {pairOfKO(`{"stop_price":"50","limit_price":"49"}`), pairOfKO(`{"stop_price":"50"}`), 1},
		"the same stop":        {stopOfKO("gtc"), stopOfKO("gtc"), 0},
		"time in force":        {stopOfKO("gtc"), stopOfKO("day"), 1},
	} {
		s := newStage(t)
		groups := cancelled(s, c.gone)
		s.places(c.there)
		if tickets, _, err := s.trader.PutBack(t.Context(), "KO", groups); err != nil || len(tickets) != c.missing {
			t.Errorf("%s: %+v %v", name, tickets, err)
		}
	}
}

func TestTicketsAreTheSameInEverythingTheBrokerIsAskedFor(t *testing.T) {
	base := Ticket{
		Symbol: "KO", Side: "sell", Size: Size{Shares, decimal.NewFromInt(20)}, Type: Limit, TIF: "gtc", Limit: dec("70"), Stop: dec("50"),
		TrailPrice: dec("1"), TrailPercent: dec("2"), TakeProfit: dec("80"), StopLoss: dec("40"), StopLossLimit: dec("39"),
	}
	named := base
	named.ID, named.Amount, named.Back, named.Symbol, named.Limit = "mine", dec("5"), true, "KO", dec("70.00")
	if !base.asks(named) {
		t.Error("an id, a typed amount and zeros of a price make another order")
	}
	for name, change := range map[string]func(*Ticket){
		"side": func(k *Ticket) { k.Side = "buy" }, "unit": func(k *Ticket) { k.Size.Unit = Dollars },
		"size": func(k *Ticket) { k.Size.Value = decimal.NewFromInt(21) }, "type": func(k *Ticket) { k.Type = Stop },
		"TIF": func(k *Ticket) { k.TIF = "day" }, "limit": func(k *Ticket) { k.Limit = dec("71") }, "stop": func(k *Ticket) { k.Stop = client.Decimal{} },
		"trail": func(k *Ticket) { k.TrailPrice = dec("3") }, "percent": func(k *Ticket) { k.TrailPercent = dec("3") },
		"extended": func(k *Ticket) { k.ExtendedHours = true }, "profit": func(k *Ticket) { k.TakeProfit = dec("81") },
		"loss": func(k *Ticket) { k.StopLoss = dec("41") }, "loss limit": func(k *Ticket) { k.StopLossLimit = client.Decimal{} },
		"exits": func(k *Ticket) { k.Exits = true },
	} {
		other := base
		if change(&other); base.asks(other) {
			t.Errorf("%s is not compared", name)
		}
	}
}
