package cli

import "golang.org/x/sys/unix"

func flush(fd, queue int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, queue) }
