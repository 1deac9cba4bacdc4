//go:build unix

package main

import (
	"image"
	"testing"
)

// A key is in the corner of its own frame, whole, and its name on it.
func TestPressShowsTheKey(t *testing.T) {
	face, err := loadFace(fonts)
	if err != nil {
		t.Fatal(err)
	}
	look := coloursOf("dark")
	before := shot{img: image.NewRGBA(image.Rect(0, 0, 900, 700)), said: "screen\n", long: 5}
	fill(before.img, before.img.Bounds(), look.background)
	for _, name := range []string{"a", "enter", "down"} {
		s := press(before, name, face, look)
		key, sign := image.Rectangle{}, image.Rectangle{}
		for y := range 700 {
			for x := range 900 {
				switch at := image.Rect(x, y, x+1, y+1); {
				case s.img.RGBAAt(x, y) == look.foreground:
					key = key.Union(at)
				case at.In(key) && s.img.RGBAAt(x, y) == look.background && x > key.Min.X+keyRadius && x < 900-margin-keyClear-keyRadius:
					sign = sign.Union(at)
				}
			}
		}
		if key.Dy() != keyHeight || key.Dx() < keyHeight || !key.Inset(keyDepth).Overlaps(sign) || s.said != "["+name+"]\n" || s.long != pressed {
			t.Errorf("%s: the key is %v, its sign %v, it says %q", name, key, sign, s.said)
		}
	}
	if before.img.RGBAAt(800, 560) != look.background {
		t.Error("the frame before shows it too")
	}
}
