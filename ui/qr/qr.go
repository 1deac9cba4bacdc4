// Package qr draws QR codes in the cells of a terminal.
package qr

import (
	"strings"

	"github.com/mdp/qrterminal/v3"

	"quipu/ui/text"
	"quipu/ui/theme"
)

// Capacity is what the largest QR code holds at level L, in bytes (ISO/IEC
// 18004, version 40-L); qrterminal panics beyond it.
const Capacity = 2953

// quietZone is the light margin in modules. Two are as reliable as the four of the
// standard, and fit more windows.
const quietZone = 2

// Code is a drawn code: painted lines, and its size in cells. The zero value is
// no code.
type Code struct {
	Lines         []string
	Width, Height int
}

// HalfBlocks draws address in half blocks, black on white whatever the theme. A
// cell whose two modules are alike is a blank on their color: a font's full
// block may leave gaps between rows. An empty address, and one longer than Capacity, give
// no code.
func HalfBlocks(address string, t *theme.Theme) Code {
	if address == "" || len(address) > Capacity {
		return Code{}
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
	code := Code{Width: len(rows[0]), Height: len(rows)}
	for _, row := range rows {
		code.Lines = append(code.Lines, paint(glyph.Replace(row), t))
	}
	return code
}

// paint gives a row of cells its colors. A full block is a blank on black.
func paint(row string, t *theme.Theme) string {
	ink, solid := text.StyleOf(t.Ink), text.StyleOf(t.Solid)
	var line text.Line
	for _, cell := range row {
		if cell == '█' {
			line.Rune(' ', solid)
		} else {
			line.Rune(cell, ink)
		}
	}
	return line.End()
}

// Fitting draws the code of an address in half blocks for a terminal of that
// size in cells, nil where it does not fit.
func Fitting(address string, width, height int) []string {
	code := HalfBlocks(address, theme.Plain())
	if code.Width > width || code.Height > height {
		return nil
	}
	return code.Lines
}
