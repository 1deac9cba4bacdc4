package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"quipu/safe"
)

// StreamState says how the order events come.
type StreamState int

// The states of the stream of order events.
const (
	StreamOff     StreamState = iota // not asked for: orders are polled
	StreamJoining                    // connecting, or connecting again after a break
	StreamLive                       // events arrive as they happen
	StreamDown                       // broken or refused, to be tried again: orders are polled
)

// Times of the stream. A connection that died without a word is noticed by a
// ping that nobody answers.
const (
	joinTime     = 10 * time.Second
	pingEvery    = 20 * time.Second
	pingTime     = 10 * time.Second
	rejoinFirst  = time.Second
	rejoinMost   = time.Minute
	refusedPause = 5 * time.Minute // a refusal seldom heals by itself
	steady       = time.Minute     // a connection that lived so long was a good one
	maxFrame     = 1 << 20
)

var (
	errStreamRefused = errors.New("the broker refused the stream of order events")
	errStreamSilent  = errors.New("the stream of order events does not answer")
)

// heard is one word from the stream: a state, an event, or with neither that
// something came which cannot be read.
type heard struct {
	state StreamState // StreamOff for an event
	err   error
	event *OrderEvent
}

// stream keeps a connection to the order events and tells what it hears.
type stream struct {
	client *Client
	words  chan heard
}

func (c *Client) openStream() *stream { return &stream{c, make(chan heard, 64)} }

// run joins again and again until ctx ends.
func (s *stream) run(ctx context.Context) {
	for failures := 0; ; {
		s.tell(ctx, heard{state: StreamJoining})
		began := time.Now()
		err := s.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > steady {
			failures = 0
		}
		failures++
		s.tell(ctx, heard{state: StreamDown, err: err})
		if sleep(ctx, s.pause(failures, err)) != nil {
			return
		}
	}
}

// pause doubles with each failure, with jitter; a refusal waits long.
func (s *stream) pause(failures int, err error) time.Duration {
	wait := rejoinMost
	if failures < 7 {
		wait = min(rejoinFirst<<(failures-1), rejoinMost)
	}
	if errors.Is(err, errStreamRefused) {
		wait = refusedPause
	}
	return wait/2 + time.Duration(s.client.random()*float64(wait/2))
}

func (s *stream) tell(ctx context.Context, h heard) {
	select {
	case s.words <- h:
	case <-ctx.Done():
	}
}

// session is one connection from dial to break. It never ends without error.
func (s *stream) session(ctx context.Context) error {
	conn, err := s.join(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.CloseNow() }()
	s.tell(ctx, heard{state: StreamLive})
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pinged := make(chan struct{})
	go func() {
		defer close(pinged)
		cancel(s.keepAlive(ctx, conn))
	}()
	err = s.read(ctx, conn)
	if cause := context.Cause(ctx); errors.Is(cause, errStreamSilent) {
		err = cause
	}
	cancel(nil)
	<-pinged
	return err
}

// join connects, proves who is calling and asks for the trade updates.
func (s *stream) join(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	address := s.client.base.JoinPath("/stream")
	address.Scheme = map[string]string{"https": "wss", "http": "ws"}[address.Scheme]
	conn, response, err := websocket.Dial(ctx, address.String(), &websocket.DialOptions{ //nolint:bodyclose // the library says not to
		HTTPClient:      s.client.bareHTTP,
		HTTPHeader:      http.Header{"User-Agent": {s.client.agent}},
		CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, dialProblem(ctx, response, err)
	}
	conn.SetReadLimit(maxFrame)
	if err := s.introduce(ctx, conn); err != nil {
		_ = conn.CloseNow()
		return nil, err
	}
	return conn, nil
}

func dialProblem(ctx context.Context, response *http.Response, err error) error {
	if response == nil {
		return broken(ctx, bare(err)).Kind
	}
	switch status := response.StatusCode; status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
		return fmt.Errorf("%w (%d)", errStreamRefused, status)
	default:
		return fmt.Errorf("the stream of order events answered %d", status)
	}
}

// introduce sends the credentials and waits for the two answers.
func (s *stream) introduce(ctx context.Context, conn *websocket.Conn) error {
	if err := s.say(ctx, conn, s.client.streamLogin()); err != nil {
		return err
	}
	if err := s.expect(ctx, conn, "authorization", func(r streamReply) bool { return r.Status == "authorized" }); err != nil {
		return err
	}
	listen := map[string]any{"action": "listen", "data": map[string]any{"streams": []string{tradeUpdates}}}
	if err := s.say(ctx, conn, listen); err != nil {
		return err
	}
	return s.expect(ctx, conn, "listening", func(r streamReply) bool { return r.Error == "" && len(r.Streams) > 0 })
}

const tradeUpdates = "trade_updates"

func (s *stream) say(ctx context.Context, conn *websocket.Conn, what any) error {
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	if err := conn.Write(ctx, websocket.MessageText, text); err != nil {
		return s.lost(ctx, err)
	}
	return nil
}

// expect reads until the answer of that name and judges it.
func (s *stream) expect(ctx context.Context, conn *websocket.Conn, name string, good func(streamReply) bool) error {
	for {
		e, err := s.next(ctx, conn)
		if err != nil {
			return err
		}
		var reply streamReply
		if e.Stream != name {
			continue
		}
		if json.Unmarshal(e.Data, &reply) != nil || !good(reply) {
			return errStreamRefused
		}
		return nil
	}
}

// next reads one message, of either kind of frame. What is no JSON object is
// an empty envelope.
func (s *stream) next(ctx context.Context, conn *websocket.Conn) (envelope, error) {
	_, frame, err := conn.Read(ctx)
	if err != nil {
		return envelope{}, s.lost(ctx, err)
	}
	var e envelope
	_ = json.Unmarshal(frame, &e) // what is no object stays empty
	return e, nil
}

// lost explains a broken connection in a few words that hold no address.
func (s *stream) lost(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return errStreamSilent
	case websocket.CloseStatus(err) == websocket.StatusPolicyViolation:
		return errStreamRefused
	}
	return errors.New("the stream of order events broke off")
}

// read tells every event until the connection breaks. One that cannot be read
// is told as such: the orders have to be read then.
func (s *stream) read(ctx context.Context, conn *websocket.Conn) error {
	for {
		e, err := s.next(ctx, conn)
		if err != nil {
			return err
		}
		if e.Stream != tradeUpdates {
			continue
		}
		event, err := s.decode(e.Data)
		if err != nil {
			s.tell(ctx, heard{err: err})
			continue
		}
		s.tell(ctx, heard{event: &event})
	}
}

// decode is decodeEvent behind the same guard as every other answer.
func (s *stream) decode(data []byte) (e OrderEvent, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("order event: %s", safe.Line(fmt.Sprint(fault), wordLimit))
		}
	}()
	return decodeEvent(data)
}

// keepAlive pings until nobody answers or ctx ends.
func (s *stream) keepAlive(ctx context.Context, conn *websocket.Conn) error {
	for {
		if err := sleep(ctx, pingEvery); err != nil {
			return err
		}
		answered, cancel := context.WithTimeout(ctx, pingTime)
		err := conn.Ping(answered)
		cancel()
		if err != nil {
			return errStreamSilent
		}
	}
}

// streamLogin is the first message of a connection.
func (c *Client) streamLogin() any {
	return map[string]any{"action": "authenticate", "data": c.credentials.streamData()}
}
