package ui

// drawBaseline dots the row of the baseline wherever the curve is not.
func (c chart) drawBaseline(page *sheet, l layout, s scale) {
	if !s.base {
		return
	}
	y := s.row(approx(c.baseline.Decimal))
	for x := range l.width {
		if k := page.ink(x, y); k == inkNone || k == inkArea {
			page.set(x, y, '┄', inkFaint)
		}
	}
}

// drawCursor draws a line through the point under the cursor and marks it. A
// candle stays as it is, between the two ends of the line.
func (c chart) drawCursor(page *sheet, l layout, s scale) {
	if c.cursor < 0 || c.cursor >= len(c.points) {
		return
	}
	x := l.column(c.cursor)
	for y := range l.rows {
		if k := page.ink(x, y); !c.candles || k != inkUp && k != inkDown {
			page.set(x, y, '┊', inkFaint)
		}
	}
	p := &c.points[c.cursor]
	if p.close.Valid && (!c.candles || page.ink(x, s.row(approx(p.close.Decimal))) == inkFaint) {
		page.set(x, s.row(approx(p.close.Decimal)), '●', inkMark)
	}
}
