//go:build unix

package auth

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// trusted refuses a file of another user, and one that others can read.
func trusted(path string, stat fs.FileInfo) error {
	if sys, ok := stat.Sys().(*syscall.Stat_t); ok && int64(sys.Uid) != int64(os.Getuid()) {
		return fmt.Errorf("%s: belongs to another user: remove it and sign in again", path)
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: is open to others: run chmod 600 %s, or better, sign in again", path, path)
	}
	return nil
}
