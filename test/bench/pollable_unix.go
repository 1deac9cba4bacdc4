//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// pollable gives a file whose Close ends a Read that is under way.
func pollable(tty *os.File) (*os.File, error) {
	fd, err := syscall.Dup(int(tty.Fd()))
	if err != nil {
		return nil, errors.Join(err, tty.Close())
	}
	if err := errors.Join(syscall.SetNonblock(fd, true), tty.Close()); err != nil {
		return nil, errors.Join(err, syscall.Close(fd))
	}
	return os.NewFile(uintptr(fd), "pty"), nil
}
