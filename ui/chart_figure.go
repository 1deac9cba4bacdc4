package ui

// figure is a candle in halves of cells, counted from the top.
type figure struct {
	high, top, bottom, low int
	hollow                 bool // only the edge of the body is drawn
	still                  bool // it closed where it opened
	block                  bool // the body is of blocks in its middle too
}

// join lets a body of blocks take the whole cell that a wick comes into: no
// character has both.
func (f *figure) join() {
	if f.hollow || f.still || !f.block {
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

func (f figure) at(half int) part {
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
func (f figure) middle(y int, wide bool) rune {
	first, last := y == f.top/2, y == f.bottom/2
	inside := y >= f.top/2 && y <= f.bottom/2
	above, below := f.high < f.top, f.low > f.bottom
	switch {
	case f.still && inside:
		return joint(above, below, [4]rune{'─', '┴', '┬', '┼'})
	case (wide || f.block) && inside && !f.hollow:
		return f.lump(y)
	case wide && inside && first && last:
		return joint(above, below, [4]rune{'═', '╧', '╤', '╪'})
	case wide && inside && (first || last):
		return joint(first && above, last && below, [4]rune{'─', '┴', '┬'})
	case wide && inside:
		return 0
	case f.hollow:
		return hollowRunes[f.at(2*y)][f.at(2*y+1)]
	default:
		return filledRunes[f.at(2*y)][f.at(2*y+1)]
	}
}

// joint chooses by the wicks that meet the body: none, one above, one below,
// both.
func joint(above, below bool, runes [4]rune) rune {
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
func (f figure) side(y int, edge bool) (left, right rune) {
	first, last := y == f.top/2, y == f.bottom/2
	switch {
	case f.still:
		return '─', '─'
	case !f.hollow:
		return f.lump(y), f.lump(y)
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

// lump is a filled cell of the body, half of it where the other half is not
// the body's.
func (f figure) lump(y int) rune {
	switch {
	case f.at(2*y) == none:
		return '▄'
	case f.at(2*y+1) == none:
		return '▀'
	default:
		return '█'
	}
}
