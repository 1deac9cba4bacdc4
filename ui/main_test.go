package ui

import (
	"os"
	"runtime/debug"
	"testing"
)

// Each story has a terminal of its own, whose memory is large and soon free: collected
// less often, the tests take a tenth less time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
