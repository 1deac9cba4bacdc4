package chart

// bar is a candle in floats, or several merged.
type bar struct {
	open, high, low, close float64
	known                  bool
}

// add merges the next candle into b.
func (b *bar) add(next bar) {
	if !b.known {
		*b = next
		return
	}
	b.high, b.low, b.close = max(b.high, next.high), min(b.low, next.low), next.close
}

// bars gives the candles to draw. Where there are more points than columns,
// neighbours are merged.
func (c Chart) bars(l layout) []bar {
	each := l.merged()
	bars := make([]bar, l.count())
	for i := range c.Points {
		p := &c.Points[i]
		switch {
		case p.IsCandle():
			bars[i/each].add(bar{toFloat(p.Open.Decimal), toFloat(p.High.Decimal), toFloat(p.Low.Decimal), toFloat(p.Close.Decimal), true})
		case p.Close.Valid:
			v := toFloat(p.Close.Decimal)
			bars[i/each].add(bar{v, v, v, v, true})
		}
	}
	return bars
}

// drawCandles fills all bodies, or where no colour tells them apart only those of
// candles that fell.
func (c Chart) drawCandles(page *canvas, l layout, s scale, hollow bool) {
	for j, b := range c.bars(l) {
		if !b.known {
			continue
		}
		f := glyph{
			top: s.step(max(b.open, b.close), s.rows*2), bottom: s.step(min(b.open, b.close), s.rows*2),
			hollow: hollow && b.close >= b.open, flat: b.close == b.open, blocks: !hollow && l.width/l.count() > 1,
		}
		f.high, f.low = min(s.step(b.high, s.rows*2), f.top), max(s.step(b.low, s.rows*2), f.bottom)
		k := roleDown
		if b.close >= b.open {
			k = roleUp
		}
		f.alignToWicks()
		x, reach := l.centre(j), l.body()/2
		for y := f.high / 2; y <= f.low/2; y++ {
			page.set(x, y, f.middle(y, reach > 0), k)
			if y < f.top/2 || y > f.bottom/2 {
				continue
			}
			for dx := 1; dx <= reach; dx++ {
				left, right := f.side(y, dx == reach)
				page.set(x-dx, y, left, k)
				page.set(x+dx, y, right, k)
			}
		}
	}
}
