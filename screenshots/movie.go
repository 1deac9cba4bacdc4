package main

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"os"
	"slices"
	"time"
)

// frame is one picture of a moving one.
type frame struct {
	img  *image.RGBA
	said string
	long time.Duration
}

// writeGIF writes frames as one that goes on for ever, with its mark.
func writeGIF(path string, frames []frame, mark string) error {
	table := mostUsed(frames)
	var all gif.GIF
	for i, f := range frames {
		img := image.NewPaletted(f.img.Bounds(), table)
		known := map[color.RGBA]uint8{}
		for y := range f.img.Bounds().Dy() {
			for x := range f.img.Bounds().Dx() {
				c := f.img.RGBAAt(x, y)
				index, seen := known[c]
				if !seen {
					index = uint8(table.Index(c)) //nolint:gosec // a palette has at most 256
					known[c] = index
				}
				img.SetColorIndex(x, y, index)
			}
		}
		if i > 0 {
			img = changed(all.Image[0], frames[i-1].img, f.img, img)
		}
		all.Image = append(all.Image, img)
		all.Delay = append(all.Delay, int(f.long/(10*time.Millisecond)))
		all.Disposal = append(all.Disposal, gif.DisposalNone)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &all); err != nil {
		return err
	}
	data := b.Bytes()
	comment := append([]byte{0x21, 0xfe, byte(len(mark))}, mark...)
	data = slices.Concat(data[:len(data)-1], comment, []byte{0, 0x3b}) // before the trailer
	return os.WriteFile(path, data, 0o644)                             //nolint:gosec // a picture is for everybody
}

// changed is the part of a picture that differs from the one before.
func changed(first *image.Paletted, before, now *image.RGBA, whole *image.Paletted) *image.Paletted {
	var area image.Rectangle
	for y := range now.Bounds().Dy() {
		for x := range now.Bounds().Dx() {
			if before.RGBAAt(x, y) != now.RGBAAt(x, y) {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if area.Empty() {
		area = image.Rect(0, 0, 1, 1)
	}
	return whole.SubImage(area.Intersect(first.Bounds())).(*image.Paletted) //nolint:forcetypeassert // it is of a Paletted
}

// mostUsed is the 256 colours that are there most.
func mostUsed(frames []frame) color.Palette {
	count := map[color.RGBA]int{}
	for _, f := range frames {
		for y := range f.img.Bounds().Dy() {
			for x := range f.img.Bounds().Dx() {
				count[f.img.RGBAAt(x, y)]++
			}
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return slices.Compare([]uint8{a.R, a.G, a.B}, []uint8{b.R, b.G, b.B})
	})
	var p color.Palette
	for _, c := range all[:min(len(all), 256)] {
		p = append(p, c)
	}
	return p
}
