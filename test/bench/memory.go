package main

import (
	"context"
	"fmt"
	"time"
)

// sampler notes a process's resident memory once a second until stopped: one
// look would depend on where the garbage collector stands.
type sampler struct {
	stop context.CancelFunc
	done chan struct{}
	rss  []float64 // MB
	err  error
}

func sample(ctx context.Context, pid int) *sampler {
	ctx, stop := context.WithCancel(ctx)
	s := &sampler{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for hasProc() && s.err == nil && pause(ctx, time.Second) == nil {
			var now float64
			now, s.err = megabytes(pid, "VmRSS")
			s.rss = append(s.rss, now)
		}
	}()
	return s
}

// ended stops the sampler and waits for it.
func (s *sampler) ended() ([]float64, error) {
	s.stop()
	<-s.done
	return s.rss, s.err
}

// memory is the figure for what a sampler saw. The kernel knows the most that
// ever was better than a look each second.
func (s *sampler) memory(pid int) (figure, error) {
	rss, err := s.ended()
	if err != nil || len(rss) == 0 {
		return figure{skipped: noProc}, err
	}
	most, err := megabytes(pid, "VmHWM")
	return figure{samples: rss, worst: most, note: fmt.Sprintf("VmRSS each second, last %.1f; worst is VmHWM", rss[len(rss)-1])}, err
}
