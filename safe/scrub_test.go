package safe

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const hush = "hunter2-Tq9/xW+Zb7=Yk3.Lm4-Vd8_Rs5Gn6"

func TestScrubFindsASecretHoweverItIsWritten(t *testing.T) {
	between := func(what string) string { return strings.Join(strings.Split(hush, ""), what) }
	asJSON, err := json.Marshal(hush)
	if err != nil {
		t.Fatal(err)
	}
	each := func(form string) string {
		var b strings.Builder
		for _, r := range hush {
			fmt.Fprintf(&b, form, r)
		}
		return b.String()
	}
	for name, echoed := range map[string]string{
		"plain":                    hush,
		"upper case":               strings.ToUpper(hush),
		"percent":                  url.QueryEscape(hush),
		"percent, every letter":    each("%%%02x"),
		"percent twice":            url.QueryEscape(each("%%%02X")),
		"JSON":                     string(asJSON),
		"JSON, every letter":       each(`\u%04x`),
		"Go, every letter":         each(`\x%02x`),
		"octal":                    each(`\%03o`),
		"HTML":                     html.EscapeString(hush),
		"HTML, every letter":       each("&#%d;"),
		"HTML, hexadecimal":        each("&#x%x;"),
		"quoted-printable":         each("=%02X"),
		"zero width space":         between("\u200b"),
		"zero width joiner":        between("\u200d"),
		"soft hyphen":              between("\u00ad"),
		"word joiner":              between("\u2060"),
		"grapheme joiner":          between("\u034f"),
		"variation selector":       between("\ufe0f"),
		"tag":                      between("\U000e0041"),
		"Hangul filler":            between("\u3164"),
		"braille blank":            between("\u2800"),
		"direction override":       between("\u202e"),
		"combining mark":           between("\u0301"),
		"NUL":                      between("\x00"),
		"bytes that are no text":   between("\xff"),
		"line breaks":              between("\r\n"),
		"escaped line breaks":      between(`\n`),
		"escaped zero width space": between(`\u200b`),
		"HTML's zero width space":  between("&ZeroWidthSpace;"),
		"blanks":                   between(" "),
		"no-break spaces":          between("\u00a0"),
		"hyphens":                  between("-"),
		"tags of HTML":             between("<wbr>"),
		"colours":                  between("\x1b[31m"),
		"a link":                   between("\x1b]8;;x\x07"),
		"a comment of HTML":        between("<!-- x -->"),
		"an eight-bit sequence":    between("\u009b31m"),
		"another character set":    between("\x1b(B"),
		"a device's text":          between("\x1bPq\x1b\\"),
		"full width":               strings.Map(func(r rune) rune { return r - '!' + '！' }, hush),
		"without its punctuation":  strings.Map(func(r rune) rune { return map[bool]rune{true: r, false: -1}[unicode.IsLetter(r) || unicode.IsDigit(r)] }, hush),
		"its first half":           hush[:22],
		"its second half":          hush[16:],
	} {
		got := Scrub("the client "+echoed+" is unknown", "…", "other-secret", hush)
		if !strings.HasPrefix(got, "the client ") || !strings.HasSuffix(got, " is unknown") || !strings.Contains(got, "…") {
			t.Errorf("%s: %q", name, got)
		}
		if left := readable(characters(got)); len(left) > len(letters("the client  is unknown"))+2 {
			t.Errorf("%s: left is %q", name, got)
		}
	}
}

func TestScrubLeavesOtherTextAsItIs(t *testing.T) {
	for _, text := range []string{
		"", "the client is unknown", "100 % of \\ & < > = \x1b", "the hunter", "Zürich\u200b %zz &nothing; \\q", "\xff\xfe",
	} {
		if got := Scrub(text, "…", hush, ""); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if got := Scrub("a secret of its own: =4A%41<b>&amp;%41x is", "…", "=4A%41<b>&amp;%41x"); strings.Contains(got, "41") {
		t.Errorf("a secret that looks escaped: %q", got)
	}
	if got := Scrub("code abc is used", "…", "abc"); got != "code … is used" {
		t.Errorf("a short secret: %q", got)
	}
}

// Whatever surrounds and parts it, no long part of the secret is left.
func FuzzScrub(f *testing.F) {
	f.Add("a ", "\u200b", " b")
	f.Add("%", "%", "%")
	f.Add("\\", "\\u200b", "<")
	f.Fuzz(func(t *testing.T, before, between, after string) {
		got := Scrub(before+strings.Join(strings.Split(hush, ""), between)+after, "…", hush)
		if strings.Contains(got, hush[:22]) || strings.Contains(got, hush[16:]) {
			t.Fatalf("left is %q", got)
		}
	})
}

// lookalike gives a letter or digit of another alphabet.
func lookalike(r, capitals, small, digits rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r - 'A' + capitals
	case r >= 'a' && r <= 'z':
		return r - 'a' + small
	case r >= '0' && r <= '9':
		return r - '0' + digits
	}
	return r
}

func TestScrubFindsWhatIsEncoded(t *testing.T) {
	script := func(format string) string { // of one escape for each character
		var all strings.Builder
		for _, r := range hush {
			fmt.Fprintf(&all, format, r)
		}
		return all.String()
	}
	swapped := make([]byte, len(hush))
	for i := range swapped {
		swapped[i] = hush[len(hush)-1-i]
	}
	backwards := []rune(hush)
	slices.Reverse(backwards)
	echoes := map[string]string{
		"hexadecimal": hex.EncodeToString([]byte(hush)), "backwards": string(backwards), "JavaScript": script("%%u%04x"),
		"base64 of base64's URLs": base64.URLEncoding.EncodeToString([]byte(hush)),
		"a dump of C":             script("0x%02x, "), "a dump of Perl": script(`\x{%x}`), "code points": script("U+%04X "), "UTF-16": script("%04x"),
		"decimal": script("%d "), "octal": script("%o "), "binary": script("%08b "), "HTML without an end": script("&#%d"), "HTML with zeros": script("&#%012d;"),
		"hexadecimal HTML with zeros": script("&#x%012x;"), "base32": base32.StdEncoding.EncodeToString([]byte(hush)), "base32 of more": base32.StdEncoding.EncodeToString([]byte("id:" + hush)),
		"hexadecimal, backwards": hex.EncodeToString(swapped), "base64, backwards": base64.StdEncoding.EncodeToString(swapped),
		"mathematics": strings.Map(func(r rune) rune { return lookalike(r, 0x1d400, 0x1d41a, 0x1d7ce) }, hush),
		"bold sans":   strings.Map(func(r rune) rune { return lookalike(r, 0x1d5d4, 0x1d5ee, 0x1d7ec) }, hush),
		"circles":     strings.Map(func(r rune) rune { return lookalike(r, 'Ⓐ', 'ⓐ', '0') }, hush),
	}
	for _, around := range []string{"", "i", "id", "id:", "{\"client_id\":\"1\",\"secret\":\""} {
		for _, after := range []string{"", "\"", "\"}", "\"}\n"} {
			text := base64.StdEncoding.EncodeToString([]byte(around + hush + after))
			echoes["base64 of "+around+"…"+after] = text
			echoes["broken base64 of "+around+"…"+after] = text[:20] + "\r\n" + text[20:]
		}
	}
	for name, echoed := range echoes {
		got := Scrub("Basic "+echoed+" is unknown", "…", hush)
		if at := strings.Index(got, "…"); at < 0 || len(got) > len(echoed) && !strings.HasPrefix(got, "Basic …") {
			t.Errorf("%s: %q", name, got)
		}
		decoded, _ := base64.StdEncoding.DecodeString(strings.NewReplacer("Basic ", "", " is unknown", "", "…", "", "\r\n", "").Replace(got))
		for at := 0; at+8 <= len(hush); at++ {
			if part := hush[at : at+8]; strings.Contains(string(decoded), part) || strings.Contains(got, part) {
				t.Fatalf("%s: %q still has %q", name, got, part)
			}
		}
	}
}
