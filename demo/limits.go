package demo

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// perMinute is how many calls an account has in a minute.
const perMinute = 200

// nobody is the budget that callers without an account see.
const nobody = ""

// limits counts the calls of each account in the present minute.
type limits struct {
	mu     sync.Mutex
	minute time.Time
	used   map[string]int
}

func newLimits() *limits { return &limits{used: map[string]int{}} }

// take uses one call of an account and shows what is left. It is false when
// nothing was.
func (l *limits) take(w http.ResponseWriter, env string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	allowed := l.used[env] < perMinute
	if allowed {
		l.used[env]++
	}
	l.write(w, env)
	return allowed
}

// show writes the headers and uses nothing.
func (l *limits) show(w http.ResponseWriter, env string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	l.write(w, env)
}

// turn starts a new count when the minute is over.
func (l *limits) turn(now time.Time) {
	if minute := now.Truncate(time.Minute); !minute.Equal(l.minute) {
		l.minute = minute
		clear(l.used)
	}
}

func (l *limits) write(w http.ResponseWriter, env string) {
	h := w.Header()
	h.Set("X-Ratelimit-Limit", strconv.Itoa(perMinute))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(perMinute-l.used[env]))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(l.minute.Add(time.Minute).Unix(), 10))
}
