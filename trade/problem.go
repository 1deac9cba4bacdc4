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
	TicketField   Field = "" // the ticket as a whole
)

// Problem is what is wrong with a ticket, in words.
type Problem struct {
	Field   Field
	Text    string
	By      string // who refuses it: Alpaca or quipu
	Warning bool   // it can be sent all the same
}

// Who refuses.
const (
	byAlpaca = "Alpaca"
	byQuipu  = "quipu"
)

// Problems are all that is wrong with a ticket.
type Problems []Problem

// refusals are those that keep a ticket from being sent.
func (p Problems) refusals() Problems {
	var all Problems
	for _, problem := range p {
		if !problem.Warning {
			all = append(all, problem)
		}
	}
	return all
}

// Sendable reports whether nothing keeps the ticket from being sent.
func (p Problems) Sendable() bool { return len(p.refusals()) == 0 }

// Refusal is the error of what a rule or a limit of quipu does not let through.
// Nothing was sent.
type Refusal struct{ Problems Problems }

func (r *Refusal) Error() string {
	texts := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		texts[i] = p.Text
		if p.Field != TicketField {
			texts[i] = string(p.Field) + ": " + p.Text
		}
	}
	return strings.Join(texts, "; ")
}
