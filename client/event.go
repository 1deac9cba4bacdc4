package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// OrderEvent is one thing that happened to an order, from the stream of trade
// updates or, with Missed, from comparing what was read.
type OrderEvent struct {
	Event       string    // new, fill, partial_fill, canceled, replaced and others, unknown ones as they are
	ExecutionID string    // the same for every delivery of one event; "" where unknown
	At          time.Time // by the broker's clock; zero where unknown
	Price       Decimal   // of this fill, per share
	Qty         Decimal   // of this fill
	PositionQty Decimal   // the position after this fill, negative when short
	Order       Order     // after the event
	Missed      bool      // seen by reading the orders, after the fact
}

// The events that change a position.
const (
	eventFill    = "fill"
	eventPartial = "partial_fill"
)

// Fills reports whether the event bought or sold something.
func (e OrderEvent) Fills() bool { return e.Event == eventFill || e.Event == eventPartial }

// envelope is every message of the stream.
type envelope struct {
	Stream string          `json:"stream"`
	Data   json.RawMessage `json:"data"`
}

// streamReply is the data of what answers authenticate and listen.
type streamReply struct {
	Status  string   `json:"status"`
	Streams []string `json:"streams"`
	Error   string   `json:"error"`
}

type wireEvent struct {
	Event       string    `json:"event"`
	ExecutionID string    `json:"execution_id"`
	Timestamp   stamp     `json:"timestamp"`
	Price       Decimal   `json:"price"`
	Qty         Decimal   `json:"qty"`
	PositionQty Decimal   `json:"position_qty"`
	Order       wireOrder `json:"order"`
}

var errNoOrder = errors.New("an order event without an event or an order")

// decodeEvent reads the data of one trade update.
func decodeEvent(data []byte) (OrderEvent, error) {
	var wire wireEvent
	if err := json.Unmarshal(data, &wire); err != nil {
		return OrderEvent{}, fmt.Errorf("order event: %w", err)
	}
	if wire.Event == "" || wire.Order.ID == "" {
		return OrderEvent{}, errNoOrder
	}
	e := OrderEvent{
		Event: wire.Event, ExecutionID: wire.ExecutionID, At: wire.Timestamp.value(),
		Price: wire.Price, Qty: wire.Qty, PositionQty: wire.PositionQty, Order: wire.Order.whole(),
	}
	tidyWords(&e.Event, &e.ExecutionID)
	return e, nil
}

// maxSeen bounds the marks kept to recognise a second delivery of an event, which
// comes within seconds of the first.
const maxSeen = 4096

// seen has the marks of the events that were sent, and the execution that made each.
// An event is delivered again after a reconnect, or by the stream after it was read.
type seen struct {
	known map[string]string
	order []string
}

// first reports whether an event is new: by its execution id, and where one of two
// events has none, by what it made of the order. Two executions are two events, also
// where the order does not say how much of it is filled.
func (s *seen) first(e OrderEvent) bool {
	state := "state " + e.Order.ID + " " + e.Event + " " + e.Order.FilledQty.Decimal.String()
	by, known := s.known[state]
	again := known && (by == "" || e.ExecutionID == "")
	if e.ExecutionID != "" {
		_, delivered := s.known[e.ExecutionID]
		again = again || delivered
		s.mark(e.ExecutionID, e.ExecutionID)
	}
	if !known {
		s.mark(state, e.ExecutionID)
	}
	return !again
}

func (s *seen) mark(mark, execution string) {
	if s.known == nil {
		s.known = map[string]string{}
	}
	if _, known := s.known[mark]; known {
		return
	}
	if len(s.order) == maxSeen {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
	s.known[mark] = execution
	s.order = append(s.order, mark)
}
