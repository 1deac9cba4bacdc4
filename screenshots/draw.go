package main

import (
	"image"
	"image/color"
	"image/draw"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// The size of a cell, in pixels: one to two, so that a half block is a square,
// and twice what a plain display shows, so that a fine one has something to show.
const (
	cellWidth  = 20
	cellHeight = 40
	margin     = 28
	stroke     = 2  // of lines
	fontSize   = 33 // points at 72 dpi: letters of 20 pixels
	baseline   = 31 // from the top of a cell
)

// draw paints the screen as it is now.
func (p *player) draw(f *face) *image.RGBA {
	columns, rows := p.term.Width(), p.term.Height()
	img := image.NewRGBA(image.Rect(0, 0, columns*cellWidth+2*margin, rows*cellHeight+2*margin))
	fill(img, img.Bounds(), blend(blend(p.look.foreground, p.look.background), p.look.background)) // an edge, on a page as light as it
	fill(img, img.Bounds().Inset(stroke/2), p.look.background)
	for y := range rows {
		for x := range columns {
			if cell := p.term.CellAt(x, y); cell != nil && cell.Width > 0 {
				at := place(x, y).Min
				drawCell(img, f, p.look, cell, at.X, at.Y)
			}
		}
	}
	if p.cursor.shown {
		p.drawCursor(img, f)
	}
	return img
}

// place is where a cell is drawn.
func place(x, y int) image.Rectangle {
	return image.Rect(0, 0, cellWidth, cellHeight).Add(image.Pt(margin+x*cellWidth, margin+y*cellHeight))
}

// drawCursor paints the cursor: a block is its cell reversed.
func (p *player) drawCursor(img *image.RGBA, f *face) {
	at := p.term.CursorPosition()
	x, y := place(at.X, at.Y).Min.X, place(at.X, at.Y).Min.Y
	switch p.cursor.style {
	case vt.CursorUnderline:
		fill(img, image.Rect(x, y+cellHeight-2*stroke, x+cellWidth, y+cellHeight), p.look.foreground)
	case vt.CursorBar:
		fill(img, image.Rect(x, y, x+2*stroke, y+cellHeight), p.look.foreground)
	default:
		under := uv.Cell{Content: " ", Width: 1}
		if cell := p.term.CellAt(at.X, at.Y); cell != nil && cell.Width > 0 {
			under = *cell
		}
		under.Style.Attrs ^= uv.AttrReverse
		drawCell(img, f, p.look, &under, x, y)
	}
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// drawCell paints one cell with its corner at x, y.
func drawCell(img *image.RGBA, f *face, look colours, cell *uv.Cell, x, y int) {
	area := image.Rect(x, y, x+cellWidth*cell.Width, y+cellHeight)
	ink, ground := look.paint(cell.Style)
	fill(img, area, ground)
	if cell.Style.Attrs&uv.AttrConceal != 0 {
		return
	}
	if runes := []rune(cell.Content); len(runes) > 0 && !drawShape(img, area, runes[0], ink) {
		weight := f.regular
		if cell.Style.Attrs&uv.AttrBold != 0 {
			weight = f.bold
		}
		d := font.Drawer{Dst: img.SubImage(area).(draw.Image), Src: image.NewUniform(ink), Face: weight, Dot: fixed.P(x, y+baseline)}
		d.DrawString(cell.Content)
	}
	if cell.Style.Underline != 0 {
		fill(img, image.Rect(area.Min.X, y+baseline+2*stroke, area.Max.X, y+baseline+3*stroke), ink)
	}
	if cell.Style.Attrs&uv.AttrStrikethrough != 0 {
		fill(img, image.Rect(area.Min.X, y+cellHeight/2, area.Max.X, y+cellHeight/2+stroke), ink)
	}
}
