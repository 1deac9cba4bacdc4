//go:build !windows

package auth

import "syscall"

// What the system says when it does not listen.
var (
	portTaken     = []syscall.Errno{syscall.EADDRINUSE}
	portForbidden = []syscall.Errno{syscall.EACCES}
	familyMissing = []syscall.Errno{syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT}
)
