package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// tokenLimit is the largest token file that is read, in bytes.
const tokenLimit = 64 << 10

// readFile reads a token file that is regular, the user's own and closed to
// others; anything else is refused with the command that mends it.
func readFile(path string) ([]byte, error) {
	stat, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoToken
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, reason(err))
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is not a regular file: remove it and sign in again (rm %s)", path, path)
	case stat.Size() > tokenLimit:
		return nil, fmt.Errorf("%s: is too large for a token: remove it and sign in again (rm %s)", path, path)
	}
	if err := trusted(path, stat); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, reason(err))
	}
	return data, nil
}

// writeFile writes beside path, syncs and renames, so that a token is there
// whole or not at all.
func writeFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for the token: %w", err)
	}
	beside, err := os.CreateTemp(dir, ".token-*") // 0600 from the start
	if err != nil {
		return fmt.Errorf("write the token: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(beside.Name())
			err = fmt.Errorf("write the token to %s: %w", path, reason(err))
		}
	}()
	_, err = beside.Write(data)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return err
	}
	if err = os.Rename(beside.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a rename last. A file system that cannot is no reason to fail.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

func removeFile(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete %s: %w", path, reason(err))
	}
	return nil
}

// reason drops the path that an error of the file system repeats.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
