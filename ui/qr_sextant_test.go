package ui

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/vt"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"quipu/ui/theme"
)

func TestSextantsFillWhatTheirBitsSay(t *testing.T) {
	seen := map[rune]int{}
	for bits := range 64 {
		r := sextant(bits)
		if before, twice := seen[r]; twice {
			t.Errorf("%06b and %06b are both %c", before, bits, r)
		}
		seen[r] = bits
		if ordinary := strings.ContainsRune(" ▌▐█", r); !ordinary && (r < 0x1FB00 || r > 0x1FB3B) {
			t.Errorf("%06b is %U", bits, r)
		}
	}
	for r, bits := range map[rune]int{0x1FB00: 0b000001, 0x1FB13: 0b010100, 0x1FB14: 0b010110, 0x1FB27: 0b101001, 0x1FB28: 0b101011, 0x1FB3B: 0b111110} {
		if seen[r] != bits {
			t.Errorf("%U is %06b, want %06b", r, seen[r], bits)
		}
	}
}

func TestSextantsFitEightyColumns(t *testing.T) {
	code := drawSextants(strings.Repeat("x", 230), theme.New("dark", true))
	if code.width != 29 || code.height != 19 {
		t.Errorf("%d×%d cells", code.width, code.height)
	}
	for i, line := range code.lines {
		if lipgloss.Width(line) != code.width {
			t.Errorf("row %d has %d cells", i, lipgloss.Width(line))
		}
	}
}

// Both drawings are read back from an emulated screen, dark and light, as a
// camera would: with another picture when one cannot be read, since the decoder
// misses one in two hundred good ones.
func TestDrawingsAreReadBack(t *testing.T) {
	for _, length := range []int{40, 120, 180, 231, 300} {
		address := "https://app.alpaca.markets/oauth/authorize?state=" + strings.Repeat("Ab3_", length/4)
		for name, th := range map[string]*theme.Theme{"dark": theme.New("dark", true), "light": theme.New("light", false), "plain": theme.Plain()} {
			for kind, code := range map[string]qrCode{"halves": drawQR(address, th), "sextants": drawSextants(address, th)} {
				t.Run(fmt.Sprint(kind, name, length), func(t *testing.T) {
					if got := readBack(code, name == "light"); got != address {
						t.Errorf("read %q", got)
					}
				})
			}
		}
	}
}

// readBack draws the code on a terminal and reads its picture.
func readBack(code qrCode, light bool) string {
	term := vt.NewEmulator(code.width+8, code.height+4)
	for y, line := range code.lines {
		_, _ = fmt.Fprintf(term, "\x1b[%d;5H%s", y+3, line)
	}
	for _, unit := range []int{2, 1, 3} { // a cell is 6×12 units
		if result, err := decode(pictureOf(term, light, unit)); err == nil {
			return result
		}
	}
	return ""
}

func decode(img image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

func pictureOf(term *vt.Emulator, light bool, unit int) image.Image {
	width, height := 6*unit, 12*unit
	img := image.NewGray(image.Rect(0, 0, term.Width()*width, term.Height()*height))
	for y := range term.Height() {
		for x := range term.Width() {
			fg, bg, filled := inkOf(term, x, y, light)
			for dy := range height {
				for dx := range width {
					shade := bg
					if filled>>(dy*6/height*2+dx*2/width)&1 == 1 { // of 2×6 parts
						shade = fg
					}
					img.SetGray(x*width+dx, y*height+dy, shade)
				}
			}
		}
	}
	return img
}

// inkOf gives a cell's colours and which of its 2×6 parts are filled.
func inkOf(term *vt.Emulator, x, y int, light bool) (fg, bg color.Gray, filled int) {
	fg, bg = color.Gray{Y: 0xcc}, color.Gray{Y: 0x11}
	if light {
		fg, bg = color.Gray{Y: 0x22}, color.Gray{Y: 0xee}
	}
	cell := term.CellAt(x, y)
	if cell == nil || cell.Content == "" {
		return fg, bg, 0
	}
	if c := cell.Style.Fg; c != nil {
		fg = color.GrayModel.Convert(c).(color.Gray)
	}
	if c := cell.Style.Bg; c != nil {
		bg = color.GrayModel.Convert(c).(color.Gray)
	}
	switch r := []rune(cell.Content)[0]; r {
	case '▀':
		filled = 0b000000111111
	case '▄':
		filled = 0b111111000000
	default:
		for bits := range 64 {
			if sextant(bits) != r {
				continue
			}
			for part := range 6 {
				if bits>>part&1 == 1 {
					filled |= 0b0101 << (part/2*4 + part%2)
				}
			}
		}
	}
	return fg, bg, filled
}
