package safe

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// A temporary file is named after its target: ".state.json.123456.quipu".
const temporarySuffix = ".quipu"

// temporaryName also finds what the first versions wrote: ".token-123456",
// ".config-123456.toml" and ".quipu-123456".
var temporaryName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\.(.+\.[0-9]+\` + temporarySuffix + `|(token|quipu)-[0-9]+|config-[0-9]+\.toml)$`)
})

// writeTries bounds how often a write whose temporary file vanished starts
// again.
const writeTries = 3

// WriteFile replaces the file at path with data, whole or not at all, also
// across a loss of power. It makes the folder (mode 0700) where there is none,
// replaces a link at path instead of following it, and removes the temporary
// files that killed writers left in the folder. mode is the new file's,
// whatever the umask. Its error names path and no temporary file.
func WriteFile(path string, data []byte, mode fs.FileMode) error {
	return writeFile(path, data, mode, os.Rename)
}

func writeFile(path string, data []byte, mode fs.FileMode, rename func(from, to string) error) error {
	dir := filepath.Dir(path)
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		_ = RemoveLeftovers(dir) // no reason not to write
		for range writeTries {
			if err = replace(path, data, mode, rename); !errors.Is(err, fs.ErrNotExist) {
				break // else another process took the file for a left-over before it was locked
			}
		}
	}
	if err != nil {
		return &fs.PathError{Op: "write", Path: path, Err: Reason(err)}
	}
	SyncFolder(dir)
	return nil
}

// replace writes a temporary file beside path and renames it.
func replace(path string, data []byte, mode fs.FileMode, rename func(from, to string) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*"+temporarySuffix) // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	unlock, err := lockTemporary(file.Name())
	if err != nil {
		return errors.Join(err, file.Close())
	}
	defer unlock()
	if _, err = file.Write(data); err == nil && runtime.GOOS != "windows" {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return rename(file.Name(), path)
}

// lockTemporary marks a temporary file as in use; the system drops the lock
// with the process. A lock that is held means that another process is removing
// the file: fs.ErrNotExist. Windows needs no lock, since it removes no open
// file. A file system without locks leaves the file unmarked.
func lockTemporary(name string) (unlock func(), err error) {
	if runtime.GOOS == "windows" {
		return func() {}, nil
	}
	lock := flock.New(name, flock.SetFlag(os.O_RDWR))
	held, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && !held:
		return nil, fs.ErrNotExist
	case err != nil:
		return func() {}, nil //nolint:nilerr // a file system without locks
	}
	return func() { _ = lock.Close() }, nil
}

// Leftovers gives the paths of the temporary files in a folder: those that a
// killed WriteFile left, and those being written now. Only regular files of
// the user count. A folder that does not exist has none.
func Leftovers(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var paths []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !temporaryName().MatchString(entry.Name()) {
			continue
		}
		if info, err := entry.Info(); err == nil && Owned(info) {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths, nil
}

// RemoveLeftovers removes from a folder the temporary files of writers that
// were killed. It leaves a file that a process is writing now.
func RemoveLeftovers(dir string) error {
	paths, err := Leftovers(dir)
	for _, path := range paths {
		err = errors.Join(err, removeLeftover(path))
	}
	return err
}

func removeLeftover(path string) error {
	unlock, err := lockTemporary(path)
	if err != nil { // in use, or removed by now
		return nil
	}
	defer unlock()
	// Removed before it is emptied: where nothing can be locked, a process may be
	// writing it, and begins again when it is gone.
	other := openOtherLink(path)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, other.Close())
	}
	return other.empty()
}

// SyncFolder makes new and renamed files of a folder durable. It reports
// nothing: the files are in place, and some systems cannot sync a folder.
func SyncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// Reason drops the paths that an error of the file system carries, for a
// message that names the path itself.
func Reason(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		return pathErr.Err
	case errors.As(err, &linkErr):
		return linkErr.Err
	default:
		return err
	}
}

// FileWord makes text a part of a file's name on any system: what is no ASCII letter,
// digit, dot or hyphen becomes "_". Two texts may give one word.
func FileWord(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, text)
}
