// Package trade acts on an account: tickets, the rules they are checked by,
// limits, a journal, and one request per confirmation. It knows no screen and
// no command line.
//
//	Ticket, or Change of an order, + Facts ─▶ Plan (order, problems, estimate) ─▶ Send ─▶ Journal ─▶ broker
//	                                                       Settle ◀── what is unknown
//
// Nothing is sent twice: the journal has every intent on the disk before it
// leaves, and a request whose answer is lost is looked up, never repeated.
package trade

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"quipu/client"
)

// Broker is what trading asks of an account's client. Each change leaves once.
type Broker interface {
	SubmitOrder(ctx context.Context, body json.RawMessage) (client.Order, error)
	ReplaceOrder(ctx context.Context, id string, body json.RawMessage) (client.Order, error)
	CancelOrder(ctx context.Context, id string) error
	CancelAll(ctx context.Context) ([]client.CancelAnswer, error)
	ClosePosition(ctx context.Context, symbolOrID string, part client.ClosePart) (client.Order, error)
	CloseAllPositions(ctx context.Context) ([]client.CloseAnswer, error)
	SuspendTrade(ctx context.Context, on bool) (client.Configurations, error)

	Configurations(ctx context.Context) (client.Configurations, error)
	Order(ctx context.Context, id string) (client.Order, error)
	OrderByClientID(ctx context.Context, id string) (client.Order, error)
	AllOrders(ctx context.Context, q client.OrderQuery, most int) (all []client.Order, more bool, err error)
	OpenOrders(ctx context.Context) (all []client.Order, more bool, err error)
	NameParents(ctx context.Context, orders []client.Order) error
	Positions(ctx context.Context) ([]client.Position, error)
	Clock(ctx context.Context) (client.Clock, error)
}

// Trader sends the orders of one account. The calls for what a person has confirmed, and
// those that find out what became of it, are client.Urgent: a close that has cancelled what
// protected the position, and an answer that was lost, are not held back by other readings.
type Trader struct {
	Broker  Broker
	Journal *Journal
	Limits  Limits
	Live    bool                                                    // real money
	Now     func() time.Time                                        // the broker's clock
	Read    func(ctx context.Context, symbol string) (Facts, error) // what a ticket is checked against, fresh
	Pause   func(ctx context.Context, wait time.Duration) error     // between two readings; its error ends the waiting

	// Next gives what a ticket for another instrument is checked against by the same
	// reading of the account, with fewer calls; nil reads all again.
	Next func(ctx context.Context, f Facts, symbol string) (Facts, error)

	closing sync.Map // ids of the marks of closes that run: see Bare
	ended   sync.Map // statuses of exits that ended, by the broker's id
}

// prefix marks the orders of quipu among those of other programs.
const prefix = "quipu-"

// newID gives a client_order_id that nobody used before: 128 random bits.
func newID() string {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails
	return prefix + hex.EncodeToString(bits[:])
}

// Send sends what a person confirmed, once. The facts are those that the
// confirmation was shown with. It goes on when ctx ends: the answer to a
// request that left has to be written down.
//
// Errors: a *Refusal, nothing was sent; ErrDamaged and others of the journal,
// nothing was sent; otherwise the broker's, with the entry that says what is
// known. An entry whose State is Unknown must not be sent again: see Settle.
func (t *Trader) Send(ctx context.Context, plan Plan) (Entry, error) {
	ctx = client.Urgent(ctx)
	if problems := plan.Problems.Refusals(); len(problems) > 0 {
		return Entry{}, &Refusal{Problems: problems}
	}
	id, err := t.idOf(ctx, &plan)
	if err != nil {
		return Entry{}, err
	}
	plan.name(id)
	body, err := plan.body()
	if err != nil {
		return Entry{}, err
	}
	intent := plan.intent(body)
	if err := t.Journal.Begin(intent, func(entries []Entry) error { return t.Limits.allow(plan, entries, t.Now()) }); err != nil {
		return Entry{}, err
	}
	marked := t.Now()
	t.Journal.reach("before the order leaves")
	var order client.Order
	err = t.leave(marked, func() (err error) { order, err = t.ask(context.WithoutCancel(ctx), &plan, body); return err })
	t.Journal.reach("after the answer, before it is written")
	return t.learn(intent.ID, order, err)
}

// leaveWithin is how long after its mark a request may leave: well before others take
// it for unknown.
const leaveWithin = AnswerTime / 3

// leave makes the request of an entry that was marked as sent at a time. A program that
// stood still since then, as one that was stopped or whose machine slept, sends nothing:
// others call the entry unknown by now, and a person may have dismissed it and sent
// another.
func (t *Trader) leave(marked time.Time, ask func() error) error {
	if still := t.Now().Sub(marked); still > leaveWithin {
		return &client.Error{Doing: "send it", Kind: client.ErrNotSent, Message: "quipu stood still for " + still.Round(time.Second).String() + ": look at it again"}
	}
	return ask()
}

// idOf gives the id of an order: a new one, or that of the ticket, which the broker
// has to be asked for: of an id that was used before, a lookup would find another
// order.
func (t *Trader) idOf(ctx context.Context, plan *Plan) (string, error) {
	id := plan.Ticket.ID
	if id == "" {
		return newID(), nil
	}
	_, err := t.Broker.OrderByClientID(ctx, id)
	switch {
	case errors.Is(err, client.ErrNotFound):
		return id, nil
	case err != nil:
		return "", err
	}
	return "", asRefusal(Problems{{Field: IDField, By: byAlpaca, Text: "the broker has an order with this id already"}})
}

// ask makes the request of a plan.
func (t *Trader) ask(ctx context.Context, plan *Plan, body json.RawMessage) (client.Order, error) {
	switch plan.Action {
	case Replace:
		return t.Broker.ReplaceOrder(ctx, plan.target.ID, body)
	case Close:
		position, _ := plan.facts.position()
		return t.Broker.ClosePosition(ctx, position.Symbol, client.ClosePart{})
	}
	return t.Broker.SubmitOrder(ctx, body)
}

// Cancel asks the broker to cancel an order. Of the limits only AllowLive holds: the
// order may be all that protects a position. Errors: as with Send.
func (t *Trader) Cancel(ctx context.Context, order client.Order) (Entry, error) {
	ctx = client.Urgent(ctx)
	if err := t.liveOff(); err != nil {
		return Entry{}, err
	}
	intent := Intent{
		ID: newID(), Action: Cancel, Symbol: order.Symbol, AssetID: order.AssetID, Side: order.Side,
		Qty: order.Qty, Target: order.ID, Reduces: true,
	}
	if err := t.Journal.Begin(intent, func([]Entry) error { return nil }); err != nil {
		return Entry{}, err
	}
	marked := t.Now()
	t.Journal.reach("before the cancel leaves")
	err := t.leave(marked, func() error { return t.Broker.CancelOrder(context.WithoutCancel(ctx), order.ID) })
	t.Journal.reach("after the cancel, before it is written")
	return t.learn(intent.ID, client.Order{ID: order.ID, Status: "pending_cancel"}, err)
}

// liveOff is a *Refusal where live trading is off.
func (t *Trader) liveOff() error {
	if t.Live && !t.Limits.AllowLive {
		return &Refusal{Problems: Problems{{Text: liveIsOff, By: byQuipu}}}
	}
	return nil
}

// learn writes down what an answer says, and gives the entry and the answer's
// error. An answer that cannot be written down is in the entry all the same, and
// the next start looks it up.
func (t *Trader) learn(id string, order client.Order, answer error) (Entry, error) {
	state, reason := Accepted, ""
	switch {
	case answer == nil && order.Closed():
		state = Settled
	case answer == nil:
	case errors.Is(answer, client.ErrNotSent), errors.Is(answer, client.ErrRateLimited): // a 429: the broker did not take it
		state, reason = NotSent, answer.Error()
	case errors.Is(answer, client.ErrUnknownOutcome), isDuplicate(answer):
		state, reason = Unknown, answer.Error()
	default:
		state, reason = Refused, answer.Error()
	}
	if answer != nil {
		order = client.Order{}
	}
	if err := t.Journal.Learn(id, state, order.ID, order.Status, reason); err != nil {
		entry := Entry{Intent: Intent{ID: id}, State: state, OrderID: order.ID, Status: order.Status, Reason: reason}
		return entry, errors.Join(answer, err)
	}
	entry, err := t.entry(id)
	return entry, errors.Join(answer, err)
}

// entry gives the entry with an id, of which the journal has learned before.
func (t *Trader) entry(id string) (Entry, error) {
	all, err := t.Journal.Entries()
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return Entry{Intent: Intent{ID: id}, State: Unknown}, err
}

// Problems are what the limits have against a plan now. Send asks them again.
func (t *Trader) Problems(plan Plan) (Problems, error) { return t.problemsAfter(plan) }

// problemsAfter are the Problems once the journal has other entries too.
func (t *Trader) problemsAfter(plan Plan, others ...Entry) (Problems, error) {
	entries, err := t.Journal.Entries()
	if err != nil {
		return nil, err
	}
	limits := t.Limits
	if plan.beyond {
		limits = limits.ofReductions()
	}
	var refusal *Refusal
	if !errors.As(limits.allow(plan, append(entries, others...), t.Now()), &refusal) {
		return nil, nil
	}
	if !plan.whole() { // of an order without an instrument or a size the limits know nothing
		return slices.DeleteFunc(refusal.Problems, func(p Problem) bool { return p.Field != TicketField }), nil
	}
	return refusal.Problems, nil
}

// codeDuplicate is Alpaca's code for a client_order_id that it knows, shared
// with other mistakes in a request.
const codeDuplicate = 40010001

// isDuplicate reports that the broker has an order with this id already. Since
// every id is new, it is this very order, which arrived by another way.
func isDuplicate(err error) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Code == codeDuplicate && strings.Contains(e.Message, "client_order_id must be unique")
}
