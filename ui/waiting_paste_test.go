package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/auth"
)

func TestPaste(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.pasteErr = errors.New("that address has no state: copy the whole of it")
		s.press("enter", "p")
		s.types("code123")
		s.sees("code123")
		s.press("enter")
		s.sees("that address has no state")
		s.program.Send(tea.PasteMsg{Content: "http://localhost:17865/callback?code=1\n&state=2"})
		s.passes(100 * time.Millisecond)
		if got := s.login.pasted; len(got) != 2 || got[1] != "http://localhost:17865/callback?code=1\n&state=2" {
			t.Errorf("pasted %q", got)
		}
		s.press("esc")
		s.sees("Scan the code")
	})
}

// What a paste looks like is the sign-in's to judge: it gets it as it came, with
// its line breaks, whether p was pressed or not.
func TestPasteIsHandedOnAsItCame(t *testing.T) {
	address := "http://localhost:17865/callback?code=1&state=2"
	for name, text := range map[string]string{
		"wrapped":        address[:30] + "\r\n  " + address[30:],
		"quoted":         `"` + address + `"`,
		"angle brackets": "<" + address + ">",
		"with blanks":    "  " + address[:20] + " " + address[20:] + " \n",
	} {
		for _, pressed := range []string{"", "p", "u"} {
			tell(t, telling{width: 80, height: 24}, func(s *story) {
				s.press("enter")
				if pressed != "" {
					s.press(pressed)
				}
				s.program.Send(tea.PasteMsg{Content: text})
				s.passes(100 * time.Millisecond)
				if got := s.login.pasted; len(got) != 1 || got[0] != text {
					t.Errorf("%s after %q: pasted %q", name, pressed, got)
				}
				s.sees("Approved. Getting the token")
			})
		}
	}
}

func TestBareCodeIsRefusedWithTheReason(t *testing.T) {
	for _, how := range []string{"pasted", "typed", "pasted over the plain link"} {
		tell(t, telling{width: 80, height: 24}, func(s *story) {
			s.login.pasteErr = auth.ErrBareCode
			s.press("enter")
			switch how {
			case "typed":
				s.press("p")
				s.types("code-1")
				s.press("enter")
			case "pasted":
				s.program.Send(tea.PasteMsg{Content: "code-1"})
			default:
				s.press("u")
				s.passes(time.Second)
				s.program.Send(tea.PasteMsg{Content: "code-1"})
			}
			s.passes(100 * time.Millisecond)
			reason := strings.Join(strings.Fields(auth.ErrBareCode.Error()), " ")
			if shown := strings.Join(strings.Fields(s.screen.text()), " "); !strings.Contains(shown, reason) {
				t.Errorf("%s: %q is not on the screen:\n%s", how, reason, shown)
			}
			s.sees("Open this link")
		})
	}
}

func TestAddressIsTypedBeyondTheField(t *testing.T) {
	tell(t, telling{width: 40, height: 24}, func(s *story) {
		address := "http://localhost:17865/callback?code=" + strings.Repeat("c", 300) + "&state=" + strings.Repeat("s", 43)
		s.press("enter", "p")
		s.types(address)
		s.sees(strings.Repeat("s", 15))
		s.press("enter")
		if got := s.login.pasted; len(got) != 1 || got[0] != address {
			t.Errorf("pasted %q", got)
		}
	})
}
