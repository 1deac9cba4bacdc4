package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"quipu/demo"
)

// The calls whose answers make up what is on the screen. Those of the equity
// curve and of other views come and go on their own.
const positionsPath = "/v2/positions"

var roundPaths = map[string]bool{"/v2/account": true, positionsPath: true, "/v2/orders": true, "/v2/clock": true}

// broker is the embedded broker behind a handler that takes notes. It runs in
// the bench: what it costs is not counted as quipu's.
type broker struct {
	*demo.Broker
	url    string
	server *http.Server
	rounds chan time.Time // when the positions were answered; dropped unread

	mu     sync.Mutex
	calls  []time.Time // when each request came
	ends   []time.Time // when each answer of a round was written
	hold   func() time.Duration
	canned [][]byte // answers to positions, in turn
	turn   int
}

// serve starts a broker whose paper account holds so many positions.
func serve(ctx context.Context, positions int, static bool) (*broker, error) {
	// The demo counts what comes on top of its usual positions.
	_, usual, err := (&broker{Broker: demo.New(demo.Options{StaticMarket: true})}).positions(ctx)
	if err != nil {
		return nil, err
	}
	b := &broker{
		Broker: demo.New(demo.Options{Positions: positions - len(usual), StaticMarket: static}),
		rounds: make(chan time.Time, 64),
		hold:   func() time.Duration { return 0 },
	}
	if _, all, err := b.positions(ctx); err != nil || len(all) != positions {
		return nil, errors.Join(fmt.Errorf("the demo holds %d positions where %d were asked for", len(all), positions), err)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the broker's address: %w", err)
	}
	b.url = "http://" + listener.Addr().String()
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = b.server.Serve(listener) }()
	return b, nil
}

func (b *broker) close() { _ = b.server.Close() }

// ServeHTTP implements http.Handler.
func (b *broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	came := time.Now()
	b.mu.Lock()
	b.calls = append(b.calls, came)
	hold := b.hold()
	body := b.can(path)
	b.mu.Unlock()
	if path == positionsPath && hold > 0 {
		time.Sleep(hold)
	}
	if body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(body)
	} else {
		b.Broker.ServeHTTP(w, r)
	}
	end := time.Now()
	if !roundPaths[path] {
		return
	}
	b.mu.Lock()
	b.ends = append(b.ends, end)
	b.mu.Unlock()
	if path == positionsPath {
		select {
		case b.rounds <- end:
		default:
		}
	}
}

// can gives the next canned answer, nil where the broker is to answer itself.
func (b *broker) can(path string) []byte {
	if path != positionsPath || len(b.canned) == 0 {
		return nil
	}
	b.turn++
	return b.canned[b.turn%len(b.canned)]
}

// lastAnswer is when the last answer of a round before a time was written.
func (b *broker) lastAnswer(before time.Time) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	var last time.Time
	for _, end := range b.ends {
		if end.Before(before) && end.After(last) {
			last = end
		}
	}
	return last
}

// called gives when the requests came.
func (b *broker) called() []time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]time.Time(nil), b.calls...)
}

// environ points quipu at this broker and nowhere else.
func (b *broker) environ() []string {
	return []string{
		"QUIPU_API_URL=" + b.url, "QUIPU_DATA_URL=" + b.url,
		"QUIPU_AUTHORIZE_URL=" + b.url + "/oauth/authorize", "QUIPU_TOKEN_URL=" + b.url + "/oauth/token",
		"APCA_API_KEY_ID=" + b.KeyID, "APCA_API_SECRET_KEY=" + b.KeySecret.Reveal(),
	}
}

// quoted is what the bench wants to know of a position. A price is null while
// trading is halted.
type quoted struct {
	Symbol string  `json:"symbol"`
	Price  *string `json:"current_price"`
}

// positions reads the positions as a client does, past the notes: the answer
// as it is, and what it says.
func (b *broker) positions(ctx context.Context) ([]byte, []quoted, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1"+positionsPath, nil)
	if err != nil {
		return nil, nil, err
	}
	b.Authenticate(request, "")
	answer := &captured{header: http.Header{}}
	b.Broker.ServeHTTP(answer, request)
	if answer.status != http.StatusOK {
		return nil, nil, fmt.Errorf("the broker answers %d: %s", answer.status, answer.body)
	}
	var all []quoted
	if err := json.Unmarshal(answer.body, &all); err != nil {
		return nil, nil, fmt.Errorf("the broker's positions: %w", err)
	}
	return answer.body, all, nil
}

// captured is an answer that goes nowhere.
type captured struct {
	header http.Header
	status int
	body   []byte
}

func (c *captured) Header() http.Header  { return c.header }
func (c *captured) WriteHeader(code int) { c.status = code }
func (c *captured) Write(p []byte) (int, error) {
	c.body = append(c.body, p...)
	return len(p), nil
}
