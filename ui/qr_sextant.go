package ui

import (
	"strings"

	"rsc.io/qr"

	"quipu/ui/theme"
)

// A sextant is a cell of 2×3 modules (Unicode 13, Symbols for Legacy
// Computing): half the width and two thirds of the height that half blocks
// need. The modules come out 3:4, which every reader tried takes.
const sextantWidth, sextantHeight = 2, 3

// drawSextants draws address as drawQR does, in sextants. The matrix is that of
// the library which qrterminal stands on.
func drawSextants(address string, t *theme.Theme) qrCode {
	if address == "" || len(address) > qrCapacity {
		return qrCode{}
	}
	matrix, err := qr.Encode(address, qr.L)
	if err != nil {
		return qrCode{}
	}
	size := matrix.Size + 2*quietZone
	code := qrCode{width: (size + sextantWidth - 1) / sextantWidth, height: (size + sextantHeight - 1) / sextantHeight}
	for y := range code.height {
		var row strings.Builder
		for x := range code.width {
			dark := 0
			for bit := range sextantWidth * sextantHeight {
				if matrix.Black(x*sextantWidth+bit%sextantWidth-quietZone, y*sextantHeight+bit/sextantWidth-quietZone) {
					dark |= 1 << bit
				}
			}
			row.WriteRune(sextant(dark))
		}
		code.lines = append(code.lines, inkRow(row.String(), t))
	}
	return code
}

// sextant is the character whose parts are filled as the bits say, from the
// upper left to the lower right. The four that were in Unicode before are not
// in the block.
func sextant(bits int) rune {
	const left, right, all = 0b010101, 0b101010, 0b111111
	switch {
	case bits == 0:
		return ' '
	case bits == left:
		return '▌'
	case bits == right:
		return '▐'
	case bits == all:
		return '█'
	case bits > right:
		bits -= 2
	case bits > left:
		bits--
	}
	return rune(0x1FB00 + bits - 1)
}
