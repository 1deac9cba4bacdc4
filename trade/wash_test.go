package trade

import (
	"strings"
	"testing"

	"quipu/client"
	"quipu/market"
)

func TestWashTradeNamesTheOrderAndWhatToDo(t *testing.T) {
	resting := func(kind string, limit, stop client.Decimal) client.Order {
		return client.Order{ID: "r", AssetID: "1", Symbol: "AAPL", AssetClass: market.Equity, Side: market.Sell, Type: kind, Qty: dec("20"), LimitPrice: limit, StopPrice: stop, Status: "new"}
	}
	none := client.Decimal{}
	for name, c := range map[string]struct {
		resting client.Order
		ticket  Ticket
		says    string
	}{
		"market, beside a limit":        {resting(Limit, dec("260"), none), Ticket{Type: Market}, "your own sell 20 AAPL limit $260.00, a wash trade: cancel that order, or use a limit below $260.00"},
		"limit through a limit":         {resting(Limit, dec("260"), none), Ticket{Type: Limit, Limit: dec("260")}, "or use a limit below $260.00"},
		"limit, beside a stop":          {resting(Stop, none, dec("220")), Ticket{Type: Limit, Limit: dec("230")}, "your own sell 20 AAPL stop $220.00, a wash trade: cancel that order first"},
		"stop, beside a limit far away": {resting(Limit, dec("260"), none), Ticket{Type: Stop, Stop: dec("240")}, "cancel that order first"},
	} {
		c.ticket.Symbol, c.ticket.Side, c.ticket.Size, c.ticket.TIF = "AAPL", market.Buy, Size{Shares, one}, "day"
		f := Facts{
			Account: client.Account{BuyingPower: dec("10000")}, Orders: []client.Order{c.resting}, Quote: client.Latest{Price: dec("230")},
			Asset: client.Asset{ID: "1", Symbol: "AAPL", Class: market.Equity, Tradable: true},
		}
		plan := Prepare(c.ticket, f)
		if got := plan.Problems.Refusals().String(); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestWashTradeNamesEveryOrderInTheWay(t *testing.T) {
	resting := func(id string, limit string) client.Order {
		return client.Order{ID: id, AssetID: "1", Symbol: "AAPL", AssetClass: market.Equity, Side: market.Sell, Type: Limit, Qty: dec("20"), LimitPrice: dec(limit), Status: "new"}
	}
	f := Facts{
		Account: client.Account{BuyingPower: dec("10000")}, Quote: client.Latest{Price: dec("230")},
		Orders: []client.Order{resting("a", "260"), resting("b", "270"), resting("c", "300")},
		Asset:  client.Asset{ID: "1", Symbol: "AAPL", Class: market.Equity, Tradable: true},
	}
	plan := Prepare(Ticket{Symbol: "AAPL", Side: market.Buy, Size: Size{Shares, one}, Type: Limit, Limit: dec("280"), TIF: "day"}, f)
	const says = "your own sell 20 AAPL limit $260.00, sell 20 AAPL limit $270.00, a wash trade: cancel those orders first"
	if got := plan.Problems.Refusals().String(); !strings.Contains(got, says) || strings.Contains(got, "300") {
		t.Error(got)
	}
}
