package main

import (
	"bytes"
	"image"
	"image/gif"
	"slices"
	"time"
)

// encodeGIF makes frames a picture that goes on for ever, with its mark. Each
// frame is what differs from the one before, in a palette of its own.
func encodeGIF(frames []shot, mark string) ([]byte, error) {
	var all gif.GIF
	for i, f := range frames {
		part, _ := paletted(f, nil, f.img.Bounds())
		if i > 0 {
			part = difference(frames[i-1], f)
		}
		all.Image = append(all.Image, part)
		all.Delay = append(all.Delay, int(f.long/(10*time.Millisecond)))
		all.Disposal = append(all.Disposal, gif.DisposalNone)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &all); err != nil {
		return nil, err
	}
	data := b.Bytes()
	comment := append([]byte{0x21, 0xfe, byte(len(mark))}, mark...)
	return slices.Concat(data[:len(data)-1], comment, []byte{0, 0x3b}), nil // before the trailer
}

// difference gives what changes: with nothing where it stays the same, which is
// less to write for a moved cursor, or whole, which is less for another view.
func difference(before, now shot) *image.Paletted {
	area := changed(before.img, now.img)
	sparse, _ := paletted(now, before.img, area)
	whole, _ := paletted(now, nil, area)
	if written(whole) < written(sparse) {
		return whole
	}
	return sparse
}

// written is how many bytes a frame takes.
func written(frame *image.Paletted) int {
	var b bytes.Buffer
	_ = gif.Encode(&b, frame, nil)
	return b.Len()
}

// changed is the smallest area around what differs; of equals, it is a pixel.
func changed(before, now *image.RGBA) image.Rectangle {
	var area image.Rectangle
	for y := range now.Bounds().Dy() {
		for x := range now.Bounds().Dx() {
			if before.RGBAAt(x, y) != now.RGBAAt(x, y) {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if area.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	return area
}
