package demo

import (
	"fmt"
	"testing"

	"github.com/coder/websocket"
)

func TestEventsOfAnOrdersLife(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	w := s.listening("", websocket.MessageBinary)
	id := s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: dec("3"), Limit: dec("60")})
	w.events("pending_new limit pending_new", "new limit new")
	next, err := s.Replace(envPaper, id, dec("4"), dec("61"))
	if err != nil {
		t.Fatal(err)
	}
	change := w.events("replaced limit replaced", "new limit new")
	if old, now := change[0].Order, change[1].Order; old.ID != id || *old.ReplacedBy != next || now.ID != next || *now.Replaces != id ||
		now.Qty.String() != "4" || now.LimitPrice.String() != "61" || old.LimitPrice.String() != "60" {
		t.Errorf("replaced %+v by %+v", old, now)
	}
	s.fill(next, "1", "60.5")
	s.fill(next, "3", "60.25")
	fills := w.events("partial_fill limit partially_filled", "fill limit filled")
	for i, want := range []string{"1 @ 60.5 makes 151", "3 @ 60.25 makes 154"} {
		if f := fills[i]; fmt.Sprintf("%s @ %s makes %s", f.Qty, f.Price, f.PositionQty) != want || f.ExecutionID == "" {
			t.Errorf("%+v, want %s", f, want)
		}
	}
	if fills[0].ExecutionID == fills[1].ExecutionID || change[0].Price != nil || change[0].PositionQty != nil {
		t.Errorf("%+v and %+v", fills, change[0])
	}
	for _, end := range []func(env, id string) error{s.Cancel, s.Expire, s.Reject} {
		if err := end(envPaper, s.place(Ticket{Symbol: "KO", Side: "buy", Qty: dec("1")})); err != nil {
			t.Fatal(err)
		}
	}
	for _, how := range []string{"canceled", "expired", "rejected"} {
		w.events("pending_new market pending_new", "new market new", how+" market "+how)
	}
}

func TestEventsOfABracket(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	w := s.listening("", websocket.MessageBinary)
	s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: dec("3"), Limit: dec("60"), TakeProfit: dec("66"), StopLoss: dec("55")})
	w.events("pending_new limit pending_new", "new limit new", "held limit held", "held stop held")
	s.price("KO", "60")
	w.events("fill limit filled", "new limit new", "new stop new")
	s.price("KO", "54")
	w.events("fill stop filled", "canceled limit canceled")
}

func TestEventsStayInTheirAccount(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	paper, live := s.listening("", websocket.MessageBinary), s.listening(s.signIn("env", "live"), websocket.MessageText)
	if _, err := s.Place(envLive, Ticket{Symbol: "KO", Side: "buy", Qty: dec("1")}); err != nil {
		t.Fatal(err)
	}
	s.place(Ticket{Symbol: "KO", Side: "sell", Qty: dec("1")})
	if e := paper.event(); e.Order.Side != "sell" {
		t.Errorf("paper is told %+v", e)
	}
	if e := live.event(); e.Order.Side != "buy" {
		t.Errorf("live is told %+v", e)
	}
}
