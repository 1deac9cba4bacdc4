package ui

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/vt"

	"quipu/ui/confirm"
)

// The signal loop belongs to the process: it must start outside of every synctest bubble.
func init() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	signal.Stop(ch)
}

// story runs the whole program on a virtual terminal with a fake clock. Its methods are
// what a user does and sees.
type story struct {
	t       *testing.T
	program *tea.Program
	screen  *screen
	cancel  context.CancelFunc
	ended   chan struct{}
	err     error
	model   tea.Model
	broker  *fakeBroker
	login   *fakeLogin
	tokens  *fakeTokens
	trading *fakeTrading
	packet  atomic.Uint64 // of input that is being sent
}

// screen is a terminal that turns line feeds into new lines, as a TTY does.
type screen struct {
	mu    sync.Mutex
	term  *vt.Emulator
	bytes int
	raw   strings.Builder

	held    chan struct{}     // while the terminal does not read; nil while it does
	written func(marks []int) // as in the program's own output
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	held := s.held
	s.mu.Unlock()
	if held != nil {
		<-held
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes += len(p)
	kept, marks := confirm.Cut(p)
	s.raw.Write(kept)
	_, err := s.term.Write(bytes.ReplaceAll(kept, []byte("\n"), []byte("\r\n")))
	if len(marks) > 0 {
		s.written(marks)
	}
	return len(p), err
}

// text is the text on the screen, without trailing blanks.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for y := range s.term.Height() {
		var line strings.Builder
		for x := range s.term.Width() {
			cell := s.term.CellAt(x, y)
			switch {
			case cell == nil:
				line.WriteByte(' ')
			case cell.Width > 0:
				line.WriteString(cell.Content)
			}
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

type telling struct {
	width, height int
	plain, noInk  bool
	basic         bool          // sixteen colours
	desktop       bool          // the terminal has desktop notices
	later         time.Duration // after midnight UTC at the start of 1 January 2000
	change        func(*Parts)
}

// tell runs a story in a synctest bubble, which fails if a goroutine of the program is
// left at the end.
func tell(t *testing.T, how telling, story func(*story)) {
	t.Helper()
	if how.width == 0 {
		how.width, how.height = 130, 45
	}
	synctest.Test(t, func(t *testing.T) {
		s := open(t, how)
		defer s.close()
		story(s)
	})
}

func open(t *testing.T, how telling) *story {
	t.Helper()
	time.Sleep(how.later)
	s := &story{
		t:      t,
		screen: &screen{term: vt.NewEmulator(how.width, how.height)},
		ended:  make(chan struct{}),
		broker: newFakeBroker(),
		login:  newFakeLogin(),
		tokens: &fakeTokens{},
	}
	s.trading = newFakeTrading()
	s.broker.trading = s.trading
	parts := s.parts()
	if how.change != nil {
		how.change(&parts)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	opt := Options{Now: time.Now(), Plain: how.plain, NoStyles: how.noInk, Basic: how.basic}
	if how.desktop {
		opt.Desktop = func(title, words string) string { return "\x1b]9;desktop[" + title + "|" + words + "]\a" }
	}
	model := New(ctx, parts, opt)
	s.program = tea.NewProgram(model,
		tea.WithInput(nil), tea.WithOutput(s.screen), tea.WithoutSignalHandler(),
		tea.WithFilter(s.stamp),
		tea.WithWindowSize(how.width, how.height), tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	s.screen.written = func(marks []int) {
		at := time.Now()
		go func() {
			for _, mark := range marks {
				s.program.Send(confirm.Written{Mark: mark, At: at})
			}
		}()
	}
	go func() {
		s.model, s.err = s.program.Run()
		close(s.ended)
	}()
	s.passes(100 * time.Millisecond)
	return s
}

// stamp gives input its time and packet, as the program's own filter does.
func (s *story) stamp(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return confirm.Input{Msg: msg, At: time.Now(), Packet: s.packet.Load()}
	}
	return msg
}

// passes advances the clock and waits for what that causes.
func (s *story) passes(d time.Duration) {
	for _, mu := range []*sync.Mutex{&s.screen.mu, &s.broker.mu, &s.login.mu, &s.tokens.mu, &s.trading.mu} {
		mu.Lock()   // hands over what the test itself has read and written
		mu.Unlock() //nolint:staticcheck // nothing stands between
	}
	time.Sleep(d)
	synctest.Wait()
}

// press types keys by name: enter, esc, tab, up, pgdown, ctrl+c, or the text
// itself.
func (s *story) press(names ...string) {
	s.t.Helper()
	for _, name := range names {
		s.packet.Add(1)
		s.program.Send(keyNamed(name))
		s.passes(100 * time.Millisecond)
	}
}

// types enters text letter by letter.
func (s *story) types(text string) {
	for _, r := range text {
		s.packet.Add(1)
		s.program.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	s.passes(100 * time.Millisecond)
}

func keyNamed(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp,
	}
	if code, found := special[name]; found {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, found := strings.CutPrefix(name, "ctrl+"); found {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	r := []rune(name)[0]
	if r >= 'A' && r <= 'Z' {
		return tea.KeyPressMsg{Code: r + 'a' - 'A', ShiftedCode: r, Mod: tea.ModShift, Text: name}
	}
	return tea.KeyPressMsg{Code: r, Text: name}
}

func (s *story) sees(texts ...string) {
	s.t.Helper()
	shown := s.screen.text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			s.t.Fatalf("%q is not on the screen:\n%s", text, shown)
		}
	}
}

func (s *story) seesNot(texts ...string) {
	s.t.Helper()
	shown := s.screen.text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			s.t.Fatalf("%q is on the screen:\n%s", text, shown)
		}
	}
}

// golden compares the screen's text with the file kept for this test.
func (s *story) golden() {
	s.t.Helper()
	golden.RequireEqual(s.t, s.screen.text())
}

func (s *story) resize(width, height int) {
	s.screen.mu.Lock()
	s.screen.term.Resize(width, height)
	s.screen.mu.Unlock()
	s.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
	s.passes(200 * time.Millisecond)
}

// hasEnded reports whether the program has ended.
func (s *story) hasEnded() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// close ends the program and waits past the last tick, which nothing cancels.
func (s *story) close() {
	if !s.hasEnded() {
		s.program.Quit()
	}
	<-s.ended
	s.cancel()
	time.Sleep(20 * time.Second)
	synctest.Wait()
}

// rawText is everything written so far, with escape sequences.
func (s *screen) rawText() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}
