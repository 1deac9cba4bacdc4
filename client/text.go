package client

import (
	"fmt"
	"strings"
	"time"

	"quipu/safe"
)

// Limits of the texts that come from the API, in runes. They are far above
// what it sends and far below what would hurt a screen.
const (
	symbolLimit  = 32
	wordLimit    = 64 // ids, enums, codes
	orderIDLimit = 128
	messageLimit = 200
)

// tidy makes a text of the API safe for a screen. Nearly every text is short and
// plain ASCII, and there may be tens of thousands of them.
func tidy(text *string, limit int) {
	if len(*text) <= limit && isPlain(*text) {
		return
	}
	*text = safe.Line(*text, limit)
}

func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func tidyWords(words ...*string) {
	for _, word := range words {
		tidy(word, wordLimit)
	}
}

// currencyLimit is the most letters of a currency's code.
const currencyLimit = 10

// noCurrency stands for a text that is no currency's code: nobody may take the
// amounts for dollars then.
const noCurrency = "?"

// tidyCurrency keeps a currency's code, as USD or USDT, and replaces every other
// text. It stands beside every amount: in a status bar other marks are commands.
func tidyCurrency(code *string) {
	*code = strings.ToUpper(strings.TrimSpace(*code))
	isLetter := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	if len(*code) > currencyLimit || strings.ContainsFunc(*code, func(r rune) bool { return !isLetter(r) }) {
		*code = noCurrency
	}
}

// stamp is a time as the API writes it: RFC 3339, or null or "" where there is
// none.
type stamp struct{ at *time.Time }

func (s *stamp) UnmarshalJSON(data []byte) error {
	s.at = nil
	if string(data) == "null" {
		return nil
	}
	text, err := unquote(data)
	if err != nil || len(text) == 0 {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return fmt.Errorf("not a time: %q", safe.Line(string(text), wordLimit))
	}
	s.at = &at
	return nil
}

func (s stamp) value() time.Time {
	if s.at == nil {
		return time.Time{}
	}
	return *s.at
}
