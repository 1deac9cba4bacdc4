package orderview

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
)

// Detail is what is known about one order.
type Detail struct {
	Order   client.Order
	Parent  client.Order   // of a leg, without an id where it is not known
	Before  []client.Order // that it replaced, the latest first
	After   []client.Order // that replaced it, the first one first
	Market  client.Decimal // the instrument's price now
	Journal Journal
}

// Journal is what the journal of this machine says of an order.
type Journal struct {
	Entries []trade.Entry
	Read    bool
	Problem string // why it could not be read
}

// Field is a line of the detail: a label and a value. One without a label continues the
// field before it, one without either is a blank line.
type Field struct {
	Label string
	Value format.Cell
}

// Title says which order, and how far it is.
func (d *Detail) Title(l format.Options) (words string, state format.Cell) {
	o := &d.Order
	return safe.Capitalize(trade.OrderWordsAs(*o, trade.OrderName(*o, false), l)), statusCell(o)
}

func statusCell(o *client.Order) format.Cell {
	c := format.Cell{Text: format.Words(o.Status)}
	switch {
	case o.Status == "rejected":
		c.Tone = format.Loss
	case o.Closed() && o.Status != "filled":
		c.Tone = format.Muted
	}
	return c
}

// Facts are what was ordered and what became of it.
func (d *Detail) Facts(l format.Options) []Field {
	o := &d.Order
	all := list{options: l}
	all.add("Status", statusCell(o))
	if o.Status == "rejected" {
		all.add("Reason", format.Cell{Text: d.reason(), Tone: format.Loss})
	}
	all.text("Filled", d.filled(l))
	if !o.Closed() && o.Symbol != "" {
		all.text("Market", Price(*o, d.Market))
		all.add("Distance", (&Row{Order: o, Market: d.Market}).distanceCell())
	}
	all.blank()
	all.add("Side", (&Row{Order: o}).sideCell())
	all.text("Type", Type(*o))
	switch {
	case o.Qty.Valid || !o.Notional.Valid:
		all.text("Quantity", format.Amount(l, format.Quantity(o.Qty.NullDecimal)))
	default:
		all.text("Amount", format.Amount(l, format.MoneyIn(o.Notional.NullDecimal, o.Currency())))
	}
	all.price("Limit", o, o.LimitPrice)
	all.price("Stop", o, o.StopPrice)
	all.price(bestName(o), o, o.HighWater)
	all.text("TIF", trade.TIFWords(o.TimeInForce))
	if o.AssetClass != market.Crypto {
		all.text("Extended", map[bool]string{true: "yes", false: "no"}[o.ExtendedHours.On])
	}
	if o.Class != "simple" {
		all.text("Class", format.Words(o.Class))
	}
	all.text("Intent", format.Words(o.Intent))
	return all.fields
}

// bestName is what the best price since a trailing stop was sent is called.
func bestName(o *client.Order) string {
	if o.Side == market.Buy {
		return "Low since"
	}
	return "High since"
}

// filled says how much was filled at what average.
func (d *Detail) filled(l format.Options) string {
	o := &d.Order
	words := Filled(*o, l)
	if o.FilledQty.Valid && o.FilledQty.Decimal.IsPositive() {
		words += " @ " + Price(*o, o.FilledAvgPrice)
	}
	return words
}

// reason says why an order was rejected. Alpaca says so to whoever sends an order; of
// one that it took first it says nothing.
func (d *Detail) reason() string {
	for _, e := range d.Journal.Entries {
		if e.Action != trade.Cancel && e.Reason != "" {
			return e.Reason
		}
	}
	return "Alpaca gives none for an order that it had accepted"
}

// Times are when something happened to the order, in New York.
func (d *Detail) Times(l format.Options) []Field {
	o := &d.Order
	all := list{options: l}
	for _, t := range []struct {
		label string
		at    *time.Time
	}{
		{"Created", o.CreatedAt}, {"Submitted", o.SubmittedAt}, {"Accepted", d.accepted()}, {"Filled", o.FilledAt}, {"Cancelled", o.CanceledAt}, {"Expired", o.ExpiredAt},
		{"Failed", o.FailedAt}, {"Replaced", o.ReplacedAt}, {"Updated", o.UpdatedAt}, {"Expires", o.ExpiresAt},
	} {
		if t.at == nil || t.label == "Created" && sameTime(t.at, o.SubmittedAt) {
			continue
		}
		all.text(t.label, stamp(*t.at, l.Now))
	}
	return all.fields
}

func sameTime(a, b *time.Time) bool { return a != nil && b != nil && a.Equal(*b) }

// accepted is when the broker's answer came here: the broker itself does not say.
func (d *Detail) accepted() *time.Time {
	for _, e := range d.Journal.Entries {
		if e.OrderID != d.Order.ID || e.Action == trade.Cancel {
			continue
		}
		for _, s := range e.Steps {
			if s.State == trade.Accepted || s.State == trade.Settled {
				return &s.At
			}
		}
	}
	return nil
}

func stamp(at, now time.Time) string {
	return format.ShortDate(at, now) + " " + format.Seconds(at) + " ET"
}

// IDs are those of the broker and of the program that sent the order.
func (d *Detail) IDs() []Field {
	all := list{}
	all.text("Order id", d.Order.ID)
	all.text("Client id", d.Order.ClientOrderID)
	return all.fields
}

// Related are the order's legs, its parent, and those that it replaced or was replaced
// by.
func (d *Detail) Related(l format.Options) []Field {
	all := list{options: l}
	for i, leg := range d.Order.Legs {
		all.order(fmt.Sprintf("Leg %d", i+1), leg)
	}
	if d.Parent.ID != "" {
		all.order("Parent", d.Parent)
	} else {
		all.text("Parent", d.Order.Parent)
	}
	all.chain("Replaces", d.Order.Replaces, d.Before)
	all.chain("Replaced by", d.Order.ReplacedBy, d.After)
	return all.fields
}

// quipuPrefix begins the client ids of orders that any quipu sends.
const quipuPrefix = "quipu-"

// Sent says what the journal has of the order.
func (d *Detail) Sent(l format.Options) []Field {
	all := list{options: l}
	j := d.Journal
	switch {
	case j.Problem != "":
		all.add("Journal", format.Cell{Text: "cannot be read: " + j.Problem, Tone: format.Accent})
	case !j.Read:
		all.add("Journal", format.Cell{Text: "reading…", Tone: format.Muted})
	case len(j.Entries) > 0:
	case strings.HasPrefix(d.Order.ClientOrderID, quipuPrefix):
		all.text("Journal", "not sent from this machine: a quipu elsewhere sent it")
	default:
		all.text("Journal", "not sent by quipu on this machine")
	}
	for i := range j.Entries {
		all.entry(&j.Entries[i], &d.Order)
	}
	return all.fields
}

// list collects fields.
type list struct {
	fields  []Field
	options format.Options
}

func (s *list) add(label string, value format.Cell) {
	if value.Text != "" {
		s.fields = append(s.fields, Field{label, value})
	}
}

func (s *list) text(label, value string) { s.add(label, format.Cell{Text: value}) }

func (s *list) blank() { s.fields = append(s.fields, Field{}) }

func (s *list) price(label string, o *client.Order, d client.Decimal) {
	if d.Valid {
		s.text(label, Stated(*o, d))
	}
}

// order adds another order, with its state and its id.
func (s *list) order(label string, o client.Order) {
	words := trade.OrderWordsAs(o, trade.OrderName(o, false), s.options)
	state := statusCell(&o)
	state.Text = words + ", " + cmp.Or(state.Text, "state unknown")
	if o.FilledQty.Valid && o.FilledQty.Decimal.IsPositive() && o.Status != "filled" {
		state.Text += " " + Filled(o, s.options)
	}
	s.add(label, state)
	s.fields = append(s.fields, Field{Value: format.Cell{Text: o.ID, Tone: format.Muted}})
}

// chain adds orders that replaced each other, or the id of the next where it was not read.
func (s *list) chain(label, next string, orders []client.Order) {
	if len(orders) == 0 {
		s.text(label, next)
		return
	}
	for _, o := range orders {
		s.order(label, o)
	}
}

// entry adds an entry of the journal: what was asked, and when what was learned. Its id is
// shown where it is not the order's. One that does not concern the order is its parent's.
func (s *list) entry(e *trade.Entry, o *client.Order) {
	steps := make([]string, 0, len(e.Steps))
	for i, step := range e.Steps {
		if step.State == trade.Intended {
			continue
		}
		words := string(step.State)
		if step.Status != "" && step.Status != words {
			words += " (" + format.Words(step.Status) + ")"
		}
		at := format.Seconds(step.At)
		if i == 0 || len(steps) == 0 {
			at = format.ShortDate(step.At, s.options.Now) + " " + at
		}
		steps = append(steps, words+" "+at)
	}
	what := safe.Capitalize(string(e.Action))
	if e.Action == trade.Submit {
		what = "Submit from here"
	}
	if !e.Concerns(*o) {
		what = "Parent: " + strings.ToLower(what)
	}
	s.text("Journal", what+": "+strings.Join(steps, ", "))
	if e.Reason != "" {
		s.fields = append(s.fields, Field{Value: format.Cell{Text: e.Reason, Tone: format.Muted}})
	}
	if e.ID != o.ClientOrderID {
		s.fields = append(s.fields, Field{Value: format.Cell{Text: e.ID, Tone: format.Muted}})
	}
}
