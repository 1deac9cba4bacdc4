package chart

// glyph is a candle in halves of cells, counted from the top.
type glyph struct {
	high, top, bottom, low int
	hollow                 bool // only the edge of the body is drawn
	flat                   bool // it closed where it opened
	blocks                 bool // the body is of blocks in its middle too
}

// alignToWicks lets a body of blocks take the whole cell that a wick comes into: no
// character has both.
func (f *glyph) alignToWicks() {
	if f.hollow || f.flat || !f.blocks {
		return
	}
	if f.high < f.top {
		f.top -= f.top % 2
	}
	if f.low > f.bottom {
		f.bottom += 1 - f.bottom%2
	}
}

// part is what half a cell of a candle's middle column holds.
type part uint8

const (
	none part = iota
	wick
	body
)

// The middle column of a candle by the upper and the lower half of a cell. Without
// colours one that rose is hollow and one that fell is filled. Where no character
// has both parts, the body takes the cell.
var (
	filledRunes = [3][3]rune{{' ', '╷', '╻'}, {'╵', '│', '╽'}, {'╹', '╿', '┃'}}
	hollowRunes = [3][3]rune{{' ', '╷', '╥'}, {'╵', '│', '╫'}, {'╨', '╫', '║'}}
)

func (f glyph) at(half int) part {
	switch {
	case half >= f.top && half <= f.bottom:
		return body
	case half >= f.high && half <= f.low:
		return wick
	default:
		return none
	}
}

// middle is the rune of the middle column in row y; a wide candle has more
// columns beside it.
func (f glyph) middle(y int, wide bool) rune {
	first, last := y == f.top/2, y == f.bottom/2
	inside := y >= f.top/2 && y <= f.bottom/2
	above, below := f.high < f.top, f.low > f.bottom
	switch {
	case f.flat && inside:
		return junction(above, below, [4]rune{'─', '┴', '┬', '┼'})
	case (wide || f.blocks) && inside && !f.hollow:
		return f.fill(y)
	case wide && inside && first && last:
		return junction(above, below, [4]rune{'═', '╧', '╤', '╪'})
	case wide && inside && (first || last):
		return junction(first && above, last && below, [4]rune{'─', '┴', '┬'})
	case wide && inside:
		return 0
	case f.hollow:
		return hollowRunes[f.at(2*y)][f.at(2*y+1)]
	default:
		return filledRunes[f.at(2*y)][f.at(2*y+1)]
	}
}

// junction chooses by the wicks that meet the body: none, one above, one below,
// both.
func junction(above, below bool, runes [4]rune) rune {
	switch {
	case above && below:
		return runes[3]
	case below:
		return runes[2]
	case above:
		return runes[1]
	default:
		return runes[0]
	}
}

// side gives the runes left and right of the middle in row y of the body, the
// edge or what lies between.
func (f glyph) side(y int, edge bool) (left, right rune) {
	first, last := y == f.top/2, y == f.bottom/2
	switch {
	case f.flat:
		return '─', '─'
	case !f.hollow:
		return f.fill(y), f.fill(y)
	case first && last && edge:
		return '╞', '╡'
	case first && last:
		return '═', '═'
	case first && edge:
		return '┌', '┐'
	case last && edge:
		return '└', '┘'
	case first, last:
		return '─', '─'
	case edge:
		return '│', '│'
	default:
		return 0, 0
	}
}

// fill is a filled cell of the body, half of it where the other half is not
// the body's.
func (f glyph) fill(y int) rune {
	switch {
	case f.at(2*y) == none:
		return '▄'
	case f.at(2*y+1) == none:
		return '▀'
	default:
		return '█'
	}
}
