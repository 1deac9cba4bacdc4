package safe

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TrustedFile refuses the file at path where somebody else than the user and
// root decides what it holds: it must belong to one of them and be closed to
// the writing of others, and so must its folder. info is that of the open
// file. The error names the path and the command that repairs it.
func TrustedFile(path string, info fs.FileInfo) error {
	if err := trusted(path, info, "it is not used"); err != nil {
		return err
	}
	return TrustedFolder(filepath.Dir(path))
}

// TrustedFolder refuses a folder in which somebody else than the user and root
// can replace files, and one below a folder in which everybody can: a sticky
// folder like /tmp protects what is in it. A link counts as what it leads to.
func TrustedFolder(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return &fs.PathError{Op: "look at", Path: dir, Err: Reason(err)}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return &fs.PathError{Op: "look at", Path: dir, Err: Reason(err)}
	}
	if err := trusted(dir, info, "nothing in it is used"); err != nil {
		return err
	}
	for above := filepath.Dir(dir); above != dir; dir, above = above, filepath.Dir(above) {
		if info, err := os.Stat(above); err == nil {
			if err := closedToAll(above, info); err != nil {
				return err
			}
		}
	}
	return nil
}

// Quoted quotes a path for the shell command that a message shows.
func Quoted(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@", r)
	}
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
