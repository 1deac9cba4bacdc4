package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

func TestStreamCarriesAnAccountsEvents(t *testing.T) {
	s := newStage(t, Options{})
	paper, live := s.signIn(), s.signIn("env", "live")
	first, second := s.listening(paper, websocket.MessageBinary), s.listening("", websocket.MessageBinary)
	other := s.listening(live, websocket.MessageText)
	s.Emit(envPaper, []byte("to paper"))
	s.Emit(envLive, []byte("to live"))
	first.hears(websocket.MessageBinary, "to paper")
	second.hears(websocket.MessageBinary, "to paper")
	other.hears(websocket.MessageText, "to live")
	first.say(`{"action":"listen","data":{"streams":[]}}`)
	first.hears(websocket.MessageBinary, `{"stream":"listening","data":{"streams":[]}}`)
	s.Emit(envPaper, []byte("again"))
	second.hears(websocket.MessageBinary, "again")
	first.say(listenFor)
	first.hears(websocket.MessageBinary, listens)
}

func TestStreamRefusesStrangers(t *testing.T) {
	s := newStage(t, Options{})
	w := s.dial()
	w.say("no JSON")
	w.say(listenFor)
	w.hears(websocket.MessageBinary, `{"stream":"authorization","data":{"status":"unauthorized","action":"listen"}}`)
	for _, wrong := range []string{withToken("x"), withToken(""), `{"action":"authenticate"}`,
		`{"action":"authenticate","data":{"key_id":"` + s.KeyID + `","secret_key":"x"}}`} {
		w.say(wrong)
		w.hears(websocket.MessageBinary, unauthorized)
	}
	w.say(withToken(s.signIn()))
	w.hears(websocket.MessageBinary, authorized)
	w.say(strings.Repeat(" ", requestLimit+1))
	w.ended()
}

func TestStreamIsCutOff(t *testing.T) {
	for name, cut := range map[string]func(s *stage){
		"by a test":        func(s *stage) { s.CutStreams() },
		"by the dashboard": func(s *stage) { s.Revoke() },
		"by the end":       func(s *stage) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, Options{})
			token := s.signIn()
			one, two := s.listening(token, websocket.MessageBinary), s.listening(token, websocket.MessageBinary)
			cut(s)
			one.ended()
			two.ended()
		})
	}
}

func TestSecondExchangeEndsTheStream(t *testing.T) {
	s := newStage(t, Options{})
	code := s.code()
	_, body := s.exchange(code)
	w := s.listening(fmt.Sprint(body["access_token"]), websocket.MessageBinary)
	s.exchange(code)
	w.ended()
}

func TestRevocationLeavesTheKeyPairsStream(t *testing.T) {
	s := newStage(t, Options{})
	w := s.listening("", websocket.MessageBinary)
	s.Revoke()
	s.Emit(envPaper, []byte("still here"))
	w.hears(websocket.MessageBinary, "still here")
}

func TestStreamIsImpatient(t *testing.T) {
	s := newStage(t, Options{})
	s.listeners.patience = time.Millisecond
	s.dial().ended()
}

// A reader that does not read is dropped; the others go on.
func TestSlowReaderIsDropped(t *testing.T) {
	s := newStage(t, Options{})
	slow := s.listening("", websocket.MessageBinary)
	load, _ := json.Marshal(strings.Repeat("x", 256<<10))
	dropped := func() bool {
		s.listeners.mu.Lock()
		defer s.listeners.mu.Unlock()
		return len(s.listeners.all) == 0
	}
	for range 100 * backlog {
		if s.Emit(envPaper, load); dropped() {
			break
		}
	}
	slow.SetReadLimit(-1)
	for {
		if _, _, err := slow.Read(t.Context()); err != nil {
			break
		}
	}
	quick := s.listening("", websocket.MessageBinary)
	s.Emit(envPaper, []byte("hello"))
	quick.hears(websocket.MessageBinary, "hello")
}

func TestStreamsDoor(t *testing.T) {
	s := newStage(t, Options{})
	for name, c := range map[string]struct {
		origin, host string
		want         int
	}{
		"another page":      {"https://evil.example", "", 403},
		"a sandboxed page":  {"null", "", 403},
		"another port":      {"http://127.0.0.1:1", "", 403},
		"a rebound name":    {"http://evil.example", "evil.example", 421},
		"the broker's page": {s.URL, "", 101},
	} {
		header := http.Header{"Origin": {c.origin}}
		conn, response, err := websocket.Dial(context.Background(), s.URL+"/stream", &websocket.DialOptions{HTTPHeader: header, Host: c.host})
		if err == nil {
			conn.CloseNow()
		}
		if response == nil || response.StatusCode != c.want {
			t.Errorf("%s: %v %v, want %d", name, response, err, c.want)
		}
	}
	s.Fault(func(r *http.Request) http.HandlerFunc {
		if r.URL.Path != "/stream" {
			return nil
		}
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	})
	if _, response, err := websocket.Dial(context.Background(), s.URL+"/stream", nil); err == nil || response.StatusCode != http.StatusBadGateway {
		t.Errorf("a fault is answered with %v %v", response, err)
	}
	if s.Calls()["GET /stream"] < 5 {
		t.Errorf("calls: %v", s.Calls())
	}
}
