package trade

import (
	"slices"
	"strings"

	"quipu/safe"
)

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
	Stale   bool   // the facts are older than what the journal knows: newer ones may let it pass
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

func (r *Refusal) Error() string { return "not sent. " + capital(r.Problems.String()) }

// String gives one sentence after the other, each with who refuses: the first without its
// capital, the last without its full stop.
func (p Problems) String() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = problem.String()
		if i > 0 {
			texts[i] = capital(texts[i])
		}
	}
	return strings.Join(texts, ". ")
}

// once gives each problem once.
func (p Problems) once() Problems {
	var all Problems
	for _, problem := range p {
		if !slices.Contains(all, problem) {
			all = append(all, problem)
		}
	}
	return all
}

// String says a problem in one sentence without capital and full stop: "quantity: at least
// $1 (Alpaca would refuse it)", and where the text has a colon already "other orders hold
// 20 of them: 40 are free (quantity)".
func (p Problem) String() string {
	text, field := p.Text, string(p.Field)
	var notes []string
	switch {
	case field == "":
	case strings.Contains(text, ": "):
		notes = []string{field}
	default:
		text = field + ": " + text
	}
	if !p.Warning && p.By == byAlpaca {
		notes = append(notes, "Alpaca would refuse it")
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, "; ") + ")"
	}
	return text
}

// capital begins a sentence. The name of a setting stays as it is written.
func capital(text string) string {
	if first, _, _ := strings.Cut(text, " "); strings.Contains(first, "_") {
		return text
	}
	return safe.Capitalize(text)
}
