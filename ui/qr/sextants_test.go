package qr

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/vt"

	"quipu/emulator"
	"quipu/ui/theme"
)

func TestSextantsFillWhatTheirBitsSay(t *testing.T) {
	seen := map[rune]int{}
	for bits := range 64 {
		r := sextant(bits)
		if before, twice := seen[r]; twice {
			t.Errorf("%06b and %06b are both %c", before, bits, r)
		}
		seen[r] = bits
		if ordinary := strings.ContainsRune(" ▌▐█", r); !ordinary && (r < 0x1FB00 || r > 0x1FB3B) {
			t.Errorf("%06b is %U", bits, r)
		}
	}
	for r, bits := range map[rune]int{0x1FB00: 0b000001, 0x1FB13: 0b010100, 0x1FB14: 0b010110, 0x1FB27: 0b101001, 0x1FB28: 0b101011, 0x1FB3B: 0b111110} {
		if seen[r] != bits {
			t.Errorf("%U is %06b, want %06b", r, seen[r], bits)
		}
	}
}

func TestSextantsFitEightyColumns(t *testing.T) {
	code := Sextants(strings.Repeat("x", 230), theme.New("dark", true))
	if code.Width != 29 || code.Height != 19 {
		t.Errorf("%d×%d cells", code.Width, code.Height)
	}
	for i, line := range code.Lines {
		if lipgloss.Width(line) != code.Width {
			t.Errorf("row %d has %d cells", i, lipgloss.Width(line))
		}
	}
}

// Both drawings are read back from an emulated screen, dark and light.
func TestDrawingsAreReadBack(t *testing.T) {
	for _, length := range []int{40, 120, 180, 231, 300} {
		address := "https://app.alpaca.markets/oauth/authorize?state=" + strings.Repeat("Ab3_", length/4)
		for name, th := range map[string]*theme.Theme{"dark": theme.New("dark", true), "light": theme.New("light", false), "plain": theme.Plain()} {
			for kind, code := range map[string]Code{"halves": HalfBlocks(address, th), "sextants": Sextants(address, th)} {
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
func readBack(code Code, light bool) string {
	term := vt.NewEmulator(code.Width+8, code.Height+4)
	for y, line := range code.Lines {
		_, _ = fmt.Fprintf(term, "\x1b[%d;5H%s", y+3, line)
	}
	return emulator.ReadCode(term, light)
}
