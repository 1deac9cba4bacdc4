package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The most of each that is believed. A body of 32 MiB could otherwise hold ten
// million empty objects, which take gigabytes once decoded.
const (
	maxPositions = 100_000
	maxOrders    = 10_000
	maxLegs      = 100
	maxPoints    = 200_000
	maxActivity  = 10_000
	maxAssets    = 200_000
	maxLists     = 10_000
	maxDays      = 10_000
	maxBars      = 200_000
)

var (
	errTooMany = errors.New("more entries than can be true")
	errTwice   = errors.New("broken JSON: more follows after the answer")
)

// decodeObject decodes one object and refuses it if it makes no sense.
func decodeObject(body []byte, into interface{ check() error }) error {
	if err := json.Unmarshal(body, into); err != nil {
		return err
	}
	return into.check()
}

// decodeList decodes a list, or null for an empty one, entry by entry, so that
// it ends at the first entry that check refuses and at one more than most.
// check may be nil.
func decodeList[T any](body []byte, most int, check func(i int, entry *T) error) ([]T, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch opening, err := decoder.Token(); {
	case err != nil:
		return nil, err
	case opening == nil:
		return nil, expectEnd(decoder)
	case opening != json.Delim('['):
		return nil, notList(opening)
	}
	var all []T
	for decoder.More() {
		if len(all) == most {
			return nil, errTooMany
		}
		all = append(all, *new(T))
		entry := &all[len(all)-1]
		if err := decoder.Decode(entry); err != nil {
			return nil, err
		}
		if check == nil {
			continue
		}
		if err := check(len(all)-1, entry); err != nil {
			return nil, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	return all, expectEnd(decoder)
}

func expectEnd(decoder *json.Decoder) error {
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errTwice
	}
	return nil
}

// garbled says in words why a body does not decode.
func garbled(body []byte, err error) string {
	trimmed := bytes.TrimSpace(body)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case len(trimmed) == 0:
		return "an empty body instead of JSON"
	case trimmed[0] == '<':
		return "a web page instead of JSON"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && syntax.Offset >= int64(len(body)):
		return "the JSON is cut off"
	case errors.As(err, &syntax):
		return "broken JSON"
	case errors.As(err, &wrong):
		return strings.TrimPrefix(fmt.Sprintf("%s: unexpected %s", wrong.Field, wrong.Value), ": ")
	}
	return err.Error()
}

// notList says what stands where a list should.
func notList(opening json.Token) error {
	what := "object"
	switch opening.(type) {
	case float64:
		what = "number"
	case string:
		what = "string"
	case bool:
		what = "true or false"
	}
	return fmt.Errorf("unexpected %s, not a list", what)
}
