package trade

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"quipu/client"
)

// unsuspended loses a request to suspend trading, which changes nothing so far.
type unsuspended struct{ Broker }

func (u unsuspended) SuspendTrade(context.Context, bool) (client.Configurations, error) {
	return client.Configurations{}, &client.Error{Kind: client.ErrUnknownOutcome}
}

// TestALostSuspensionIsNotRefusedWhileItMayArrive: what is read a moment later says
// nothing yet.
func TestALostSuspensionIsNotRefusedWhileItMayArrive(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = unsuspended{s.client}
	entry, err := s.trader.SuspendTrading(t.Context())
	if err == nil || entry.State != Unknown {
		t.Fatalf("%+v %v", entry, err)
	}
	for after, want := range map[time.Duration]State{20 * time.Second: Unknown, 2 * time.Minute: Refused} {
		now := s.trader.Now
		s.trader.Now = func() time.Time { return now().Add(after) }
		if got, err := s.trader.lookUp(t.Context(), entry); err != nil || got.state != want && (got.state != "" || want != Unknown) {
			t.Errorf("after %s: %+v %v", after, got, err)
		}
		s.trader.Now = now
	}
}

// taken answers that an id is not unique.
type taken struct{ Broker }

func (taken) SubmitOrder(context.Context, json.RawMessage) (client.Order, error) {
	return client.Order{}, &client.Error{Kind: client.ErrRejected, Status: 422, Code: codeDuplicate, Message: "client_order_id must be unique"}
}

// TestAnotherProgramsOrderIsNotOurs: both have chosen the same id, at the same time.
func TestAnotherProgramsOrderIsNotOurs(t *testing.T) {
	for theirs, want := range map[string]State{
		`{"symbol":"KO","side":"buy","type":"limit","limit_price":"60","time_in_force":"day","qty":"3","client_order_id":"mine"}`:   Accepted,
		`{"symbol":"KO","side":"buy","type":"limit","limit_price":"60","time_in_force":"day","qty":"4","client_order_id":"mine"}`:   Refused,
		`{"symbol":"KO","side":"sell","type":"limit","limit_price":"70","time_in_force":"day","qty":"3","client_order_id":"mine"}`:  Refused,
		`{"symbol":"JPM","side":"buy","type":"limit","limit_price":"200","time_in_force":"day","qty":"3","client_order_id":"mine"}`: Refused,
	} {
		s := newStage(t)
		k := ticket(t, "buy KO 3 limit=60")
		k.ID = "mine"
		plan := Prepare(k, s.facts("KO"))
		s.trader.Broker = taken{s.client}
		entry, err := s.trader.Send(t.Context(), plan)
		if err == nil || entry.State != Unknown {
			t.Fatalf("%+v %v", entry, err)
		}
		if _, err := s.client.SubmitOrder(t.Context(), json.RawMessage(theirs)); err != nil {
			t.Fatal(err)
		}
		if settled, err := s.trader.Settle(t.Context()); err != nil || len(settled) != 1 || settled[0].State != want {
			t.Errorf("%s: %+v %v", theirs, settled, err)
		}
	}
}

// theirs has an order of another program under the id of an order of ours of KO, which
// is unknown.
func theirs(t *testing.T) (s *stage, mine Entry, other client.Order) {
	t.Helper()
	s = newStage(t)
	k := ticket(t, "buy KO 3 limit=60")
	k.ID = "mine"
	s.trader.Broker = taken{s.client}
	mine, err := s.trader.Send(t.Context(), Prepare(k, s.facts("KO")))
	if err == nil || mine.State != Unknown {
		t.Fatalf("%+v %v", mine, err)
	}
	other, err = s.client.SubmitOrder(t.Context(), json.RawMessage(`{"symbol":"JPM","side":"sell","type":"limit","limit_price":"400","time_in_force":"day","qty":"4","client_order_id":"mine"}`))
	if err != nil {
		t.Fatal(err)
	}
	return s, mine, other
}

// TestAnotherProgramsOrderTeachesNothing: however it is read.
func TestAnotherProgramsOrderTeachesNothing(t *testing.T) {
	s, mine, other := theirs(t)
	if learned, err := s.trader.Observe([]client.Order{other}); err != nil || len(learned) != 0 {
		t.Errorf("observed: %+v %v", learned, err)
	}
	if e, o, err := s.trader.Follow(t.Context(), mine, 0, func(client.Order) bool { return true }); !errors.Is(err, client.ErrNotFound) || o.ID != "" || e.State != Unknown {
		t.Errorf("followed: %+v %+v %v", e, o, err)
	}
	change := mine
	change.Action, change.Target = Replace, other.ID
	if found, err := s.trader.lookUp(t.Context(), change); err != nil || found.state != "" {
		t.Errorf("looked up as a replacement: %+v %v", found, err)
	}
	if err := s.client.CancelOrder(t.Context(), other.ID); err != nil {
		t.Fatal(err)
	}
	if e, _, err := s.trader.Proven(t.Context(), change); err != nil || e.OrderID != "" {
		t.Errorf("proven: %+v %v", e, err)
	}
}

// TestWhatTheJournalDoesNotTakeIsNotLearned: an entry that is final stays as it is.
func TestWhatTheJournalDoesNotTakeIsNotLearned(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &lossy{Broker: s.client, arrives: true}
	entry, _ := s.trader.Send(t.Context(), s.plan("buy AAPL 3 limit=230"))
	if err := s.trader.Journal.Learn(entry.ID, Refused, "", "", "refused"); err != nil {
		t.Fatal(err)
	}
	orders, _, err := s.client.OpenOrders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if learned, err := s.trader.Observe(orders); err != nil || len(learned) != 0 {
		t.Errorf("%+v %v", learned, err)
	}
	if e, err := s.trader.entry(entry.ID); err != nil || e.State != Refused {
		t.Errorf("%+v %v", e, err)
	}
}

// TestAProgramThatStoodStillSendsNothing: between the mark and the request another one
// has called it unknown, and its person has dismissed it.
func TestAProgramThatStoodStillSendsNothing(t *testing.T) {
	for name, f := range map[string]flow{"submit": flows["submit"], "close": flows["close"], "cancel": flows["cancel"], "suspend": flows["suspend"]} {
		for still, sends := range map[time.Duration]bool{time.Second: true, 20 * time.Second: false} {
			s := newStage(t)
			if f.before != "" {
				s.sent(f.before)
			}
			s.trader.Journal.stop = func(point string) {
				if point == "before the order leaves" || point == "before the cancel leaves" || point == "before suspend" {
					s.advance(still)
				}
			}
			earlier := s.changes()
			f.do(s)
			all, err := s.trader.Journal.Entries()
			if err != nil || len(all) == 0 {
				t.Fatal(all, err)
			}
			if last := all[len(all)-1]; (last.State == NotSent) == sends || (s.changes() > earlier) != sends {
				t.Errorf("%s after %s: %+v", name, still, last)
			}
		}
	}
}

// changes is how many requests to change something came to the broker.
func (s *stage) changes() (n int) {
	for call, times := range s.broker.Calls() {
		if !strings.HasPrefix(call, http.MethodGet) {
			n += times
		}
	}
	return n
}
