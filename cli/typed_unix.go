//go:build unix

package cli

import (
	"io"

	"golang.org/x/sys/unix"
)

// dropTyped drops what was typed at a terminal and not read yet.
func dropTyped(in io.Reader) {
	if fd, is := terminalOf(in); is {
		_ = flushInput(int(fd)) //nolint:gosec // a descriptor is small
	}
}

// flushInput is tcflush(fd, TCIFLUSH).
func flushInput(fd int) error { return flush(fd, unix.TCIFLUSH) }
