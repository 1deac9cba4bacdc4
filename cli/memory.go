package cli

import (
	"context"
	"runtime/debug"
	"time"
)

// tuneGC keeps a program that stays open all day small: what it collects
// costs a few milliseconds a minute, and what starting up needed goes back to
// the system when it is over.
func tuneGC(ctx context.Context) {
	const percent, startedUp = 50, 20 * time.Second
	debug.SetGCPercent(percent)
	over := time.AfterFunc(startedUp, debug.FreeOSMemory)
	context.AfterFunc(ctx, func() { over.Stop() })
}
