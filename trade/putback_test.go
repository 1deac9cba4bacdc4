package trade

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
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

// fills answers with other figures for some orders.
type fills struct {
	Broker
	of map[string]func(*client.Order) // by type
}

func (r fills) Order(ctx context.Context, id string) (client.Order, error) {
	o, err := r.Broker.Order(ctx, id)
	if change := r.of[o.Type]; change != nil {
		change(&o)
	}
	return o, err
}

// What any of two exits has filled is gone from both, whether the broker has made the
// other one smaller by it or not.
func TestAPairIsPutBackForWhatIsLeftOfBoth(t *testing.T) {
	filled := func(qty, part string) func(*client.Order) {
		return func(o *client.Order) { o.Qty, o.FilledQty = dec(qty), dec(part) }
	}
	for name, c := range map[string]struct {
		profit, loss func(*client.Order)
		size         string // of the pair, "" where nothing is put back
	}{
		"none filled":                     {nil, nil, "20"},
		"profit in part":                  {filled("20", "5"), nil, "15"},
		"profit in part, loss made less":  {filled("20", "5"), filled("15", "0"), "15"},
		"loss in part":                    {nil, filled("20", "5"), "15"},
		"loss in part, profit made less":  {filled("15", "0"), filled("20", "5"), "15"},
		"both in part":                    {filled("20", "5"), filled("20", "3"), "12"},
		"profit in full, the loss is not": {func(o *client.Order) { o.Status, o.FilledQty = "filled", o.Qty }, nil, ""},
		"loss in full, the profit is not": {nil, func(o *client.Order) { o.Status, o.FilledQty = "filled", o.Qty }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			groups := cancelled(s, pairOfKO(`{"stop_price":"50"}`))
			s.trader.Broker = fills{s.client, map[string]func(*client.Order){Limit: c.profit, Stop: c.loss}}
			tickets, waiting, err := s.trader.PutBack(t.Context(), "KO", groups)
			switch {
			case err != nil || len(waiting) > 0 || len(tickets) != min(len(c.size), 1):
				t.Fatalf("%+v, waiting %+v, %v", tickets, waiting, err)
			case c.size != "" && (!tickets[0].Exits || tickets[0].Size.Value.String() != c.size):
				t.Errorf("%+v", tickets[0])
			}
		})
	}
}

// Exits that are put back hold no more than is held, with those that work already.
func TestExitsArePutBackForWhatNoOtherHolds(t *testing.T) {
	s := newStage(t)
	held := s.facts("KO").held().Decimal
	if held.LessThan(decimal.NewFromInt(60)) {
		t.Fatalf("%s of KO are held", held)
	}
	groups := cancelled(s, stopOfKO("gtc"), pairOfKO(`{"stop_price":"50"}`))
	resting := held.Sub(decimal.NewFromInt(28))
	s.places(`{"symbol":"KO","side":"sell","type":"limit","limit_price":"90","time_in_force":"gtc","qty":"` + resting.String() + `"}`)
	tickets, _, err := s.trader.PutBack(t.Context(), "KO", groups)
	if err != nil || len(tickets) != 2 {
		t.Fatalf("%+v %v", tickets, err)
	}
	if first, second := tickets[0].Size.Value, tickets[1].Size.Value; first.String() != "20" || second.String() != "8" {
		t.Errorf("%s and %s", first, second)
	}
	for _, k := range tickets {
		if _, err := s.trader.Send(t.Context(), Prepare(k, s.facts("KO"))); err != nil {
			t.Errorf("the broker takes none of %+v: %v", k, err)
		}
	}
}

// Of two exits placed one by one the broker takes the first alone; of an entry its exits
// are part of the order.
func TestOrdersThatWentTogetherAreOneTicket(t *testing.T) {
	profit := client.Order{Symbol: "KO", Side: "sell", Type: Limit, TimeInForce: "gtc", Qty: dec("5"), LimitPrice: dec("70")}
	loss := client.Order{Symbol: "KO", Side: "sell", Type: Stop, TimeInForce: "gtc", Qty: dec("5"), StopPrice: dec("50")}
	guarded := loss
	guarded.Type, guarded.LimitPrice = StopLimit, dec("49")
	entry := client.Order{Symbol: "KO", Side: "buy", Type: Limit, TimeInForce: "gtc", Qty: dec("5"), LimitPrice: dec("60")}
	for name, c := range map[string]struct {
		group []client.Order
		words string
	}{
		"a pair":                 {[]client.Order{profit, loss}, "sell limit  70 50 "},
		"a pair, the loss first": {[]client.Order{loss, profit}, "sell limit  70 50 "},
		"a pair with a limit":    {[]client.Order{profit, guarded}, "sell limit  70 50 49"},
		"an entry with both":     {[]client.Order{entry, profit, loss}, "buy limit 60 70 50 "},
		"exits before an entry":  {[]client.Order{loss, profit, entry}, "buy limit 60 70 50 "},
		"an entry with a stop":   {[]client.Order{entry, loss}, "buy limit 60  50 "},
		"two stops":              {[]client.Order{loss, guarded}, "sell stop    , sell stop_limit 49   "},
	} {
		var words []string
		for _, k := range TicketsOf(c.group) {
			text := func(d client.Decimal) string {
				if !d.Valid {
					return ""
				}
				return d.Decimal.String()
			}
			words = append(words, strings.Join([]string{k.Side, k.Type, text(k.Limit), text(k.TakeProfit), text(k.StopLoss), text(k.StopLossLimit)}, " "))
		}
		if got := strings.Join(words, ", "); got != c.words {
			t.Errorf("%s: %q, want %q", name, got, c.words)
		}
	}
}
