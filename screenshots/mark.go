package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"os"
)

// A picture carries the digests of its text and of its pixels, so that one that
// was not taken again, or was taken of something else, is found out: in a PNG as
// the text chunk "Comment" (PNG specification, 11.3.4), in a GIF as a comment
// extension at its end (GIF89a, 24).

const (
	pngHeader = 8 + 4 + 4 + 13 + 4 // signature and the chunk IHDR
	pngMark   = "tEXtComment\x00"
	markSize  = 64 + 1 + 64
)

// encodePNG makes a shot a picture with its mark.
func encodePNG(shots []shot, mark string) ([]byte, error) {
	var img image.Image = shots[0].img
	if small, exact := paletted(shots[0], nil, img.Bounds()); exact {
		img = small
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return nil, err
	}
	data := b.Bytes()
	chunk := append([]byte(pngMark), mark...)
	var marked bytes.Buffer
	marked.Write(data[:pngHeader])
	_ = binary.Write(&marked, binary.BigEndian, uint32(len(chunk)-4)) //nolint:gosec // some 140 bytes
	marked.Write(chunk)
	_ = binary.Write(&marked, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	marked.Write(data[pngHeader:])
	return marked.Bytes(), nil
}

// markOf gives the mark of a picture, "" where it has none.
func markOf(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if _, rest, found := bytes.Cut(data, []byte(pngMark)); found && len(rest) > markSize {
		return string(rest[:markSize]), nil
	}
	if start := len(data) - markSize - 2; start >= 3 && bytes.Equal(data[start-3:start], []byte{0x21, 0xfe, markSize}) {
		return string(data[start : len(data)-2]), nil
	}
	return "", nil
}
