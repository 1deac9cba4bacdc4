package main

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

var black, white = color.RGBA{A: 255}, color.RGBA{R: 255, G: 255, B: 255, A: 255}

// drawn draws characters side by side, black on white.
func drawn(t *testing.T, characters ...string) *image.RGBA {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, cellWidth*len(characters), cellHeight))
	fill(img, img.Bounds(), white)
	look := coloursOf("light")
	look.foreground, look.background = black, white
	for i, c := range characters {
		cell := &uv.Cell{Content: c, Width: 1}
		drawCell(img, nil, look, cell, i*cellWidth, 0)
	}
	return img
}

func share(img image.Image) float64 {
	dark, all := 0, 0
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			all++
			if r, _, _, _ := img.At(x, y).RGBA(); r == 0 {
				dark++
			}
		}
	}
	return float64(dark) / float64(all)
}

func TestBlocksLeaveNoSeam(t *testing.T) {
	if got := share(drawn(t, "█", "█", "█")); got != 1 {
		t.Errorf("three full blocks cover %v of their cells", got)
	}
	for _, c := range []string{"▀", "▄", "▌", "▐", "▚", "▞"} {
		if got := share(drawn(t, c, c)); got != 0.5 {
			t.Errorf("%s covers %v of its cell", c, got)
		}
	}
	if got := share(drawn(t, "\U0001fb0e", "\U0001fb0e")); got < 0.6 || got > 0.7 {
		t.Errorf("a sextant of four covers %v of its cell", got)
	}
}

func TestLinesMeet(t *testing.T) {
	img := drawn(t, "─", "─", "┐")
	y := cellHeight / 2
	for x := range 2*cellWidth + cellWidth/2 {
		if img.RGBAAt(x, y) != black {
			t.Fatalf("the line has a hole at %d", x)
		}
	}
}

func TestBrailleDots(t *testing.T) {
	if got := share(drawn(t, "⠀")); got != 0 {
		t.Errorf("the empty pattern covers %v", got)
	}
	if one, eight := share(drawn(t, "⠁")), share(drawn(t, "⣿")); one == 0 || eight != 8*one {
		t.Errorf("one dot covers %v, eight %v", one, eight)
	}
}

func TestReverseAndFaint(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, cellWidth, cellHeight))
	look := colours{foreground: black, background: white}
	drawCell(img, nil, look, &uv.Cell{Content: " ", Width: 1, Style: uv.Style{Attrs: uv.AttrReverse}}, 0, 0)
	if img.RGBAAt(3, 3) != black {
		t.Error("reversed, the ground is not the ink's")
	}
	fill(img, img.Bounds(), white)
	drawCell(img, nil, look, &uv.Cell{Content: "█", Width: 1, Style: uv.Style{Attrs: uv.AttrFaint}}, 0, 0)
	if c := img.RGBAAt(3, 3); c == black || c == white {
		t.Errorf("faint is %v", c)
	}
}

// A small program on the real pty, to the picture.
func TestPlay(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '\\033[31mready\\033[0m '\nread line\necho \"got $line\"\nsleep 60\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := play(t.Context(), script, scene{columns: 40, rows: 4, theme: "dark"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.end()
	for _, step := range []string{"wait:ready", "type:abc", "key:enter", "wait:got abc", "sleep:1ms", "gone:nothing of this"} {
		if err := p.do(step); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	for _, step := range []string{"wait", "dance:x", "key:nosuchkey", "sleep:long", "wait:"} {
		if err := p.do(step); err == nil {
			t.Errorf("%q was accepted", step)
		}
	}
	f, err := loadFace("/usr/share/fonts/truetype/dejavu")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.png")
	if err := p.draw(f, path); err != nil {
		t.Fatal(err)
	}
	if stat, err := os.Stat(path); err != nil || stat.Size() < 200 {
		t.Errorf("no picture: %v", err)
	}
}

func TestMissingFontNamesThePackage(t *testing.T) {
	if _, err := loadFace(t.TempDir()); err == nil {
		t.Error("a font was found in an empty folder")
	}
}
