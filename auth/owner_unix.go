//go:build unix

package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"quipu/safe"
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

// checkTokenFile refuses a file that is not the user's, and one that others can
// read or replace.
func checkTokenFile(path string, stat fs.FileInfo) error {
	if !safe.Owned(stat) {
		return fmt.Errorf("%s: belongs to another user: remove it (rm %s) and sign in again", path, safe.Quoted(path))
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: is open to others: run chmod 600 %s, or better, sign in again", path, safe.Quoted(path))
	}
	return checkFolder(filepath.Dir(path))
}

// checkFolder refuses a folder in which other users can replace the token file,
// or put one there before it is written.
func checkFolder(dir string) error {
	if stat, err := os.Stat(dir); err == nil && stat.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: others may write in this folder: run chmod 700 %s and sign in again", dir, safe.Quoted(dir))
	}
	return safe.TrustedFolder(dir)
}
