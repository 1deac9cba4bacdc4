//go:build !unix

package cli

import (
	"context"
	"os"
)

// readerGone never tells: here a write alone finds out.
func readerGone(context.Context, *os.File) <-chan struct{} { return nil }
