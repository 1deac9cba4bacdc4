package client

import (
	"testing"
	"time"
	"unsafe"
)

// slept gives a time as the clock has it after the machine slept: the wall clock has
// gone on and the monotonic one has not.
func slept(at time.Time, seconds int64) time.Time {
	*(*uint64)(unsafe.Pointer(&at)) += uint64(seconds) << 30 // a time.Time begins with the wall clock's seconds and nanoseconds
	return at
}

func TestAgesCountTheSleepOfTheMachine(t *testing.T) {
	read := time.Now()
	woken := slept(read.Add(2*time.Second), 8*3600)
	if woken.Sub(read) != 2*time.Second || woken.Round(0).Sub(read.Round(0)) != 8*time.Hour+2*time.Second {
		t.Fatal("a time.Time is not as this test takes it to be")
	}
	if got := Age(read, woken); got != 8*time.Hour+2*time.Second {
		t.Errorf("after a sleep of 8 hours the age is %v", got)
	}
	if u := (Update{Since: read, Every: 3 * time.Second}); !u.Outdated(woken) {
		t.Error("figures of before a sleep are not outdated")
	}
	var b Backoff
	b.Record(&Error{Kind: ErrForbidden}, read, 1)
	if !b.Waits(read.Add(2*time.Second)) || b.Waits(woken) {
		t.Error("a failure of before a sleep still counts")
	}
	if got := Age(read, slept(read.Add(time.Minute), -3600)); got != time.Minute {
		t.Errorf("with a clock that was set back the age is %v", got)
	}
}
