package trade

import (
	"context"
	"encoding/json"
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
