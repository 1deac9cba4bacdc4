package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The size of a cell, in pixels: one to two, so that a half block is a square.
const (
	cellWidth  = 10
	cellHeight = 20
	margin     = 14
	fontSize   = 16 // points at 72 dpi
)

// face holds the two weights of the font.
type face struct {
	regular, bold font.Face
}

// loadFace reads DejaVu Sans Mono, which Debian's fonts-dejavu-core brings.
func loadFace(dir string) (*face, error) {
	load := func(name string) (font.Face, error) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("the font is missing (apt-get install fonts-dejavu-core, or -font-dir): %w", err)
		}
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	}
	regular, err := load("DejaVuSansMono.ttf")
	if err != nil {
		return nil, err
	}
	bold, err := load("DejaVuSansMono-Bold.ttf")
	if err != nil {
		return nil, err
	}
	return &face{regular, bold}, nil
}

// draw writes the screen as a picture.
func (p *player) draw(f *face, path string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	columns, rows := p.term.Width(), p.term.Height()
	img := image.NewRGBA(image.Rect(0, 0, columns*cellWidth+2*margin, rows*cellHeight+2*margin))
	fill(img, img.Bounds(), p.look.background)
	for y := range rows {
		for x := range columns {
			if cell := p.term.CellAt(x, y); cell != nil && cell.Width > 0 {
				drawCell(img, f, p.look, cell, margin+x*cellWidth, margin+y*cellHeight)
			}
		}
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, img); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// drawCell paints one cell with its corner at x, y.
func drawCell(img draw.Image, f *face, look colours, cell *uv.Cell, x, y int) {
	attrs := cell.Style.Attrs
	ink, ground := look.resolve(cell.Style.Fg, look.foreground), look.resolve(cell.Style.Bg, look.background)
	if attrs&uv.AttrReverse != 0 {
		ink, ground = ground, ink
	}
	if attrs&uv.AttrFaint != 0 {
		ink = blend(ink, ground)
	}
	area := image.Rect(x, y, x+cellWidth*cell.Width, y+cellHeight)
	if ground != look.background {
		fill(img, area, ground)
	}
	if runes := []rune(cell.Content); len(runes) > 0 && !drawShape(img, area, runes[0], ink) {
		weight := f.regular
		if attrs&uv.AttrBold != 0 {
			weight = f.bold
		}
		d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: weight, Dot: fixed.P(x, y+cellHeight-5)}
		d.DrawString(cell.Content)
	}
	if cell.Style.Underline != 0 {
		fill(img, image.Rect(area.Min.X, area.Max.Y-3, area.Max.X, area.Max.Y-2), ink)
	}
}
