package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/environment"
)

// osc52 is the escape sequence that copies text.
func osc52(text string) string {
	return "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
}

func TestCopyingGoesToTheTerminal(t *testing.T) {
	tell(t, telling{change: sitting(overSSH)}, func(s *story) {
		s.press("enter", "c")
		s.reads("Sent to the terminal's clipboard. If it didn't copy, press u and select the link with the mouse.")
		s.press("f")
		s.reads("Sent to the terminal's clipboard. If it didn't copy, select the command with the mouse.")
		for _, text := range []string{fakeURL, overSSHCommand} {
			if !strings.Contains(s.screen.rawText(), osc52(text)) {
				t.Errorf("%q was not sent", text)
			}
		}
	})
	tell(t, telling{change: sitting(through(environment.Environment{}, "screen"))}, func(s *story) {
		s.press("enter", "c")
		s.sees("through screen")
		if !strings.Contains(s.screen.rawText(), "\x1bP"+osc52(fakeURL)+"\x1b\\") {
			t.Error("nothing went through screen")
		}
	})
}

func TestCopyingInTmuxUsesItsBufferToo(t *testing.T) {
	for name, fails := range map[string]error{"newer": nil, "older": errors.New("usage: load-buffer")} {
		t.Run(name, func(t *testing.T) {
			given := make(chan string, 1)
			beside := func(p *Parts) {
				p.Environment = through(overSSH, "tmux")
				p.Copy = func(_ context.Context, text string) error {
					time.Sleep(time.Second)
					given <- text
					return fails
				}
			}
			tell(t, telling{change: beside}, func(s *story) {
				given = make(chan string, 1) // of the story's own
				s.press("enter", "c")
				s.reads("through tmux, which needs `set -g set-clipboard on`. If it didn't copy, press u")
				s.passes(2 * time.Second)
				if text := <-given; text != fakeURL {
					t.Errorf("given %q", text)
				}
				if fails == nil {
					s.reads("Sent to tmux's buffer and to the terminal's clipboard. If it didn't copy, press u")
				} else {
					s.reads("through tmux, which needs")
					s.seesNot("usage:")
				}
				raw := s.screen.rawText()
				if !strings.Contains(raw, osc52(fakeURL)) || !strings.Contains(raw, "\x1bPtmux;\x1b"+osc52(fakeURL)) {
					t.Error("the terminal was sent nothing")
				}
			})
		})
	}
}

// reads looks for a text in the right column, whatever its line breaks.
func (s *story) reads(words string) {
	s.t.Helper()
	var column strings.Builder
	for _, line := range strings.Split(s.screen.text(), "\n") {
		if r := []rune(line); len(r) > 62 {
			line = string(r[62:])
		}
		column.WriteString(line + " ")
	}
	if read := strings.Join(strings.Fields(column.String()), " "); !strings.Contains(read, words) {
		s.t.Fatalf("%q is not on the screen:\n%s", words, s.screen.text())
	}
}

// A row is copied as shown, with tabs between its figures.
func TestARowIsCopiedAsItIsShown(t *testing.T) {
	for width, want := range map[int]string{
		200: "AAPL\t5\t$100.00\t$120.00\t+0.84%\t+$5.00\t+0.84%\t$600.00\t0.48%\t+$100.00\t+20.00%\tsell 5 @ $130.00",
		62:  "AAPL\t5\t$120.00\t+0.84%\t+$100.00",
	} {
		tell(t, telling{width: width, height: 36, change: granted(all)}, func(s *story) {
			s.broker.bars = map[string][]client.Bar{"AAPL": {{At: time.Now(), Close: d("1")}, {At: time.Now().Add(time.Minute), Close: d("2")}}}
			snapshot := sampleSnapshot()
			snapshot.Clock.IsOpen = false
			s.broker.publish(snapshot)
			s.passes(200 * time.Millisecond)
			s.press("j", "j", "j", "y")
			if raw := s.screen.rawText(); !strings.Contains(raw, osc52(want)) {
				t.Errorf("at %d, %q was not copied:\n%s", width, want, s.screen.text())
			}
		})
	}
}
