package trade

import "strings"

// Field is a field of a ticket, for the place of a message.
type Field string

// The fields of a ticket.
const (
	SymbolField   Field = "symbol"
	SizeField     Field = "quantity"
	TypeField     Field = "type"
	LimitField    Field = "limit"
	StopField     Field = "stop"
	TrailField    Field = "trail"
	TIFField      Field = "TIF"
	ExtendedField Field = "extended hours"
	ProfitField   Field = "take profit"
	LossField     Field = "stop loss"
	IDField       Field = "client_order_id"
	AmountField   Field = "amount"
	TicketField   Field = "" // the ticket as a whole
)

// Problem is what is wrong with a ticket, in words.
type Problem struct {
	Field   Field
	Text    string
	By      string // who refuses it: Alpaca or quipu
	Warning bool   // it can be sent all the same
	Typed   bool   // it can be sent once a person has typed the order's value: Ticket.Amount
}

// Who refuses.
const (
	byAlpaca = "Alpaca"
	byQuipu  = "quipu"
)

// Problems are all that is wrong with a ticket.
type Problems []Problem

// Refusals are those that keep a ticket from being sent.
func (p Problems) Refusals() Problems {
	var all Problems
	for _, problem := range p {
		if !problem.Warning {
			all = append(all, problem)
		}
	}
	return all
}

// Sendable reports whether nothing keeps the ticket from being sent.
func (p Problems) Sendable() bool { return len(p.Refusals()) == 0 }

// Refusal is the error of what a rule or a limit of quipu does not let through.
// Nothing was sent.
type Refusal struct{ Problems Problems }

func (r *Refusal) Error() string { return "not sent: " + r.Problems.String() }

// String gives one sentence after the other, each with who refuses.
func (p Problems) String() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = problem.String()
	}
	return strings.Join(texts, "; ")
}

// String says a problem in one line: "quantity: other orders hold 20 of them
// (Alpaca would refuse it)".
func (p Problem) String() string {
	text := p.Text
	if p.Field != TicketField {
		text = string(p.Field) + ": " + text
	}
	switch {
	case p.Warning:
		return text
	case p.By == byAlpaca:
		return text + " (Alpaca would refuse it)"
	}
	return text
}
