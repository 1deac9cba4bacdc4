package main

import (
	"crypto/sha256"
	"encoding/hex"
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
	{regexp.MustCompile(`  now$`), "  age"},
	{regexp.MustCompile(`  \d+ s$`), "  age"},
	{regexp.MustCompile(`[0-9a-f]{4}…[0-9a-f]{4}`), "cafe…cafe"},    // the demo's OAuth app
	{regexp.MustCompile(`(localhost|127\.0\.0\.1):\d+`), "$1:port"}, // where it listens
	{regexp.MustCompile(`client_id=[0-9a-f]+`), "client_id=cafe"},
	{regexp.MustCompile(`-L \d+:`), "-L port:"},
	{regexp.MustCompile(`\S+@198\.51\.100\.4`), "user@198.51.100.4"}, // who is logged in here
}

// said is the screen's text without what passes: lines without blanks at their
// ends, and # where the QR code is, which is another at each sign-in.
func (p *player) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for y := range p.term.Height() {
		var line strings.Builder
		for x := 0; x < p.term.Width(); x++ {
			cell := p.term.CellAt(x, y)
			switch {
			case cell == nil || cell.Width == 0 && cell.Content == "":
				if cell == nil {
					line.WriteByte(' ')
				}
			case isCode(cell):
				line.WriteByte('#')
			case cell.Content == "":
				line.WriteByte(' ')
			default:
				line.WriteString(cell.Content)
			}
		}
		text := strings.TrimRight(line.String(), " ")
		for _, p := range passing {
			text = p.pattern.ReplaceAllString(text, p.instead)
		}
		b.WriteString(text + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
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

// digest stands in a picture for what it says.
func digest(said string) string {
	sum := sha256.Sum256([]byte(said))
	return hex.EncodeToString(sum[:])
}
