package ticket

import (
	"errors"
	"slices"
	"strings"

	"quipu/trade"
)

var errUnread = errors.New("the account is being read")

// Ready gives the plan to review. Where something keeps it from being sent, it gives
// the entry that says what, and an error.
func (e Entry) Ready() (Entry, trade.Plan, error) {
	if !e.known {
		return e, trade.Plan{}, errUnread
	}
	plan := e.Plan()
	if !plan.Problems.Sendable() {
		return e.checked(), plan, &trade.Refusal{Problems: plan.Problems.Refusals()}
	}
	return e, plan, nil
}

// WithProblems shows problems that only the limits know, and gives those that are of
// no field. Where typing the amount overrides one, the entry has a field for it.
func (e Entry) WithProblems(problems trade.Problems) (Entry, trade.Problems) {
	for _, p := range problems {
		e.asks = e.asks || p.Typed || p.Field == trade.AmountField
	}
	plan := e.Plan()
	e = e.withAmount(plan.WantsAmount())
	e.limits = map[string]string{}
	var others trade.Problems
	for _, p := range problems {
		if e.shows(p.Field) {
			e.limits[string(p.Field)] = ProblemText(p)
			e.form = e.form.WithProblem(string(p.Field), ProblemText(p))
		} else {
			others = append(others, p)
		}
	}
	return e, others
}

// shows reports whether a problem of a field stands under it.
func (e Entry) shows(field trade.Field) bool {
	return slices.Contains(fieldNames, string(field)) && e.form.Shows(string(field))
}

// checked shows under each field what is wrong with it.
func (e Entry) checked() Entry {
	if !e.known {
		return e
	}
	plan := e.Plan()
	e = e.withAmount(plan.WantsAmount())
	wrong := map[string]string{}
	warnings := slices.DeleteFunc(slices.Clone(plan.Problems), func(p trade.Problem) bool { return !p.Warning })
	for _, p := range append(plan.Problems.Refusals(), warnings...) {
		if name := string(p.Field); wrong[name] == "" {
			wrong[name] = ProblemText(p)
		}
	}
	for _, name := range fieldNames {
		text := wrong[name]
		if e.form.Value(name) == "" || e.unreadable(name) {
			text = "" // the field says so itself
		} else if text == "" {
			text = e.limits[name]
		}
		e.form = e.form.WithProblem(name, text)
	}
	return e
}

// unreadable reports whether a field's text is no size or price.
func (e Entry) unreadable(name string) bool {
	text := e.form.Value(name)
	var err error
	switch name {
	case sizeName:
		_, err = trade.ParseSize(text)
	case limitName, stopName, profitName, lossName, amountName:
		_, err = trade.ParsePrice(text)
	case trailName:
		_, err = trade.ParsePrice(strings.TrimSuffix(text, "%"))
	}
	return err != nil
}
