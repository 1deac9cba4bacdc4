package cli

import (
	"bytes"
	"os"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// firstFrame is standard output with the first screen already on it. Bubble
// Tea writes its first frame at the first tick of its frame timer: at the rate
// that keeps the program quiet at rest, that alone is most of the time a person
// waits for. So the alternate screen is entered and drawn at once, and the
// sequence that enters it is taken out of what Bubble Tea writes: entering
// twice would lose the cursor's place for the way back.
type firstFrame struct {
	*os.File
	mu      sync.Mutex
	entered bool // by us, and not yet by Bubble Tea
}

// drawFirst draws content, a whole screen, before anything else runs.
func drawFirst(out *os.File, content string, p colorprofile.Profile) (*firstFrame, error) {
	var frame bytes.Buffer
	frame.WriteString(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.EraseEntireScreen + ansi.CursorHomePosition)
	painter := &colorprofile.Writer{Forward: &frame, Profile: p}
	if _, err := painter.WriteString(strings.ReplaceAll(content, "\n", "\r\n")); err != nil {
		return nil, err
	}
	_, err := out.Write(frame.Bytes())
	return &firstFrame{File: out, entered: true}, err
}

// Write implements io.Writer.
func (f *firstFrame) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := bytes.Index(p, []byte(ansi.SetModeAltScreenSaveCursor))
	if !f.entered || at < 0 {
		return f.File.Write(p)
	}
	f.entered = false
	kept := append(append([]byte(nil), p[:at]...), p[at+len(ansi.SetModeAltScreenSaveCursor):]...)
	if _, err := f.File.Write(kept); err != nil {
		return 0, err
	}
	return len(p), nil
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

// enterFromLineFeed makes enter of a line feed, which Bubble Tea reports as
// ctrl+j. The first screen shows before Bubble Tea switches the terminal to raw
// mode; until then the terminal itself turns the carriage return of the enter
// key into a line feed, and the key would be lost.
func enterFromLineFeed(_ tea.Model, msg tea.Msg) tea.Msg {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.Code == 'j' && key.Mod == tea.ModCtrl {
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	return msg
}
