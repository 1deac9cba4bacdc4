package ui

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/ui/theme"
)

func TestQRCodeIsARectangleOfInkAndPaper(t *testing.T) {
	for _, th := range []*theme.Theme{theme.New("dark", true), theme.New("light", false), theme.Plain()} {
		code := drawQR(fakeURL, th)
		if code.width != 57 && code.width != 61 || code.height != (code.width+1)/2 {
			t.Errorf("%d×%d cells", code.width, code.height)
		}
		for i, line := range code.lines {
			if lipgloss.Width(line) != code.width {
				t.Errorf("row %d has %d cells", i, lipgloss.Width(line))
			}
			if strings.Trim(ansi.Strip(line), " ▀▄") != "" {
				t.Errorf("row %d holds %q", i, ansi.Strip(line))
			}
			if !strings.Contains(line, "255;255;255") {
				t.Errorf("row %d has no paper: %q", i, line)
			}
		}
		if last := ansi.Strip(code.lines[code.height-1]); strings.TrimSpace(last) != "" {
			t.Errorf("the last row is not quiet: %q", last)
		}
	}
}

func TestQRCodeRefusesWhatNoCodeHolds(t *testing.T) {
	for _, address := range []string{"", strings.Repeat("x", qrCapacity+1)} {
		if code := drawQR(address, theme.Plain()); code.height != 0 || code.lines != nil {
			t.Errorf("%d bytes are drawn", len(address))
		}
	}
	if code := drawQR(strings.Repeat("x", qrCapacity), theme.Plain()); code.height == 0 {
		t.Error("the largest code is refused")
	}
}
