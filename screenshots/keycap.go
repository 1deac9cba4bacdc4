package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// In a moving picture a pressed key is shown before what it does.
const (
	pressed     = 700 * time.Millisecond
	keyHeight   = 132
	keyPadding  = 40 // beside the name
	keyDepth    = 10 // of the edge below
	keyRadius   = 20
	keySize     = 60 // points of its name
	keyBaseline = 85
	keyClear    = 24 // of the screen around it
)

// signs are on the keys instead of their names.
var signs = map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→"}

// press gives the frame with a key in its corner, above the line of keys.
func press(s shot, key string, f *face, look colours) shot {
	name := key
	if sign, known := signs[key]; known {
		name = sign
	}
	s.img = &image.RGBA{Pix: slices.Clone(s.img.Pix), Stride: s.img.Stride, Rect: s.img.Rect}
	wide := font.MeasureString(f.key, name).Round()
	corner := s.img.Bounds().Max.Sub(image.Pt(margin+keyClear, margin+2*cellHeight))
	top := image.Rect(corner.X-max(wide+2*keyPadding, keyHeight), corner.Y-keyHeight, corner.X, corner.Y)
	edge := look.basic[8]
	roundedRect(s.img, top.Inset(-keyClear).Add(image.Pt(0, keyDepth/2)), look.background)
	roundedRect(s.img, top.Add(image.Pt(0, keyDepth)), edge)
	roundedRect(s.img, top, look.foreground)
	d := font.Drawer{Dst: s.img, Src: image.NewUniform(look.background), Face: f.key}
	d.Dot = fixed.P((top.Min.X+top.Max.X-wide)/2, top.Min.Y+keyBaseline)
	d.DrawString(name)
	s.said, s.long = keySaid(key), pressed
	s.paints = append(slices.Clone(s.paints), look.foreground, look.background, edge)
	return s
}

// keySaid is what a frame says that shows a key.
func keySaid(key string) string { return "[" + key + "]\n" }

// roundedRect fills an area but for its corners.
func roundedRect(img draw.Image, area image.Rectangle, c color.Color) {
	middle := area.Inset(keyRadius)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			dx := max(middle.Min.X-x, x-middle.Max.X+1, 0)
			dy := max(middle.Min.Y-y, y-middle.Max.Y+1, 0)
			off := 0.0
			if dx > 0 && dy > 0 {
				off = math.Hypot(float64(dx)-0.5, float64(dy)-0.5)
			}
			cover(img, image.Rect(x, y, x+1, y+1), c, keyRadius+0.5-off)
		}
	}
}
