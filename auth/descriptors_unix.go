//go:build unix

package auth

import "syscall"

// descriptorLimit is how many descriptors the process may have open, 0 where
// that is not known.
func descriptorLimit() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || limit.Cur > 1<<30 {
		return 0
	}
	return int(limit.Cur)
}
