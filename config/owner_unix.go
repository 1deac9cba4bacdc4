//go:build unix

package config

import (
	"fmt"
	"io/fs"

	"quipu/safe"
)

// private refuses a file that others may read: it holds the client secret.
func private(path string, stat fs.FileInfo) error {
	if stat.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: holds client_secret and is open to others: run chmod 600 %s", path, safe.Quoted(path))
	}
	return nil
}
