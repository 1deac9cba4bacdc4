package ui

import (
	"strings"

	"github.com/mdp/qrterminal/v3"

	"quipu/ui/theme"
)

// qrCapacity is what the largest QR code holds at level L, in bytes (ISO/IEC
// 18004, version 40-L); qrterminal panics beyond it.
const qrCapacity = 2953

// quietZone is the light margin in modules. Two are read as reliably as the
// four of the standard, and the code fits more windows.
const quietZone = 2

// qrCode is a code drawn once, when its address is known.
type qrCode struct {
	lines         []string
	width, height int // cells
}

// drawQR draws address in half blocks, black on white whatever the theme. A
// cell whose two modules are alike is a blank on their colour: a font's full
// block may leave a seam. An address that no code holds gives none.
func drawQR(address string, t *theme.Theme) qrCode {
	if address == "" || len(address) > qrCapacity {
		return qrCode{}
	}
	var drawn strings.Builder
	qrterminal.GenerateWithConfig(address, qrterminal.Config{
		Level:          qrterminal.L,
		Writer:         &drawn,
		HalfBlocks:     true,
		QuietZone:      quietZone,
		WhiteChar:      "w",
		BlackChar:      "b",
		BlackWhiteChar: "^",
		WhiteBlackChar: "_",
	})
	rows := strings.Split(strings.TrimRight(drawn.String(), "\n"), "\n")
	// The lower half of the last row lies outside the code.
	rows[len(rows)-1] = strings.Repeat("w", len(rows[len(rows)-1]))
	glyph := strings.NewReplacer("w", " ", "b", "█", "^", "▀", "_", "▄")
	code := qrCode{width: len(rows[0]), height: len(rows)}
	for _, row := range rows {
		code.lines = append(code.lines, inkRow(glyph.Replace(row), t))
	}
	return code
}

// inkRow paints a row of cells, run by run. A full block is a blank on black.
func inkRow(row string, t *theme.Theme) string {
	var painted, run strings.Builder
	solid := false
	end := func() {
		style := t.Ink
		if solid {
			style = t.Solid
		}
		if run.Len() > 0 {
			painted.WriteString(style.Render(run.String()))
		}
		run.Reset()
	}
	for _, cell := range row {
		if full := cell == '█'; full != solid {
			end()
			solid = full
		}
		if solid {
			cell = ' '
		}
		run.WriteRune(cell)
	}
	end()
	return painted.String()
}

// QR draws the code of an address in half blocks for a terminal of that size,
// nil where it does not fit.
func QR(address string, width, height int) []string {
	code := drawQR(address, theme.Plain())
	if code.width > width || code.height > height {
		return nil
	}
	return code.lines
}
