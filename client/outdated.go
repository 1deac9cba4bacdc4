package client

import "time"

// MissedReadings is how many readings figures may miss before they are marked.
const MissedReadings = 3

// Outdated reports whether figures that were read at a time, and are read every
// interval, have missed so many readings that they must be shown as old. What was
// never read is not.
func Outdated(at time.Time, every time.Duration, now time.Time) bool {
	return !at.IsZero() && every > 0 && now.Sub(at) > MissedReadings*every
}

// Outdated reports whether the snapshot has missed its readings at now, whatever
// the state says: a reading that hangs has not failed.
func (u Update) Outdated(now time.Time) bool { return Outdated(u.Since, u.Every, now) }
