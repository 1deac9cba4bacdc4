package cli

import (
	"os"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/confirm"
)

// packets is standard input that counts its readings: keys that were read at once were
// not pressed by a person who looked at the screen between them.
type packets struct {
	*os.File
	count atomic.Uint64
}

// Read implements io.Reader.
func (p *packets) Read(into []byte) (int, error) {
	n, err := p.File.Read(into)
	p.count.Add(1)
	return n, err
}

// stamp gives a key press or a paste with when and in which packet it was read. It runs
// before the program handles the message.
func (p *packets) stamp(msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return confirm.Input{Msg: msg, At: time.Now(), Packet: p.count.Load()}
	}
	return msg
}
