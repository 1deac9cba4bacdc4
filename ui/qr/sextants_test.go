package qr

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"quipu/ui/theme"
)

func TestSextantsMatchTheirBits(t *testing.T) {
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
