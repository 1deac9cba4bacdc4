package demo

import (
	"context"
	"sync"
	"time"
)

const (
	// patience is how long a stream may stay without saying who it is.
	patience = 10 * time.Second

	// backlog is how many messages a stream may be behind before it is dropped:
	// a slow reader must not hold up the broker.
	backlog = 256
)

// listener is one open stream. Its fields but out and end belong to the lock
// of the listeners.
type listener struct {
	out  chan []byte        // what it has yet to be sent
	end  context.CancelFunc // cuts the connection
	who  caller
	key  *digest       // of the token that it came with; nil for a key pair or before it came
	hear bool          // it asked for the order events
	wake chan struct{} // of a stream over HTTP: something has happened
}

// listeners are all open streams.
type listeners struct {
	patience time.Duration

	mu   sync.Mutex
	all  map[*listener]struct{}
	over bool
	left sync.WaitGroup // one for each that has not gone
}

func newListeners() *listeners {
	return &listeners{patience: patience, all: map[*listener]struct{}{}}
}

// add takes a new stream in, false when the broker is closed.
func (l *listeners) add(one *listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return false
	}
	l.all[one] = struct{}{}
	l.left.Add(1)
	return true
}

// remove says that a stream is over and its goroutines have ended.
func (l *listeners) remove(one *listener) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.all, one)
	l.left.Done()
}

// change alters a stream's own fields.
func (l *listeners) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// heard reports whether anybody listens to an account.
func (l *listeners) heard(env string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.all {
		if one.hear && one.who.env == env {
			return true
		}
	}
	return false
}

// tell sends a message to those who listen to an account. It never waits: who
// cannot take it is cut off.
func (l *listeners) tell(env string, message []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.all {
		if one.hear && one.who.env == env {
			one.send(message)
		}
	}
}

// rouse tells the streams over HTTP of an account that something has happened.
func (l *listeners) rouse(env string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.all {
		if one.who.env != env {
			continue
		}
		select {
		case one.wake <- struct{}{}:
		default:
		}
	}
}

func (one *listener) send(message []byte) {
	select {
	case one.out <- message:
	default:
		one.end()
	}
}

// cut ends the streams that are meant.
func (l *listeners) cut(meant func(*listener) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.all {
		if meant(one) {
			one.end()
		}
	}
}

// close ends all streams, takes no new ones and waits until all have gone.
func (l *listeners) close() {
	l.change(func() { l.over = true })
	l.cut(func(*listener) bool { return true })
	l.left.Wait()
}

// CutStreams breaks every open stream off without a word, as a network does.
func (b *Broker) CutStreams() {
	b.listeners.cut(func(*listener) bool { return true })
}

// Emit sends a message as it is to those who listen to an account's order
// events: env is "paper" or "live". It is for tests that need what this broker
// would not say by itself, such as events twice, out of order or unknown.
func (b *Broker) Emit(env string, raw []byte) { b.listeners.tell(env, raw) }

// cutWithoutGrant ends the streams whose token is good no longer.
func (b *Broker) cutWithoutGrant() {
	b.listeners.cut(func(one *listener) bool { return one.key != nil && !b.grants.holds(*one.key) })
}
