package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// decoded gives the frames of a picture as they are seen, one of a PNG.
func decoded(t *testing.T, path string) (frames []shot) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(path) == ".png" {
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return []shot{{img: over(image.NewRGBA(img.Bounds()), img)}}
	}
	all, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	seen := image.NewRGBA(image.Rect(0, 0, all.Config.Width, all.Config.Height))
	for i, part := range all.Image {
		seen = over(seen, part)
		frames = append(frames, shot{img: seen, long: time.Duration(all.Delay[i]) * 10 * time.Millisecond})
	}
	return frames
}

// over gives a copy of a picture with another laid on it.
func over(under *image.RGBA, img image.Image) *image.RGBA {
	both := image.NewRGBA(under.Bounds())
	draw.Draw(both, both.Bounds(), under, image.Point{}, draw.Src)
	draw.Draw(both, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return both
}

// plain is a shot of one colour with a spot of another.
func plain(ground, ink color.RGBA, spot image.Rectangle, said string) shot {
	s := shot{img: image.NewRGBA(image.Rect(0, 0, 60, 40)), said: said, long: time.Second, paints: []color.RGBA{ground, ink}}
	fill(s.img, s.img.Bounds(), ground)
	fill(s.img, spot, ink)
	return s
}

var spot = image.Rect(10, 10, 30, 20)

// What is read from a file is the mark that it was given, and the pixels are
// those that were drawn.
func TestPictureKeepsItsMarkAndItsPixels(t *testing.T) {
	purple := rgb(0xbb6bd9)
	frames := []shot{plain(white, purple, spot, "one\n"), plain(white, purple, spot.Add(image.Pt(5, 5)), "two\n"), plain(black, purple, spot, "three\n")}
	for name, moves := range map[string]bool{"still.png": false, "moving.gif": true} {
		shots := frames
		if !moves {
			shots = []shot{plain(white, purple, spot, "one\n")}
			shots[0].long = 0
		}
		pic, err := develop(shots, moves)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := write(path, pic.data); err != nil {
			t.Fatal(err)
		}
		if mark, err := markOf(path); err != nil || mark != pic.mark || mark != digest(pic.said)+" "+drawn(shots) {
			t.Errorf("%s: mark %q, want %q (%v)", name, mark, pic.mark, err)
		}
		if seen := decoded(t, path); drawn(seen) != drawn(shots) {
			t.Errorf("%s shows something else than what was drawn", name)
		}
	}
}

// The digest of the pixels is another for another colour, and the same for
// another QR code.
func TestDrawnIgnoresOnlyWhatPasses(t *testing.T) {
	was := plain(white, black, spot, "")
	now := plain(white, rgb(0x010000), spot, "")
	if drawn([]shot{was}) == drawn([]shot{now}) {
		t.Error("another ink is not noticed")
	}
	was.passes, now.passes = []image.Rectangle{spot}, []image.Rectangle{spot}
	if drawn([]shot{was}) != drawn([]shot{now}) {
		t.Error("what passes is noticed")
	}
	fill(now.img, image.Rect(0, 0, 1, 1), black)
	if drawn([]shot{was}) == drawn([]shot{now}) {
		t.Error("a pixel beside it is not noticed")
	}
}

// More colours than a palette has keep the inks and grounds as they are.
func TestPaletteKeepsTheInks(t *testing.T) {
	s := plain(white, rgb(0xbb6bd9), image.Rect(0, 0, 1, 1), "")
	for i := range 600 {
		fill(s.img, image.Rect(i%60, 10+i/60, i%60+1, 11+i/60), rgb(uint32(0x203040+i*3)))
	}
	part, exact := paletted(s, nil, s.img.Bounds())
	if exact || len(part.Palette) != 256 || part.At(0, 0) != rgb(0xbb6bd9) || part.At(5, 5) != white {
		t.Errorf("exact: %v, %d colours, ink %v, ground %v", exact, len(part.Palette), part.At(0, 0), part.At(5, 5))
	}
	pic, err := develop([]shot{s}, false)
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(pic.data)); err != nil || img.At(3, 12) != s.img.At(3, 12) {
		t.Errorf("a PNG of many colours is not exact: %v", err)
	}
}
