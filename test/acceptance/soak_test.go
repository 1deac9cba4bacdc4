//go:build unix

package acceptance

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"quipu/cli"
	"quipu/test/program"
)

// soaking names the file that the program, run by this test, notes its size
// in, once a minute.
const soaking = "QUIPU_TEST_SOAK"

func init() { programs[soaking] = soak }

// soak runs quipu, and notes goroutines and live heap.
func soak() int {
	notes := os.Getenv(soaking)
	go func() {
		for minute := 1; ; minute++ {
			time.Sleep(time.Minute)
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			f, err := os.OpenFile(notes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				return
			}
			_, _ = fmt.Fprintln(f, minute, runtime.NumGoroutine(), m.HeapAlloc)
			_ = f.Close()
		}
	}()
	return cli.Run()
}

// TestSoak keeps the program open as long as QUIPU_SOAK says (30m), at a refresh
// of 1 s in a demo that lives, walks through its views meanwhile, and compares
// its goroutines and memory with those after the first minute. Without
// QUIPU_SOAK it says so and is skipped: it is about hours, not about seconds.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("QUIPU_SOAK"))
	if err != nil {
		t.Skip("QUIPU_SOAK=30m go -C test test -run TestSoak -timeout 40m ./acceptance keeps the program open for so long")
	}
	notes := t.TempDir() + "/notes"
	s := startBinary(t, os.Args[0], 130, 45, []string{soaking + "=" + notes, "QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)},
		"--demo", "--demo-seed", "7", "--refresh", "1s")
	s.Await("sign in")
	s.Types("\r")
	s.Await("a approve")
	s.Types("a")
	s.Await("4 Watchlists")
	end := time.Now().Add(length)
	keys := []string{"1", "2", "3", "4", "1", "\r", "]", "t", "\x1b", "e", "\x1b[D", "\x1b"} // ends where it began
	for walk := 0; walk%len(keys) != 0 || time.Now().Before(end); walk++ {
		s.Types(keys[walk%len(keys)])
		time.Sleep(5 * time.Second)
	}
	s.Types("1")
	s.Await("Symbol")
	time.Sleep(time.Minute + 5*time.Second) // one more note, on the table
	text, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	goroutines, heap := noted(t, lines[0])
	lastGoroutines, lastHeap := noted(t, lines[len(lines)-1])
	t.Logf("after a minute %d goroutines and %d kB, after %v %d and %d kB", goroutines, heap>>10, length, lastGoroutines, lastHeap>>10)
	if lastGoroutines > goroutines {
		t.Errorf("%d goroutines have become %d", goroutines, lastGoroutines)
	}
	// The broker of the demo is in the same process: it remembers a minute's
	// equity and what its market did, a few kilobytes a minute.
	const demo = 64 << 10
	if lastHeap > heap+heap/4+demo*uint64(len(lines)) {
		t.Errorf("%d kB have become %d kB", heap>>10, lastHeap>>10)
	}
	s.Types("\x03")
	s.Ends()
}

func noted(t *testing.T, line string) (goroutines int, heap uint64) {
	t.Helper()
	fields := strings.Fields(line)
	if len(fields) != 3 {
		t.Fatalf("noted %q", line)
	}
	goroutines, err := strconv.Atoi(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	heap, err = strconv.ParseUint(fields[2], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return goroutines, heap
}
