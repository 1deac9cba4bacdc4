package client

import "time"

// MissedReadings is how many readings figures may miss before they are marked.
const MissedReadings = 3

// Age gives how long ago a time was, by the clock that tells more: the monotonic one
// stands still while the machine sleeps, and the wall clock may be set back.
func Age(at, now time.Time) time.Duration {
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// Outdated reports whether figures that were read at a time, and are read every
// interval, have missed so many readings that they must be shown as old. What was
// never read is not.
func Outdated(at time.Time, every time.Duration, now time.Time) bool {
	return !at.IsZero() && every > 0 && Age(at, now) > MissedReadings*every
}

// Outdated reports whether the snapshot has missed its readings at now, whatever
// the state says: a reading that hangs has not failed.
func (u Update) Outdated(now time.Time) bool { return Outdated(u.Since, u.Every, now) }
