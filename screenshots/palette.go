package main

import (
	"image"
	"image/color"
	"slices"
)

// paletted gives a part of a shot in a palette of its own, with nothing where
// the shot before it is the same. It is exact where the palette has room for all
// colours; of more, the inks and grounds are kept and then those that are there
// most, and the rest take the nearest.
func paletted(s shot, before *image.RGBA, area image.Rectangle) (part *image.Paletted, exact bool) {
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA {
		c := s.img.RGBAAt(x, y)
		if before != nil && before.RGBAAt(x, y) == c {
			return color.RGBA{}
		}
		return c
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	table := tableOf(count, append(slices.Clone(s.paints), color.RGBA{}))
	index := make(map[color.RGBA]uint8, len(count))
	for c := range count {
		index[c] = uint8(table.Index(c)) //nolint:gosec // a palette has at most 256
	}
	part = image.NewPaletted(area, table)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			part.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return part, len(count) == len(table)
}

// tableOf chooses 256 of the colours, those to keep first, and in an order that
// is the same at each run.
func tableOf(count map[color.RGBA]int, keep []color.RGBA) color.Palette {
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		kept := slices.Contains(keep, a)
		switch {
		case kept != slices.Contains(keep, b) && kept:
			return -1
		case kept != slices.Contains(keep, b):
			return 1
		case count[a] != count[b]:
			return count[b] - count[a]
		}
		return slices.Compare([]uint8{a.R, a.G, a.B, a.A}, []uint8{b.R, b.G, b.B, b.A})
	})
	var table color.Palette
	for _, c := range all[:min(len(all), 256)] {
		table = append(table, c)
	}
	return table
}
