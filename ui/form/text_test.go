package form

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"quipu/ui/theme"
)

func one(x Field) Form { x.Name = "x"; return New(Options{}, x) }

func TestPasteIsOneLineWithoutControlCharacters(t *testing.T) {
	for pastedText, want := range map[string]string{
		"AAPL":                              "AAPL",
		"AAPL\n":                            "AAPL",
		"one\r\ntwo\n\n three":              "one two three",
		"a\tb":                              "a b",
		"a\x00b\x07c\x7f":                   "abc",
		"\x1b[31mred\x1b[0m":                "[31mred[0m",
		"\u202eevil\u202c \u200bzero\ufeff": "evil zero",
		"ünïcödé 東京":                        "ünïcödé 東京",
		"\xff\xfe":                          "",
		"":                                  "",
	} {
		f, event := pasted(one(Field{}), pastedText)
		if got := f.Value("x"); got != want || (event == Changed) != (want != "") || event == Submitted {
			t.Errorf("%q became %q with event %d, want %q", pastedText, got, event, want)
		}
	}
}

func TestPasteGoesInAtTheCursor(t *testing.T) {
	f, _ := after(one(Field{Value: " AAPL > "}), "home")
	f, _ = pasted(f, "day,\n")
	if got := f.Value("x"); got != "day, AAPL >" {
		t.Errorf("%q", got)
	}
}

func TestWrappedAddressIsPastedInOnePiece(t *testing.T) {
	f, _ := pasted(one(Field{NoSpaces: true, Limit: 4096}), "http://localhost:17865/call\r\n  back?code=1\n &state=2 \n")
	if got := f.Value("x"); got != "http://localhost:17865/callback?code=1&state=2" {
		t.Errorf("%q", got)
	}
	if f = typed(f, " a b"); !strings.HasSuffix(f.Value("x"), "=2ab") {
		t.Errorf("%q", f.Value("x"))
	}
}

func TestPasteThatDoesNotFitIsRefusedWhole(t *testing.T) {
	f, event := pasted(one(Field{Limit: 5, Value: "12"}), "3456")
	if event != None || f.Value("x") != "12" {
		t.Errorf("event %d, value %q", event, f.Value("x"))
	}
	sees(t, f, "That is too long to paste: at most 5 characters fit.")
	f, event = pasted(f, "345")
	if event != Changed || f.Value("x") != "12345" {
		t.Errorf("event %d, value %q", event, f.Value("x"))
	}
	seesNot(t, f, "too long")
	if f = typed(f, "6"); f.Value("x") != "12345" {
		t.Errorf("typed beyond the limit: %q", f.Value("x"))
	}
}

func TestPasteIntoAChoiceDoesNothing(t *testing.T) {
	f, _ := after(ticket(), "tab")
	next, event := pasted(f, "market")
	if event != None || next.Value("type") != "limit" {
		t.Errorf("event %d, type %q", event, next.Value("type"))
	}
}

func TestPasteKeyDoesNotReadTheClipboardOfThisComputer(t *testing.T) {
	f := one(Field{Value: "12"})
	if _, cmd := f.fields[0].input.Update(press("ctrl+v")); cmd != nil {
		t.Error("the input asks for the clipboard")
	}
	if next, event := after(f, "ctrl+v"); event != None || next.Value("x") != "12" {
		t.Error("ctrl+v did something")
	}
}

// The widget edits its text in place: an older form would change with it.
func TestOlderFormsKeepTheirText(t *testing.T) {
	f := typed(one(Field{}), "abcdef")
	g, _ := after(f, "home", "right", "backspace")
	h := typed(g, "XY")
	if f.Value("x") != "abcdef" || g.Value("x") != "bcdef" || h.Value("x") != "XYbcdef" {
		t.Errorf("%q, %q, %q", f.Value("x"), g.Value("x"), h.Value("x"))
	}
}

const secret = "s3cr3t-välue"

func secretForm() Form {
	return New(Options{},
		Field{Name: "id", Label: "Client ID"},
		Field{Name: "secret", Label: "Client Secret", Secret: true, Check: func(value string, _ Values) error {
			return fmt.Errorf("%s is a value that the broker does not know", value)
		}},
		Field{Name: "other", Check: func(_ string, all Values) error { return errors.New("seen: " + all("secret")) }},
	)
}

func TestSecretIsNeverShown(t *testing.T) {
	f, _ := after(secretForm(), "tab")
	typedForm := typed(f, secret)
	pastedForm, _ := pasted(f, secret+"\n")
	for name, f := range map[string]Form{
		"typed": typedForm, "pasted": pastedForm, "given": f.WithValue("secret", secret),
		"from the start": New(Options{}, Field{Name: "secret", Secret: true, Value: secret}),
		"refused":        typedForm.WithProblem("secret", "no such secret: "+secret),
	} {
		if f.Secret("secret").Reveal() != secret {
			t.Fatalf("%s: the secret is %q", name, f.Secret("secret").Reveal())
		}
		moved, _ := after(f, "tab")
		moved = typed(moved, "z")
		submitted, _ := f.Submit()
		for _, f := range []Form{f, moved, submitted} {
			texts := []string{shown(f, 80), f.Value("secret"), fmt.Sprintf("%v %+v %#v %+v %#v", f, f, f, struct{ f Form }{f}, struct{ f Form }{f})}
			for _, text := range texts {
				if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprint([]rune(secret))) {
					t.Errorf("%s shows the secret:\n%s", name, text)
				}
			}
		}
		if !strings.Contains(shown(f, 80), strings.Repeat(mask, len([]rune(secret)))) {
			t.Errorf("%s: no dots in\n%s", name, shown(f, 80))
		}
	}
	sees(t, typedForm, "••• is a value that the broker does not know.")
}

func TestHiddenSecretIsEmpty(t *testing.T) {
	f := New(Options{}, Field{Name: "s", Secret: true, Value: secret, Visible: func(Values) bool { return false }}, Field{Name: "x"})
	if !f.Secret("s").Empty() || f.Focus() != "x" {
		t.Errorf("focus %q", f.Focus())
	}
}

func TestInputTakesExactlyItsWidth(t *testing.T) {
	texts := []string{"", "a", "AAPL > 250", strings.Repeat("long ", 60), "東京証券取引所", strings.Repeat("東", 130), "a東b京c", "é́e\u0301e\u0301", "👩‍👩‍👧👍🏽🇵🇪", "ＡＡＰＬ"}
	for _, th := range []*theme.Theme{theme.New("dark", true), theme.Bare()} {
		for _, text := range texts {
			for _, x := range []Field{{Limit: 4096, Value: text}, {Limit: 4096, Value: text, Secret: true}, {Placeholder: text}} {
				f := one(x)
				for _, f := range []Form{f, f.WithPending(true), firstOf(after(f, "home")), firstOf(after(f, "left", "left", "left"))} {
					for width := 0; width <= 220; width += 1 + width/20 {
						got := f.Input(th, width)
						if ansi.StringWidth(got) != width || strings.ContainsAny(got, "\n\r\t") {
							t.Fatalf("%q in %d cells: %q", text, width, got)
						}
					}
				}
			}
		}
	}
}

func firstOf(f Form, _ Event) Form { return f }

func TestFormFitsEveryWidth(t *testing.T) {
	f, _ := after(ticket(), "enter")
	f = typed(f, "東京1").WithHint("quantity", "also: $2,500 · 5% of equity · 25% of buying power").WithProblem("limit", "Nicht genug 東京 buying power here.")
	for range 5 {
		for width := 1; width <= 220; width++ {
			for _, line := range f.View(theme.New("dark", true), width, 100) {
				if got := ansi.StringWidth(line); got > width || strings.Contains(line, "\n") {
					t.Fatalf("%d cells in %d: %q", got, width, line)
				}
			}
		}
		f, _ = after(f, "tab")
	}
}

func TestCursorStaysInSight(t *testing.T) {
	reversed := theme.Plain().Text.Reverse(true).Render("c")
	f := typed(one(Field{Limit: 500}), "c"+strings.Repeat("東", 80))
	f, _ = after(f, "home")
	if got := f.Input(theme.Plain(), 10); !strings.HasPrefix(got, reversed) {
		t.Errorf("%q", got)
	}
	f, _ = after(typed(f, strings.Repeat("x", 40)))
	if got := f.Input(theme.Plain(), 10); !strings.Contains(got, reversed) {
		t.Errorf("the cursor is not in %q", got)
	}
}

func TestWhereNoStyleShowsTheCursorIsMarked(t *testing.T) {
	if got := ansi.Strip(typed(one(Field{}), "ab").Input(theme.Bare(), 4)); got != "ab_ " {
		t.Errorf("%q", got)
	}
}

func TestUnfocusedTextThatIsCutSaysSo(t *testing.T) {
	for value, want := range map[string]string{"abcdefghijklm": "abcdefghi…", "1234567890123": "B  …", "at $58,000.50": "B  at…"} {
		f := New(Options{}, Field{Name: "a"}, Field{Name: "b", Label: "B", Value: value})
		if got := shown(f, 15); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s", value, got)
		}
	}
}

func FuzzPaste(f *testing.F) {
	f.Add("AAPL\n", false)
	f.Add("\x1b]52;c;eA==\x07", true)
	f.Fuzz(func(t *testing.T, text string, noSpaces bool) {
		form, _ := pasted(one(Field{NoSpaces: noSpaces, Limit: 1 << 20}), text)
		for _, r := range form.Value("x") {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || noSpaces && unicode.IsSpace(r) {
				t.Errorf("%q let %q through", text, r)
			}
		}
		if got := ansi.StringWidth(form.Input(theme.Plain(), 20)); got != 20 {
			t.Errorf("%q is %d cells wide", text, got)
		}
	})
}
