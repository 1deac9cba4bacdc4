package auth

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// letters are the alphabet of what people read off a page and type: no I, L,
// O, U, 0 or 1, which look like one another or spell things.
const letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// newCode draws n letters, each as likely as any other.
func newCode(random io.Reader, n int) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	const fair = 256 - 256%len(letters) // bytes beyond it would favour the first letters
	code := make([]byte, 0, n)
	raw := make([]byte, 1)
	for len(code) < n {
		if _, err := io.ReadFull(random, raw); err != nil {
			return "", fmt.Errorf("make a code: %w", err)
		}
		if int(raw[0]) < fair {
			code = append(code, letters[int(raw[0])%len(letters)])
		}
	}
	return string(code), nil
}

// readCode takes what a person typed: any case, blanks and hyphens forgiven.
func readCode(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}
