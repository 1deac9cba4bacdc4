package client

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// spent is how many calls some limiters let through in a minute to come, when each is
// asked all the time.
func spent(limiters []*Limiter, urgent bool) (n int) {
	began := time.Now()
	for time.Since(began) < time.Minute {
		for _, l := range limiters {
			if wait, ok := l.take(0, urgent); ok && wait == 0 {
				n++
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return n
}

// programs are limiters of different programs that share a file.
func programs(path string, n int) []*Limiter {
	all := make([]*Limiter, n)
	for i := range all {
		all[i] = NewProgramLimiter().Shared(path)
	}
	return all
}

func TestProgramsOfOnePersonShareABudget(t *testing.T) {
	for name, c := range map[string]struct {
		programs int
		urgent   bool
		most     int
	}{
		"one alone":         {1, false, ProgramCalls},
		"three":             {3, false, ProgramCalls},
		"three with orders": {3, true, ProgramCalls + urgentCalls},
	} {
		path := filepath.Join(t.TempDir(), "state", "calls")
		synctest.Test(t, func(t *testing.T) {
			if n := spent(programs(path, c.programs), c.urgent); n > c.most || n < c.most-2 {
				t.Errorf("%s: %d calls in a minute, want %d", name, n, c.most)
			}
		})
		if info, err := os.Stat(path); err != nil || info.Size() != int64(binary.Size(lately{})) {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}

// TestOrdersKeepTheirReserve when other programs have used up what is there.
func TestOrdersKeepTheirReserve(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls")
	synctest.Test(t, func(t *testing.T) {
		all := programs(path, ProgramCalls/programBurst+1)
		for i, l := range all {
			for range programBurst {
				if _, ok := l.take(0, false); ok == (i == len(all)-1) {
					t.Fatalf("program %d: %t", i, ok)
				}
			}
		}
		for i, l := range all[:urgentCalls/urgentBurst+1] {
			for range urgentBurst {
				if _, ok := l.take(0, true); ok == (i == urgentCalls/urgentBurst) {
					t.Fatalf("an order of program %d: %t", i, ok)
				}
			}
		}
	})
}

// TestAFileThatCannotBeUsedLeavesTheLimiterAlone.
func TestAFileThatCannotBeUsedLeavesTheLimiterAlone(t *testing.T) {
	for name, prepare := range map[string]func(path string) error{
		"a folder stands there": func(path string) error { return os.Mkdir(path, 0o700) },
		"it is below a file":    func(path string) error { return os.WriteFile(filepath.Dir(path), nil, 0o600) },
		"it is damaged":         func(path string) error { return os.WriteFile(path, []byte("{"), 0o600) },
		"it is long ago":        func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte{0xff}, 4000), 0o600) },
		"it is years ahead": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte{0x50}, 4000), 0o600)
		},
		"it is empty": func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		dir := filepath.Join(t.TempDir(), "state")
		if name != "it is below a file" {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(dir, "calls")
		if err := prepare(path); err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			if n := spent(programs(path, 1), false); n > ProgramCalls || n < ProgramCalls-2 {
				t.Errorf("%s: %d calls in a minute", name, n)
			}
		})
	}
}

func TestProgramsThatAskAtOnceSpendOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls")
	synctest.Test(t, func(t *testing.T) {
		var all sync.WaitGroup
		var n atomic.Int64
		for _, l := range programs(path, ProgramCalls/programBurst+2) {
			all.Go(func() {
				for range programBurst {
					if wait, ok := l.take(0, false); ok && wait == 0 {
						n.Add(1)
					}
				}
			})
		}
		all.Wait()
		if n.Load() != ProgramCalls {
			t.Errorf("%d calls at once, want %d", n.Load(), ProgramCalls)
		}
	})
}

func BenchmarkSharedLimiter(b *testing.B) {
	l := NewProgramLimiter().Shared(filepath.Join(b.TempDir(), "calls"))
	for b.Loop() {
		_, _ = l.take(time.Hour, false)
	}
}
