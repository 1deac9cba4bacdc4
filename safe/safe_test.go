package safe

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSecretNeverPrintsItself(t *testing.T) {
	const value = "s3cr3t-value"
	s := NewSecret(value)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "s", s, "in", struct{ S Secret }{s})
	asJSON, err := json.Marshal(map[string]any{"s": s, "p": &s})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, struct{ S Secret }{s}),
			fmt.Errorf("wrapped "+verb, s).Error())
	}
	hex := fmt.Sprintf("%x", value)
	for _, text := range shown {
		if strings.Contains(text, value) || strings.Contains(text, hex) {
			t.Errorf("the secret shows in %q", text)
		}
	}
	if s.Reveal() != value || s.Empty() || !(Secret{}).Empty() {
		t.Error("Reveal or Empty is wrong")
	}
}

func TestEndpoint(t *testing.T) {
	for raw, want := range map[string]error{
		"https://api.alpaca.markets":        nil,
		"http://127.0.0.1:8080/x":           nil,
		"http://[::1]:8080":                 nil,
		"http://localhost":                  nil,
		"http://LOCALHOST:1":                nil,
		"http://api.alpaca.markets":         ErrPlainHTTP,
		"http://127.0.0.1.evil.example":     ErrPlainHTTP,
		"http://localhost.evil.example":     ErrPlainHTTP,
		"http://10.0.0.1":                   ErrPlainHTTP,
		"https://user:pw@api.alpaca.market": ErrCredentials,
		"ftp://x":                           ErrNotURL,
		"":                                  ErrNotURL,
		"api.alpaca.markets":                ErrNotURL,
		"https://":                          ErrNotURL,
		"https://:443":                      ErrNotURL,
		"http://%zz":                        ErrNotURL,
	} {
		if _, err := Endpoint(raw); !errors.Is(err, want) {
			t.Errorf("Endpoint(%q) = %v, want %v", raw, err, want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"plain", 80, "plain"},
		{"a\x1b[31mred\x1b[0m", 80, "a[31mred[0m"},
		{"two\r\nlines\tand  gaps ", 80, "two lines and gaps"},
		{"rtl\u202eoverride\u200b", 80, "rtloverride"},
		{"bad\xff\xfeutf8", 80, "badutf8"},
		{"csi\u009b2J", 80, "csi2J"},
		{"Hangul \u3164\u115f\u1160\uffa0filler", 80, "Hangul filler"},
		{"joined\u034f\ufe0f\u180b\u17b4", 80, "joined"},
		{"hidden\U000e0100\U000e01ef\U000e0002\u2065\ufff1", 80, "hidden"},
		{"blank\u2800 braille", 80, "blank braille"},
		{"not yet a character\u0378", 80, "not yet a character"},
		{"é e\u0301 日本 ✓ €", 80, "é e\u0301 日本 ✓ €"},
		{"Vie\u0302\u0323t Nam", 80, "Vie\u0302\u0323t Nam"},
		{"Z" + strings.Repeat("\u0335\u0322\u0321", 20) + "algo", 80, "Z\u0335\u0322algo"},
		{"\u0301first", 80, "first"},
		{"a \u0301\u0489b", 80, "a b"},
		{"a\u200b\u0301\u200b\u0301\u200b\u0301b", 80, "a\u0301\u0301b"},
		{"ring\u20dd\u20dd\u20dd\u20dd", 80, "ring\u20dd\u20dd"},
		{"\u0915" + strings.Repeat("\u093f", 40), 80, "\u0915\u093f\u093f"},
		{"\u1100" + strings.Repeat("\u1161", 40) + strings.Repeat("\u11a8", 40) + "!", 80, "\u1100\u1161\u1161!"},
		{"한국 שָׁלוֹם กู้ ก็", 80, "한국 שָׁלוֹם กู้ ก็"},
		{"123456", 5, "1234…"},
		{"12345", 5, "12345"},
		{"1234 5678", 5, "1234…"},
		{"12345 6", 5, "1234…"},
		{"12345\u00a06", 5, "1234…"},
		{"12345\u2009\u200b6", 5, "1234…"},
		{"12345\u200b\n6", 5, "1234…"},
		{"123 456", 5, "123 …"},
		{"need $2,323.00 more", 10, "need…"},
		{"need $2,323.00 more", 16, "need $2,323.00 …"},
		{"12345 \u200b", 5, "12345"},
		{"日本語 東京", 3, "日本…"},
		{"x y", 1, "…"},
		{"x", 0, ""},
	} {
		if got := Line(c.text, c.limit); got != c.want {
			t.Errorf("Line(%q, %d) = %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b]8;;http://x\x07b", 5)
	f.Add("\xc2\x9b", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		got := Line(text, limit)
		if n := utf8.RuneCountInString(got); n > max(limit, 0) {
			t.Fatalf("%d runes, limit %d", n, limit)
		}
		if got != strings.Join(strings.Fields(got), " ") || (limit > 0 && got != Line(got, limit)) {
			t.Fatalf("%q is not fit for a line yet", got)
		}
		marks := maxMarks // none may come first
		for _, r := range got {
			if r != ' ' && IsInvisible(r) || r == utf8.RuneError {
				t.Fatalf("%q holds %U", got, r)
			}
			switch {
			case r == ' ':
				marks = maxMarks
			case !isMark(r):
				marks = 0
			default:
				marks++
			}
			if marks > maxMarks {
				t.Fatalf("%q has too many marks at %U", got, r)
			}
		}
	})
}

func TestCapitalizeChangesTheFirstRuneAlone(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "A", "the code": "The code", "élan vital": "Élan vital", "ǆ": "Ǆ", "東京": "東京", "5 fills": "5 fills", "\xffx": "\xffx", "API": "API",
	} {
		if got := Capitalize(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
