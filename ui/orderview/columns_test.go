package orderview

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

func d(text string) client.Decimal { return client.Known(decimal.RequireFromString(text)) }

// now is a Friday at noon in New York.
var now = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)

func cell(t *testing.T, title string, row *Row) format.Cell {
	t.Helper()
	for _, c := range Columns {
		if c.Title == title {
			return c.Show(row, format.Options{Now: now})
		}
	}
	t.Fatalf("no column %s", title)
	return format.Cell{}
}

// An order that has a price has a distance, unknown where the market is; one at the
// market and one that has ended have none.
func TestDistanceOfAnOrderIsUnknownWithoutAMarket(t *testing.T) {
	limit := client.Order{Symbol: "AAPL", Status: "new", LimitPrice: d("90")}
	ended := limit
	ended.Status = "canceled"
	for name, c := range map[string]struct {
		row  Row
		want string
	}{
		"known":         {Row{Order: &limit, Market: d("120")}, "-25.00%"},
		"unknown":       {Row{Order: &limit}, format.Unknown},
		"at the market": {Row{Order: &client.Order{Status: "new"}, Market: d("120")}, ""},
		"ended":         {Row{Order: &ended, Market: d("120")}, ""},
	} {
		if got := cell(t, "Distance", &c.row).Text; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What a colour says, a word says too.
func TestSidesAndRejectionsHaveTheirColour(t *testing.T) {
	for side, want := range map[string]format.Cell{"buy": {Text: "buy", Tone: format.Buy}, "sell": {Text: "sell", Tone: format.Sell}, "sell_short": {Text: "sell short", Tone: format.Sell}} {
		if got := cell(t, "Side", &Row{Order: &client.Order{Side: side}}); got != want {
			t.Errorf("%s: %+v, want %+v", side, got, want)
		}
	}
	if got := cell(t, "Status", &Row{Order: &client.Order{Status: "rejected"}}); got.Tone != format.Loss || got.Text != "rejected" {
		t.Errorf("rejected: %+v", got)
	}
}

// A limit is what somebody chose: it is shown with all its decimals, at every width.
func TestLimitOfACoinIsShownAsItWasSent(t *testing.T) {
	o := client.Order{Symbol: "XRP/USD", AssetClass: "crypto", Status: "new", Type: "stop_limit", LimitPrice: d("1.23456"), StopPrice: d("1.2345")}
	for title, want := range map[string]string{"Limit": "$1.23456", "Stop": "$1.2345", "Price": "stop $1.2345"} {
		if got := cell(t, title, &Row{Order: &o}).Text; got != want {
			t.Errorf("%s is %q, want %q", title, got, want)
		}
	}
}
