package auth

import (
	"errors"
	"strings"
	"testing"
)

func TestPasteAcceptsHoweverItIsCopied(t *testing.T) {
	for name, wrap := range map[string]func(address, state string) string{
		"as it is":       func(a, _ string) string { return a },
		"blanks around":  func(a, _ string) string { return "  \t" + a + "  \n" },
		"angle brackets": func(a, _ string) string { return "<" + a + ">" },
		"quotes":         func(a, _ string) string { return `"` + a + `"` },
		"typeset quotes": func(a, _ string) string { return "“" + a + "”" },
		"both of them":   func(a, _ string) string { return "\"<" + a + ">\"\n" },
		"every column":   func(a, _ string) string { return strings.Join(strings.Split(a, ""), "\r\n") },
		"blanks within":  func(a, _ string) string { return a[:20] + " " + a[20:45] + "  " + a[45:] },
		"line breaks":    func(a, _ string) string { return a[:20] + "\r\n  " + a[20:45] + "\n" + a[45:] },
		"short, quoted":  func(_, s string) string { return "'code-1#" + s[:20] + "\n" + s[20:] + "'" },
		"no scheme":      func(a, _ string) string { return strings.TrimPrefix(a, "http://") },
		"invisible ink":  func(a, _ string) string { return "\u200b" + a + "\ufeff" },
		"capital host":   func(a, _ string) string { return strings.Replace(a, "localhost", "LOCALHOST", 1) },
		"more after it":  func(a, _ string) string { return a + "&locale=en" },
		"code and state": func(_, s string) string { return "code-1#" + s },
	} {
		t.Run(name, func(t *testing.T) {
			a := beginAttempt(t, appAt(t, newEndpoint(t, nil)), Options{})
			if err := a.Paste(wrap(a.app.RedirectURL+"?code=code-1&state="+stateOf(t, a), stateOf(t, a))); err != nil {
				t.Fatal(err)
			}
			if r := <-a.Result(); r.Err != nil {
				t.Error(r.Err)
			}
		})
	}
}

func TestPasteRefusesWithTheReason(t *testing.T) {
	e := newEndpoint(t, nil)
	a := beginAttempt(t, appAt(t, e), Options{})
	state := stateOf(t, a)
	var foreign *ForeignError
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":           {"  ", ErrNoAddress},
		"a bare code":       {"code-1", ErrBareCode},
		"a quoted code":     {"\"code-1\"\n", ErrBareCode},
		"code without one":  {"code-1#", ErrBareCode},
		"no state":          {a.app.RedirectURL + "?code=code-1", ErrNoState},
		"another attempt":   {a.app.RedirectURL + "?code=code-1&state=" + strings.Repeat("x", 43), ErrState},
		"another, in short": {"code-1#" + strings.Repeat("x", 43), ErrState},
		"no code":           {a.app.RedirectURL + "?state=" + state, ErrNoCode},
		"no query":          {a.app.RedirectURL, ErrNoCode},
		"twice":             {a.app.RedirectURL + "?code=a&code=b&state=" + state, ErrRepeated},
		"a book":            {strings.Repeat("x", 10000), ErrTooLong},
	} {
		if err := a.Paste(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for name, text := range map[string]string{
		"another host":   "https://evil.example/callback?code=code-1&state=" + state,
		"another path":   a.app.RedirectURL + "/x?code=code-1&state=" + state,
		"another scheme": strings.Replace(a.app.RedirectURL, "http", "https", 1) + "?code=code-1&state=" + state,
		"authorize page": a.URL(),
	} {
		if err := a.Paste(text); !errors.As(err, &foreign) || !strings.Contains(err.Error(), a.app.RedirectURL) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if e.asked.Load() != 0 {
		t.Error("something was exchanged")
	}
	if err := a.Paste(a.app.RedirectURL + "?error=access_denied&state=" + state); err != nil {
		t.Error(err)
	}
	if r := <-a.Result(); !errors.Is(r.Err, ErrDenied) {
		t.Errorf("got %v", r.Err)
	}
	if err := a.Paste("code-1#" + state); !errors.Is(err, ErrOver) {
		t.Errorf("after the end: %v", err)
	}
}
