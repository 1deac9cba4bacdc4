package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

const (
	red      = "\x1b[31m"
	plain    = "\x1b[0m"
	family   = "👩‍👩‍👧"    // one character of two cells, made of five runes
	accented = "e\u0301"  // one cell, two runes
	hidden   = "a\u200bb" // a zero-width space in two cells
)

// samples are texts whose cells, runes and bytes differ in number.
var samples = []string{
	"", "plain words", "東京証券取引所", "a東b京c", family + " and " + family, accented + "tude d'" + accented + "tat", hidden,
	red + "limit $58,000.00" + plain + " gtc", red + "東京 1,234.56" + plain, "-$1,234,567.89 (-12.34%)", "no-break-of-hyphens --at-all",
}

func TestPadsToCellsWhateverTheRunes(t *testing.T) {
	for _, s := range samples {
		for width := range 40 {
			want := max(width, lipgloss.Width(s))
			if right := PadRight(s, width); lipgloss.Width(right) != want || !strings.HasPrefix(right, s) {
				t.Errorf("PadRight(%q, %d) = %q", s, width, right)
			}
			if left := PadLeft(s, width); lipgloss.Width(left) != want || !strings.HasSuffix(left, s) {
				t.Errorf("PadLeft(%q, %d) = %q", s, width, left)
			}
		}
	}
	if PadRight("x", -1) != "x" || PadLeft("x", -1) != "x" {
		t.Error("a negative width changes the text")
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"plain words", 11, "plain words"},
		{"plain words", 10, "plain wor…"},
		{"plain words", 7, "plain…"},
		{"plain words", 1, "…"},
		{"plain words", 0, ""},
		{"plain words", -1, ""},
		{"東京証券", 6, "東京…"}, // the third character would be cut in half
		{"東京証券", 7, "東京証…"},
		{family + family, 3, family + "…"},
		{accented + accented + "x", 2, accented + "…"},
		{"limit $58,000.00", 15, "limit…"},
		{"limit $58,000.00 gtc", 18, "limit $58,000.00 …"},
	} {
		if got := Clip(c.text, c.width); got != c.want {
			t.Errorf("Clip(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestClipKeepsTheStyleAndEndsIt(t *testing.T) {
	got := Clip(red+"limit $58,000.00"+plain, 10)
	if ansi.Strip(got) != "limit…" || !strings.HasPrefix(got, red) || !strings.HasSuffix(got, plain) {
		t.Errorf("%q", got)
	}
}

// At every width a text fits, loses nothing that fits, and parts no figure.
func TestClipFitsEveryWidth(t *testing.T) {
	figure := regexp.MustCompile(`\S*\d\S*`)
	for _, s := range samples {
		whole := figure.FindAllString(ansi.Strip(s), -1)
		for width := range lipgloss.Width(s) + 2 {
			got := Clip(s, width)
			if lipgloss.Width(got) > width || !utf8.ValidString(got) {
				t.Errorf("Clip(%q, %d) = %q", s, width, got)
			}
			if width >= lipgloss.Width(s) && got != s {
				t.Errorf("Clip(%q, %d) = %q, and it fits", s, width, got)
			}
			for _, f := range figure.FindAllString(ansi.Strip(got), -1) {
				if !slices.Contains(whole, f) {
					t.Errorf("Clip(%q, %d) = %q parts a figure", s, width, got)
				}
			}
		}
	}
}

func TestWrapKeepsEveryWordWithinTheWidth(t *testing.T) {
	for _, s := range samples {
		for width := 2; width < 40; width++ { // a character of two cells does not fit one
			lines := Wrap(s, width)
			for _, line := range lines {
				if lipgloss.Width(line) > width {
					t.Errorf("Wrap(%q, %d): %q", s, width, line)
				}
			}
			squeezed := func(s string) string { return strings.Join(strings.Fields(ansi.Strip(s)), "") }
			if got := squeezed(strings.Join(lines, " ")); got != squeezed(s) {
				t.Errorf("Wrap(%q, %d) holds %q", s, width, got)
			}
		}
	}
}

func TestWrapBreaksAtBlanksAlone(t *testing.T) {
	want := []string{"run quipu", "login", "--read-only", "-$1,234.56"}
	if got := Wrap("run quipu login --read-only -$1,234.56", 11); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Wrap("", 10); len(got) != 0 {
		t.Errorf("no text has lines: %q", got)
	}
}

func TestChopFillsEachLine(t *testing.T) {
	link := "https://example.com/" + strings.Repeat("abcdefghij", 5)
	lines := Chop(link, 16)
	for _, line := range lines[:len(lines)-1] {
		if len(line) != 16 {
			t.Errorf("%q", line)
		}
	}
	if strings.Join(lines, "") != link {
		t.Errorf("%q", lines)
	}
}

func TestSpreadDropsTheRightWhereBothDoNotFit(t *testing.T) {
	for width, want := range map[int]string{10: "ab      京", 6: "ab  京", 5: "ab", 0: "ab"} {
		if got := Spread("ab", "京", width); got != want {
			t.Errorf("in %d: %q, want %q", width, got, want)
		}
	}
}

func TestFirstFittingGivesTheLastWhereNoneFits(t *testing.T) {
	for width, want := range map[int]string{9: "long text", 5: "text", 1: "…"} {
		if got := FirstFitting(width, "long text", "text", "…"); got != want {
			t.Errorf("in %d: %q, want %q", width, got, want)
		}
	}
	if got := FirstFitting(0, "long text", "text"); got != "text" {
		t.Errorf("%q", got)
	}
}

func TestBlocksOfLines(t *testing.T) {
	if got := SideBySide([]string{"a", "京"}, []string{"x", "", "z"}, 4); !slices.Equal(got, []string{"a   x", "京", "    z"}) {
		t.Errorf("side by side: %q", got)
	}
	if got := Indent([]string{"a", "", "b"}, 2); !slices.Equal(got, []string{"  a", "", "  b"}) {
		t.Errorf("indented: %q", got)
	}
	lines := []string{"a", "", "b", "", "c"}
	if got := Squeeze(lines, 4); !slices.Equal(got, []string{"a", "", "b", "c"}) {
		t.Errorf("the last blank line goes first: %q", got)
	}
	if got := Squeeze(lines, 2); !slices.Equal(got, []string{"a", "b"}) || lines[1] != "" {
		t.Errorf("squeezed: %q, left %q", got, lines)
	}
	if got := Squeeze(lines, -1); len(got) != 0 {
		t.Errorf("no rows hold %q", got)
	}
	if got := Fill([]string{"a"}, 3); !slices.Equal(got, []string{"a", "", ""}) {
		t.Errorf("filled: %q", got)
	}
	if got := Fill(lines, -1); len(got) != 0 {
		t.Errorf("no rows hold %q", got)
	}
}
