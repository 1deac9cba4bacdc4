package ui

import (
	"time"

	"quipu/client"
	"quipu/format"
)

// readGap is the least time between two readings of one kind that something
// other than their age asks for: order events come many a second.
const readGap = 2 * time.Second

// reading is when one kind of figures was read and when it is to be read again.
// The zero value is due.
type reading struct {
	wait    bool      // one is under way
	tried   time.Time // when the last one began, zero for none
	at      time.Time // when the last one that worked ended, zero for none
	stale   bool      // asked for before its time
	err     error     // of the last one
	backoff client.Backoff
}

// due reports whether figures that may be age old are to be read now.
func (r *reading) due(now time.Time, age time.Duration) bool {
	switch {
	case r.wait || r.backoff.Waits(now):
		return false
	case r.tried.IsZero() || r.err != nil:
		return true
	}
	since := client.Age(r.tried, now)
	return since >= age || r.stale && since >= readGap
}

// mayRead reports whether more may be read that is not due: an older page, or
// another period.
func (r *reading) mayRead(now time.Time) bool { return !r.wait && !r.backoff.Waits(now) }

func (r *reading) begin(now time.Time) { r.wait, r.stale, r.tried = true, false, now }

func (r *reading) end(now time.Time, err error) {
	r.wait, r.err = false, err
	r.backoff.Record(err, now, 1)
	if err == nil {
		r.at = now
	}
}

// hurry is what a person's key asks for: a reading at once.
func (r *reading) hurry() {
	r.tried = time.Time{}
	r.backoff.Hurry()
}

// ended reports whether one has worked or failed.
func (r *reading) ended() bool { return r.read() || r.err != nil }

// read reports whether one has worked.
func (r *reading) read() bool { return !r.at.IsZero() }

// old says that figures which are read every age have missed three readings, and
// why; "" while they have not.
func (r *reading) old(now time.Time, age time.Duration) string {
	if !r.read() || !client.Outdated(r.at, age, now) {
		return ""
	}
	words := "stale " + format.Span(client.Age(r.at, now))
	if why := shortProblem(r.err); why != "" {
		words += " · " + why
	}
	return words
}

// oldRemark is a remark on a table whose figures are old; none where they are not.
func oldRemark(what, old string) []string {
	if old == "" {
		return nil
	}
	return []string{what + old}
}
