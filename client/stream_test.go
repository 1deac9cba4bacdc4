package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"quipu/safe"
)

// wire is the broker's end of the stream in a bubble: every join arrives on
// joins, and what a test sends goes out as it is.
type wire struct {
	joins  chan *joined
	status int  // refuses the upgrade with it, when set
	deny   bool // refuses the credentials
	mute   bool // joins and then never reads again
	login  string
}

type joined struct {
	conn *websocket.Conn
	raw  net.Conn
}

// hijacked lets websocket.Accept take over one end of a pipe.
type hijacked struct {
	header http.Header
	conn   net.Conn
	status int
}

func (h *hijacked) Header() http.Header         { return h.header }
func (h *hijacked) Write(p []byte) (int, error) { return len(p), nil }
func (h *hijacked) WriteHeader(status int)      { h.status = status }
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

// streaming gives a fake broker with a stream.
func streaming() (*fake, *wire) {
	f, w := newFake(), &wire{joins: make(chan *joined, 16)}
	f.bodies["/v2/orders"] = `[]`
	f.fault = func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/stream" {
			return nil, nil
		}
		if r.Header.Get("Authorization") != "" || r.Header.Get("APCA-API-KEY-ID") != "" {
			panic("credentials in the handshake")
		}
		if w.status != 0 {
			return answer(w.status, "", nil), nil
		}
		ours, theirs := net.Pipe()
		h := &hijacked{header: http.Header{}, conn: ours}
		conn, err := websocket.Accept(h, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
		if err != nil {
			panic(err)
		}
		go w.greet(conn, ours)
		return &http.Response{StatusCode: h.status, Header: h.header, Body: theirs}, nil
	}
	return f, w
}

func (w *wire) greet(conn *websocket.Conn, raw net.Conn) {
	ctx := context.Background()
	_, login, err := conn.Read(ctx)
	if err != nil {
		return
	}
	w.login = string(login)
	if w.deny {
		_ = conn.Write(ctx, websocket.MessageText, []byte(`{"stream":"authorization","data":{"status":"unauthorized","action":"authenticate"}}`))
		return
	}
	_ = conn.Write(ctx, websocket.MessageBinary, []byte(`{"stream":"authorization","data":{"status":"authorized","action":"authenticate"}}`))
	if _, _, err := conn.Read(ctx); err != nil {
		return
	}
	_ = conn.Write(ctx, websocket.MessageText, []byte(`{"stream":"listening","data":{"streams":["trade_updates"]}}`))
	w.joins <- &joined{conn, raw}
	if w.mute {
		return
	}
	for { // answers pings
		if _, _, err := conn.Read(ctx); err != nil {
			_ = raw.Close()
			return
		}
	}
}

func (j *joined) send(kind websocket.MessageType, text string) {
	_ = j.conn.Write(context.Background(), kind, []byte(text))
	synctest.Wait()
}

// fillOf is a trade update that sells AAPL down to left.
func fillOf(id, at, sold, left string) string {
	return fmt.Sprintf(`{"stream":"trade_updates","data":{"event":"partial_fill","execution_id":%q,"timestamp":%q,"price":"200","qty":%q,"position_qty":%q,
		"order":{"id":"o1","asset_id":"x","symbol":"AAPL","asset_class":"us_equity","side":"sell","status":"partially_filled","qty":"5","filled_qty":%q,"updated_at":%q}}}`,
		id, at, sold, left, sold, at)
}

// failPositions leaves the snapshot to the stream alone.
func (f *fake) failPositions() {
	f.set(func() {
		before := f.fault
		f.fault = func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v2/positions" {
				return answer(http.StatusInternalServerError, "", nil), nil
			}
			return before(r)
		}
	})
}

// told drains the events.
func (p *polling) told() string {
	synctest.Wait()
	var all []string
	for {
		select {
		case e := <-p.poller.Events():
			name := e.Event
			if e.Missed {
				name += "?"
			}
			all = append(all, name+" "+e.Order.ID)
		default:
			return strings.Join(all, ", ")
		}
	}
}

func TestStreamBringsAFillToTheSnapshotAtOnce(t *testing.T) {
	for _, kind := range []websocket.MessageType{websocket.MessageText, websocket.MessageBinary} {
		f, w := streaming()
		f.bodies["/v2/account"] = `{"id":"a","cash":"1000","equity":"1500"}`
		f.bodies["/v2/orders"] = `[{"id":"o1","asset_id":"x","symbol":"AAPL","status":"new","qty":"5","filled_qty":"0"}]`
		poll(t, f, PollOptions{Stream: true}, func(p *polling) {
			p.at(2500 * time.Millisecond)
			j := <-w.joins
			if p.last.Stream != StreamLive || p.last.Snapshot == nil {
				p.Fatalf("stream %v, snapshot %v", p.last.Stream, p.last.Snapshot)
			}
			calls := f.count("")
			f.failPositions()
			j.send(kind, fillOf("e1", "2026-11-23T15:00:00Z", "2", "3"))
			u := p.at(2600 * time.Millisecond)
			if qty := u.Snapshot.Positions[0].Qty.Decimal.String(); qty != "3" {
				p.Errorf("the position is %s", qty)
			}
			if cash := u.Snapshot.Account.Cash.Decimal.String(); cash != "1400" {
				p.Errorf("cash is %s", cash)
			}
			if filled := u.Snapshot.Orders[0].FilledQty.Decimal.String(); filled != "2" {
				p.Errorf("filled %s", filled)
			}
			if got := p.told(); got != "partial_fill o1" {
				p.Errorf("told %q", got)
			}
			p.at(3800 * time.Millisecond)
			if f.count("") == calls {
				p.Error("no read followed the fill")
			}
		})
	}
}

func TestEventsThatNeverEndDoNotKeepTheAccountFromBeingRead(t *testing.T) {
	f, w := streaming()
	poll(t, f, PollOptions{Stream: true, Every: 5 * time.Second}, func(p *polling) {
		p.at(2500 * time.Millisecond)
		j := <-w.joins
		for i := range 150 { // five a second for half a minute
			j.send(websocket.MessageText, fillOf(fmt.Sprint("e", i), "2026-11-23T15:00:00Z", fmt.Sprint(i+1), "3"))
			u := p.at(2500*time.Millisecond + time.Duration(i+1)*200*time.Millisecond)
			if age := time.Since(u.Snapshot.At); age > 5*time.Second {
				t.Fatalf("the account is %v old after %d events", age, i+1)
			}
		}
		perMinute(t, f, 60)
	})
}

func TestEventsDoNotEndTheWaitAfterAFailure(t *testing.T) {
	f, w := streaming()
	poll(t, f, PollOptions{Stream: true}, func(p *polling) {
		p.at(2500 * time.Millisecond)
		j := <-w.joins
		f.failPositions()
		sent := f.count("/v2/account")
		for i := range 150 {
			j.send(websocket.MessageText, fillOf(fmt.Sprint("e", i), "2026-11-23T15:00:00Z", fmt.Sprint(i+1), "3"))
			p.at(2500*time.Millisecond + time.Duration(i+1)*200*time.Millisecond)
		}
		if n := f.count("/v2/account") - sent; n > 5 {
			t.Errorf("%d failing cycles in half a minute", n)
		}
	})
}

func TestStreamSendsEachExecutionOnce(t *testing.T) {
	f, w := streaming()
	f.bodies["/v2/account"] = `{"id":"a","cash":"1000"}`
	poll(t, f, PollOptions{Stream: true, Every: time.Hour}, func(p *polling) {
		p.at(2 * time.Second)
		j := <-w.joins
		p.told()
		f.failPositions()
		later := fillOf("e2", "2026-11-23T15:00:02Z", "3", "2")
		j.send(websocket.MessageText, later)
		j.send(websocket.MessageText, later)
		u := p.at(2100 * time.Millisecond)
		if qty := u.Snapshot.Positions[0].Qty.Decimal.String(); qty != "2" {
			p.Errorf("the position is %s", qty)
		}
		j.send(websocket.MessageText, fillOf("e1", "2026-11-23T15:00:01Z", "1", "4"))
		u = p.at(2200 * time.Millisecond)
		if qty := u.Snapshot.Positions[0].Qty.Decimal.String(); qty != "2" {
			p.Errorf("an older fill moved the position to %s", qty)
		}
		if got := p.told(); got != "partial_fill o1, partial_fill o1" {
			p.Errorf("told %q", got)
		}
	})
}

// TestStreamJoinsAFillByItsSymbol: the order's asset id is not that of the position.
func TestStreamJoinsAFillByItsSymbol(t *testing.T) {
	f, w := streaming()
	f.bodies["/v2/account"] = `{"id":"a","cash":"100000"}`
	f.bodies["/v2/positions"] = `[{"asset_id":"p","symbol":"BTCUSD","asset_class":"crypto","qty":"1","avg_entry_price":"50000"}]`
	poll(t, f, PollOptions{Stream: true, Every: time.Hour}, func(p *polling) {
		p.at(2 * time.Second)
		j := <-w.joins
		f.failPositions()
		fill := func(id, symbol, at, left string) string {
			return `{"stream":"trade_updates","data":{"event":"partial_fill","execution_id":"` + id + `","timestamp":"` + at + `","price":"60000","qty":"0.1","position_qty":"` + left +
				`","order":{"id":"o1","asset_id":"` + id + `","symbol":"` + symbol + `","asset_class":"crypto","side":"buy","status":"partially_filled"}}}`
		}
		j.send(websocket.MessageText, fill("e2", "BTC/USD", "2026-11-23T15:00:02Z", "1.1"))
		j.send(websocket.MessageText, fill("e1", "BTCUSD", "2026-11-23T15:00:01Z", "1.05"))
		u := p.at(2100 * time.Millisecond)
		if len(u.Snapshot.Positions) != 1 {
			p.Fatalf("positions: %+v", u.Snapshot.Positions)
		}
		is(t, "quantity", u.Snapshot.Positions[0].Qty, "1.1")
		is(t, "cash", u.Snapshot.Account.Cash, "94000")
		if got := p.told(); got != "partial_fill o1, partial_fill o1" {
			p.Errorf("told %q", got)
		}
	})
}

// TestStreamReadsAfterAFillOfSeveralLegs: it names no instrument, so that only a
// reading knows what it did.
func TestStreamReadsAfterAFillOfSeveralLegs(t *testing.T) {
	f, w := streaming()
	f.bodies["/v2/account"] = `{"id":"a","cash":"1000"}`
	poll(t, f, PollOptions{Stream: true, Every: time.Hour}, func(p *polling) {
		p.at(2 * time.Second)
		j := <-w.joins
		read := f.count("/v2/positions")
		j.send(websocket.MessageText, `{"stream":"trade_updates","data":{"event":"fill","execution_id":"e1","price":"1.28","qty":"1","position_qty":"1","order":{"id":"m1","asset_id":"","symbol":"","side":"","asset_class":"","order_class":"mleg","status":"filled","filled_qty":"1"}}}`)
		u := p.at(2100 * time.Millisecond)
		if len(u.Snapshot.Positions) != 1 || u.Snapshot.Positions[0].Symbol != "AAPL" {
			p.Errorf("positions: %+v", u.Snapshot.Positions)
		}
		is(t, "cash", u.Snapshot.Account.Cash, "1000")
		p.at(4 * time.Second)
		if f.count("/v2/positions") == read {
			p.Error("no reading followed")
		}
	})
}

// TestTwoExecutionsAreTwoEvents: also where the order does not say what is filled.
func TestTwoExecutionsAreTwoEvents(t *testing.T) {
	var s seen
	order := Order{ID: "o"}
	first, second := OrderEvent{Event: eventPartial, ExecutionID: "1", Order: order}, OrderEvent{Event: eventPartial, ExecutionID: "2", Order: order}
	read := OrderEvent{Event: eventPartial, Order: order, Missed: true}
	for i, c := range []struct {
		e    OrderEvent
		want bool
	}{{first, true}, {second, true}, {first, false}, {second, false}, {read, false}} {
		if got := s.first(c.e); got != c.want {
			t.Errorf("event %d is new: %v, want %v", i, got, c.want)
		}
	}
}

func TestStreamReconnectsAndReadsWhatItMissed(t *testing.T) {
	f, w := streaming()
	f.bodies["/v2/orders"] = `[{"id":"o1","asset_id":"x","symbol":"AAPL","status":"new","qty":"5","filled_qty":"0"}]`
	f.bodies["/v2/orders/o1"] = `{"id":"o1","asset_id":"x","symbol":"AAPL","status":"filled","qty":"5","filled_qty":"5","filled_avg_price":"201"}`
	poll(t, f, PollOptions{Stream: true}, func(p *polling) {
		p.at(4 * time.Second)
		j := <-w.joins
		p.told()
		f.set(func() {
			f.bodies["/v2/orders"] = `[{"id":"o2","symbol":"MSFT","status":"new"}]`
			f.bodies["/v2/orders closed"] = `[{"id":"o1","status":"filled","filled_qty":"5"},{"id":"o3","symbol":"F","side":"buy","status":"filled","qty":"2","filled_qty":"2","filled_avg_price":"12"}]`
		})
		_ = j.raw.Close()
		if u := p.at(4100 * time.Millisecond); u.Stream != StreamDown || u.StreamErr == nil || u.State != Fresh {
			p.Errorf("%v %v %v", u.Stream, u.StreamErr, u.State)
		}
		u := p.at(9 * time.Second)
		if u.Stream != StreamLive {
			p.Fatalf("not joined again: %v %v", u.Stream, u.StreamErr)
		}
		<-w.joins
		if got := p.told(); got != "fill? o3, new? o2, fill? o1" {
			p.Errorf("told %q", got)
		}
	})
}

func TestStreamWithoutPongIsDown(t *testing.T) {
	f, w := streaming()
	w.mute = true
	poll(t, f, PollOptions{Stream: true}, func(p *polling) {
		p.at(19 * time.Second)
		if p.last.Stream != StreamLive {
			p.Fatalf("stream %v: %v", p.last.Stream, p.last.StreamErr)
		}
		p.at(36 * time.Second)
		if n := len(w.joins); n < 2 {
			p.Errorf("joined %d times", n)
		}
	})
}

func TestStreamRefusedLeavesPollingAsItWas(t *testing.T) {
	for name, refuse := range map[string]func(*wire){
		"the handshake":   func(w *wire) { w.status = http.StatusForbidden },
		"no such address": func(w *wire) { w.status = http.StatusNotFound },
		"the credentials": func(w *wire) { w.deny = true },
		"a gateway":       func(w *wire) { w.status = http.StatusBadGateway },
	} {
		t.Run(name, func(t *testing.T) {
			f, w := streaming()
			refuse(w)
			poll(t, f, PollOptions{Stream: true}, func(p *polling) {
				u := p.at(30 * time.Second)
				if u.Stream == StreamLive || u.State != Fresh || f.count("/v2/positions") < 9 {
					p.Errorf("stream %v, state %v, %d reads", u.Stream, u.State, f.count("/v2/positions"))
				}
				p.at(3 * time.Minute)
				joins := f.count("/stream")
				if w.status != http.StatusBadGateway && joins > 2 {
					p.Errorf("%d tries at a refused stream in three minutes", joins)
				}
				if w.status == http.StatusBadGateway && (joins < 6 || joins > 14) {
					p.Errorf("%d tries at a broken gateway in three minutes", joins)
				}
			})
		})
	}
}

func TestStreamShowsCredentialsOnlyInItsMessage(t *testing.T) {
	for want, credentials := range map[string]Credentials{
		`{"oauth_token":"tok"}`:                Bearer(safe.NewSecret("tok")),
		`{"key_id":"PK1","secret_key":"hush"}`: Keys("PK1", safe.NewSecret("hush")),
	} {
		f, w := streaming()
		poll(t, f, PollOptions{Stream: true}, func(p *polling) {
			p.at(2 * time.Second)
			<-w.joins
			var login struct {
				Action string
				Data   json.RawMessage
			}
			if err := json.Unmarshal([]byte(w.login), &login); err != nil || login.Action != "authenticate" || string(login.Data) != want {
				p.Errorf("it said %s (%v)", w.login, err)
			}
		}, func(o *Options) { o.Credentials = credentials })
	}
}

func TestStreamOddities(t *testing.T) {
	f, w := streaming()
	poll(t, f, PollOptions{Stream: true, Every: time.Minute}, func(p *polling) {
		p.at(2 * time.Second)
		j := <-w.joins
		p.told()
		before := f.count("/v2/orders")
		j.send(websocket.MessageText, `not JSON`)
		j.send(websocket.MessageText, `[1,2]`)
		j.send(websocket.MessageBinary, "\x00\xff")
		j.send(websocket.MessageText, `{"stream":"news","data":{}}`)
		j.send(websocket.MessageText, `{"stream":"trade_updates","data":{"event":"order_of_tea","execution_id":"t","order":{"id":"o9","symbol":"X\u001b[31m","status":"steeping"}}}`)
		p.at(4 * time.Second)
		if got := p.told(); got != "order_of_tea o9" {
			p.Errorf("told %q", got)
		}
		j.send(websocket.MessageText, `{"stream":"trade_updates","data":{"event":"fill","qty":"lots"}}`)
		p.at(8 * time.Second)
		if f.count("/v2/orders") <= before {
			p.Error("the orders were not read after an event that cannot be read")
		}
		if p.last.Stream != StreamLive {
			p.Errorf("stream %v", p.last.Stream)
		}
	})
}

// A market order is filled before anybody sees it open: the position gives it
// away.
func TestWithoutAStreamShortLivedOrdersAreFound(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(4 * time.Second)
		f.set(func() {
			f.bodies["/v2/positions"] = `[{"asset_id":"x","symbol":"AAPL","qty":"9","asset_class":"us_equity"}]`
			f.bodies["/v2/orders closed"] = `[{"id":"m1","symbol":"AAPL","side":"buy","status":"filled","qty":"4","filled_qty":"4","filled_avg_price":"120"}]`
		})
		p.at(7 * time.Second)
		if got := p.told(); got != "fill? m1" {
			p.Errorf("told %q", got)
		}
		p.at(60 * time.Second)
		if got := p.told(); got != "" {
			p.Errorf("told again: %q", got)
		}
		if got := p.times("/v2/orders closed"); got != "[6]" {
			p.Errorf("closed orders at %s", got)
		}
	})
}

func TestWithoutAStreamChangesAreFoundByReading(t *testing.T) {
	f := newFake()
	f.bodies["/v2/orders"] = `[{"id":"o1","symbol":"AAPL","status":"new","filled_qty":"0"},{"id":"o3","symbol":"F","status":"new","filled_qty":"1"}]`
	f.bodies["/v2/orders/o1"] = `{"id":"o1","symbol":"AAPL","status":"canceled","filled_qty":"0"}`
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(time.Second)
		if got := p.told(); got != "" {
			p.Errorf("the first read told %q", got)
		}
		f.set(func() {
			f.bodies["/v2/orders"] = `[{"id":"o3","symbol":"F","status":"partially_filled","filled_qty":"4"},{"id":"o4","symbol":"G","status":"new"}]`
		})
		p.at(15 * time.Second)
		if got := p.told(); got != "partial_fill? o3, new? o4, canceled? o1" {
			p.Errorf("told %q", got)
		}
		p.at(40 * time.Second)
		if got := p.told(); got != "" {
			p.Errorf("told again: %q", got)
		}
	})
}
