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

// heavy are the lines drawn three pixels wide.
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
		return drawDouble(img, area, r, ink)
	}
	before, after := 0, 1
	if strings.ContainsRune(heavy, r) {
		before, after = 1, 2
	}
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	for i, arm := range [4]image.Rectangle{
		image.Rect(x-before, area.Min.Y, x+after, y+after), image.Rect(x-before, y-before, area.Max.X, y+after),
		image.Rect(x-before, y-before, x+after, area.Max.Y), image.Rect(area.Min.X, y-before, x+after, y+after),
	} {
		if arms[i] {
			fill(img, arm, ink)
		}
	}
	return true
}

func drawDouble(img draw.Image, area image.Rectangle, r rune, ink color.Color) bool {
	way, known := doubles[r]
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	top, bottom := y, y+1
	if way.up {
		top = area.Min.Y
	}
	if way.down {
		bottom = area.Max.Y
	}
	if known {
		fill(img, image.Rect(x-2, top, x-1, bottom), ink)
		fill(img, image.Rect(x+2, top, x+3, bottom), ink)
	}
	if way.across {
		fill(img, image.Rect(area.Min.X, y, area.Max.X, y+1), ink)
	}
	return known
}

// drawCorner draws a quarter of a circle between the middles of two edges and
// the straight rest of the longer arm.
func drawCorner(img draw.Image, area image.Rectangle, way [2]int, ink color.Color) {
	x, y := area.Min.X+area.Dx()/2, area.Min.Y+area.Dy()/2
	radius := area.Dx() / 2
	centreX, centreY := float64(x+way[0]*radius), float64(y+way[1]*radius)
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			dx, dy := (float64(px)-centreX)*float64(way[0]), (float64(py)-centreY)*float64(way[1])
			cover := 0.0
			switch {
			case dx <= 0 && dy <= 0:
				cover = 1 - math.Abs(math.Hypot(dx, dy)-float64(radius))
			case dx <= 0 && px == x, dy <= 0 && py == y:
				cover = 1
			}
			if cover > 0 {
				spot := image.Rect(px, py, px+1, py+1)
				draw.DrawMask(img, spot, image.NewUniform(ink), image.Point{}, image.NewUniform(color.Alpha{A: uint8(255 * cover)}), image.Point{}, draw.Over)
			}
		}
	}
}
