package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/shopspring/decimal"

	"quipu/demo"
)

// listen joins the stream of order events.
func listen(t *testing.T, b *broker) *websocket.Conn {
	t.Helper()
	stream, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(b.URL, "http")+"/stream", nil) //nolint:bodyclose // it is the stream's
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stream.CloseNow() })
	for _, message := range []string{
		fmt.Sprintf(`{"action":"authenticate","data":{"key_id":%q,"secret_key":%q}}`, b.KeyID, b.KeySecret.Reveal()),
		`{"action":"listen","data":{"streams":["trade_updates"]}}`,
	} {
		if err := stream.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := stream.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return stream
}

// An event's order is the one that the API gives, and both follow the document.
func TestEventsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{StaticMarket: true})
	stream := listen(t, b)
	id, err := b.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Qty: decimal.NewFromInt(3)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Fill("paper", id, decimal.NewFromInt(1), decimal.NewFromInt(60)); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Data struct {
			Order any `json:"order"`
		} `json:"data"`
	}
	for range 3 { // accepted, new, filled in part
		_, message, err := stream.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(message, &got); err != nil {
			t.Fatal(err)
		}
		follows(t, doc, http.MethodGet, "/v2/orders/{order_id}", got.Data.Order)
	}
	var asked any
	b.get("/v2/orders/"+id, "", &asked)
	if fmt.Sprint(asked) != fmt.Sprint(got.Data.Order) {
		t.Errorf("told %v, answered %v", got.Data.Order, asked)
	}
	var all any
	b.get("/v2/account/activities?page_size=1", "", &all)
	follows(t, doc, http.MethodGet, "/v2/account/activities", withStandIns(t, all))
}
