package auth

import "syscall"

// What the system says when it does not listen: numbers of Winsock, which the
// syscall package does not name. A port that another program holds for itself
// alone is WSAEACCES there.
var (
	portTaken     = []syscall.Errno{10048, 10013} // WSAEADDRINUSE, WSAEACCES
	portForbidden []syscall.Errno
	familyMissing = []syscall.Errno{10049, 10047} // WSAEADDRNOTAVAIL, WSAEAFNOSUPPORT
)
