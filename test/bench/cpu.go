package main

import (
	"fmt"
	"time"
)

// meter starts to measure what a process uses of a core. The function it gives
// ends that. The kernel counts in hundredths of a second: over half a minute
// that is a thirtieth of a per cent.
func meter(pid int) (func() (figure, error), error) {
	if !hasProc() {
		return func() (figure, error) { return figure{skipped: noProc}, nil }, nil
	}
	began := time.Now()
	before, err := cpuTime(pid)
	if err != nil {
		return nil, err
	}
	return func() (figure, error) {
		after, err := cpuTime(pid)
		took := time.Since(began)
		return figure{samples: []float64{share(after-before, took)}, note: fmt.Sprintf("over %.0f s", took.Seconds())}, err
	}, nil
}
