package acceptance

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What hangs in a write ends when it is told to: at once when it is told twice,
// else after the grace.
func TestSignalEndsWhatNobodyReads(t *testing.T) {
	environ := keyed(startBroker(t))
	for name, times := range map[string]int{"told once": 1, "told twice": 2} {
		t.Run(name, func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			cmd := exec.CommandContext(t.Context(), binary, "orders", "--status", "all", "--limit", "500", "--json")
			cmd.Env, cmd.Stdout = commandEnviron(t, environ), w
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_ = w.Close()
			room, err := unix.FcntlInt(r.Fd(), unix.F_GETPIPE_SZ, 0)
			if err != nil {
				t.Fatal(err)
			}
			for waiting := 0; waiting < room; {
				time.Sleep(5 * time.Millisecond)
				if waiting, err = unix.IoctlGetInt(int(r.Fd()), unix.TIOCINQ); err != nil {
					t.Fatal(err)
				}
				if t.Context().Err() != nil {
					t.Fatal("the pipe never filled")
				}
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if times == 2 {
				time.Sleep(100 * time.Millisecond)
				_ = cmd.Process.Signal(syscall.SIGTERM)
			}
			_ = cmd.Wait() // a hang is ended by the test's own deadline
			state, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if code := state.ExitStatus(); code != 128+int(syscall.SIGTERM) && state.Signal() != syscall.SIGTERM {
				t.Errorf("it ended with %d, %v", code, state.Signal())
			}
		})
	}
}
