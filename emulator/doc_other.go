//go:build !unix

// Package emulator runs a program on a pseudo terminal; there is none here.
package emulator
