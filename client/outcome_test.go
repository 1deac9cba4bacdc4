package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

const anOrder = `{"id":"o1","client_order_id":"c1","symbol":"AAPL","status":"accepted"}`

var aBody = json.RawMessage(`{"client_order_id":"c1","symbol":"AAPL","side":"buy","type":"market","time_in_force":"day","qty":"1"}`)

// TestOutcomeOfAnAnswer pins which answers to an order are refusals of the
// broker and which leave open whether it has the order.
func TestOutcomeOfAnAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		unknown bool
	}{
		"403 of Alpaca":               {403, `{"code":40310000,"message":"insufficient buying power"}`, false},
		"401 of Alpaca":               {401, `{"message":"forbidden."}`, false},
		"422 of Alpaca":               {422, `{"code":40010001,"message":"client_order_id must be unique"}`, false},
		"404 of Alpaca":               {404, `{"code":40410000,"message":"asset not found"}`, false},
		"429":                         {429, `{"message":"too many requests."}`, false},
		"429 of a gateway":            {429, `<html>`, false},
		"403 of a proxy":              {403, page, true},
		"404 of a proxy":              {404, ``, true},
		"407 of a proxy":              {407, ``, true},
		"408":                         {408, `{"message":"timeout"}`, true},
		"425":                         {425, `{"message":"too early"}`, true},
		"500":                         {500, `{"code":50010000,"message":"internal server error"}`, true},
		"502":                         {502, page, true},
		"503":                         {503, ``, true},
		"redirect":                    {307, ``, true},
		"200 with a page":             {200, page, true},
		"200 cut off":                 {200, `{"id":"o1","sta`, true},
		"200 without an id":           {200, `{}`, true},
		"204, which holds no order":   {204, ``, true},
		"202, which is not an answer": {202, anOrder, true},
	} {
		t.Run(name, func(t *testing.T) {
			var count atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				count.Add(1)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			_, err := dial(t, Options{BaseURL: server.URL, Credentials: Bearer(safe.NewSecret(testToken))}).SubmitOrder(t.Context(), aBody)
			if err == nil || errors.Is(err, ErrUnknownOutcome) != c.unknown || errors.Is(err, ErrNotSent) || count.Load() != 1 {
				t.Errorf("after %d requests: %v, unknown %v", count.Load(), err, errors.Is(err, ErrUnknownOutcome))
			}
		})
	}
}

func TestWhatIsKnownNotToHaveLeft(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	var asked atomic.Int32
	running := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer running.Close()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		options Options
		ctx     context.Context
		held    bool
	}{
		"a refused connection":     {options: Options{BaseURL: closed.URL}},
		"a certificate not known":  {options: Options{BaseURL: secure.URL}},
		"a read-only client":       {options: Options{BaseURL: running.URL, ReadOnly: true}},
		"a caller who gave up":     {options: Options{BaseURL: running.URL}, ctx: ended},
		"a limit that has to pass": {options: Options{BaseURL: running.URL}, held: true},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Credentials = Bearer(safe.NewSecret(testToken))
			if c.ctx == nil {
				c.ctx = t.Context()
			}
			client := dial(t, c.options)
			if c.held {
				client.budget.update(http.StatusTooManyRequests, headers("Retry-After", "60"), time.Now())
			}
			_, err := client.SubmitOrder(c.ctx, aBody)
			if !errors.Is(err, ErrNotSent) || errors.Is(err, ErrUnknownOutcome) {
				t.Errorf("it gives %v", err)
			}
		})
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests came", n)
	}
}

// answerOnce serves one connection: it reads a whole request, and act decides
// what follows. Further connections count as requests that were sent again.
func answerOnce(t *testing.T, act func(net.Conn)) (address string, requests *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	requests = new(atomic.Int32)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer func() { _ = conn.Close() }()
				r := bufio.NewReader(conn)
				for {
					request, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, request.Body)
					requests.Add(1)
					act(conn)
				}
			})
		}
	})
	t.Cleanup(func() { _ = listener.Close(); serving.Wait() })
	return "http://" + listener.Addr().String(), requests
}

func TestAnOrderWhoseAnswerIsLostIsSentOnce(t *testing.T) {
	for name, act := range map[string]func(net.Conn){
		"closed": func(c net.Conn) { _ = c.Close() },
		"reset":  func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0); _ = c.Close() },
		"half": func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{")
			_ = c.Close()
		},
		"garbled": func(c net.Conn) { _, _ = io.WriteString(c, "\x00\x01\x02\r\n\r\n"); _ = c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := answerOnce(t, act)
			client := dial(t, Options{BaseURL: address, Credentials: Bearer(safe.NewSecret(testToken))})
			_, err := client.SubmitOrder(t.Context(), aBody)
			if !errors.Is(err, ErrUnknownOutcome) || requests.Load() != 1 {
				t.Errorf("after %d requests: %v", requests.Load(), err)
			}
		})
	}
}

// A kept connection that the server closes is where net/http sends a request
// again by itself, if it may.
func TestNoChangeIsSentAgainOverAKeptConnection(t *testing.T) {
	for name, change := range map[string]func(*Client) error{
		"submit":  func(c *Client) error { _, err := c.SubmitOrder(t.Context(), aBody); return err },
		"replace": func(c *Client) error { _, err := c.ReplaceOrder(t.Context(), "o1", aBody); return err },
		"cancel":  func(c *Client) error { return c.CancelOrder(t.Context(), "o1") },
	} {
		t.Run(name, func(t *testing.T) {
			first := true
			address, requests := answerOnce(t, func(c net.Conn) {
				if !first {
					_ = c.Close()
					return
				}
				first = false
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
			})
			client := dial(t, Options{BaseURL: address, Credentials: Bearer(safe.NewSecret(testToken))})
			if _, err := client.Positions(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := change(client); !errors.Is(err, ErrUnknownOutcome) || requests.Load() != 2 {
				t.Errorf("after %d requests: %v", requests.Load(), err)
			}
		})
	}
}

// TestATransportThatReportsNothingMayHaveSent covers transports other than
// net/http's.
func TestATransportThatReportsNothingMayHaveSent(t *testing.T) {
	silent := roundTrip(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET })
	if _, err := fakeClient(t, silent).SubmitOrder(t.Context(), aBody); !errors.Is(err, ErrUnknownOutcome) {
		t.Errorf("it gives %v", err)
	}
}

func TestAnOrderIsSentAsItWasWritten(t *testing.T) {
	want := OrderRequest{
		ClientOrderID: "c1", Symbol: "AAPL", Side: "buy", Type: "limit", TimeInForce: "day", Qty: amount("10"), LimitPrice: amount("232.30"),
		Class: "bracket", TakeProfit: &TakeProfit{amount("240")}, StopLoss: &StopLoss{StopPrice: amount("228.5")},
	}
	const text = `{"client_order_id":"c1","symbol":"AAPL","side":"buy","type":"limit","time_in_force":"day","qty":"10","limit_price":"232.3",` +
		`"order_class":"bracket","take_profit":{"limit_price":"240"},"stop_loss":{"stop_price":"228.5"}}`
	body, err := json.Marshal(want)
	if err != nil || string(body) != text {
		t.Fatalf("%v\n%s\n%s", err, body, text)
	}
	var got string
	var header http.Header
	client := fakeClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		sent, _ := io.ReadAll(r.Body)
		got, header = string(sent), r.Header
		if r.GetBody != nil {
			t.Error("the transport could read the body twice")
		}
		return answer(http.StatusOK, anOrder, nil), nil
	}))
	order, err := client.SubmitOrder(t.Context(), body)
	if err != nil || order.ID != "o1" || got != text {
		t.Errorf("%v %v\n%s", order, err, got)
	}
	for name := range header {
		if strings.Contains(strings.ToLower(name), "idempotency") {
			t.Errorf("%s lets net/http send it again", name)
		}
	}
}

func TestARefusalSaysWhatStandsInTheWay(t *testing.T) {
	f := newFake()
	f.fault = always(403, `{"code":40310000,"message":"insufficient qty available","available":"0","existing_qty":"20","held_for_orders":"20","related_orders":["a","b"],"symbol":"AAPL","buying_power":"1200.00","cost_basis":2323,"base_price":null,"stop_price":[1]}`)
	_, err := fakeClient(t, f).SubmitOrder(t.Context(), aBody)
	d := failure(t, err, ErrForbidden).Details
	for name, c := range map[string]struct {
		got  Decimal
		want string
	}{
		"available": {d.Available, "0"}, "existing": {d.ExistingQty, "20"}, "held": {d.HeldForOrders, "20"},
		"buying power": {d.BuyingPower, "1200"}, "cost": {d.CostBasis, "2323"},
	} {
		if !c.got.Valid || !c.got.Decimal.Equal(decimal.RequireFromString(c.want)) {
			t.Errorf("%s is %v", name, c.got)
		}
	}
	if d.BasePrice.Valid || d.StopPrice.Valid || d.Symbol != "AAPL" || len(d.RelatedOrders) != 2 {
		t.Errorf("%+v", d)
	}
}

func amount(text string) Decimal {
	d, err := ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}
