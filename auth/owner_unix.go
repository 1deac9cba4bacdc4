//go:build unix

package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openNoFollow opens a file for reading without following a link and without
// waiting for the other end of a pipe.
func openNoFollow(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) {
		return nil, errNotRegular
	}
	return f, err
}

// checkTokenFile refuses a file that is not the user's, and one that others can read.
func checkTokenFile(path string, stat fs.FileInfo, user int) error {
	if sys, ok := stat.Sys().(*syscall.Stat_t); ok && int64(sys.Uid) != int64(user) {
		return fmt.Errorf("%s: belongs to another user: remove it (rm %s) and sign in again", path, quoted(path))
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: is open to others: run chmod 600 %s, or better, sign in again", path, quoted(path))
	}
	return nil
}

// checkFolder refuses a folder in which other users can replace the token file.
func checkFolder(dir string, stat fs.FileInfo) error {
	if stat.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: others may write in this folder: run chmod 700 %s and sign in again", dir, quoted(dir))
	}
	return nil
}
