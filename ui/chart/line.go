package chart

import "math"

// drawLine draws the closes as a line of braille dots, two by four to a cell.
// Every point sets its dot, so that no spike is lost
// however many share a column.
func (c Chart) drawLine(page *canvas, l layout, s scale) {
	d := newDots(l.width, s.rows)
	px, py := -1, -1
	for i := range c.Points {
		if !c.Points[i].Close.Valid {
			px = -1
			continue
		}
		x, y := l.dot(i), s.step(toFloat(c.Points[i].Close.Decimal), s.rows*4)
		if px < 0 {
			px, py = x, y
		}
		d.line(px, py, x, y)
		px, py = x, y
	}
	for y := range s.rows {
		for x := range l.width {
			line := d.bits[y*l.width+x]
			if c.NoAxes { // small, and without an axis to read: the area gives it weight
				line |= d.below(x, y)
			}
			if line != 0 {
				page.set(x, y, braille|rune(line), roleCurve)
			}
		}
	}
}

const braille = '\u2800'

// brailleBit is the bit of a dot by its column and row in the cell.
var brailleBit = [2][4]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

// dots are the dots of a line.
type dots struct {
	width, rows int     // in cells
	bits        []uint8 // of each cell
	floor       []int   // the lowest dot of each column of dots, -1 where there is none
}

func newDots(width, rows int) *dots {
	d := &dots{width: width, rows: rows, bits: make([]uint8, width*rows), floor: make([]int, width*2)}
	for i := range d.floor {
		d.floor[i] = -1
	}
	return d
}

func (d *dots) set(x, y int) {
	d.bits[y/4*d.width+x/2] |= brailleBit[x%2][y%4]
	d.floor[x] = max(d.floor[x], y)
}

// line joins two dots, x1 not left of x0, in vertical runs that meet halfway.
func (d *dots) line(x0, y0, x1, y1 int) {
	d.set(x0, y0)
	from := y0
	for x := x0; x <= x1; x++ {
		to := y1
		if x < x1 {
			to = y0 + int(math.Round(float64(y1-y0)*(float64(x-x0)+0.5)/float64(x1-x0)))
		}
		step := 1
		if to < from {
			step = -1
		}
		for y := from; y != to; y += step {
			d.set(x, y)
		}
		d.set(x, to)
		from = to
	}
}

// below gives the dots of the area below the line within a cell.
func (d *dots) below(x, y int) uint8 {
	var bits uint8
	for dx := range 2 {
		floor := d.floor[x*2+dx]
		if floor < 0 {
			continue
		}
		for dy := range 4 {
			if y*4+dy > floor {
				bits |= brailleBit[dx][dy]
			}
		}
	}
	return bits
}
