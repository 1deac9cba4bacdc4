package number

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// figure is a number as format writes it, a time or a date, with what belongs to
// it: its sign, its unit ("0.0624 BTC", "5 AAPL", "2 h 13 m", "18 Dec 26") and the
// whole that it is a part of ("40 of 100").
var figure = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(digits + unit + `(?: of ` + digits + unit + `| \d+ [smhd]\b)*`)
})

const (
	digits = `[-+−]?[$€£¥]?[-+]?\d+(?:[.,:/'×-]\d+)*(?:e[-+]?\d+)?[%×KMBT]?`
	unit   = `(?: (?:[A-Z]{1,6}(?:/[A-Z]{3,4})?|[smhd]|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4}| \d\d)?(?: \d\d:\d\d)?)\b)?`
)

// Clip shortens text to at most its first most bytes and an ellipsis. A figure is kept
// whole with its unit or left out: a part of it would be another figure. Where a
// figure stands before the ellipsis, there is a blank between them. fits reports
// whether so many of the first bytes fit with this ending; where none do, both
// results are zero.
func Clip(text string, most int, fits func(first int, end string) bool) (first int, end string) {
	figures := slices.DeleteFunc(figure().FindAllStringIndex(text, -1), func(f []int) bool { return inName(text[:f[0]]) })
	for at := trimmed(text, min(most, len(text))); at > 0; {
		last := len(figures) - 1
		switch {
		case last >= 0 && figures[last][0] >= at:
			figures = figures[:last]
		case last >= 0 && (figures[last][1] > at || figures[last][1] == at && inWord(text[at:])):
			at = trimmed(text, figures[last][0])
		default:
			end = "…"
			if last >= 0 && figures[last][1] == at {
				end = " …"
			}
			if fits(at, end) {
				return at, end
			}
			_, size := utf8.DecodeLastRuneInString(text[:at])
			at = trimmed(text, at-size)
		}
	}
	if fits(0, "…") {
		return 0, "…"
	}
	return 0, ""
}

// inName reports whether a letter stands before: digits behind it belong to a name.
func inName(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLetter(last)
}

// inWord reports whether a word goes on here.
func inWord(rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(next) || unicode.IsDigit(next)
}

// trimmed is the length of the first at bytes of text without the blanks and commas at
// their end.
func trimmed(text string, at int) int { return len(strings.TrimRight(text[:at], " ,;")) }
