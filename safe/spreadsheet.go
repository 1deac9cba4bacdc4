package safe

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// cellNumber matches a text that a spreadsheet takes for a number, as a program or as
// a person writes it: -12.50, 1e-7, -$1,234.56, +1.22%, -0.0624 BTC.
var cellNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[+-]?\$?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?(%| [A-Z]{2,10})?$`)
})

// SpreadsheetCell makes a text fit for a cell of a spreadsheet: one that would
// begin a formula, with = + - or @, a tab or a line break, gets an apostrophe,
// which a spreadsheet takes for the mark of a text. A number stays as it is.
func SpreadsheetCell(text string) string {
	first := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '"' })
	begins := first != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(first)[0])
	if begins && !cellNumber().MatchString(text) || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return "'" + text
	}
	return text
}
