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
	maxBars      = 200_000 // of all symbols
	maxSymbols   = 10_000
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
		return nil, notA("a list", opening)
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

// decodeMap is decodeList for an object whose names are symbols. Of a name that
// comes twice the last counts.
func decodeMap[T any](body []byte, most int, check func(entry *T) error) (map[string]T, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch opening, err := decoder.Token(); {
	case err != nil:
		return nil, err
	case opening == nil:
		return nil, expectEnd(decoder)
	case opening != json.Delim('{'):
		return nil, notA("an object", opening)
	}
	all := map[string]T{}
	for read := 0; decoder.More(); read++ {
		if read == most {
			return nil, errTooMany
		}
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var entry T
		if err := decoder.Decode(&entry); err != nil {
			return nil, err
		}
		if err := check(&entry); err != nil {
			return nil, err
		}
		if symbol, ok := name.(string); ok {
			all[symbol] = entry
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

// decodeReason says in words why a body does not decode.
func decodeReason(body []byte, err error) string {
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

// notA is the error of a body that is something else than wanted.
func notA(wanted string, opening json.Token) error {
	what := "object"
	switch opening.(type) {
	case float64:
		what = "number"
	case string:
		what = "string"
	case bool:
		what = "true or false"
	}
	if opening == json.Delim('[') {
		what = "list"
	}
	return fmt.Errorf("unexpected %s, not %s", what, wanted)
}
