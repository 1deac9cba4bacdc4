package cli

import "golang.org/x/sys/unix"

// discardOutput drops what waits to be read from a terminal.
func discardOutput(fd int) { _ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) }
