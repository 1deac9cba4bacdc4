package cli

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// What gives the terminal to the shell waits for the answers of the terminal, and
// no longer than that: the shell would read them.
func TestTheTerminalIsGivenBackWhenItsAnswersAreIn(t *testing.T) {
	asks := []byte("frame" + ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	type step struct {
		after time.Duration
		do    func(*questions)
	}
	asked := func(q *questions) { q.written(asks) }
	drawn := func(q *questions) { q.written([]byte("frame")) }
	answer := func(q *questions) { q.filter(tea.ModeReportMsg{}) }
	for name, c := range map[string]struct {
		steps []step
		waits time.Duration
	}{
		"both answered":           {[]step{{40, asked}, {30, answer}, {20, answer}}, 90 * time.Millisecond},
		"one answered":            {[]step{{40, asked}, {30, answer}}, 40*time.Millisecond + answerTime},
		"none answered":           {[]step{{40, asked}}, 40*time.Millisecond + answerTime},
		"asked after a frame":     {[]step{{40, drawn}, {1, asked}, {30, answer}, {20, answer}}, 91 * time.Millisecond},
		"nothing is asked":        {[]step{{40, drawn}}, 40*time.Millisecond + betweenTime},
		"more answers than asked": {[]step{{40, answer}, {1, asked}, {1, answer}, {1, answer}}, 43 * time.Millisecond},
	} {
		for _, msg := range []tea.Msg{tea.SuspendMsg{}, tea.QuitMsg{}, tea.InterruptMsg{}} {
			synctest.Test(t, func(t *testing.T) {
				q := newQuestions()
				began, sent := time.Now(), make(chan tea.Msg, 2)
				q.send = func(msg tea.Msg) { sent <- msg }
				for range 2 { // pressed twice
					if q.filter(msg) != nil {
						t.Fatalf("%s: %T is not held back", name, msg)
					}
				}
				go func() {
					for _, s := range c.steps {
						time.Sleep(s.after * time.Millisecond)
						s.do(q)
					}
				}()
				if got := <-sent; got != msg || time.Since(began) != c.waits {
					t.Errorf("%s: %T after %v, want %v", name, got, time.Since(began), c.waits)
				}
				if q.filter(msg) != msg {
					t.Errorf("%s: %T is held back again", name, msg)
				}
				synctest.Wait()
				if len(sent) > 0 {
					t.Errorf("%s: %T is sent twice", name, msg)
				}
			})
		}
	}
}

// What is sent again may meet a question that came just before: it is held back once
// more, and not lost.
func TestWhatMeetsAQuestionIsHeldBackAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQuestions()
		passed, times := make(chan struct{}), 0
		q.send = func(msg tea.Msg) {
			if times++; times == 1 {
				q.written([]byte(ansi.RequestModeSynchronizedOutput))
			}
			if q.filter(msg) != nil {
				close(passed)
			}
		}
		q.filter(tea.InterruptMsg{})
		<-passed
		if times != 2 {
			t.Errorf("sent %d times", times)
		}
	})
}
