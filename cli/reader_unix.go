//go:build unix

package cli

import (
	"context"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// readerGone closes its channel when nobody reads a pipe or a terminal any
// more. A write finds that out as well, but a watch may have nothing to write
// for hours.
func readerGone(ctx context.Context, out *os.File) <-chan struct{} {
	gone := make(chan struct{})
	number := int32(out.Fd()) //nolint:gosec // a descriptor is small
	go func() {
		every := time.NewTicker(time.Second)
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
			// poll reports an error and a hang-up whatever it is asked for, but
			// on macOS only where it is asked for something.
			asked := []unix.PollFd{{Fd: number, Events: unix.POLLOUT}}
			if n, err := unix.Poll(asked, 0); err == nil && n > 0 && asked[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 {
				close(gone)
				return
			}
		}
	}()
	return gone
}
