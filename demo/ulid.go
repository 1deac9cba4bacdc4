package demo

import "time"

// ulidDigits are Crockford's: they sort as their values do.
const ulidDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ulid is the identifier of an event: 48 bits of its time in milliseconds, then 80 that
// tell it from others, of which the given number is the end.
func ulid(at time.Time, number uint64) string {
	ms := uint64(at.UnixMilli()) //nolint:gosec // after 1970
	var text [26]byte
	for i := len(text) - 1; i >= 0; i-- {
		from := &number
		if i < 10 {
			from = &ms
		}
		text[i] = ulidDigits[*from%32]
		*from /= 32
	}
	return string(text[:])
}
