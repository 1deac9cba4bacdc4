package client

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// Limits of what is read. Ten thousand positions are some 6 MiB.
const (
	maxBody    = 32 << 20
	maxRefusal = 64 << 10 // of an error's body
	keepBuffer = 8 << 20  // a larger buffer is not kept for the next answer
)

var errTooLarge = errors.New("the answer is larger than 32 MiB")

// buffers hold answers while they are decoded; nothing decoded points into
// them.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func getBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func putBuffer(b *bytes.Buffer) {
	if b.Cap() > keepBuffer {
		return
	}
	b.Reset()
	buffers.Put(b)
}

// readBody reads an answer of at most limit bytes into b. What is too large is
// left unread, and its connection dropped when the caller closes it.
func readBody(b *bytes.Buffer, response *http.Response, limit int64) error {
	if response.ContentLength > limit {
		return errTooLarge
	}
	if response.ContentLength > 0 {
		b.Grow(int(response.ContentLength) + bytes.MinRead) // room for ReadFrom to meet the end without growing
	}
	read, err := b.ReadFrom(io.LimitReader(response.Body, limit+1))
	if err == nil && read > limit {
		return errTooLarge
	}
	return err
}
