package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/coder/websocket"
	"github.com/shopspring/decimal"
)

// wire is a test's end of a stream.
type wire struct {
	*websocket.Conn
	t *testing.T
}

// dial opens a stream and says nothing.
func (s *stage) dial() wire {
	s.t.Helper()
	conn, response, err := websocket.Dial(s.t.Context(), s.URL+"/stream", &websocket.DialOptions{HTTPClient: &http.Client{Transport: s.transport}})
	if err != nil {
		s.t.Fatalf("open the stream: %v %v", err, response)
	}
	s.t.Cleanup(func() { conn.CloseNow() })
	return wire{conn, s.t}
}

func (w wire) say(message string) {
	w.t.Helper()
	if err := w.Write(w.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		w.t.Fatal(err)
	}
}

// hears waits for one message and compares it.
func (w wire) hears(kind websocket.MessageType, want string) {
	w.t.Helper()
	got, message, err := w.Read(w.t.Context())
	if err != nil || got != kind || string(message) != want {
		w.t.Fatalf("heard %v %s %v, want %v %s", got, message, err, kind, want)
	}
}

// ended waits for the connection to break off.
func (w wire) ended() {
	w.t.Helper()
	if _, message, err := w.Read(w.t.Context()); err == nil {
		w.t.Fatalf("the stream goes on with %s", message)
	}
}

const (
	authorized   = `{"stream":"authorization","data":{"status":"authorized","action":"authenticate"}}`
	unauthorized = `{"stream":"authorization","data":{"status":"unauthorized","action":"authenticate"}}`
	listens      = `{"stream":"listening","data":{"streams":["trade_updates"]}}`
	listenFor    = `{"action":"listen","data":{"streams":["trade_updates","other"]}}`
)

func withToken(token string) string {
	return fmt.Sprintf(`{"action":"authenticate","data":{"oauth_token":%q}}`, token)
}

// listening opens a stream with a token, or the key pair where it is empty.
func (s *stage) listening(token string, kind websocket.MessageType) wire {
	s.t.Helper()
	w := s.dial()
	hello := withToken(token)
	if token == "" {
		hello = fmt.Sprintf(`{"action":"authenticate","data":{"key_id":%q,"secret_key":%q}}`, s.KeyID, s.KeySecret.Reveal())
	}
	w.say(hello)
	w.hears(kind, authorized)
	w.say(listenFor)
	w.hears(kind, listens)
	return w
}

// told is one event as a client reads it.
type told struct {
	Event       string
	ExecutionID string           `json:"execution_id"`
	Price       *decimal.Decimal `json:"price"`
	Qty         *decimal.Decimal `json:"qty"`
	PositionQty *decimal.Decimal `json:"position_qty"`
	Order       order
}

// event waits for the next one.
func (w wire) event() told {
	w.t.Helper()
	_, message, err := w.Read(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var got struct {
		Stream string
		Data   told
	}
	if err := json.Unmarshal(message, &got); err != nil || got.Stream != updates {
		w.t.Fatalf("%v in %s", err, message)
	}
	return got.Data
}

// events reads as many as are wanted and puts them into short words.
func (w wire) events(want ...string) []told {
	w.t.Helper()
	var all []told
	var words []string
	for range want {
		e := w.event()
		all = append(all, e)
		words = append(words, fmt.Sprintf("%s %s %s", e.Event, e.Order.Type, e.Order.Status))
	}
	if !slices.Equal(words, want) {
		w.t.Fatalf("told %q, want %q", words, want)
	}
	return all
}
