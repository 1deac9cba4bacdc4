// Package emulator runs a program on a pseudo terminal and reads back what its
// screen shows. It is for tests: whatever goes wrong ends them.
package emulator

import (
	"image"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Screen is an emulated screen.
type Screen interface {
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
}

// ReadCode reads a QR code off the screen of a dark or a light terminal, "" where
// there is none to read. It looks at several pictures, and at the white alone that
// a code is drawn on: the decoder misses one in two hundred good ones.
func ReadCode(screen Screen, light bool) string {
	for _, pixels := range []int{1, 2, 3} {
		img := picture(screen, light, pixels)
		for _, part := range []image.Image{img, img.SubImage(paper(img))} {
			for _, hints := range []map[gozxing.DecodeHintType]any{nil, {gozxing.DecodeHintType_TRY_HARDER: true}, {gozxing.DecodeHintType_PURE_BARCODE: true}} {
				if text, err := decodeQR(part, hints); err == nil {
					return text
				}
			}
		}
	}
	return ""
}

func decodeQR(img image.Image, hints map[gozxing.DecodeHintType]any) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// paper is the part of a picture that holds all that is truly white.
func paper(img *image.Gray) (part image.Rectangle) {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.GrayAt(x, y).Y == 0xff {
				part = part.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return part
}

// A cell is drawn of 2×6 parts: half blocks fill three rows of them, sextants two.
const partsWide, partsHigh = 2, 6

// picture draws the screen with that many pixels to a part.
func picture(screen Screen, light bool, pixels int) *image.Gray {
	width, height := partsWide*3*pixels, partsHigh*2*pixels
	img := image.NewGray(image.Rect(0, 0, screen.Width()*width, screen.Height()*height))
	for y := range screen.Height() {
		for x := range screen.Width() {
			fg, bg, filled := ink(screen.CellAt(x, y), light)
			for dy := range height {
				for dx := range width {
					shade := bg
					if part := dy*partsHigh/height*partsWide + dx*partsWide/width; filled>>part&1 == 1 {
						shade = fg
					}
					img.SetGray(x*width+dx, y*height+dy, shade)
				}
			}
		}
	}
	return img
}

// ink gives a cell's shades, and which parts are filled.
func ink(cell *uv.Cell, light bool) (fg, bg color.Gray, filled int) {
	fg, bg = color.Gray{Y: 0xcc}, color.Gray{Y: 0x11}
	if light {
		fg, bg = color.Gray{Y: 0x22}, color.Gray{Y: 0xee}
	}
	if cell == nil || cell.Content == "" {
		return fg, bg, 0
	}
	if c := cell.Style.Fg; c != nil {
		fg, _ = color.GrayModel.Convert(c).(color.Gray)
	}
	if c := cell.Style.Bg; c != nil {
		bg, _ = color.GrayModel.Convert(c).(color.Gray)
	}
	return fg, bg, parts([]rune(cell.Content)[0])
}

// parts gives the filled parts of a half block or a sextant, from the upper left
// on.
func parts(r rune) int {
	switch r {
	case '▀':
		return 0b000000111111
	case '▄':
		return 0b111111000000
	case '▌':
		return 0b010101010101
	case '▐':
		return 0b101010101010
	}
	if r < 0x1FB00 || r > 0x1FB3B {
		return 0
	}
	bits := int(r-0x1FB00) + 1 // the block leaves out what Unicode had: both halves
	if bits > 20 {
		bits++
	}
	if bits > 41 {
		bits++
	}
	filled := 0
	for part := range 6 {
		if bits>>part&1 == 1 {
			filled |= 0b0101 << (part/2*4 + part%2)
		}
	}
	return filled
}
