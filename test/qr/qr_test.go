// Package qr reads back, with a decoder, what ui/qr draws.
package qr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"

	"quipu/test/emulator"
	"quipu/ui/qr"
	"quipu/ui/theme"
)

// Both drawings are read back from an emulated screen, dark and light.
func TestDrawingsAreReadBack(t *testing.T) {
	for _, length := range []int{40, 120, 180, 231, 300} {
		address := "https://app.alpaca.markets/oauth/authorize?state=" + strings.Repeat("Ab3_", length/4)
		for name, th := range map[string]*theme.Theme{"dark": theme.New("dark", true), "light": theme.New("light", false), "plain": theme.Plain()} {
			for kind, code := range map[string]qr.Code{"halves": qr.HalfBlocks(address, th), "sextants": qr.Sextants(address, th)} {
				t.Run(fmt.Sprint(kind, name, length), func(t *testing.T) {
					if got := readBack(code, name == "light"); got != address {
						t.Errorf("read %q", got)
					}
				})
			}
		}
	}
}

// readBack draws the code on a terminal and reads its picture.
func readBack(code qr.Code, light bool) string {
	term := vt.NewEmulator(code.Width+8, code.Height+4)
	for y, line := range code.Lines {
		_, _ = fmt.Fprintf(term, "\x1b[%d;5H%s", y+3, line)
	}
	return emulator.ReadCode(term, light)
}
