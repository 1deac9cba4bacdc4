package main

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"image"
	"image/color"
	"regexp"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// What differs from one run to the next and is no figure: it is left out of what
// a picture says.
var passing = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\d:\d\d left`), "m:ss left"},                                 // of the sign-in
	{regexp.MustCompile(`(now|\d+ s) {2,3}\d+ of 200 calls left`), "age, calls left"}, // of the figures, and the budget
	{regexp.MustCompile(`pending new +\d+ [sm]$`), "pending new  age"},                // of an order that is a minute old
	{regexp.MustCompile(`quipu-[0-9a-f]{32}`), "quipu-id"},                            // of an order that was sent
	{regexp.MustCompile(`, (now|\d+ s ago)$`), ", age"},                               // of a quote
	{regexp.MustCompile(`  now$`), "  age"},
	{regexp.MustCompile(`  \d+ s$`), "  age"},
	{regexp.MustCompile(`[0-9a-f]{4}…[0-9a-f]{4}`), "cafe…cafe"},    // the demo's OAuth app
	{regexp.MustCompile(`(localhost|127\.0\.0\.1):\d+`), "$1:port"}, // where it listens
	{regexp.MustCompile(`client_id=[0-9a-f]+`), "client_id=cafe"},
	{regexp.MustCompile(`-L \d+:`), "-L port:"},
	{regexp.MustCompile(`\S+@198\.51\.100\.4`), "user@198.51.100.4"}, // who is logged in here
}

// said is what the screen says now.
func (p *player) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said, _ := p.says()
	return said
}

// says gives the screen's text without what passes, and the places of that:
// lines without blanks at their ends, # where the QR code is, which is another
// at each sign-in, and at the end a line that stands for the colours.
func (p *player) says() (said string, passes []image.Rectangle) {
	var text strings.Builder
	paints := sha256.New()
	for y := range p.term.Height() {
		line, columns := p.line(y)
		gone := map[int]bool{}
		for _, pass := range passing {
			for _, at := range pass.pattern.FindAllStringIndex(line, -1) {
				for _, x := range columns[at[0]:at[1]] {
					gone[x] = true
				}
			}
		}
		for x := range p.term.Width() {
			switch cell := p.term.CellAt(x, y); {
			case gone[x] || cell != nil && isCode(cell):
				passes = append(passes, place(x, y))
			case cell != nil:
				p.addPaint(paints, cell)
			}
		}
		for _, pass := range passing {
			line = pass.pattern.ReplaceAllString(line, pass.instead)
		}
		text.WriteString(line + "\n")
	}
	if p.cursor.shown {
		_, _ = fmt.Fprint(paints, p.term.CursorPosition(), p.cursor.style)
	}
	return fmt.Sprintf("%s\ncolours %x\n", strings.TrimRight(text.String(), "\n"), paints.Sum(nil)[:8]), passes
}

// line gives the text of a row, and the column of each of its bytes.
func (p *player) line(y int) (text string, columns []int) {
	var b strings.Builder
	for x := range p.term.Width() {
		cell := p.term.CellAt(x, y)
		switch {
		case cell == nil:
			b.WriteByte(' ')
		case cell.Width == 0 && cell.Content == "": // the right half of a wide one
		case isCode(cell):
			b.WriteByte('#')
		case cell.Content == "":
			b.WriteByte(' ')
		default:
			b.WriteString(cell.Content)
		}
		for len(columns) < b.Len() {
			columns = append(columns, x)
		}
	}
	return strings.TrimRight(b.String(), " "), columns
}

// addPaint adds what is seen of a cell beside its text.
func (p *player) addPaint(paints hash.Hash, cell *uv.Cell) {
	ink, ground := p.look.paint(cell.Style)
	if strings.TrimSpace(cell.Content) == "" {
		ink = ground
	}
	_, _ = fmt.Fprint(paints, ink, ground, cell.Style.Attrs&uv.AttrBold, cell.Style.Attrs&uv.AttrStrikethrough, cell.Style.Underline)
}

// isCode reports a cell of the QR code, which alone is true black and white.
func isCode(cell *uv.Cell) bool {
	return isPure(cell.Style.Bg, 0xffff) || isPure(cell.Style.Bg, 0)
}

func isPure(c color.Color, level uint32) bool {
	if _, exact := c.(color.RGBA); !exact {
		return false
	}
	r, g, b, _ := c.RGBA()
	return r == level && g == level && b == level
}
