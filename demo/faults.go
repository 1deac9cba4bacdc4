package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults are how often a broker breaks its answers to calls of the Trading API:
// each a share from 0, never, to 1, always. Their sum is at most 1.
type Faults struct {
	Lost     float64 // a change is done, and the connection ends without an answer
	Late     float64 // the answer comes Delay late
	TooMany  float64 // 429 with its headers; nothing is done
	Failed   float64 // 503; nothing is done
	Cut      float64 // the streams are cut; the call is answered
	Rejected float64 // an order is accepted, and the exchange rejects it
	Pending  float64 // an order, a cancel or a change is accepted and takes Delay to be done; what fills meanwhile wins
	Filled   float64 // a cancel or a change is accepted, and after Delay the order is filled instead

	Delay time.Duration // 0 is three seconds
}

// ParseFaults reads faults as they are typed: "0.05" is that share of each kind,
// and "lost=0.1,late=0.2,429=0.1,5xx=0.1,cut=0.05,reject=0.1,pending=0.1,filled=0.1" one of
// those named.
// Its error says what is wrong.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	kinds := map[string]*float64{"lost": &f.Lost, "late": &f.Late, "429": &f.TooMany, "5xx": &f.Failed, "cut": &f.Cut, "reject": &f.Rejected,
		"pending": &f.Pending, "filled": &f.Filled}
	for _, part := range strings.Split(text, ",") {
		name, value, named := strings.Cut(strings.TrimSpace(part), "=")
		if !named {
			value = name
		}
		share, err := strconv.ParseFloat(value, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			return f, fmt.Errorf("%q: want a share from 0 to 1", part)
		}
		if !named {
			for _, kind := range kinds {
				*kind = share
			}
			continue
		}
		kind, known := kinds[name]
		if !known {
			return f, fmt.Errorf("%q: want lost, late, 429, 5xx, cut, reject, pending or filled", name)
		}
		*kind = share
	}
	if f.sum() > 1 {
		return f, errors.New("the shares are more than 1 together")
	}
	return f, nil
}

func (f Faults) sum() float64 {
	return f.Lost + f.Late + f.TooMany + f.Failed + f.Cut + f.Rejected + f.Pending + f.Filled
}

// breaker decides by dice which answers are broken.
type breaker struct {
	Faults
	mu   sync.Mutex
	dice *rand.Rand
}

func newBreaker(f Faults, seed uint64) *breaker {
	if f.Delay == 0 {
		f.Delay = 3 * time.Second
	}
	return &breaker{Faults: f, dice: newDice(seed, numberOf("faults"))}
}

// pick gives the fault of a call, "" where there is none.
func (f *breaker) pick(r *http.Request) string {
	if f.sum() == 0 || !strings.HasPrefix(r.URL.Path, "/v2/") || strings.HasPrefix(r.URL.Path, "/v2/events/") {
		return ""
	}
	f.mu.Lock()
	roll := f.dice.Float64()
	f.mu.Unlock()
	for _, kind := range []struct {
		name  string
		share float64
	}{{"lost", f.Lost}, {"late", f.Late}, {"429", f.TooMany}, {"5xx", f.Failed}, {"cut", f.Cut}, {"reject", f.Rejected}, {"pending", f.Pending}, {"filled", f.Filled}} {
		if roll -= kind.share; roll < 0 {
			return kind.name
		}
	}
	return ""
}

// answer answers a call with its fault.
func (b *Broker) answer(w http.ResponseWriter, r *http.Request) {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch fault := b.breaker.pick(r); {
	case fault == "429":
		w.Header().Set("Retry-After", "1")
		w.Header().Set("X-Ratelimit-Limit", strconv.Itoa(perMinute))
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", strconv.FormatInt(b.now().Add(time.Second).Unix(), 10))
		refuse(w, refusal{http.StatusTooManyRequests, codeTooMany, "too many requests."})
	case fault == "5xx":
		refuse(w, refusal{http.StatusServiceUnavailable, 50010000, "service unavailable"})
	case fault == "late":
		wait := time.NewTimer(b.breaker.Delay)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		case <-b.done:
		}
		b.mux.ServeHTTP(w, r)
	case fault == "lost" && !reads:
		b.mux.ServeHTTP(nowhere{}, r)
		panic(http.ErrAbortHandler) // ends the connection without an answer
	case fault == "cut":
		b.mux.ServeHTTP(w, r)
		b.CutStreams()
	case fault == "reject" && r.Method == http.MethodPost && r.URL.Path == "/v2/orders":
		b.mux.ServeHTTP(w, r)
		b.rejectNewest()
	case fault == "pending" || fault == "filled":
		b.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), slowly{}, fault)))
	default:
		b.mux.ServeHTTP(w, r)
	}
}

// nowhere takes an answer that nobody gets.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) WriteHeader(int)             {}

// rejectNewest lets the exchange reject the order of the paper account that was
// sent last, if that has not begun to fill.
func (b *Broker) rejectNewest() {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.books[envPaper]
	if o := k.newest(); o != nil && o.open() && o.FilledQty.IsZero() {
		k.finish(o, "rejected", b.market.now)
	}
}

// newest is the order that was entered last.
func (k *book) newest() *order {
	if len(k.orders) == 0 {
		return nil
	}
	return k.orders[len(k.orders)-1]
}
