package main

import (
	"image"
	"image/color"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

var black, white = color.RGBA{A: 255}, color.RGBA{R: 255, G: 255, B: 255, A: 255}

// cells draws characters side by side, black on white.
func cells(t *testing.T, characters ...string) *image.RGBA {
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
	if got := share(cells(t, "█", "█", "█")); got != 1 {
		t.Errorf("three full blocks cover %v of their cells", got)
	}
	for _, c := range []string{"▀", "▄", "▌", "▐", "▚", "▞"} {
		if got := share(cells(t, c, c)); got != 0.5 {
			t.Errorf("%s covers %v of its cell", c, got)
		}
	}
	if got := share(cells(t, "\U0001fb0e", "\U0001fb0e")); got < 0.6 || got > 0.7 {
		t.Errorf("a sextant of four covers %v of its cell", got)
	}
}

func TestBrailleDots(t *testing.T) {
	if got := share(cells(t, "⠀")); got != 0 {
		t.Errorf("the empty pattern covers %v", got)
	}
	if one, eight := share(cells(t, "⠁")), share(cells(t, "⣿")); one == 0 || eight != 8*one {
		t.Errorf("one dot covers %v, eight %v", one, eight)
	}
}

// Eighths and shades cover about as much of a cell as they say.
func TestEighthsAndShades(t *testing.T) {
	for c, want := range map[string]float64{"▎": 0.2, "▂": 0.25, "▊": 0.7, "▆": 0.75} {
		if got := share(cells(t, c)); got < want-0.06 || got > want+0.06 {
			t.Errorf("%s covers %v of its cell, want about %v", c, got, want)
		}
	}
	light, dark := cells(t, "░").RGBAAt(3, 3), cells(t, "▓").RGBAAt(3, 3)
	if light.R <= dark.R || dark == black || light == white {
		t.Errorf("░ is %v, ▓ is %v", light, dark)
	}
}

// A wide character's ground and line take two cells.
func TestWideCharacterTakesTwoCells(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 3*cellWidth, cellHeight))
	fill(img, img.Bounds(), white)
	look := colours{foreground: black, background: white}
	drawCell(img, nil, look, &uv.Cell{Content: " ", Width: 2, Style: uv.Style{Attrs: uv.AttrReverse}}, 0, 0)
	if img.RGBAAt(2*cellWidth-1, 5) != black || img.RGBAAt(2*cellWidth, 5) != white {
		t.Error("it does not end with its second cell")
	}
}

// The sixteen, the cube and true colour.
func TestColours(t *testing.T) {
	look := coloursOf("dark")
	for name, c := range map[string]struct{ from, want color.Color }{
		"none":     {nil, look.foreground},
		"basic":    {ansi.BasicColor(1), look.basic[1]},
		"low 256":  {ansi.IndexedColor(9), look.basic[9]},
		"high 256": {ansi.IndexedColor(196), color.RGBA{R: 255, A: 255}},
		"true":     {color.RGBA{R: 1, G: 2, B: 3, A: 255}, color.RGBA{R: 1, G: 2, B: 3, A: 255}},
	} {
		if got := look.resolve(c.from, look.foreground); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Every sextant is drawn, and none like another.
func TestSextantsDiffer(t *testing.T) {
	seen := map[string]rune{}
	for r := rune(0x1fb00); r <= 0x1fb3b; r++ {
		img := cells(t, string(r))
		if before, found := seen[string(img.Pix)]; found {
			t.Errorf("%U looks like %U", r, before)
		}
		seen[string(img.Pix)] = r
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
