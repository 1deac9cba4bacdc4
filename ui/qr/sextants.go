package qr

import (
	"strings"

	matrix "rsc.io/qr"

	"quipu/ui/theme"
)

// A sextant is a cell of 2×3 modules (Unicode 13, Symbols for Legacy
// Computing): half the width and two thirds of the height that half blocks
// need. Their modules are 3:4, which every tested reader accepts.
const sextantWidth, sextantHeight = 2, 3

// Sextants draws address like HalfBlocks at half the width, for fonts that have these
// characters.
func Sextants(address string, t *theme.Theme) Code {
	if address == "" || len(address) > Capacity {
		return Code{}
	}
	modules, err := matrix.Encode(address, matrix.L)
	if err != nil {
		return Code{}
	}
	size := modules.Size + 2*quietZone
	code := Code{Width: (size + sextantWidth - 1) / sextantWidth, Height: (size + sextantHeight - 1) / sextantHeight}
	for y := range code.Height {
		var row strings.Builder
		for x := range code.Width {
			dark := 0
			for bit := range sextantWidth * sextantHeight {
				if modules.Black(x*sextantWidth+bit%sextantWidth-quietZone, y*sextantHeight+bit/sextantWidth-quietZone) {
					dark |= 1 << bit
				}
			}
			row.WriteRune(sextant(dark))
		}
		code.Lines = append(code.Lines, paint(row.String(), t))
	}
	return code
}

// sextant is the character for six bits, from the upper left part to the lower right.
// The block lacks the four that Unicode already had.
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
