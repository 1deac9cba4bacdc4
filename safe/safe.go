// Package safe has what every other package needs to handle secrets, files and
// untrusted text: a Secret that does not print itself, a check of the addresses
// that secrets may travel to, an atomic file writer, and Line, which makes
// untrusted text fit for one line of a terminal or a page.
package safe

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"quipu/number"
)

// redacted is what a Secret prints.
const redacted = "[redacted]"

// Secret is a token, a client secret or a key. Every way of printing or
// encoding it gives "[redacted]"; only Reveal gives the value. The zero Secret
// is empty.
type Secret struct{ value string }

// NewSecret wraps value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal gives the value itself, for the request that needs it.
func (s Secret) Reveal() string { return s.value }

// Empty reports whether there is no value.
func (s Secret) Empty() bool { return s.value == "" }

// String implements fmt.Stringer.
func (s Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return redacted }

// Format implements fmt.Formatter, so that no verb reaches the field.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText implements encoding.TextMarshaler (JSON, TOML and XML use it).
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// Errors that Endpoint returns; they never hold the address, which may carry
// a secret in its user part or query.
var (
	ErrNotURL      = errors.New("not an absolute http or https address")
	ErrPlainHTTP   = errors.New("plain http is accepted for loopback addresses only: use https")
	ErrCredentials = errors.New("an address must not carry a user name or password")
)

// Endpoint parses an address that secrets may be sent to: https to any host,
// or http to a loopback host (RFC 8252, section 8.3).
func Endpoint(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, ErrNotURL
	}
	if u.User != nil {
		return nil, ErrCredentials
	}
	if u.Scheme == "http" && !Loopback(u.Hostname()) {
		return nil, ErrPlainHTTP
	}
	return u, nil
}

// Loopback reports whether host, a name or an IP literal without port, is this
// machine alone: localhost, 127.0.0.0/8 or ::1. No name is looked up.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// IsInvisible reports what a screen shows as nothing, or as no more than room: control
// characters, direction marks, fillers, joiners, variation selectors, which may hide
// a text, and what is no character.
func IsInvisible(r rune) bool {
	const brailleBlank = '\u2800'
	return !unicode.IsPrint(r) || r == brailleBlank || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// maxMarks is how many marks a letter keeps: two are written on one in Vietnamese, Hebrew
// and Thai. More are drawn over the lines around it.
const maxMarks = 2

// isMark reports what a terminal draws into the cell before it: accents and vowel signs
// of any script, and the letters of a Korean syllable after its first.
func isMark(r rune) bool {
	return unicode.IsMark(r) || r >= '\u1160' && r <= '\u11ff' || r >= '\ud7b0' && r <= '\ud7fb'
}

// Line makes untrusted text fit for one line: control characters, escape
// sequences' introducers, whatever is invisible, invalid UTF-8, marks without a letter
// and those beyond maxMarks of one are dropped, runs of white space become one space,
// and it is clipped to limit runes with an ellipsis. A limit below 1 gives "".
func Line(text string, limit int) string {
	if limit < 1 {
		return ""
	}
	var b strings.Builder
	runes, marks, space := 0, 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = runes > 0
			continue
		case r == utf8.RuneError, IsInvisible(r):
			continue
		case !isMark(r):
			marks = 0
		case runes == 0, space, marks == maxMarks:
			continue
		default:
			marks++
		}
		if space {
			b.WriteByte(' ')
			runes++
			space = false
		}
		b.WriteRune(r)
		if runes++; runes > limit {
			return clip(b.String(), limit)
		}
	}
	return b.String()
}

// clip shortens text, which has more than limit runes, to limit of them. A figure is
// left out rather than parted, unless nothing would be left.
func clip(text string, limit int) string {
	first, end := number.Clip(text, len(text), func(first int, end string) bool {
		return utf8.RuneCountInString(text[:first])+utf8.RuneCountInString(end) <= limit
	})
	if first == 0 {
		return string([]rune(text)[:limit-1]) + "…"
	}
	return text[:first] + end
}

// Sentence makes one of an error's text, which begins small and ends without a
// period.
func Sentence(text string) string { return Capitalize(text) + "." }

// Capitalize gives text with its first rune in upper case.
func Capitalize(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Choices lists what may be chosen: "day, gtc or ioc".
func Choices(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " or " + all[last]
}
