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
	code := qrCode{width: len(rows[0]), height: len(rows)}
	for _, row := range rows {
		code.lines = append(code.lines, inkRow(row, t))
	}
	return code
}

// inkRow paints a row of modules, run by run.
func inkRow(row string, t *theme.Theme) string {
	glyph := map[byte]string{'w': " ", '^': "▀", '_': "▄"}
	var painted strings.Builder
	for start := 0; start < len(row); {
		end := start
		solid := row[start] == 'b'
		var run strings.Builder
		for end < len(row) && (row[end] == 'b') == solid {
			if solid {
				run.WriteByte(' ')
			} else {
				run.WriteString(glyph[row[end]])
			}
			end++
		}
		if solid {
			painted.WriteString(t.Solid.Render(run.String()))
		} else {
			painted.WriteString(t.Ink.Render(run.String()))
		}
		start = end
	}
	return painted.String()
}
