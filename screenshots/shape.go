package main

import (
	"image"
	"image/color"
	"image/draw"
)

// drawShape draws what fonts draw with seams: blocks, braille and lines, as
// rectangles that end exactly where the next cell begins. It reports false for
// a character that is the font's.
func drawShape(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	switch {
	case r == ' ' || r == 0:
		return true
	case r >= 0x2800 && r <= 0x28ff:
		drawBraille(img, area, r-0x2800, ink)
	case r >= 0x1fb00 && r <= 0x1fb3b:
		drawSextant(img, area, r, ink)
	default:
		return drawBlock(img, area, r, ink) || drawLine(img, area, r, ink)
	}
	return true
}

// blocks are rectangles in eighths of a cell: left, top, right, bottom.
var blocks = map[rune][][4]int{
	'█': {{0, 0, 8, 8}}, '▀': {{0, 0, 8, 4}}, '▄': {{0, 4, 8, 8}}, '▌': {{0, 0, 4, 8}}, '▐': {{4, 0, 8, 8}},
	'▁': {{0, 7, 8, 8}}, '▂': {{0, 6, 8, 8}}, '▃': {{0, 5, 8, 8}}, '▅': {{0, 3, 8, 8}}, '▆': {{0, 2, 8, 8}}, '▇': {{0, 1, 8, 8}},
	'▉': {{0, 0, 7, 8}}, '▊': {{0, 0, 6, 8}}, '▋': {{0, 0, 5, 8}}, '▍': {{0, 0, 3, 8}}, '▎': {{0, 0, 2, 8}}, '▏': {{0, 0, 1, 8}},
	'▔': {{0, 0, 8, 1}}, '▕': {{7, 0, 8, 8}},
	'▘': {{0, 0, 4, 4}}, '▝': {{4, 0, 8, 4}}, '▖': {{0, 4, 4, 8}}, '▗': {{4, 4, 8, 8}},
	'▚': {{0, 0, 4, 4}, {4, 4, 8, 8}}, '▞': {{4, 0, 8, 4}, {0, 4, 4, 8}},
	'▙': {{0, 0, 4, 8}, {4, 4, 8, 8}}, '▟': {{4, 0, 8, 8}, {0, 4, 4, 8}},
	'▛': {{0, 0, 4, 8}, {4, 0, 8, 4}}, '▜': {{4, 0, 8, 8}, {0, 0, 4, 4}},
}

// shades are how much of the ink is laid on.
var shades = map[rune]float64{'░': 0.25, '▒': 0.5, '▓': 0.75}

func drawBlock(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	if share, known := shades[r]; known {
		cover(img, area, ink, share)
		return true
	}
	parts, known := blocks[r]
	for _, part := range parts {
		fill(img, eighths(area, part), ink)
	}
	return known
}

// cover lays a share of the ink on an area, in the steps that letters have.
func cover(img draw.Image, area image.Rectangle, ink color.Color, share float64) {
	alpha := stepped(uint8(255 * min(max(share, 0), 1)))
	draw.DrawMask(img, area, image.NewUniform(ink), image.Point{}, image.NewUniform(color.Alpha{A: alpha}), image.Point{}, draw.Over)
}

func eighths(area image.Rectangle, p [4]int) image.Rectangle {
	w, h := area.Dx(), area.Dy()
	return image.Rect(area.Min.X+w*p[0]/8, area.Min.Y+h*p[1]/8, area.Min.X+w*p[2]/8, area.Min.Y+h*p[3]/8)
}

// dot is half as wide as a dot of braille, whose corners are cut.
const dot = 3

// drawBraille draws the dots of a pattern: two columns of four.
func drawBraille(img draw.Image, area image.Rectangle, bits rune, ink color.Color) {
	places := [8][2]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}
	for i, place := range places {
		if bits&(1<<i) == 0 {
			continue
		}
		x := area.Min.X + area.Dx()*(2*place[0]+1)/4
		y := area.Min.Y + area.Dy()*(2*place[1]+1)/8
		fill(img, image.Rect(x-dot, y-dot+1, x+dot, y+dot-1), ink)
		fill(img, image.Rect(x-dot+1, y-dot, x+dot-1, y+dot), ink)
	}
}

// drawSextant draws a mosaic of two by three. The block skips the four
// patterns that exist elsewhere: none, left half, right half, all.
func drawSextant(img draw.Image, area image.Rectangle, r rune, ink color.Color) {
	bits := r - 0x1fb00 + 1
	if bits >= 0b010101 {
		bits++
	}
	if bits >= 0b101010 {
		bits++
	}
	for i := range 6 {
		if bits&(1<<i) == 0 {
			continue
		}
		column, row := i%2, i/2
		fill(img, image.Rect(
			area.Min.X+area.Dx()*column/2, area.Min.Y+area.Dy()*row/3,
			area.Min.X+area.Dx()*(column+1)/2, area.Min.Y+area.Dy()*(row+1)/3), ink)
	}
}
