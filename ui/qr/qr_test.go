package qr

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/ui/theme"
)

// address is as long as that of a sign-in.
const address = "https://app.alpaca.markets/oauth/authorize?response_type=code&client_id=3d24a1174&redirect_uri=http://localhost:17865/callback&state=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE&scope=account:write+trading+data&env=paper"

func TestQRCodeIsARectangleOfBlackAndWhite(t *testing.T) {
	for _, th := range []*theme.Theme{theme.New("dark", true), theme.New("light", false), theme.Plain()} {
		code := HalfBlocks(address, th)
		if code.Width != 57 && code.Width != 61 || code.Height != (code.Width+1)/2 {
			t.Errorf("%d×%d cells", code.Width, code.Height)
		}
		for i, line := range code.Lines {
			if lipgloss.Width(line) != code.Width {
				t.Errorf("row %d has %d cells", i, lipgloss.Width(line))
			}
			if strings.Trim(ansi.Strip(line), " ▀▄") != "" {
				t.Errorf("row %d holds %q", i, ansi.Strip(line))
			}
			if !strings.Contains(line, "255;255;255") {
				t.Errorf("row %d has no paper: %q", i, line)
			}
		}
		if last := ansi.Strip(code.Lines[code.Height-1]); strings.TrimSpace(last) != "" {
			t.Errorf("the last row is not quiet: %q", last)
		}
	}
}

func TestTooLongAddressesGiveNoCode(t *testing.T) {
	for _, address := range []string{"", strings.Repeat("x", Capacity+1)} {
		if code := HalfBlocks(address, theme.Plain()); code.Height != 0 || code.Lines != nil {
			t.Errorf("%d bytes are drawn", len(address))
		}
	}
	if code := HalfBlocks(strings.Repeat("x", Capacity), theme.Plain()); code.Height == 0 {
		t.Error("the largest code is refused")
	}
}
