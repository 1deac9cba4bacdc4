//go:build !unix

package safe

import "io/fs"

// Owned reports true: the folder of the user's profile keeps others out.
func Owned(fs.FileInfo) bool { return true }
