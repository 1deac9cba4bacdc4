//go:build unix

package config

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// ours refuses a file of another user.
func ours(path string, stat fs.FileInfo) error {
	if sys, ok := stat.Sys().(*syscall.Stat_t); ok && int64(sys.Uid) != int64(os.Getuid()) {
		return fmt.Errorf("%s: belongs to another user", path)
	}
	return nil
}

// private refuses a file that others may read: it holds the client secret.
func private(path string, stat fs.FileInfo) error {
	if stat.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: holds client_secret and is open to others: run chmod 600 %s", path, path)
	}
	return ours(path, stat)
}
