//go:build unix

package safe

import (
	"io/fs"
	"os"
	"syscall"
)

// Owned reports whether a file belongs to the user who runs the program.
func Owned(info fs.FileInfo) bool {
	sys, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int64(sys.Uid) == int64(os.Geteuid())
}
