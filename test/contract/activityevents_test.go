package contract

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/shopspring/decimal"

	"quipu/demo"
)

// detailSchemas are those of the document by type of activity. What is not here has the
// fields that all have which are no trade.
var detailSchemas = map[string]string{"FILL": "ActivityV2DetailTRD", "DIV": "CDIVActivityV2", "FEE": "FEEActivityV2", "JNLC": "JNLCActivityV2"}

// Which of its many schemas the details are of, the document leaves to the type: most
// details are valid by several.
func TestActivityEventsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{StaticMarket: true})
	id, err := b.Place("paper", demo.Ticket{Symbol: "KO", Side: "sell", Qty: decimal.NewFromInt(3)})
	if err == nil {
		err = b.Fill("paper", id, decimal.NewFromInt(1), decimal.NewFromInt(60))
	}
	if err == nil {
		err = b.Pay("paper", "CFEE", "BTCUSD", decimal.NewFromInt(-1))
	}
	if err != nil {
		t.Fatal(err)
	}
	b.elapsed.Store(int64(time.Minute))
	seen := map[string]int{}
	for _, env := range []string{"paper", "live"} {
		for _, event := range b.activities(b.token(env), "since=2020-01-01&until="+b.start.Add(30*time.Second).Format(time.RFC3339)) {
			kind, _ := event["activity_type"].(string)
			seen[kind]++
			details := event["details"]
			valid(t, doc, "ActivityEventV2CommonFields", event)
			schema := detailSchemas[kind]
			if schema == "" {
				schema = "CommonNTAActivityV2"
			}
			valid(t, doc, schema, details)
		}
	}
	for _, kind := range []string{"FILL", "DIV", "FEE", "JNLC", "CSD", "INT", "CFEE"} {
		if seen[kind] == 0 {
			t.Errorf("no %s among %v", kind, seen)
		}
	}
}

func valid(t *testing.T, doc *openapi3.T, schema string, value any) {
	t.Helper()
	if err := doc.Components.Schemas[schema].Value.VisitJSON(value, openapi3.EnableFormatValidation(), openapi3.MultiErrors()); err != nil {
		t.Errorf("%s: %v: %v", schema, value, err)
	}
}

// activities reads the stream of activities until it ends.
func (b *broker) activities(token, query string) (all []map[string]any) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.URL+"/v2beta1/events/activities?"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.Header.Get("Content-Type") != "text/event-stream" {
		b.t.Fatalf("%v %v", response, err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		var event map[string]any
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			b.t.Fatal(err)
		}
		all = append(all, event)
	}
	return all
}
