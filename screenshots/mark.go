package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"os"
)

// A picture carries the digest of its text, so that a picture that was not taken
// again is found out: in a PNG as the text chunk "Comment" (PNG specification,
// 11.3.4), in a GIF as a comment extension (GIF89a, 24).

const pngHeader = 8 + 4 + 4 + 13 + 4 // signature and the chunk IHDR

// writePNG writes a picture with its mark.
func writePNG(path string, img image.Image, mark string) error {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return err
	}
	data := b.Bytes()
	chunk := append([]byte("tEXtComment\x00"), mark...)
	var marked bytes.Buffer
	marked.Write(data[:pngHeader])
	_ = binary.Write(&marked, binary.BigEndian, uint32(len(chunk)-4)) //nolint:gosec // some 70 bytes
	marked.Write(chunk)
	_ = binary.Write(&marked, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	marked.Write(data[pngHeader:])
	return os.WriteFile(path, marked.Bytes(), 0o644) //nolint:gosec // a picture is for everybody
}

// markOf gives the mark of a picture, "" where it has none.
func markOf(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	for _, before := range [][]byte{[]byte("tEXtComment\x00"), {0x21, 0xfe, 64}} {
		if _, rest, found := bytes.Cut(data, before); found && len(rest) >= 64 {
			return string(rest[:64]), nil
		}
	}
	return "", nil
}
