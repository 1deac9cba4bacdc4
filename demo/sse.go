package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Bounds of a stream of server-sent events.
const (
	sseTick   = time.Second // how often it looks at the clock
	heartbeat = 15          // ticks without an event, then a comment shows that it lives
	mostLate  = 1000        // events that a slow reader may be behind; the older ones are dropped
)

// happening is an event that such a stream tells.
type happening struct {
	id   string // a ULID: it sorts by time
	at   time.Time
	tell func() any
}

// events serves a stream of server-sent events: those of the past that are asked for,
// then all that happen, until the end that is asked for.
func (b *Broker) events(of func(*book) []happening) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := b.admit(w, r)
		var q eventQuery
		if err == nil {
			q, err = newEventQuery(r.URL.Query())
		}
		if err != nil {
			refuseFor(w, err)
			return
		}
		ctx, end := context.WithCancel(r.Context())
		defer end()
		one := &listener{wake: make(chan struct{}, 1), end: end, who: who, key: bearerDigest(r)}
		if !b.listeners.add(one) {
			return
		}
		defer b.listeners.remove(one)
		b.cutWithoutGrant() // it may have been revoked in between
		b.follow(ctx, w, one, &eventReader{query: q, of: of})
	})
}

// follow writes the events until the stream ends.
func (b *Broker) follow(ctx context.Context, w http.ResponseWriter, one *listener, reader *eventReader) {
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // not every writer has one
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	ticker := time.NewTicker(sseTick)
	defer ticker.Stop()
	for quiet := 0; ; {
		text, over := b.read(one.who.env, reader)
		if quiet >= heartbeat && text == "" {
			text = ":heartbeat\n\n"
		}
		if text != "" {
			quiet = 0
			_, _ = w.Write([]byte(text))
		}
		if out.Flush() != nil || over {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-one.wake:
		case <-ticker.C:
			quiet++
		}
	}
}

// eventReader is how far a stream has told the events.
type eventReader struct {
	query eventQuery
	of    func(*book) []happening
	begun bool
	last  string // the id of the event that was told last
}

// read gives what has happened since it read last, and whether the stream ends there.
func (b *Broker) read(env string, e *eventReader) (text string, over bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.market.advance(b.now())
	k := b.books[env]
	now := latest(k.market.now, k.last) // an event may be stamped a little later than it is
	return e.take(e.of(k), now)
}

// take gives the events that have not been told.
func (e *eventReader) take(all []happening, now time.Time) (text string, over bool) {
	all = slices.DeleteFunc(all, func(h happening) bool { return h.at.After(now) })
	slices.SortFunc(all, func(a, b happening) int { return strings.Compare(a.id, b.id) })
	if !e.begun {
		e.begun = true
		if len(all) > 0 && !e.query.past() {
			e.last = all[len(all)-1].id
		}
	} else if late := slices.IndexFunc(all, func(h happening) bool { return h.id > e.last }); late >= 0 && len(all)-late > mostLate {
		dropped := len(all) - late - mostLate
		text = fmt.Sprintf(": you are reading too slowly, dropped %d messages\n\n", dropped)
		e.last = all[late+dropped-1].id
	}
	for _, h := range all {
		switch {
		case h.id <= e.last || !e.query.begins(h):
		case e.query.ends(h):
			return text, true
		default:
			e.last = h.id
			data, err := json.Marshal(h.tell())
			if err != nil {
				return text + ": internal server error\n\n", true
			}
			text += "data: " + string(data) + "\n\n"
		}
	}
	return text, e.query.over(e.last, now)
}

// bearerDigest is what is known of the token that a request comes with, nil for a key
// pair.
func bearerDigest(r *http.Request) *digest {
	_, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found {
		return nil
	}
	d := digestOf(token)
	return &d
}
