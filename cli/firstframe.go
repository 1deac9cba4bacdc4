package cli

import (
	"bytes"
	"os"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"quipu/ui/confirm"
)

// firstFrame is standard output with the first screen already on it. Bubble
// Tea writes its first frame at the first tick of its frame timer: at the rate
// that keeps the program quiet at rest, that alone is most of the time a person
// waits for. So the alternate screen is entered and drawn at once, and the
// sequence that enters it is taken out of what Bubble Tea writes: entering
// twice would lose the cursor's place for the way back.
//
// Nothing is written while the process is in the background.
type firstFrame struct {
	*os.File
	before  *term.State // nil where unknown
	asked   *questions
	mu      sync.Mutex
	entered bool // by us, and not yet by Bubble Tea
	over    bool // Bubble Tea draws

	written func(marks []int) // is told of the marks that were written; nil for nobody
}

func newFirstFrame(out *os.File) *firstFrame {
	before, _ := term.GetState(out.Fd())
	return &firstFrame{File: out, before: before, asked: newQuestions()}
}

// draw draws content, a whole screen, before anything else runs.
func (f *firstFrame) draw(content string, p colorprofile.Profile) error {
	var frame bytes.Buffer
	frame.WriteString(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.EraseEntireScreen + ansi.CursorHomePosition)
	painter := &colorprofile.Writer{Forward: &frame, Profile: p}
	if _, err := painter.WriteString(strings.ReplaceAll(content, "\n", "\r\n")); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entered = true
	awaitForeground(f.File)
	_, err := f.File.Write(frame.Bytes())
	return err
}

// Write implements io.Writer.
func (f *firstFrame) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	awaitForeground(f.File)
	f.asked.written(p)
	kept, marks := confirm.Cut(p)
	if at := bytes.Index(kept, []byte(ansi.SetModeAltScreenSaveCursor)); f.entered && at >= 0 {
		f.entered, f.over = false, true
		kept = append(append([]byte(nil), kept[:at]...), kept[at+len(ansi.SetModeAltScreenSaveCursor):]...)
	}
	if n, err := f.File.Write(kept); err != nil {
		return n, err
	}
	if len(marks) > 0 && f.written != nil {
		f.written(marks)
	}
	return len(p), nil
}

// report has written told of the marks in what is written from now on.
func (f *firstFrame) report(written func(marks []int)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written = written
}

// takenOver reports whether Bubble Tea draws the screen by now.
func (f *firstFrame) takenOver() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.over
}

// leave goes back to the main screen if Bubble Tea never took over.
func (f *firstFrame) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.entered {
		f.entered = false
		_, _ = f.WriteString(ansi.SetModeTextCursorEnable + ansi.ResetModeAltScreenSaveCursor)
	}
}

// givenBack ends every mode that Bubble Tea or the first screen may have set.
const givenBack = ansi.ResetModeSynchronizedOutput + ansi.ResetStyle +
	ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr + ansi.ResetModeFocusEvent +
	ansi.ResetModeBracketedPaste + ansi.ResetModeUnicodeCore + ansi.ResetModifyOtherKeys + "\x1b[<1u" +
	ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable

// giveBack gives the terminal back while a write of it may hang, and others wait
// for that.
func (f *firstFrame) giveBack() {
	if !inForeground(f.File) {
		return // the shell has its own modes
	}
	if f.before != nil {
		_ = term.Restore(f.Fd(), f.before)
	}
	writeAtOnce(f.File, givenBack)
}

// enterFromLineFeed makes enter of a line feed, which Bubble Tea reports as
// ctrl+j. The first screen shows before Bubble Tea switches the terminal to raw
// mode; until then the terminal itself turns the carriage return of the enter
// key into a line feed, and the key would be lost.
func enterFromLineFeed(msg tea.Msg) tea.Msg {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.Code == 'j' && key.Mod == tea.ModCtrl {
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	return msg
}
