package demo

import (
	secret "crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
)

// randomHex gives 2n hexadecimal digits that nobody can guess.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = secret.Read(b) // never fails: it ends the program instead
	return hex.EncodeToString(b)
}

// randomKeyID looks like the id of a paper account's key.
func randomKeyID() string { return "PK" + secret.Text()[:18] }

// idOf gives the UUID that stands for a name: the same one in every run.
func idOf(kind, name string) string {
	h := sha256.Sum256([]byte("quipu demo/" + kind + "/" + name))
	h[6] = h[6]&0x0f | 0x50
	h[8] = h[8]&0x3f | 0x80
	text := make([]byte, 0, 36)
	for i, b := range [...][]byte{h[:4], h[4:6], h[6:8], h[8:10], h[10:16]} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, b)
	}
	return string(text)
}

// newDice gives the dice of one thing: a seed and a stream always throw the
// same.
func newDice(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // a demo market has to be repeatable, not unguessable
}

// numberOf gives the number that stands for a name, for seeding dice.
func numberOf(name string) uint64 {
	h := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(h[:8])
}
