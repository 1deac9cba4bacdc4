package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// A process's own account of itself is read from /proc: where there is none,
// the rows say so. Nothing is estimated.
const noProc = "needs /proc"

func hasProc() bool {
	_, err := os.Stat("/proc/self/stat")
	return err == nil
}

// userHz is the unit of the times in /proc/PID/stat: a hundredth of a second
// on every Linux that Go runs on, whatever the kernel's own tick.
const userHz = 100

// cpuTime is what a process has used of all cores, by itself and in the kernel.
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name of the program may hold blanks and brackets: count from its end.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const user, system = 11, 12 // fields 14 and 15, see proc_pid_stat(5)
	if len(fields) <= system {
		return 0, errors.New("/proc/PID/stat is shorter than expected")
	}
	ticks := 0
	for _, i := range []int{user, system} {
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			return 0, fmt.Errorf("/proc/PID/stat: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / userHz, nil
}

// status reads one number from /proc/PID/status: VmRSS and VmHWM are in kB,
// Threads is a count.
func status(pid int, key string) (float64, error) {
	text := named(fmt.Sprintf("/proc/%d/status", pid), key, ":", "")
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return 0, fmt.Errorf("/proc/%d/status says nothing of %s", pid, key)
	}
	return strconv.ParseFloat(fields[0], 64)
}

// megabytes of a process, of a million bytes each.
func megabytes(pid int, key string) (float64, error) {
	kib, err := status(pid, key)
	return kib * 1024 / 1e6, err
}

// share is what part of one core was used over a time, in per cent.
func share(used, over time.Duration) float64 {
	return 100 * used.Seconds() / over.Seconds()
}
