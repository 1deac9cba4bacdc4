package ui

import (
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/positions"
)

// A fill brings the position to its new size before anything is read: what the
// day made on it is kept until then, and no longer.
func TestDayResultOutlivesAFill(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		first := sampleSnapshot()
		first.At = time.Now()
		s.broker.tell(first)
		s.passes(200 * time.Millisecond)
		s.sees("+$140.00", "+$222.25")
		filled := sampleSnapshot()
		filled.At = first.At                                        // nothing was read since
		filled.Positions[1].UnrealizedIntradayPL = client.Decimal{} // as the client leaves it
		s.broker.tell(filled)
		s.passes(200 * time.Millisecond)
		s.sees("+$140.00", "+$222.25")
		s.broker.publish(filled)
		s.passes(200 * time.Millisecond)
		s.seesNot("+$140.00", "+$222.25")
	})
}

func TestWorkingOrdersInOneGrammar(t *testing.T) {
	share, coin := &holding{Row: positions.Row{Position: &client.Position{Symbol: "AAPL"}}}, &holding{Row: positions.Row{Position: &client.Position{Symbol: "BTCUSD", AssetClass: market.Crypto}}}
	for _, c := range []struct {
		of    *holding
		order client.Order
		want  string
	}{
		{share, client.Order{Side: "sell", Qty: d("20"), Type: "limit", LimitPrice: d("260")}, "sell 20 @ $260.00"},
		{share, client.Order{Side: "sell", Qty: d("1"), Type: "stop", StopPrice: d("440")}, "sell 1 stop $440.00"},
		{share, client.Order{Side: "buy", Qty: d("12"), Type: "stop_limit", StopPrice: d("290"), LimitPrice: d("292.5")}, "buy 12 stop $290.00 @ $292.50"},
		{share, client.Order{Side: "sell", Qty: d("50"), Type: "trailing_stop", TrailPercent: d("10"), StopPrice: d("125.712")}, "sell 50 trail 10%"},
		{share, client.Order{Side: "sell_short", Qty: d("50"), Type: "trailing_stop", TrailPrice: d("1.5")}, "sell short 50 trail $1.50"},
		{share, client.Order{Side: "buy", Notional: d("250"), Type: "market"}, "buy $250.00 market"},
		{coin, client.Order{Side: "buy", Qty: d("0.001"), Type: "limit", LimitPrice: d("58000")}, "buy 0.001 @ $58,000.00"},
	} {
		if got := workingOrder(c.of, c.order, format.Options{}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if got := workingOrder(c.of, c.order, format.Options{Private: true}); !strings.Contains(got, format.Masked) {
			t.Errorf("%q shows a size", got)
		}
	}
}
