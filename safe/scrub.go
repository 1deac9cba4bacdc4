package safe

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Scrub replaces secrets in a text that somebody else wrote, who may echo what
// was sent: whole, or scrubRun and more of their letters and digits in a row. It
// finds them in either case, percent-encoded, escaped as in JSON, Go or HTML, in
// base64 (also of a text that they are part of), in hexadecimal, backwards, and
// with anything but letters and digits in between: characters that nobody sees,
// line breaks, tags, terminal sequences, punctuation.
func Scrub(text, replacement string, secrets ...string) string {
	hidden := make([]bool, len(text)) // byte by byte
	shown := characters(text)
	var forms [][]rune
	for _, secret := range secrets {
		forms = append(forms, formsOf(secret)...)
	}
	for level, changed := 0, true; changed && level <= decodings; level++ {
		read := readable(shown)
		for _, form := range forms {
			hide(read, form, hidden)
		}
		shown, changed = decode(shown)
	}
	if !slices.Contains(hidden, true) {
		return text
	}
	var b strings.Builder
	for at := 0; at < len(text); at++ {
		switch {
		case !hidden[at]:
			b.WriteByte(text[at])
		case at == 0 || !hidden[at-1]:
			b.WriteString(replacement)
		}
	}
	return b.String()
}

// scrubRun is how many letters and digits of a secret in a row give too much
// away: 15 of a token's 36 leave more than anybody can guess, and 12 are the
// words "client secret".
const scrubRun = 16

// character is what bytes of a text show.
type character struct {
	letter   rune
	from, to int
}

// hide marks the bytes that show the secret or a long part of it, and what is
// in between.
func hide(read []character, secret []rune, hidden []bool) {
	run := min(len(secret), scrubRun)
	if run == 0 {
		return
	}
	parts := map[string]bool{}
	for at := 0; at+run <= len(secret); at++ {
		parts[string(secret[at:at+run])] = true
	}
	shown := make([]rune, len(read))
	for i, c := range read {
		shown[i] = c.letter
	}
	for at := 0; at+run <= len(shown); at++ {
		if parts[string(shown[at:at+run])] {
			for i := read[at].from; i < read[at+run-1].to; i++ {
				hidden[i] = true
			}
		}
	}
}

// shortestForm is the fewest letters of an encoded secret that are looked for: less
// may be a word.
const shortestForm = 8

// formsOf gives what a secret may be read as: its letters, and those of its
// encodings.
func formsOf(secret string) [][]rune {
	forms := [][]rune{letters(secret)}
	bytes := []byte(secret)
	slices.Reverse(bytes)
	encoded := [][]rune{letters(string(bytes))}
	for _, text := range []string{secret, string(bytes)} {
		encoded = append(encoded, dumps(text)...)
		for before := range 3 {
			encoded = append(encoded, letters(base64After(before, text)))
		}
		for before := range 5 {
			encoded = append(encoded, letters(base32After(before, text)))
		}
	}
	for _, form := range encoded {
		if len(form) >= shortestForm {
			forms = append(forms, form)
		}
	}
	return forms
}

// dumps gives a secret as it is listed byte by byte, without what stands in between:
// 73 65, 0x73 0x65, \x{73}, U+0073, in UTF-16, decimal, octal and binary.
func dumps(secret string) [][]rune {
	var all [][]rune
	for _, form := range []string{"%02x", "0x%02x", "x%02x", "%04x", "u%04x", "%d", "%03d", "%o", "%03o", "%08b"} {
		var b strings.Builder
		for _, one := range []byte(secret) {
			fmt.Fprintf(&b, form, one)
		}
		all = append(all, []rune(b.String()))
	}
	return all
}

// base32After is base64After in base32, whose groups have five bytes.
func base32After(before int, secret string) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("\x00\x00\x00\x00"[:before] + secret))
	if (before+len(secret))%5 != 0 {
		text = text[:len(text)-1]
	}
	return text[min((8*before+4)/5, len(text)):]
}

// base64After encodes a secret that follows some bytes in a text, 0 to 2 more
// than a multiple of three: the characters that depend on the secret alone.
func base64After(before int, secret string) string {
	text := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + secret))
	if (before+len(secret))%3 != 0 {
		text = text[:len(text)-1]
	}
	if before > 0 {
		text = text[min(before+1, len(text)):]
	}
	return text
}

func letters(secret string) []rune {
	var all []rune
	for _, r := range secret {
		if isLetter(r) {
			all = append(all, unicode.ToLower(r))
		}
	}
	return all
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// decodings is how often a text may be encoded one upon the other.
const decodings = 3

func characters(text string) []character {
	all := make([]character, 0, len(text))
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		all = append(all, character{r, at, at + size})
		at += size
	}
	return all
}

// readable gives the letters and digits that are seen, in lower case and of
// ordinary width.
func readable(all []character) []character {
	read := make([]character, 0, len(all))
	for _, c := range all {
		c.letter = ordinary(c.letter)
		if isLetter(c.letter) && !IsInvisible(c.letter) {
			c.letter = unicode.ToLower(c.letter)
			read = append(read, c)
		}
	}
	return read
}

// ordinary gives a letter or digit of full width, in a circle or of mathematics as it
// is read.
func ordinary(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r >= 'Ⓐ' && r <= 'ⓩ':
		return 'a' + (r-'Ⓐ')%26
	case r >= 0x1d400 && r <= 0x1d6a3: // alphabets, each with its capitals before its small letters
		return 'a' + (r-0x1d400)%26
	case r >= 0x1d7ce && r <= 0x1d7ff:
		return '0' + (r-0x1d7ce)%10
	}
	return r
}

// escape matches what stands for another character, or for none: in a URL, in
// JSON and Go, in HTML, in quoted-printable, and a terminal's sequence.
var escape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:%u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8}|\\x[0-9A-Fa-f]{2}|\\[0-7]{3}|\\[abfnrtv]|` +
		`&#[0-9]{1,12};?|&#[xX][0-9A-Fa-f]{1,12};?|&[A-Za-z]{2,31};|=[0-9A-F]{2}|<[/!?]?[A-Za-z-][^<>]{0,80}>|(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]|\x1b[ -/]+[0-~]|\x1b[0-OQ-WYZ]|\x1b[PX^_][^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))`)
})

const longestEscape = 96 // characters

// decode reads each escape once, and reports whether there was one.
func decode(all []character) (decoded []character, changed bool) {
	decoded = make([]character, 0, len(all))
	for i := 0; i < len(all); i++ {
		n := 0
		if strings.ContainsRune("%\\&=<\x1b\u009b", all[i].letter) {
			n = utf8.RuneCountInString(escape().FindString(textOf(all[i:min(len(all), i+longestEscape)])))
		}
		if n == 0 {
			decoded = append(decoded, all[i])
			continue
		}
		for _, r := range unescape(textOf(all[i : i+n])) {
			decoded = append(decoded, character{r, all[i].from, all[i+n-1].to})
		}
		changed, i = true, i+n-1
	}
	return decoded, changed
}

func textOf(all []character) string {
	runes := make([]rune, len(all))
	for i, c := range all {
		runes[i] = c.letter
	}
	return string(runes)
}

// unescape gives what an escape stands for, "" for nothing that is seen.
func unescape(text string) string {
	switch text[0] {
	case '%', '=':
		return codePoint(strings.TrimPrefix(text[1:], "u"), 16)
	case '&':
		return html.UnescapeString(text)
	case '\\':
		switch kind := text[1]; {
		case kind >= '0' && kind <= '7':
			return codePoint(text[1:], 8)
		case strings.ContainsRune("uUx", rune(kind)):
			return codePoint(strings.Trim(text[2:], "{}"), 16)
		}
	}
	return ""
}

func codePoint(digits string, base int) string {
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > unicode.MaxRune {
		return ""
	}
	return string(rune(n))
}
