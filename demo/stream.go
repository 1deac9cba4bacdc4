package demo

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"

	"github.com/coder/websocket"
)

const (
	// updates is the one stream that there is.
	updates = "trade_updates"

	// requestLimit is the largest message that a stream's client may send, in bytes.
	requestLimit = 8 << 10
)

// request is what a client says on a stream.
type request struct {
	Action string `json:"action"`
	Data   struct {
		Token   string   `json:"oauth_token"`
		KeyID   string   `json:"key_id"`
		Secret  string   `json:"secret_key"`
		Streams []string `json:"streams"`
	} `json:"data"`
}

// stream serves the websocket of order events. A page of another origin is
// refused. It says nothing until it is spoken to, and ends without a closing
// handshake: when the broker closes or the token is revoked, nobody waits.
func (b *Broker) stream(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(requestLimit)
	ctx, end := context.WithCancel(r.Context())
	defer end()
	one := &listener{out: make(chan []byte, backlog), end: end}
	if !b.listeners.add(one) {
		return
	}
	defer b.listeners.remove(one)
	var writer sync.WaitGroup
	writer.Go(func() { b.write(ctx, conn, one) })
	defer writer.Wait()
	defer end()
	b.listen(ctx, conn, one)
}

// listen reads what the client says until the connection ends. Who does not
// authenticate in time is cut off.
func (b *Broker) listen(ctx context.Context, conn *websocket.Conn, one *listener) {
	admitted := false
	impatient, calm := context.WithTimeout(ctx, b.listeners.patience)
	defer calm()
	for {
		waiting := impatient
		if admitted {
			waiting = ctx
		}
		_, message, err := conn.Read(waiting)
		if err != nil {
			return
		}
		var asked request
		_ = json.Unmarshal(message, &asked) // what is no JSON asks for nothing
		switch asked.Action {
		case "authenticate":
			known := b.authenticate(one, asked)
			admitted = admitted || known
			one.reply("authorization", authorization{word(known), asked.Action})
		case "listen":
			if !admitted {
				one.reply("authorization", authorization{word(false), asked.Action})
				continue
			}
			b.subscribe(one, asked.Data.Streams)
		}
	}
}

type authorization struct {
	Status string `json:"status"`
	Action string `json:"action"`
}

type listening struct {
	Streams []string `json:"streams"`
}

func word(admitted bool) string {
	if admitted {
		return "authorized"
	}
	return "unauthorized"
}

// authenticate finds out whose account it is: by a token or by the key pair.
func (b *Broker) authenticate(one *listener, asked request) bool {
	var key *digest
	who, ok := b.keyHolder(asked.Data.KeyID, asked.Data.Secret)
	if asked.Data.Token != "" {
		if who, ok = b.grants.holder(asked.Data.Token); ok {
			d := digestOf(asked.Data.Token)
			key = &d
		}
	}
	if !ok {
		return false
	}
	b.listeners.change(func() { one.who, one.key = who, key })
	b.cutWithoutGrant() // it may have been revoked in between
	return true
}

// subscribe says which streams are listened to from now on: those asked for
// that there are. None ends listening. The answer comes before any event.
func (b *Broker) subscribe(one *listener, streams []string) {
	b.listeners.change(func() {
		one.hear = slices.Contains(streams, updates)
		heard := []string{}
		if one.hear {
			heard = append(heard, updates)
		}
		one.reply("listening", listening{heard})
	})
}

func (one *listener) reply(stream string, data any) {
	if message, err := json.Marshal(envelope{stream, data}); err == nil {
		one.send(message)
	}
}

// envelope is what every message of the broker comes in.
type envelope struct {
	Stream string `json:"stream"`
	Data   any    `json:"data"`
}

// write sends what waits: in binary frames for the paper account and before
// anybody has authenticated, in text frames for the live one.
func (b *Broker) write(ctx context.Context, conn *websocket.Conn, one *listener) {
	for {
		select {
		case <-ctx.Done():
			return
		case message := <-one.out:
			kind := websocket.MessageBinary
			b.listeners.change(func() {
				if one.who.env == envLive {
					kind = websocket.MessageText
				}
			})
			if conn.Write(ctx, kind, message) != nil {
				one.end()
				return
			}
		}
	}
}
