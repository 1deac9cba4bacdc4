//go:build !unix

package cli

import (
	"io"

	"golang.org/x/sys/windows"
)

// dropTyped drops what was typed at a console and not read yet.
func dropTyped(in io.Reader) {
	if fd, is := terminalOf(in); is {
		_ = windows.FlushConsoleInputBuffer(windows.Handle(fd))
	}
}
