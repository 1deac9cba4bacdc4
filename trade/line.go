package trade

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
)

// journalVersion is the form of the lines that this program writes.
const journalVersion = 1

// ErrDamaged is a journal with a line before its last that is not as it was
// written. What it hides may be an order: no order is sent until somebody has
// looked and moved the file away.
var ErrDamaged = errors.New("the journal is damaged")

// errWhole is a line that is as it was written and cannot be used.
var errWhole = errors.New("a line of another quipu")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// line is a record with the checksum of its bytes.
type line struct {
	Sum   string          `json:"sum"` // CRC-32C in hexadecimal
	Entry json.RawMessage `json:"entry"`
}

func checksum(entry []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(entry, castagnoli)) }

// encode gives a record as a line with its end.
func encode(r record) ([]byte, error) {
	entry, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(line{checksum(entry), entry})
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// decode reads a line without its end.
func decode(text []byte) (record, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return record{}, err
	}
	if checksum(l.Entry) != l.Sum {
		return record{}, errors.New("the checksum does not match")
	}
	var r record
	if err := json.Unmarshal(l.Entry, &r); err != nil {
		return record{}, err
	}
	if r.Version != journalVersion || r.ID == "" || r.State == "" {
		return record{}, fmt.Errorf("%w: version %d, which this quipu does not read", errWhole, r.Version)
	}
	return r, nil
}

// decodeAll reads whole lines. size is how much of text they take: what
// follows was torn when a write was cut short.
func decodeAll(text []byte) (records []record, size int, err error) {
	for number := 1; size < len(text); number++ {
		end := bytes.IndexByte(text[size:], '\n')
		if end < 0 {
			return records, size, nil
		}
		r, err := decode(text[size : size+end])
		last := size+end+1 == len(text)
		switch {
		case err != nil && last && !errors.Is(err, errWhole):
			return records, size, nil
		case err != nil:
			return nil, 0, fmt.Errorf("%w: line %d: %w", ErrDamaged, number, err)
		}
		records = append(records, r)
		size += end + 1
	}
	return records, size, nil
}
