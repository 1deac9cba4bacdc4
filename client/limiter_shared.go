package client

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"quipu/safe"
)

const (
	lockTries = 25 // for one that another program holds: it takes some microseconds
	lockPause = 200 * time.Microsecond
	lockAgain = time.Minute // after a file could not be used
)

// callFile counts the calls that several programs of one person make for an account.
// It holds when the latest calls left, and nothing about who calls or for what. The
// whole minute's calls may leave at once: one command after the other is short.
type callFile struct {
	path  string
	turn  *flock.Flock
	alone time.Time // until then it is left alone: it could not be used
}

// Shared gives a limiter that also counts the calls of other programs: of all those
// that share the file at path, no sixty seconds hold more than one of them may make
// alone. Where the file cannot be used the limiter works without it.
func (l *Limiter) Shared(path string) *Limiter {
	return &Limiter{own: l.own, shared: &callFile{path: path, turn: flock.New(path+".lock", flock.SetPermissions(0o600))}}
}

// open gives what the file allows, as long as no other program changes it; nil where it
// cannot be used. keep writes it back, and ends that.
func (f *callFile) open(now time.Time) (all *lately, keep func()) {
	if f == nil || now.Before(f.alone) {
		return nil, func() {}
	}
	file, err := f.locked()
	if err != nil {
		f.alone = now.Add(lockAgain)
		return nil, func() {}
	}
	all = new(lately)
	_, _ = binary.Decode(contents(file), binary.LittleEndian, all) // a file that is too short holds nothing
	all.believe(now)
	return all, func() {
		text, err := binary.Append(nil, binary.LittleEndian, all)
		if err == nil {
			_, err = file.WriteAt(text, 0)
		}
		if err != nil {
			f.alone = now.Add(lockAgain)
		}
		_ = file.Close()
		_ = f.turn.Unlock()
	}
}

func contents(file *os.File) []byte {
	text := make([]byte, binary.Size(lately{}))
	n, _ := file.ReadAt(text, 0)
	return text[:n]
}

// locked opens the file while no other program has it.
func (f *callFile) locked() (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return nil, err
	}
	for range lockTries {
		held, err := f.turn.TryLock()
		if err != nil {
			return nil, err
		}
		if held {
			file, err := openOwn(f.path)
			if err != nil {
				_ = f.turn.Unlock()
			}
			return file, err
		}
		time.Sleep(lockPause)
	}
	return nil, os.ErrDeadlineExceeded
}

// openOwn opens a file of the user's own.
func openOwn(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() || !safe.Owned(info) {
		_ = file.Close()
		return nil, os.ErrPermission
	}
	return file, nil
}

// lately is when the latest calls left, the oldest first, in nanoseconds of Unix time.
type lately struct {
	Calls  [ProgramCalls]int64
	Urgent [urgentCalls]int64
}

// believe forgets times that are further away than any call waits: a clock was set, or
// somebody has written them.
func (l *lately) believe(now time.Time) {
	for _, all := range [][]int64{l.Calls[:], l.Urgent[:]} {
		for i := range all {
			if all[i] > now.Add(window).UnixNano() {
				all[i] = 0
			}
		}
		slices.Sort(all)
	}
}

// latest bounds calls to as many in a minute as it holds, of one call at a time.
type latest []int64

func (l latest) earliest(_ int, now time.Time) time.Time {
	return later(now, time.Unix(0, l[0]).Add(window))
}

func (l latest) spend(_ int, now time.Time) {
	leaves := l.earliest(1, now).UnixNano()
	copy(l, l[1:])
	l[len(l)-1] = leaves
}
