// Package contract compares the answers of the embedded broker with the documents
// that Alpaca publishes.
package contract

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"quipu/demo"

	"github.com/getkin/kin-openapi/openapi3"
)

// alpacaDocs holds the broker's published documents on the authors' machines;
// they are not ours to publish.
const alpacaDocs = "../../../shared/alpaca/"

func openDocument(t *testing.T, name string) *openapi3.T {
	t.Helper()
	if _, err := os.Stat(alpacaDocs + name); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s%s is not here: the contract with Alpaca's document is not checked", alpacaDocs, name)
	}
	if known, found := documents[name]; found {
		return known
	}
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC4122))
	doc, err := openapi3.NewLoader().LoadFromFile(alpacaDocs + name)
	if err != nil {
		t.Fatal(err)
	}
	documents[name] = doc
	return doc
}

// documents are those that were read: that takes a second.
var documents = map[string]*openapi3.T{}

// follows checks an answer against the document's schema for a path.
func follows(t *testing.T, doc *openapi3.T, method, path string, answer any) {
	t.Helper()
	item := doc.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		t.Fatalf("the document has no %s %s", method, path)
	}
	schema := item.GetOperation(method).Responses.Value("200").Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(answer, openapi3.EnableFormatValidation(), openapi3.MultiErrors()); err != nil {
		t.Errorf("%s %s: %v", method, path, err)
	}
}

func TestAnswersFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{})
	var working []struct {
		ID            string `json:"id"`
		ClientOrderID string `json:"client_order_id"`
	}
	b.get("/v2/orders?nested=true", "", &working)
	var held []struct {
		AssetID string `json:"asset_id"`
	}
	b.get("/v2/positions", "", &held)
	moments := b.moments(0)
	for _, env := range []string{"paper", "live"} {
		token := b.token(env)
		for _, at := range moments {
			b.elapsed.Store(max(b.elapsed.Load(), int64(at)))
			for _, call := range []struct{ path, query string }{
				{"/v2/account", ""},
				{"/v2/clock", ""},
				{"/v2/positions", ""},
				{"/v2/orders", "?nested=true&limit=500"},
				{"/v2/orders", "?status=all&limit=500"},
				{"/v2/account/portfolio/history", "?period=1W&timeframe=1H"},
				{"/v2/account/portfolio/history", "?period=1D&intraday_reporting=continuous&pnl_reset=no_reset"},
				{"/v2/account/portfolio/history", "?period=1A&cashflow_types=ALL"},
				{"/v2/account/activities", ""},
				{"/v2/account/activities", "?category=non_trade_activity"},
			} {
				var answer any
				b.get(call.path+call.query, token, &answer)
				follows(t, doc, http.MethodGet, call.path, withStandIns(t, answer))
			}
		}
	}
	for path, asked := range map[string]string{
		"/v2/positions/{symbol_or_asset_id}":     "/v2/positions/" + held[0].AssetID,
		"/v2/orders/{order_id}":                  "/v2/orders/" + working[0].ID,
		"/v2/orders:by_client_order_id":          "/v2/orders:by_client_order_id?client_order_id=" + working[0].ClientOrderID,
		"/v2/account/activities/{activity_type}": "/v2/account/activities/FILL",
	} {
		var answer any
		b.get(asked, "", &answer)
		follows(t, doc, http.MethodGet, path, withStandIns(t, answer))
	}
}

// withStandIns replaces what Alpaca answers against its own document, as its
// examples show: nothing where a halted position has no price, nothing where a
// multi-leg order names no asset, null for a leg's legs as the document's text
// has it, and a plain day for what is no trade. It fails where these are not
// what they should be.
func withStandIns(t *testing.T, answer any) any {
	t.Helper()
	list, several := answer.([]any)
	if !several {
		list = []any{answer}
	}
	for _, each := range list {
		fields, _ := each.(map[string]any)
		if order, found := fields["body"].(map[string]any); found { // of a list of answers
			fields = order
		}
		legs, _ := fields["legs"].([]any)
		for _, leg := range legs {
			standIn(t, leg.(map[string]any), nil, map[string]any{}, "legs")
		}
		switch {
		case fields["symbol"] == "HALT" && fields["qty_available"] != nil:
			standIn(t, fields, nil, "0", "market_value", "unrealized_pl", "unrealized_plpc", "unrealized_intraday_pl",
				"unrealized_intraday_plpc", "current_price", "lastday_price", "change_today")
		case fields["order_class"] == "mleg" && fields["legs"] != nil:
			standIn(t, fields, "", "904837e3-3b76-47ec-b432-046db621571b", "asset_id")
			standIn(t, fields, "", "AAPL", "symbol")
			standIn(t, fields, "", "buy", "side")
			standIn(t, fields, "", "us_option", "asset_class")
		case fields["net_amount"] != nil:
			if _, err := time.Parse(time.DateOnly, fields["date"].(string)); err != nil {
				t.Errorf("the activity's date: %v", err)
			}
			fields["date"] = fields["date"].(string) + "T00:00:00Z"
		}
	}
	return answer
}

func standIn(t *testing.T, fields map[string]any, was, becomes any, names ...string) {
	t.Helper()
	for _, name := range names {
		if got, there := fields[name]; !there || got != was {
			t.Errorf("%s is %v, want %v", name, got, was)
		}
		fields[name] = becomes
	}
}

// A schema that accepts everything would make the test above worthless.
func TestDocumentRefusesWrongAnswers(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{})
	var good json.RawMessage
	b.get("/v2/positions/KO", "", &good)
	for _, change := range []struct{ from, to string }{{`"side":"long"`, `"side":"flat"`}, {`"qty":"150"`, `"qty":150`}, {`"symbol"`, `"name"`}, {`"asset_id":"`, `"asset_id":"x`}} {
		var answer any
		if err := json.Unmarshal([]byte(strings.Replace(string(good), change.from, change.to, 1)), &answer); err != nil {
			t.Fatal(err)
		}
		schema := doc.Components.Schemas["Position"].Value
		if err := schema.VisitJSON(answer, openapi3.EnableFormatValidation()); err == nil {
			t.Errorf("%s for %s is accepted", change.to, change.from)
		}
	}
}

func TestTokenFollowsAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "oauth-token.openapi.yaml")
	follows(t, doc, http.MethodPost, "/oauth/token", exchange(t))
}

func TestCalendarFollowsAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{})
	var days any
	b.get("/v2/calendar", "", &days)
	follows(t, doc, http.MethodGet, "/v2/calendar", days)
}

func TestClocksAndCalendarsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{})
	for _, at := range b.moments(0) {
		b.elapsed.Store(max(b.elapsed.Load(), int64(at)))
		for path, asked := range map[string][]string{
			"/v3/clock":             {"/v3/clock", "/v3/clock?markets=NYSE,BOATS", "/v3/clock?time=2026-11-27T12:00:00-05:00"},
			"/v3/calendar/{market}": {"/v3/calendar/NYSE", "/v3/calendar/BOATS?start=2026-11-20&end=2026-12-31", "/v3/calendar/OPRA?timezone=UTC"},
		} {
			for _, each := range asked {
				var answer any
				b.get(each, "", &answer)
				follows(t, doc, http.MethodGet, path, answer)
			}
		}
	}
}
