package trade

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"quipu/demo"
)

// pipes are connections in memory: a bubble of synctest knows when they wait.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

type unreachable struct{}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if ctx.Value(unreachable{}) != nil {
		return nil, errors.New("connection refused")
	}
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// faultHeader tells the server's side which fault a request has.
const faultHeader = "X-Fault"

// odds are faults with how many of a thousand requests have them.
type odds []struct {
	fault string
	of    int
}

func (o odds) pick(dice *rand.Rand) string {
	roll := dice.IntN(1000)
	for _, f := range o {
		if roll -= f.of; roll < 0 {
			return f.fault
		}
	}
	return ""
}

var (
	changeFaults = odds{
		{"refused", 40},     // no connection
		{"lost before", 50}, // the connection ends, and the broker has nothing
		{"lost after", 80},  // the connection ends, and the broker has done it
		{"late", 40},        // the answer takes three seconds
		{"too late", 40},    // it arrives when the program has given up
		{"429", 40}, {"503", 30},
		{"502", 30}, // of something in between, after the broker has done it
		{"cut", 20}, // the streams
		{"reject", 60},
	}
	readFaults = odds{{"503", 15}, {"429", 8}, {"late", 8}, {"lost before", 15}, {"half", 8}, {"cut", 4}}
)

// wire is the connection of one program: it breaks some of its requests.
type wire struct {
	*http.Transport
	name string
	mu   sync.Mutex
	dice *rand.Rand // nil breaks nothing
}

func newWire(name string, p *pipes) *wire {
	return &wire{Transport: &http.Transport{DialContext: p.dial}, name: name}
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", w.name)
	fault := w.fault(r.Method)
	if fault == "refused" {
		w.CloseIdleConnections()
		r = r.WithContext(context.WithValue(r.Context(), unreachable{}, true))
	}
	r.Header.Set(faultHeader, fault)
	return w.Transport.RoundTrip(r)
}

func (w *wire) fault(method string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.dice == nil:
		return ""
	case method == http.MethodGet:
		return readFaults.pick(w.dice)
	}
	return changeFaults.pick(w.dice)
}

// doorway is the broker's side: it notes each change that comes, and breaks
// what is to be broken.
type doorway struct {
	broker *demo.Broker
	note   func(r *http.Request, body []byte) (id string)              // a change comes, for an entry
	became func(id string, r *http.Request, status int, answer []byte) // what the broker said of it
}

func (d *doorway) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	changes := r.Method != http.MethodGet
	id := ""
	if changes {
		id = d.note(r, body)
	}
	fault := r.Header.Get(faultHeader)
	switch fault {
	case "lost before":
		panic(http.ErrAbortHandler)
	case "429":
		out.Header().Set("Retry-After", "1")
		refusal(out, http.StatusTooManyRequests, `{"code":42910000,"message":"too many requests."}`)
		return
	case "503":
		refusal(out, http.StatusServiceUnavailable, `{"code":50010000,"message":"service unavailable"}`)
		return
	case "late":
		time.Sleep(3 * time.Second)
	case "too late":
		time.Sleep(time.Duration(12+len(body)%25) * time.Second)
	}
	answer := httptest.NewRecorder()
	request := r.Clone(context.WithoutCancel(r.Context()))
	request.Body = io.NopCloser(bytes.NewReader(body))
	if r.URL.Path == "/stream" {
		d.broker.ServeHTTP(out, request)
		return
	}
	d.broker.ServeHTTP(answer, request)
	if changes {
		d.became(id, r, answer.Code, answer.Body.Bytes())
	}
	switch fault {
	case "lost after":
		panic(http.ErrAbortHandler)
	case "502":
		refusal(out, http.StatusBadGateway, "<html>bad gateway</html>")
		return
	case "cut":
		d.broker.CutStreams()
	}
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	text := answer.Body.Bytes()
	if fault == "half" {
		out.Header().Set("Content-Length", strconv.Itoa(len(text)))
		text = text[:len(text)/2]
	}
	out.WriteHeader(answer.Code)
	_, _ = out.Write(text)
}

func refusal(out http.ResponseWriter, status int, text string) {
	if strings.HasPrefix(text, "{") {
		out.Header().Set("Content-Type", "application/json")
	}
	out.WriteHeader(status)
	_, _ = io.WriteString(out, text)
}
