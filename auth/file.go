package auth

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"quipu/safe"
)

// tokenLimit is the largest token file that is read, in bytes.
const tokenLimit = 64 << 10

var errNotRegular = errors.New("not a regular file")

// readFile reads a token file that is regular, the user's own and closed to
// others; it refuses any other with the command that repairs it. It checks the
// open file, so that a change of its name makes no difference.
func readFile(path string) ([]byte, error) {
	f, err := openNoFollow(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoToken
	case errors.Is(err, errNotRegular):
		return nil, notRegular(path)
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, safe.Reason(err))
	}
	defer func() { _ = f.Close() }()
	stat, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, safe.Reason(err))
	}
	if !stat.Mode().IsRegular() {
		return nil, notRegular(path)
	}
	if err := checkTokenFile(path, stat); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, tokenLimit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, safe.Reason(err))
	case len(data) > tokenLimit:
		return nil, fmt.Errorf("%s: is too large for a token: remove it (rm %s) and sign in again", path, safe.Quoted(path))
	}
	return data, nil
}

func notRegular(path string) error {
	return fmt.Errorf("%s: is not a regular file: remove it (rm -r %s) and sign in again", path, safe.Quoted(path))
}

// writeFile replaces the token file at path. It refuses a folder in which
// others could replace it.
func writeFile(path string, data []byte) error {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	if err := safe.WriteSecret(path, data); err != nil {
		return fmt.Errorf("write the token to %s: %w", path, safe.Reason(err))
	}
	return nil
}

// makeFolder makes dir for the user alone. An existing folder keeps its mode.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder %s: %w", dir, safe.Reason(err))
	}
	return checkFolder(dir)
}

// removeFile removes a token file and empties its other hard links.
func removeFile(path string) (others int, err error) {
	if path == "" {
		return 0, nil
	}
	others, err = safe.Erase(path)
	if err != nil {
		err = fmt.Errorf("delete %s: %w", path, safe.Reason(err))
	}
	return others, err
}
