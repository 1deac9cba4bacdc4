//go:build !unix

package config

import "io/fs"

// Elsewhere the folder of the user's profile keeps others out.
func private(string, fs.FileInfo) error { return nil }
