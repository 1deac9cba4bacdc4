//go:build unix

package safe

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Owned reports whether a file belongs to the user who runs the program.
func Owned(info fs.FileInfo) bool {
	owner, known := ownerOf(info)
	return !known || owner == os.Geteuid()
}

func ownerOf(info fs.FileInfo) (owner int, known bool) {
	sys, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return 0, false
	}
	return int(sys.Uid), true
}

// links is how many names a file has.
func links(info fs.FileInfo) int {
	if sys, known := info.Sys().(*syscall.Stat_t); known {
		return int(sys.Nlink) //nolint:unconvert // its type differs between systems
	}
	return 1
}

const othersWrite = 0o022

// trusted checks the owner and the mode of a file or a folder. then says what
// follows where it belongs to somebody else.
func trusted(path string, info fs.FileInfo, then string) error {
	if owner, known := ownerOf(info); known && owner != 0 && owner != os.Geteuid() {
		return fmt.Errorf("%s: belongs to another user: %s; remove it, or make it yours with chown %d %s", path, then, os.Geteuid(), Quoted(path))
	}
	if info.Mode().Perm()&othersWrite != 0 && !sticky(info) {
		return fmt.Errorf("%s: others may write in it: run chmod go-w %s", path, Quoted(path))
	}
	return nil
}

// closedToAll refuses a folder in which everybody can rename what is there.
func closedToAll(dir string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o002 != 0 && !sticky(info) {
		return fmt.Errorf("%s: everybody may write in it, and replace what is below: run chmod o-w %s", dir, Quoted(dir))
	}
	return nil
}

func sticky(info fs.FileInfo) bool { return info.IsDir() && info.Mode()&fs.ModeSticky != 0 }

// closedFolder reports whether the user alone can make files in a folder.
func closedFolder(info fs.FileInfo) bool {
	return Owned(info) && info.Mode().Perm()&othersWrite == 0
}

// openToErase opens a file for writing without following a link and without
// waiting for the other end of a pipe.
func openToErase(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}
