package main

import (
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// colours are what a terminal paints with: its ground, its ink and its first
// sixteen colours.
type colours struct {
	background, foreground color.RGBA
	basic                  [16]color.RGBA
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255} //nolint:gosec // three bytes
}

func palette(hex ...uint32) (all [16]color.RGBA) {
	for i, h := range hex {
		all[i] = rgb(h)
	}
	return all
}

// coloursOf gives a soft dark terminal, or a soft light one.
func coloursOf(theme string) colours {
	if theme == "light" {
		return colours{
			background: rgb(0xfaf9f5), foreground: rgb(0x2b2b2b),
			basic: palette(0x2b2b2b, 0xb3261e, 0x2e7d32, 0x9a6700, 0x1f5fb0, 0x8e2f9c, 0x0f7285, 0xd8d8d2,
				0x77766f, 0xd0392f, 0x3c9a41, 0xb58100, 0x3a7bd0, 0xa94bb8, 0x1b93a8, 0xffffff),
		}
	}
	return colours{
		background: rgb(0x1a1b26), foreground: rgb(0xd5d8e6),
		basic: palette(0x15161e, 0xe06c75, 0x7fc98f, 0xe0af68, 0x7aa2f7, 0xbb6bd9, 0x6cc7d4, 0xb9bdd0,
			0x565f89, 0xff8089, 0x9be0a8, 0xf2c887, 0x9ab8ff, 0xd08be8, 0x8fe0ea, 0xffffff),
	}
}

// resolve gives the paint for a cell's colour; nil is what stands in for none.
func (c colours) resolve(wanted color.Color, none color.RGBA) color.RGBA {
	switch v := wanted.(type) {
	case nil:
		return none
	case ansi.BasicColor:
		return c.basic[v&15]
	case ansi.IndexedColor:
		if v < 16 {
			return c.basic[v]
		}
	}
	r, g, b, _ := wanted.RGBA()
	return color.RGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 255} //nolint:gosec // high bytes
}

// paint gives a cell's ink and ground. Faint is half way to the ground.
func (c colours) paint(style uv.Style) (ink, ground color.RGBA) {
	ink, ground = c.resolve(style.Fg, c.foreground), c.resolve(style.Bg, c.background)
	if style.Attrs&uv.AttrReverse != 0 {
		ink, ground = ground, ink
	}
	if style.Attrs&uv.AttrFaint != 0 {
		ink = blend(ink, ground)
	}
	return ink, ground
}

// blend mixes two paints evenly, for faint text.
func blend(a, b color.RGBA) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8((uint16(x) + uint16(y)) / 2) } //nolint:gosec // a mean of bytes
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}
