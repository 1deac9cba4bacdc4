package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// BarText is a text of the broker in a line for a status bar, which reads more
// than letters in it. It prints fit for one: # is doubled, as tmux wants it, and
// what begins markup or a command in waybar, polybar or a shell becomes ?.
type BarText string

// String implements fmt.Stringer.
func (t BarText) String() string {
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ._-/:,+()#", r) {
			return r
		}
		return '?'
	}, string(t)), "#", "##")
}

// quotedForBar quotes a value as it would be printed, a BarText as it is, with
// what a status bar reads written as JSON's escapes.
func quotedForBar(value any) []byte {
	text, is := value.(BarText)
	if !is {
		return quoted(fmt.Sprint(value))
	}
	escaped := quoted(string(text))
	for _, mark := range "#<>&%{}$`'" {
		escaped = bytes.ReplaceAll(escaped, []byte(string(mark)), fmt.Appendf(nil, `\u%04x`, mark))
	}
	return escaped
}
