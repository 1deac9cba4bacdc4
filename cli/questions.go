package cli

import (
	"bytes"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// What Bubble Tea asks the terminal. A terminal need not know a question, and
// answers none that it does not know.
var questionTexts = [][]byte{
	[]byte(ansi.RequestModeSynchronizedOutput), []byte(ansi.RequestModeUnicodeCore), []byte(ansi.RequestKittyKeyboard),
}

const (
	answerTime  = 500 * time.Millisecond // for an answer
	askingTime  = 5 * time.Second        // until Bubble Tea begins to draw, on a slow machine
	betweenTime = 100 * time.Millisecond // between two writes of one frame
)

// questions are those that the terminal has not answered yet. An answer that comes
// after the terminal was given back goes to the shell as if it had been typed: so
// the program is suspended and ends only when the answers are in, or the time for
// them is over.
type questions struct {
	send func(tea.Msg) // to the program

	mu      sync.Mutex
	open    int
	until   time.Time     // answers are awaited until then
	changed chan struct{} // closed when open or until change
	held    map[tea.Msg]bool
}

func newQuestions() *questions {
	return &questions{until: time.Now().Add(askingTime), changed: make(chan struct{}), held: map[tea.Msg]bool{}}
}

// written takes note of what Bubble Tea writes.
func (q *questions) written(p []byte) {
	asked := 0
	for _, text := range questionTexts {
		asked += bytes.Count(p, text)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch now := time.Now(); {
	case asked > 0:
		q.set(q.open+asked, now.Add(answerTime))
	case q.open == 0 && q.until.After(now.Add(betweenTime)):
		q.set(0, now.Add(betweenTime))
	}
}

// set is called with the lock held.
func (q *questions) set(open int, until time.Time) {
	q.open, q.until = max(open, 0), until
	close(q.changed)
	q.changed = make(chan struct{})
}

// filter takes note of answers, and holds back what gives the terminal to the
// shell: nil. It sends that again later.
func (q *questions) filter(msg tea.Msg) tea.Msg {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch msg.(type) {
	case tea.ModeReportMsg, tea.KeyboardEnhancementsMsg:
		until := q.until
		if q.open == 1 {
			until = time.Time{}
		}
		q.set(q.open-1, until)
	case tea.QuitMsg, tea.SuspendMsg, tea.InterruptMsg:
		if !time.Now().Before(q.until) {
			return msg
		}
		if !q.held[msg] {
			q.held[msg] = true
			go q.sendLater(msg)
		}
		return nil
	}
	return msg
}

// sendLater sends a message when no answer is awaited any more.
func (q *questions) sendLater(msg tea.Msg) {
	for {
		q.mu.Lock()
		left, changed := time.Until(q.until), q.changed
		if left <= 0 {
			delete(q.held, msg) // a question may come before it does: it is held back again then
		}
		q.mu.Unlock()
		if left <= 0 {
			q.send(msg)
			return
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-changed:
		}
		timer.Stop()
	}
}
