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

// StreamState is the state of the stream of order events.
type StreamState int

// The states of the stream of order events.
const (
	StreamOff     StreamState = iota // not in use: orders are polled
	StreamJoining                    // connecting or reconnecting
	StreamLive                       // events arrive as they happen
	StreamDown                       // broken or refused: orders are polled until it reconnects
)

// Times of the stream. A ping without an answer shows that a connection is dead.
const (
	connectTimeout     = 10 * time.Second
	pingEvery          = 20 * time.Second
	pingTimeout        = 10 * time.Second
	minReconnectPause  = time.Second
	maxReconnectPause  = time.Minute
	refusedStreamPause = 5 * time.Minute // a refusal seldom ends by itself
	stableAfter        = time.Minute     // a connection that lasted this long resets the backoff
	maxFrame           = 1 << 20
)

var (
	errStreamRefused = errors.New("the broker refused the stream of order events")
	errStreamSilent  = errors.New("the stream of order events does not answer")
)

// streamMessage is a new state of the stream, an event, or with neither an event
// that cannot be decoded.
type streamMessage struct {
	state StreamState // StreamOff for an event
	err   error
	event *OrderEvent
}

// stream keeps a connection to the order events and sends what it receives.
type stream struct {
	client   *Client
	messages chan streamMessage
}

func (c *Client) openStream() *stream { return &stream{c, make(chan streamMessage, 64)} }

// run connects again and again until ctx ends.
func (s *stream) run(ctx context.Context) {
	for failures := 0; ; {
		s.send(ctx, streamMessage{state: StreamJoining})
		began := time.Now()
		err := s.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > stableAfter {
			failures = 0
		}
		failures++
		s.send(ctx, streamMessage{state: StreamDown, err: err})
		if sleep(ctx, s.pause(failures, err)) != nil {
			return
		}
	}
}

// pause doubles with each failure, with jitter; a refusal waits long.
func (s *stream) pause(failures int, err error) time.Duration {
	wait := doubled(minReconnectPause, maxReconnectPause, failures)
	if errors.Is(err, errStreamRefused) {
		wait = refusedStreamPause
	}
	return spread(wait, s.client.random())
}

func (s *stream) send(ctx context.Context, h streamMessage) {
	select {
	case s.messages <- h:
	case <-ctx.Done():
	}
}

// session is one connection from dial to break. Its error is never nil.
func (s *stream) session(ctx context.Context) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.CloseNow() }()
	s.send(ctx, streamMessage{state: StreamLive})
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

// connect dials, authenticates and subscribes to the trade updates.
func (s *stream) connect(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if failure := s.client.waitForLimiter(Patient(ctx)); failure != nil {
		return nil, failure.Kind
	}
	s.client.sent.Add(1)
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
	if err := s.authenticate(ctx, conn); err != nil {
		_ = conn.CloseNow()
		return nil, err
	}
	return conn, nil
}

func dialProblem(ctx context.Context, response *http.Response, err error) error {
	if response == nil {
		failure := transportError(ctx, unwrapURL(err))
		if errors.Is(failure.Kind, ErrProxy) {
			return fmt.Errorf("%w: %s", failure.Kind, failure.Message)
		}
		return failure.Kind
	}
	switch status := response.StatusCode; status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
		return fmt.Errorf("%w (%d)", errStreamRefused, status)
	default:
		return fmt.Errorf("the stream of order events answered %d", status)
	}
}

// authenticate sends the credentials, subscribes and waits for both answers.
func (s *stream) authenticate(ctx context.Context, conn *websocket.Conn) error {
	if err := s.write(ctx, conn, s.client.streamLogin()); err != nil {
		return err
	}
	if err := s.expect(ctx, conn, "authorization", func(r streamReply) bool { return r.Status == "authorized" }); err != nil {
		return err
	}
	listen := map[string]any{"action": "listen", "data": map[string]any{"streams": []string{tradeUpdates}}}
	if err := s.write(ctx, conn, listen); err != nil {
		return err
	}
	return s.expect(ctx, conn, "listening", func(r streamReply) bool { return r.Error == "" && len(r.Streams) > 0 })
}

const tradeUpdates = "trade_updates"

func (s *stream) write(ctx context.Context, conn *websocket.Conn, what any) error {
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	if err := conn.Write(ctx, websocket.MessageText, text); err != nil {
		return s.connectionError(ctx, err)
	}
	return nil
}

// expect reads up to the answer of that name and checks it.
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

// next reads one message, text or binary. What is not a JSON object is an empty
// envelope.
func (s *stream) next(ctx context.Context, conn *websocket.Conn) (envelope, error) {
	_, frame, err := conn.Read(ctx)
	if err != nil {
		return envelope{}, s.connectionError(ctx, err)
	}
	var e envelope
	_ = json.Unmarshal(frame, &e) // stays empty
	return e, nil
}

// connectionError explains a broken connection without its address.
func (s *stream) connectionError(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return errStreamSilent
	case websocket.CloseStatus(err) == websocket.StatusPolicyViolation:
		return errStreamRefused
	}
	return errors.New("the stream of order events broke off")
}

// read sends every event until the connection breaks, and a message without an
// event for one that cannot be decoded: the orders have to be read then.
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
			s.send(ctx, streamMessage{err: err})
			continue
		}
		s.send(ctx, streamMessage{event: &event})
	}
}

// decode is decodeEvent with a panic as an error, as in Client.try.
func (s *stream) decode(data []byte) (e OrderEvent, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("order event: %s", safe.Line(s.client.scrub(fmt.Sprint(fault)), wordLimit))
		}
	}()
	return decodeEvent(data)
}

// keepAlive pings until an answer stays out or ctx ends.
func (s *stream) keepAlive(ctx context.Context, conn *websocket.Conn) error {
	for {
		if err := sleep(ctx, pingEvery); err != nil {
			return err
		}
		answered, cancel := context.WithTimeout(ctx, pingTimeout)
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
