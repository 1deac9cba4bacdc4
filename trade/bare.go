package trade

import (
	"context"
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// Exit is an order that a close cancels before it is sent.
type Exit struct {
	ID    string `json:"id"` // the broker's
	Words string `json:"words"`
	Group int    `json:"group,omitempty"` // the same of those that are cancelled together
}

// ErrGone is a position that was closed by one of its own orders while they were
// cancelled. Nothing was sent to close it.
var ErrGone = errors.New("the position is closed already: one of its orders was filled meanwhile; nothing was sent to close it")

// unprotect writes down that a close is about to cancel what protects its position,
// and gives the id of that mark.
func (t *Trader) unprotect(c Closing) (string, error) {
	intent := Intent{
		ID: newID(), Action: Unprotect, Symbol: c.Plan.Order.Symbol, AssetID: c.Plan.facts.Asset.ID, Side: c.Plan.Order.Side,
		Qty: c.covered, Reduces: true,
	}
	for i, first := range c.Cancel {
		for _, o := range append([]client.Order{first}, GoesWith(first, c.open)...) {
			intent.Exits = append(intent.Exits, Exit{ID: o.ID, Words: OrderWords(o), Group: i})
		}
	}
	t.closing.Store(intent.ID, true)
	err := t.Journal.Begin(intent, func([]Entry) error { return nil })
	if err != nil {
		t.closing.Delete(intent.ID)
	}
	return intent.ID, err
}

// endUnprotect ends the mark of a close that left the position as it was, or that
// found it closed. Of any other Bare tells until it is over.
func (t *Trader) endUnprotect(mark string, done *Closed) error {
	defer t.closing.Delete(mark)
	switch {
	case len(done.Cancelled) == 0:
		return t.Journal.Learn(mark, NotSent, "", "", "nothing was cancelled")
	case done.gone():
		return t.Journal.Learn(mark, Settled, "", "", positionClosed)
	}
	return nil
}

const positionClosed = "the position is closed"

// Bare gives the marks of closes that cancelled what protected a position which is
// still there, and which nothing protects since: the close was cut short, or failed,
// or works and is not filled, or left a part. It may still run in another program;
// one of this Trader is not among them while it runs. A mark that is over is settled.
// Errors: those of the calls and of the journal.
func (t *Trader) Bare(ctx context.Context) ([]Entry, error) {
	ctx = client.Urgent(ctx)
	all, err := t.Journal.Entries()
	if err != nil {
		return nil, err
	}
	var bare []Entry
	for _, e := range all {
		if _, runs := t.closing.Load(e.ID); runs || e.Action != Unprotect || !e.State.Open() {
			continue
		}
		over, protected, err := t.over(ctx, &e, all)
		switch {
		case err != nil:
			return bare, err
		case over != "":
			err = t.Journal.Learn(e.ID, Settled, "", "", over)
		case !protected:
			bare = append(bare, e)
		}
		if err != nil {
			return bare, err
		}
	}
	return bare, nil
}

// over says why nothing is bare any more, "" where it may be. A cancellation that left
// a moment ago may still take place. The entry learns what protects the position.
func (t *Trader) over(ctx context.Context, e *Entry, all []Entry) (why string, protected bool, err error) {
	closed, err := t.closedAfter(ctx, *e, all)
	if err != nil || closed {
		return positionClosed, false, err
	}
	f, err := t.Read(ctx, e.Symbol)
	if err != nil {
		return "", false, err
	}
	have := f.held()
	if !have.Valid {
		return "", false, nil
	}
	if f.closingSide() != e.Side {
		return positionClosed, false, nil
	}
	need := have.Decimal.Abs()
	if e.Qty.Valid {
		need = decimal.Min(need, e.Qty.Decimal)
	}
	covered := f.covered()
	if protected = covered.Valid && covered.Decimal.GreaterThanOrEqual(need); protected && t.late(*e) {
		return "other orders protect the position", true, nil
	}
	e.Left = Left{Held: client.Known(have.Decimal.Abs()), Covered: covered, Exits: t.exitStatuses(ctx, f, e.Exits)}
	return "", protected, nil
}

// closedAfter reports whether the close that a mark was for has closed the position.
func (t *Trader) closedAfter(ctx context.Context, mark Entry, all []Entry) (bool, error) {
	for _, e := range all {
		if e.After != mark.ID || e.Action != Close {
			continue
		}
		if e.State == Accepted && e.OrderID != "" {
			order, err := t.Broker.Order(ctx, e.OrderID)
			if err != nil {
				return false, err
			}
			if e, err = t.noted(e, order); err != nil {
				return false, err
			}
		}
		if e.State == Settled && (e.Status == "filled" || e.Status == "") {
			return true, nil
		}
	}
	return false, nil
}

// covered is how many units of the position resting orders close. Market orders, and
// those that are being cancelled, protect nothing.
func (f Facts) covered() client.Decimal {
	side, sum := f.closingSide(), zero
	for _, group := range f.groups() {
		most := zero
		for _, o := range group {
			if o.Side != side || o.Type == Market || o.Status == "pending_cancel" || o.Status == heldStatus && f.waits(o) {
				continue
			}
			left := remaining(o)
			if !left.Valid {
				return left
			}
			most = decimal.Max(most, left.Decimal)
		}
		sum = sum.Add(most)
	}
	return client.Known(sum)
}

// ExitWords names the orders that a close cancels, "" of any other entry.
func (e *Entry) ExitWords() string {
	names := make([]string, len(e.Exits))
	for i, exit := range e.Exits {
		names[i] = exit.Words
	}
	return strings.Join(names, ", ")
}

// ExitGroups are the orders that a close cancels, with their ids alone, those together
// that went together: see PutBack.
func (e *Entry) ExitGroups() [][]client.Order {
	var groups [][]client.Order
	for i, exit := range e.Exits {
		if i == 0 || exit.Group != e.Exits[i-1].Group {
			groups = append(groups, nil)
		}
		at := len(groups) - 1
		groups[at] = append(groups[at], client.Order{ID: exit.ID, Symbol: e.Symbol, Side: e.Side})
	}
	return groups
}
