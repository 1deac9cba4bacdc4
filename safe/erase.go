package safe

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Erase removes the file at path. A file of the user it empties first, since
// another hard link would keep what it holds; others is how many other names
// it had. That there is no file is no error. A link is removed, and what it
// leads to left alone. In a folder where others can make files it empties
// none: one of them may be a link that they made to another file of the user.
func Erase(path string) (others int, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err == nil && mayEmpty(path, info) {
		others = links(info) - 1
		if err = emptyPath(path, info); err != nil && others > 0 {
			err = fmt.Errorf("another hard link of it keeps what it held: %w", Reason(err))
		} else {
			err = nil // nothing is left once it is removed
		}
	}
	if removed := os.Remove(path); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = removed
	}
	return others, err
}

// WriteSecret is WriteFile with mode 0600. It empties the file that it
// replaces where that has another hard link.
func WriteSecret(path string, data []byte) error {
	other := openOtherLink(path)
	if err := WriteFile(path, data, 0o600); err != nil {
		return errors.Join(err, other.Close())
	}
	return other.empty()
}

// otherLink is a file that has another name than the one that is about to go.
// The zero value is none.
type otherLink struct{ file *os.File }

// openOtherLink gives none for a file with one name. Windows, which replaces no
// open file, tells of none.
func openOtherLink(path string) otherLink {
	info, err := os.Lstat(path)
	if err != nil || links(info) < 2 || !mayEmpty(path, info) {
		return otherLink{}
	}
	file, err := openToErase(path)
	if err != nil {
		return otherLink{}
	}
	return otherLink{file}
}

// Close closes the file and leaves it as it is.
func (o otherLink) Close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}

// empty empties the file, unless its last name went, and closes it.
func (o otherLink) empty() error {
	if o.file == nil {
		return nil
	}
	info, err := o.file.Stat()
	if err == nil && links(info) > 0 {
		err = empty(o.file, info.Size())
	}
	return errors.Join(err, o.Close())
}

func mayEmpty(path string, info fs.FileInfo) bool {
	folder, err := os.Stat(filepath.Dir(path))
	return err == nil && info.Mode().IsRegular() && Owned(info) && closedFolder(folder)
}

func emptyPath(path string, info fs.FileInfo) error {
	file, err := openToErase(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if now, err := file.Stat(); err != nil || !os.SameFile(now, info) {
		return errors.New("it changed meanwhile")
	}
	return empty(file, info.Size())
}

// empty writes zeros over what a file holds and cuts it off.
func empty(file *os.File, size int64) error {
	zeros := make([]byte, min(size, 64<<10))
	for at := int64(0); at < size; at += int64(len(zeros)) {
		if _, err := file.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at); err != nil {
			return err
		}
	}
	return errors.Join(file.Sync(), file.Truncate(0))
}
