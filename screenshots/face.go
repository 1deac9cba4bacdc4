package main

import (
	"fmt"
	"image"
	"os"
	"path/filepath"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// face holds the two weights of the font, and the large one of keys.
type face struct {
	regular, bold, key font.Face
}

// loadFace reads DejaVu Sans Mono, which Debian's fonts-dejavu-core brings.
func loadFace(dir string) (*face, error) {
	load := func(name string, size float64) (font.Face, error) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("the font is missing (apt-get install fonts-dejavu-core, or -font-dir): %w", err)
		}
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		sized, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
		return steps{sized}, err
	}
	regular, err := load("DejaVuSansMono.ttf", fontSize)
	if err != nil {
		return nil, err
	}
	bold, err := load("DejaVuSansMono-Bold.ttf", fontSize)
	if err != nil {
		return nil, err
	}
	key, err := load("DejaVuSansMono-Bold.ttf", keySize)
	if err != nil {
		return nil, err
	}
	return &face{regular, bold, key}, nil
}

// steps is a font whose edges have fifteen shades instead of 254: the colours of
// a picture are then so few that a palette holds every one of them as it is.
type steps struct{ font.Face }

// Glyph is that of the font, whose mask is drawn anew for each character.
func (s steps) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	at, mask, from, advance, ok := s.Face.Glyph(dot, r)
	if alpha, is := mask.(*image.Alpha); is {
		for i, a := range alpha.Pix {
			alpha.Pix[i] = stepped(a)
		}
	}
	return at, mask, from, advance, ok
}

// stepped is the nearest of sixteen steps from nothing to all.
func stepped(alpha uint8) uint8 {
	return uint8((uint16(alpha) + 8) / 17 * 17) //nolint:gosec // at most 255
}
