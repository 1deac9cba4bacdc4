package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
)

// lines are the arms of a line character: up, right, down, left.
var lines = map[rune][4]bool{
	'─': {false, true, false, true}, '━': {false, true, false, true}, '│': {true, false, true, false}, '┃': {true, false, true, false},
	'┌': {false, true, true, false}, '┐': {false, false, true, true}, '└': {true, true, false, false}, '┘': {true, false, false, true},
	'├': {true, true, true, false}, '┤': {true, false, true, true}, '┬': {false, true, true, true}, '┴': {true, true, false, true}, '┼': {true, true, true, true},
	'┏': {false, true, true, false}, '┓': {false, false, true, true}, '┗': {true, true, false, false}, '┛': {true, false, false, true},
	'┣': {true, true, true, false}, '┫': {true, false, true, true}, '┳': {false, true, true, true}, '┻': {true, true, false, true}, '╋': {true, true, true, true},
	'╴': {false, false, false, true}, '╵': {true, false, false, false}, '╶': {false, true, false, false}, '╷': {false, false, true, false},
	'╹': {true, false, false, false}, '╻': {false, false, true, false},
}

// made are the lines that are two others in one cell.
var made = map[rune][2]rune{'╿': {'╹', '╷'}, '╽': {'╵', '╻'}, '╫': {'║', '─'}}

// doubles are upright lines of two: how far up and down they go, and whether a
// line lies across.
var doubles = map[rune]struct{ up, down, across bool }{'║': {true, true, false}, '╨': {true, false, true}, '╥': {false, true, true}}

// heavy are the lines drawn three times as wide.
const heavy = "━┃┏┓┗┛┣┫┳┻╋╹╻"

// corners are the round ones: which way the arms go, right or left, down or up.
var corners = map[rune][2]int{'╭': {1, 1}, '╮': {-1, 1}, '╯': {-1, -1}, '╰': {1, -1}}

// drawLine draws lines that meet those of the next cell.
func drawLine(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	if way, round := corners[r]; round {
		drawCorner(img, area, way, ink)
		return true
	}
	if parts, known := made[r]; known {
		return drawLine(img, area, parts[0], ink) && drawLine(img, area, parts[1], ink)
	}
	arms, known := lines[r]
	if !known {
		return drawDouble(img, area, r, ink) || drawDashes(img, area, r, ink)
	}
	half := stroke / 2
	if strings.ContainsRune(heavy, r) {
		half = 3 * stroke / 2
	}
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	for i, arm := range [4]image.Rectangle{
		image.Rect(x-half, area.Min.Y, x+half, y+half), image.Rect(x-half, y-half, area.Max.X, y+half),
		image.Rect(x-half, y-half, x+half, area.Max.Y), image.Rect(area.Min.X, y-half, x+half, y+half),
	} {
		if arms[i] {
			fill(img, arm, ink)
		}
	}
	return true
}

// dashes are the broken lines: of how many pieces in a cell.
var dashes = map[rune]struct {
	pieces  int
	upright bool
}{'┄': {3, false}, '┆': {3, true}, '┈': {4, false}, '┊': {4, true}, '╌': {2, false}, '╎': {2, true}}

// drawDashes draws the pieces with gaps of two pixels, halved at the cell's ends.
func drawDashes(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	line, known := dashes[r]
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	for i := range line.pieces {
		if line.upright {
			from, to := area.Dy()*i/line.pieces, area.Dy()*(i+1)/line.pieces
			fill(img, image.Rect(x-stroke/2, area.Min.Y+from+1, x+stroke/2, area.Min.Y+to-1), ink)
		} else {
			from, to := area.Dx()*i/line.pieces, area.Dx()*(i+1)/line.pieces
			fill(img, image.Rect(area.Min.X+from+1, y-stroke/2, area.Min.X+to-1, y+stroke/2), ink)
		}
	}
	return known
}

// apart is how far the lines of a double one are from the middle.
const apart = stroke + stroke/2

func drawDouble(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	way, known := doubles[r]
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	top, bottom := y-stroke/2, y+stroke/2
	if way.up {
		top = area.Min.Y
	}
	if way.down {
		bottom = area.Max.Y
	}
	if known {
		fill(img, image.Rect(x-apart-stroke, top, x-apart, bottom), ink)
		fill(img, image.Rect(x+apart, top, x+apart+stroke, bottom), ink)
	}
	if way.across {
		fill(img, image.Rect(area.Min.X, y-stroke/2, area.Max.X, y+stroke/2), ink)
	}
	return known
}

// drawCorner draws a quarter of a circle between the middles of two edges and
// the straight rest of the longer arm.
func drawCorner(img draw.Image, area image.Rectangle, way [2]int, ink color.Color) {
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	radius := float64(area.Dx() / 2)
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			dx := (float64(px-x)+0.5)*float64(way[0]) - radius // from the circle's middle
			dy := (float64(py-y)+0.5)*float64(way[1]) - radius
			off := math.Abs(dx + radius) // from the middle of the line
			if dy <= 0 {
				off = math.Abs(math.Hypot(dx, dy) - radius)
			}
			cover(img, image.Rect(px, py, px+1, py+1), ink, stroke/2+0.5-off)
		}
	}
}
