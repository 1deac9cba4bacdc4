package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/ui/format"
)

// StatusFormat is what quipu status prints unless told otherwise.
const StatusFormat = "{{.Environment}} {{.Equity}} {{.DayPL.Arrow}} {{.DayPL}} {{.DayPercent}}"

// Standing is the account at one moment, as it was read. What a template does
// not use need not be read.
type Standing struct {
	Environment string
	Account     client.Account
	Positions   []client.Position
	Orders      []client.Order // the open ones
	Clock       client.Clock
	Private     bool
}

// Needs says which readings a template uses.
type Needs struct{ Account, Positions, Orders, Clock bool }

var everything = Needs{true, true, true, true}

// StatusField is a name that templates know.
type StatusField struct {
	Name, Help string
	needs      Needs
	value      func(Standing) any
}

// StatusFields are all names that templates know.
var StatusFields = []StatusField{
	{"Environment", "paper, or LIVE", Needs{}, func(s Standing) any {
		if s.Environment == "live" {
			return "LIVE"
		}
		return s.Environment
	}},
	{"Number", "the account's number", Needs{Account: true}, func(s Standing) any { return s.Account.Number }},
	{"Status", "active, or why it is not", Needs{Account: true}, func(s Standing) any { return status(&s.Account).Text }},
	{"Equity", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.Equity) }},
	{"DayPL", "profit or loss of the day, amount", Needs{Account: true}, func(s Standing) any { return gain(s, dayPL(&s.Account)) }},
	{"DayPercent", "the same as a percentage", Needs{Account: true}, func(s Standing) any { return share(Ratio(dayPL(&s.Account), s.Account.LastEquity)) }},
	{"OpenPL", "profit or loss of all open positions, amount", Needs{Positions: true}, func(s Standing) any { gained, _ := Open(s.Positions); return gain(s, gained) }},
	{"OpenPercent", "the same as a percentage of their cost", Needs{Positions: true}, func(s Standing) any { return share(Ratio(Open(s.Positions))) }},
	{"BuyingPower", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.BuyingPower) }},
	{"Cash", "amount", Needs{Account: true}, func(s Standing) any { return amount(s, s.Account.Cash) }},
	{"Positions", "how many are open", Needs{Positions: true}, func(s Standing) any { return len(s.Positions) }},
	{"Orders", "how many are open", Needs{Orders: true}, func(s Standing) any { return len(s.Orders) }},
	{"Market", "open or closed", Needs{Clock: true}, func(s Standing) any {
		if s.Clock.IsOpen {
			return "open"
		}
		return "closed"
	}},
	{"Left", "the time until it opens or closes: 2 h 13 m", Needs{Clock: true}, func(s Standing) any {
		if s.Clock.Boundary().IsZero() {
			return format.Unknown
		}
		return format.Until(s.Clock.Boundary().Sub(s.Clock.Timestamp))
	}},
	{"At", "when it was read: {{.At.Format \"15:04\"}}", Needs{Clock: true}, func(s Standing) any { return s.Clock.Timestamp.In(time.Local) }},
}

// Figure is a number of a template: printed it is as the screen shows it.
type Figure struct {
	text   string
	value  decimal.NullDecimal
	places int32
	hidden bool
}

// String is the number as the screen shows it.
func (f Figure) String() string { return f.text }

// Raw is the exact number, a fraction for a percentage; "" where it is unknown
// or hidden.
func (f Figure) Raw() string {
	if !f.value.Valid || f.hidden {
		return ""
	}
	return exact(f.value.Decimal)
}

// Up reports a number above zero, as it is shown.
func (f Figure) Up() bool { return format.Sign(f.value, f.places) > 0 }

// Down reports a number below zero, as it is shown.
func (f Figure) Down() bool { return format.Sign(f.value, f.places) < 0 }

// Arrow is ▲, ▼ or a blank.
func (f Figure) Arrow() string { return format.Arrow(f.value, f.places) }

func amount(s Standing, d client.Decimal) Figure {
	return Figure{mask(format.Money(d.NullDecimal), Look{Private: s.Private}), d.NullDecimal, 2, s.Private}
}

func gain(s Standing, d client.Decimal) Figure {
	return Figure{mask(format.SignedMoney(d.NullDecimal), Look{Private: s.Private}), d.NullDecimal, 2, s.Private}
}

func share(d client.Decimal) Figure {
	return Figure{format.Percent(d.NullDecimal), d.NullDecimal, 4, false}
}

// Status is a template of one line.
type Status struct {
	template *template.Template
	// Needs is what it has to be given.
	Needs Needs

	inside int // in how many {{with}} and {{range}}, while it is read
}

// statusFunctions are what templates may call, besides Go's own.
var statusFunctions = template.FuncMap{
	"json": func(v any) string { return string(quoted(fmt.Sprint(v))) },
}

// ParseStatus reads a template of package text/template. A name that it does
// not know, anywhere in it, is an error that says which one.
func ParseStatus(text string) (*Status, error) {
	t, err := template.New("format").Option("missingkey=error").Funcs(statusFunctions).Parse(text)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "template: "))
	}
	s := &Status{template: t}
	for _, each := range t.Templates() {
		if each.Tree != nil {
			if err := s.walk(each.Root); err != nil {
				return nil, err
			}
		}
	}
	// A method that does not exist shows when it is called.
	return s, s.try()
}

// walk finds the names in a tree.
func (s *Status) walk(node parse.Node) error {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			return s.each(n.Nodes)
		}
	case *parse.ActionNode:
		return s.walk(n.Pipe)
	case *parse.PipeNode:
		if n != nil {
			return s.each(nodesOf(n.Cmds))
		}
	case *parse.CommandNode:
		return s.each(n.Args)
	case *parse.ChainNode:
		return s.walk(n.Node)
	case *parse.IfNode:
		return s.branch(n.BranchNode)
	case *parse.WithNode:
		return s.within(n.BranchNode)
	case *parse.RangeNode:
		return s.within(n.BranchNode)
	case *parse.TemplateNode:
		return s.walk(n.Pipe)
	case *parse.FieldNode:
		return s.name(n.Ident)
	case *parse.VariableNode:
		return s.variable(n.Ident)
	case *parse.DotNode:
		if s.inside == 0 {
			s.Needs = everything
		}
	}
	return nil
}

func nodesOf(commands []*parse.CommandNode) []parse.Node {
	all := make([]parse.Node, len(commands))
	for i, c := range commands {
		all[i] = c
	}
	return all
}

func (s *Status) each(nodes []parse.Node) error {
	for _, n := range nodes {
		if err := s.walk(n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Status) branch(n parse.BranchNode) error {
	for _, part := range []parse.Node{n.Pipe, n.List, n.ElseList} {
		if err := s.walk(part); err != nil {
			return err
		}
	}
	return nil
}

// within is branch where the dot is another one in the list.
func (s *Status) within(n parse.BranchNode) error {
	if err := s.walk(n.Pipe); err != nil {
		return err
	}
	s.inside++
	err := s.walk(n.List)
	s.inside--
	if err != nil {
		return err
	}
	return s.walk(n.ElseList)
}

// variable takes in what is reached by $, the whole; what a template has named
// itself was taken in where it was named.
func (s *Status) variable(path []string) error {
	switch {
	case path[0] != "$":
		return nil
	case len(path) == 1:
		s.Needs = everything
		return nil
	default:
		return s.name(path[1:])
	}
}

// name takes a name in. Inside {{with}} a figure's own may stand alone.
func (s *Status) name(path []string) error {
	for _, f := range StatusFields {
		if f.Name == path[0] {
			s.Needs.Account = s.Needs.Account || f.needs.Account
			s.Needs.Positions = s.Needs.Positions || f.needs.Positions
			s.Needs.Orders = s.Needs.Orders || f.needs.Orders
			s.Needs.Clock = s.Needs.Clock || f.needs.Clock
			if len(path) > 1 && f.Name != "At" && !slices.Contains(figureNames, path[1]) {
				return fmt.Errorf("unknown field .%s: .%s has %s", strings.Join(path, "."), f.Name, strings.Join(figureNames, ", "))
			}
			return nil
		}
	}
	if slices.Contains(figureNames, path[0]) {
		return nil
	}
	return &UnknownFieldError{path[0]}
}

var figureNames = []string{"Raw", "Up", "Down", "Arrow"}

// UnknownFieldError is a name that no status has.
type UnknownFieldError struct{ Name string }

// Error says which names there are.
func (e *UnknownFieldError) Error() string {
	return fmt.Sprintf("unknown field .%s: there are %s", e.Name, strings.Join(StatusNames(), ", "))
}

// StatusNames are the names that templates know.
func StatusNames() []string {
	names := make([]string, len(StatusFields))
	for i, f := range StatusFields {
		names[i] = f.Name
	}
	return names
}

// try runs the template on an account that won and on one that lost.
func (s *Status) try() error {
	for _, last := range []int64{1, 3} {
		a := client.Account{Equity: client.Known(decimal.New(2, 0)), LastEquity: client.Known(decimal.New(last, 0))}
		if _, err := s.Line(Standing{Environment: "paper", Account: a}); err != nil {
			return err
		}
	}
	return nil
}

// Line gives the one line, without its end. Line breaks in the template stay.
func (s *Status) Line(of Standing) (string, error) {
	values := make(map[string]any, len(StatusFields))
	for _, f := range StatusFields {
		values[f.Name] = f.value(of)
	}
	var b strings.Builder
	if err := s.template.Execute(&b, values); err != nil {
		return "", statusError(err)
	}
	return strings.TrimRight(b.String(), "\n"), nil
}

// statusError leaves out what Go says of its own types.
func statusError(err error) error {
	said := strings.TrimPrefix(err.Error(), "template: ")
	said = strings.ReplaceAll(said, "in type report.Figure", "(a figure has "+strings.Join(figureNames, ", ")+")")
	return errors.New(said)
}

// StatusKind is the status for programs: every name of the templates that has
// an exact value, by the API's names where it has one.
var StatusKind = Kind[Standing]{
	Name: "status", Single: true,
	Key: func(s *Standing) string { return s.Account.ID },
	Fields: []Field[Standing]{
		{"account_number", "the account's number", false, func(s *Standing) Value { return Text(s.Account.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(s *Standing) Value { return Text(s.Account.Status) }},
		{"equity", "cash and the value of all positions", true, func(s *Standing) Value { return Decimal(s.Account.Equity) }},
		{"day_pl", "equity against the close of the trading day before, computed", true, func(s *Standing) Value { return Decimal(dayPL(&s.Account)) }},
		{"day_plpc", "the same as a fraction, computed", false, func(s *Standing) Value { return Decimal(Ratio(dayPL(&s.Account), s.Account.LastEquity)) }},
		{"open_pl", "of all open positions, computed", true, func(s *Standing) Value { gained, _ := Open(s.Positions); return Decimal(gained) }},
		{"open_plpc", "the same as a fraction of their cost, computed", false, func(s *Standing) Value { return Decimal(Ratio(Open(s.Positions))) }},
		{"buying_power", "what may be bought for", true, func(s *Standing) Value { return Decimal(s.Account.BuyingPower) }},
		{"cash", "below zero where money is borrowed", true, func(s *Standing) Value { return Decimal(s.Account.Cash) }},
		{"positions", "how many are open", false, func(s *Standing) Value { return Count(len(s.Positions)) }},
		{"orders", "how many are open", false, func(s *Standing) Value { return Count(len(s.Orders)) }},
		{"market_open", "the stock market's session runs", false, func(s *Standing) Value { return Switch(s.Clock.IsOpen) }},
		{"next_change", "when it opens or closes", false, func(s *Standing) Value { at := s.Clock.Boundary(); return Time(&at) }},
	},
}

// Count is a whole number, not quoted in JSON.
func Count(n int) Value { return Value{text: fmt.Sprint(n), known: true, bare: true} }
