package form

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/ui/theme"
)

func press(name string) tea.KeyPressMsg {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		"backspace": {Code: tea.KeyBackspace}, "home": {Code: tea.KeyHome}, "ctrl+v": {Code: 'v', Mod: tea.ModCtrl}, "space": {Code: tea.KeySpace, Text: " "},
	}
	if msg, ok := special[name]; ok {
		return msg
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// after gives the form after named keys, and the last event.
func after(f Form, names ...string) (Form, Event) {
	var event Event
	for _, name := range names {
		f, event = f.Update(press(name))
	}
	return f, event
}

func typed(f Form, text string) Form {
	for _, r := range text {
		f, _ = f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return f
}

func pasted(f Form, text string) (Form, Event) { return f.Update(tea.PasteMsg{Content: text}) }

func shown(f Form, width int) string {
	return ansi.Strip(strings.Join(f.View(theme.New("dark", true), width, 100), "\n"))
}

func sees(t *testing.T, f Form, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(shown(f, 80), part) {
			t.Errorf("%q is not in\n%s", part, shown(f, 80))
		}
	}
}

func seesNot(t *testing.T, f Form, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(shown(f, 80), part) {
			t.Errorf("%q is in\n%s", part, shown(f, 80))
		}
	}
}

func digits(value string, _ Values) error {
	if strings.Trim(value, "0123456789.") != "" {
		return errors.New("enter a number")
	}
	return nil
}

// ticket is a form with the dependencies of an order ticket.
func ticket() Form {
	priced := func(types ...string) func(Values) bool {
		return func(above Values) bool {
			for _, name := range types {
				if above("type") == name {
					return true
				}
			}
			return false
		}
	}
	return New(Options{Submit: "review", Cancel: "discard"},
		Field{Name: "quantity", Label: "Quantity", Required: "Enter a quantity.", Check: digits},
		Field{Name: "type", Label: "Type", Value: "limit", Choices: Only("market", "limit", "stop", "stop-limit")},
		Field{Name: "limit", Label: "Limit", Required: "Enter a limit price.", Check: digits, Visible: priced("limit", "stop-limit")},
		Field{Name: "stop", Label: "Stop", Required: "Enter a stop price.", Visible: priced("stop", "stop-limit"), Check: func(value string, all Values) error {
			if limit := all("limit"); limit != "" && value < limit {
				return errors.New("the stop price must not be below the limit price")
			}
			return nil
		}},
		Field{Name: "tif", Label: "TIF", Value: "gtc", Choices: func(above Values) []string {
			if above("type") == "market" {
				return []string{"day"}
			}
			return []string{"day", "gtc"}
		}},
	)
}

func TestFieldsAreLabelledAndTheFocusIsMarked(t *testing.T) {
	f := ticket()
	sees(t, f, "❯ Quantity", "  Type", "market  limit  stop", "  Limit", "  TIF")
	f, _ = after(f, "tab")
	sees(t, f, "❯ Type", "  Quantity")
}

func TestOneFieldAloneHasNoMark(t *testing.T) {
	f := New(Options{LabelWidth: 8}, Field{Name: "name", Label: "Name", Value: "Chips"})
	if got := strings.TrimRight(shown(f, 40), " "); got != "Name    Chips" {
		t.Errorf("%q", got)
	}
}

func TestTabAndArrowsMoveBetweenVisibleFields(t *testing.T) {
	f := ticket() // stop is hidden
	for _, step := range []struct{ key, at string }{
		{"tab", "type"}, {"down", "limit"}, {"tab", "tif"}, {"tab", "tif"}, {"shift+tab", "limit"}, {"up", "type"}, {"up", "quantity"}, {"up", "quantity"},
	} {
		f, _ = after(f, step.key)
		if f.Focus() != step.at {
			t.Fatalf("after %s the focus is on %q, not %q", step.key, f.Focus(), step.at)
		}
	}
}

func TestFieldsFollowTheChoiceAboveThem(t *testing.T) {
	f := typed(ticket(), "10")
	f, _ = after(f, "tab", "right", "right")
	sees(t, f, "Limit", "Stop")
	f, _ = after(f, "left", "left", "left")
	seesNot(t, f, "Limit", "Stop  ")
	if f.Value("type") != "market" {
		t.Errorf("type is %q", f.Value("type"))
	}
}

func TestHiddenFieldHasNoValueAndComesBackWithIt(t *testing.T) {
	f, _ := after(ticket(), "tab", "tab")
	f = typed(f, "232.30")
	f, _ = after(f, "up", "left")
	if f.Value("limit") != "" {
		t.Errorf("a market order has the limit price %q", f.Value("limit"))
	}
	f, _ = after(f, "right")
	if f.Value("limit") != "232.30" {
		t.Errorf("the limit price came back as %q", f.Value("limit"))
	}
}

func TestChoiceThatIsNotOfferedCountsAsTheFirst(t *testing.T) {
	f, _ := after(ticket(), "tab", "left")
	if got := f.Value("tif"); got != "day" {
		t.Errorf("TIF of a market order is %q", got)
	}
	f, _ = after(f, "right")
	if got := f.Value("tif"); got != "gtc" {
		t.Errorf("TIF came back as %q", got)
	}
}

func TestChoicesByArrowSpaceAndLetter(t *testing.T) {
	f, _ := after(ticket(), "tab")
	for _, step := range []struct {
		key, want string
		event     Event
	}{
		{"space", "stop", Changed}, {"right", "stop-limit", Changed}, {"right", "stop-limit", None}, {"left", "stop", Changed},
		{"m", "market", Changed}, {"left", "market", None}, {"s", "stop", Changed}, {"s", "stop-limit", Changed}, {"L", "limit", Changed}, {"x", "limit", None},
	} {
		var event Event
		f, event = after(f, step.key)
		if f.Value("type") != step.want || event != step.event {
			t.Fatalf("%s chose %q with event %d, want %q with %d", step.key, f.Value("type"), event, step.want, step.event)
		}
	}
}

func TestNarrowChoiceShowsTheChosenOne(t *testing.T) {
	f, _ := after(ticket(), "tab")
	if got := shown(f, 24); !strings.Contains(got, "‹ limit ›") {
		t.Errorf("not in\n%s", got)
	}
}

func TestProblemStandsUnderItsFieldWhileTyping(t *testing.T) {
	f := typed(ticket(), "1x")
	lines := strings.Split(shown(f, 80), "\n")
	if !strings.Contains(lines[0], "1x") || strings.TrimSpace(lines[1]) != "Enter a number." {
		t.Errorf("\n%s", shown(f, 80))
	}
	f, _ = after(f, "backspace")
	seesNot(t, f, "Enter a number.")
}

func TestCheckSeesTheOtherFields(t *testing.T) {
	f, _ := after(ticket(), "tab", "right", "right", "tab")
	f = typed(f, "9")
	f, _ = after(f, "tab")
	f = typed(f, "8")
	sees(t, f, "must not be below the limit price")
	f, _ = after(f, "up", "backspace")
	f = typed(f, "7")
	seesNot(t, f, "must not be below")
}

func TestLateCheckWaitsForEnter(t *testing.T) {
	f := typed(New(Options{}, Field{Name: "n", Check: digits, Late: true}), "1x")
	seesNot(t, f, "Enter a number.")
	f, event := after(f, "enter")
	if event != None {
		t.Errorf("event %d", event)
	}
	sees(t, f, "Enter a number.")
	seesNot(t, typed(f, "y"), "Enter a number.")
}

func TestEnterGoesToWhatIsMissingAndThenSubmits(t *testing.T) {
	f, event := after(ticket(), "enter")
	if event != None || f.Focus() != "quantity" {
		t.Errorf("event %d at %s", event, f.Focus())
	}
	sees(t, f, "Enter a quantity.")
	f, event = after(typed(f, "10"), "enter")
	if event != None || f.Focus() != "limit" {
		t.Errorf("event %d at %s", event, f.Focus())
	}
	seesNot(t, f, "Enter a limit price.")
	f, event = after(f, "enter")
	if event != None {
		t.Errorf("event %d", event)
	}
	sees(t, f, "Enter a limit price.")
	f, event = after(typed(f, "232.30"), "enter")
	if event != Submitted || f.Value("quantity") != "10" || f.Value("limit") != "232.30" {
		t.Errorf("event %d with %q at %q", event, f.Value("quantity"), f.Value("limit"))
	}
}

func TestSubmitFromTheLastFieldGoesBackToWhatIsMissing(t *testing.T) {
	f, _ := after(ticket(), "tab", "tab", "tab")
	f, event := f.Submit()
	if event != None || f.Focus() != "quantity" {
		t.Errorf("event %d at %s", event, f.Focus())
	}
	sees(t, f, "Enter a quantity.", "Enter a limit price.")
}

func TestEscCancelsAndLeavesTheFormAsItIs(t *testing.T) {
	f := typed(ticket(), "1x")
	next, event := after(f, "esc")
	if event != Canceled || shown(next, 80) != shown(f, 80) {
		t.Errorf("event %d\n%s", event, shown(next, 80))
	}
}

func TestPendingFormTakesCancelAlone(t *testing.T) {
	f := typed(ticket(), "10").WithPending(true)
	for _, name := range []string{"1", "enter", "tab", "backspace"} {
		next, event := after(f, name)
		if event != None || next.Value("quantity") != "10" || next.Focus() != "quantity" {
			t.Errorf("%s did something", name)
		}
	}
	if next, event := pasted(f, "5"); event != None || next.Value("quantity") != "10" {
		t.Error("a paste did something")
	}
	if _, event := f.Submit(); event != None {
		t.Error("submitted twice")
	}
	if _, event := after(f, "esc"); event != Canceled {
		t.Error("esc does not cancel")
	}
	if keys := f.Bindings(); len(keys) != 1 || keys[0].Help().Desc != "discard" {
		t.Errorf("footer %v", keys)
	}
}

func TestProblemFromOutsideStaysUntilTheValueChanges(t *testing.T) {
	f := typed(ticket(), "10").WithProblem("quantity", "Not enough buying power.")
	f, _ = after(f, "tab", "shift+tab")
	sees(t, f, "Not enough buying power.")
	seesNot(t, typed(f, "0"), "Not enough buying power.")
}

func TestProblemFromOutsideAllowsAnotherTry(t *testing.T) {
	f := New(Options{}, Field{Name: "name", Value: "Chips"}).WithProblem("name", "Timed out.")
	f, event := after(f, "enter")
	if event != Submitted {
		t.Errorf("event %d", event)
	}
	seesNot(t, f, "Timed out.")
}

func TestHintsStandBesideTheirFieldOrBelow(t *testing.T) {
	f := New(Options{},
		Field{Name: "a", Label: "Limit", Width: 12, Hint: "bid 232.29"},
		Field{Name: "b", Label: "Exit", Hint: "take profit"},
	).WithHint("a", "bid 232.31")
	lines := strings.Split(shown(f, 60), "\n")
	if len(lines) != 3 || !strings.HasSuffix(lines[0], "bid 232.31") || strings.TrimSpace(lines[2]) != "take profit" {
		t.Errorf("\n%s", shown(f, 60))
	}
	if got := shown(f, 30); strings.Count(got, "\n") != 3 {
		t.Errorf("the hint is not below in\n%s", got)
	}
}

func TestLowWindowShowsTheFieldWithTheFocusAndItsProblem(t *testing.T) {
	f, _ := after(ticket(), "tab", "right", "tab", "tab")
	f, _ = after(f, "enter")
	for rows := range 9 {
		lines := f.View(theme.New("dark", true), 60, rows)
		if len(lines) > rows {
			t.Errorf("%d lines in %d rows", len(lines), rows)
		}
		if all := ansi.Strip(strings.Join(lines, "\n")); rows > 0 && !strings.Contains(all, "❯") || rows > 1 && f.problem(f.focus) != "" && !strings.Contains(all, f.problem(f.focus)) {
			t.Errorf("%d rows do not show the focus:\n%s", rows, all)
		}
	}
}

func TestFooterSaysWhatTheKeysDoHere(t *testing.T) {
	footer := func(f Form) string {
		var all []string
		for _, b := range f.Bindings() {
			all = append(all, b.Help().Key+" "+b.Help().Desc)
		}
		return strings.Join(all, ", ")
	}
	f := typed(ticket(), "10")
	if got := footer(f); got != "enter next, tab next field, esc discard" {
		t.Error(got)
	}
	f, _ = after(f, "tab")
	if got := footer(f); got != "enter next, ← → choose, tab next field, shift+tab previous field, esc discard" {
		t.Error(got)
	}
	f, _ = after(f, "tab")
	f, _ = after(typed(f, "9"), "tab")
	if got := footer(f); got != "enter review, ← → choose, shift+tab previous field, esc discard" {
		t.Error(got)
	}
	if got := footer(New(Options{}, Field{Name: "x"})); got != "enter submit, esc cancel" {
		t.Error(got)
	}
}

func TestWithValueMovesTheFocusOffAFieldThatItHides(t *testing.T) {
	f, _ := after(ticket(), "tab", "tab")
	f = f.WithValue("type", "market")
	if f.Focus() != "type" || f.Value("type") != "market" {
		t.Errorf("focus %q, type %q", f.Focus(), f.Value("type"))
	}
}

func TestFormWithoutFieldsIsHarmless(t *testing.T) {
	f := Form{}
	for _, name := range []string{"a", "tab", "enter"} {
		f, _ = after(f, name)
	}
	f, _ = pasted(f, "x")
	if f.Focus() != "" || f.Value("x") != "" || len(f.View(theme.Plain(), 10, 10)) != 0 || f.Input(theme.Plain(), 3) != "   " || !f.Secret("x").Empty() {
		t.Error("it has something")
	}
	_ = f.WithValue("x", "1").WithHint("x", "1").WithProblem("x", "1")
}
