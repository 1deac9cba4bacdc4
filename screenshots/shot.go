package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"time"
)

// shot is the screen at one moment: a picture, or a frame of a moving one.
type shot struct {
	img    *image.RGBA
	said   string
	passes []image.Rectangle // where it shows what is another at each run
	paints []color.RGBA      // of ink and ground
	long   time.Duration     // as a frame
}

// shoot draws and reads the screen as it is now.
func (p *player) shoot(f *face, long time.Duration) shot {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := shot{img: p.draw(f), long: long}
	s.said, s.passes = p.says()
	seen := map[color.RGBA]bool{p.look.background: true}
	for y := range p.term.Height() {
		for x := range p.term.Width() {
			if cell := p.term.CellAt(x, y); cell != nil {
				ink, ground := p.look.paint(cell.Style)
				seen[ink], seen[ground] = true, true
			}
		}
	}
	for c := range seen {
		s.paints = append(s.paints, c)
	}
	return s
}

// picture is a file to be, what it says, and its mark: see markOf.
type picture struct {
	said, mark string
	data       []byte
}

// betweenFrames stands between what two frames say.
const betweenFrames = "\f\n"

// develop makes one shot a PNG, and frames a GIF.
func develop(shots []shot, moves bool) (picture, error) {
	says := make([]string, len(shots))
	for i, s := range shots {
		says[i] = s.said
	}
	pic := picture{said: strings.Join(says, betweenFrames)}
	pic.mark = digest(pic.said) + " " + drawn(shots)
	encode := encodePNG
	if moves {
		encode = encodeGIF
	}
	var err error
	pic.data, err = encode(shots, pic.mark)
	return pic, err
}

// digest stands in a picture for what it says.
func digest(said string) string {
	sum := sha256.Sum256([]byte(said))
	return hex.EncodeToString(sum[:])
}

// drawn is the digest of what was drawn, without what passes.
func drawn(shots []shot) string {
	all := sha256.New()
	for _, s := range shots {
		lasting := &image.RGBA{Pix: slices.Clone(s.img.Pix), Stride: s.img.Stride, Rect: s.img.Rect}
		for _, place := range s.passes {
			draw.Draw(lasting, place, image.Transparent, image.Point{}, draw.Src)
		}
		_, _ = fmt.Fprintln(all, s.img.Rect, s.long.Milliseconds()/10)
		all.Write(lasting.Pix)
	}
	return hex.EncodeToString(all.Sum(nil))
}
