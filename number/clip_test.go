package number

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// clipped shortens to width runes.
func clipped(text string, width int) string {
	first, end := Clip(text, len(text)-1, func(first int, end string) bool {
		return utf8.RuneCountInString(text[:first]+end) <= width
	})
	return text[:first] + end
}

func TestClipKeepsAFigureWholeOrLeavesItOut(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"limit $58,000.00", 15, "limit…"},
		{"limit $58,000.00", 9, "limit…"},
		{"limit $58,000.00", 4, "lim…"},
		{"limit $58,000.00 gtc", 18, "limit $58,000.00 …"},
		{"limit $58,000.00 gtc", 17, "limit…"},
		{"limit $58,000.00, gtc", 20, "limit $58,000.00, g…"},
		{"limit $58,000.00, gtc", 19, "limit $58,000.00 …"},
		{"day ▼ -1.09% of equity", 14, "day ▼ -1.09% …"},
		{"day ▼ -1.09% of equity", 13, "day ▼…"},
		{"loss −$5.00 today", 11, "loss…"},
		{"fee of 0.0624 BTC on it", 15, "fee of…"},
		{"fee of 0.0624 BTC on it", 17, "fee of…"},
		{"fee of 0.0624 BTC on it", 19, "fee of 0.0624 BTC …"},
		{"filled 40 of 100 shares", 14, "filled…"},
		{"filled 40 of 100 shares", 18, "filled 40 of 100 …"},
		{"closes in 2 h 13 m or so", 16, "closes in…"},
		{"closes in 2 h 13 m or so", 20, "closes in 2 h 13 m …"},
		{"sent 23 Nov 15:04 by hand", 13, "sent…"},
		{"bought 5 AAPL at $120.00", 9, "bought…"},
		{"bought 5 AAPL at $120.00", 15, "bought 5 AAPL …"},
		{"bought 5 AAPL at $120.00", 17, "bought 5 AAPL at…"},
		{"1.234e15 is much", 10, "1.234e15 …"},
		{"1.234e15 is much", 8, "…"},
		{"bars of 5Min each", 11, "bars of…"},
		{"2026-11-24 was it", 8, "…"},
		{"127.0.0.1:17865 in use", 14, "…"},
		{"client_id=3d24a117beef", 18, "client_id=3d24a11…"},
		{"plain words only", 8, "plain w…"},
		{"€1.000 down", 5, "…"},
		{"word", 0, ""},
		{"word", 1, "…"},
	} {
		if got := clipped(c.text, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

// At every width the text fits, and every figure in it is one of the whole text.
func TestClipNeverPartsAFigure(t *testing.T) {
	text := "Sold 1,234,567.891234567 BTC/USD at $98,765.4321 (-$1,000,000.00, -12.34%) 7.89B 2 × 300 since 23 Nov 2025, 40 of 100"
	token := regexp.MustCompile(`\S*\d\S*`)
	whole := map[string]bool{}
	for _, figure := range token.FindAllString(text, -1) {
		whole[strings.Trim(figure, "(),…")] = true
	}
	for width := range len(text) {
		got := clipped(text, width)
		if n := utf8.RuneCountInString(got); n > width {
			t.Errorf("%d runes in %d: %q", n, width, got)
		}
		for _, figure := range token.FindAllString(got, -1) {
			if !whole[strings.Trim(figure, "(),…")] {
				t.Errorf("%q in %d: %q", figure, width, got)
			}
		}
	}
}
