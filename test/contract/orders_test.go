package contract

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/demo"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
)

// desk is what quipu trades with, on a wire that is compared with Alpaca's document.
type desk struct {
	*broker
	wire   *wire
	client *client.Client
	trader *trade.Trader
}

func newDesk(t *testing.T, opt demo.Options) *desk {
	t.Helper()
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, opt)
	d := &desk{broker: b, wire: &wire{t: t, doc: doc, seen: map[string]int{}}}
	now := func() time.Time { return b.start.Add(time.Duration(b.elapsed.Load())) }
	options := client.Options{BaseURL: b.URL, Credentials: client.Keys(b.KeyID, safe.NewSecret(b.KeySecret.Reveal())), Now: now, Transport: d.wire}
	var err error
	if d.client, err = client.New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.client.Close)
	options.Transport = nil
	data, err := client.NewData(options)
	if err != nil {
		t.Fatal(err)
	}
	d.trader = &trade.Trader{Broker: d.client, Now: now, Limits: trade.Limits{AllowShort: true}}
	d.trader.Read = func(ctx context.Context, symbol string) (trade.Facts, error) {
		b.elapsed.Add(int64(time.Second)) // later than what was sent before
		return trade.Read(ctx, d.client, data, symbol, false, now)
	}
	d.trader.Pause = func(_ context.Context, wait time.Duration) error { b.elapsed.Add(int64(wait)); return nil }
	if d.trader.Journal, err = trade.OpenJournal(t.TempDir(), "PA3QUIPU0007", b.URL, now); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) facts(symbol string) trade.Facts {
	d.t.Helper()
	f, err := d.trader.Read(d.t.Context(), symbol)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// sends sends a ticket that must be taken, and gives the order.
func (d *desk) sends(k trade.Ticket) client.Order {
	d.t.Helper()
	entry, err := d.trader.Send(d.t.Context(), trade.Prepare(k, d.facts(k.Symbol)))
	if err != nil {
		d.t.Fatalf("%+v: %v", k, err)
	}
	order, err := d.client.OrderByClientID(d.t.Context(), entry.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return order
}

func (d *desk) expects(calls ...string) {
	d.t.Helper()
	for _, call := range calls {
		if d.wire.seen[call] == 0 {
			d.t.Errorf("no %s among %v", call, d.wire.seen)
		}
	}
}

func usd(literal string) client.Decimal { return client.Known(decimal.RequireFromString(literal)) }

func size(literal string) trade.Size {
	s, err := trade.ParseSize(literal)
	if err != nil {
		panic(err)
	}
	return s
}

// Every body that quipu sends follows the document, and so does every answer.
func TestOrdersFollowAlpacasDocument(t *testing.T) {
	for name, k := range map[string]trade.Ticket{
		"market":           {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Market},
		"limit":            {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("240"), TIF: "gtc"},
		"limit, extended":  {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("240"), ExtendedHours: true},
		"stop":             {Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.Stop, Stop: usd("400"), TIF: "gtc"},
		"stop-limit":       {Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.StopLimit, Stop: usd("400"), Limit: usd("399")},
		"trail":            {Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.TrailingStop, TrailPrice: usd("5.5")},
		"trail by percent": {Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.TrailingStop, TrailPercent: usd("1.5"), TIF: "gtc"},
		"fraction":         {Symbol: "JPM", Side: market.Buy, Size: size("0.123456789"), Type: trade.Market},
		"notional":         {Symbol: "JPM", Side: market.Buy, Size: size("$50.25"), Type: trade.Market},
		"short":            {Symbol: "INTC", Side: market.Sell, Size: size("3"), Type: trade.Market},
		"for the close":    {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Market, TIF: "cls"},
		"at once":          {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("250"), TIF: "ioc"},
		"all or nothing":   {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("250"), TIF: "fok"},
		"bracket":          {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("240"), TakeProfit: usd("260"), StopLoss: usd("230"), StopLossLimit: usd("229")},
		"oto with a loss":  {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Market, StopLoss: usd("230")},
		"oto, a profit":    {Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("240"), TakeProfit: usd("260"), TIF: "gtc"},
		"oco":              {Symbol: "MSFT", Side: market.Sell, Size: size("35"), Type: trade.Limit, TakeProfit: usd("500"), StopLoss: usd("400"), Exits: true, TIF: "gtc"},
		"coins":            {Symbol: "ETH/USD", Side: market.Buy, Size: size("0.5"), Type: trade.Limit, Limit: usd("3000.5"), TIF: "gtc"},
		"coins, stop":      {Symbol: "ETH/USD", Side: market.Sell, Size: size("0.5"), Type: trade.StopLimit, Stop: usd("3000"), Limit: usd("2990"), TIF: "gtc"},
		"coins for money":  {Symbol: "ETH/USD", Side: market.Buy, Size: size("$100"), Type: trade.Market, TIF: "ioc"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, demo.Options{StaticMarket: true})
			if k.TIF == "" {
				k.TIF = "day"
			}
			order := d.sends(k)
			orders, _, err := d.client.AllOrders(t.Context(), client.OrderQuery{Status: "all"}, 500)
			if err != nil || len(orders) == 0 || order.Type != k.Type {
				t.Errorf("%+v, %v", order, err)
			}
			d.expects("POST /v2/orders 200", "GET /v2/orders:by_client_order_id 200", "GET /v2/orders 200", "GET /v2/positions 200", "GET /v2/account 200", "GET /v3/clock 200")
		})
	}
}

func TestChangesFollowAlpacasDocument(t *testing.T) {
	d := newDesk(t, demo.Options{StaticMarket: true})
	limit := d.sends(trade.Ticket{Symbol: "JPM", Side: market.Buy, Size: size("2"), Type: trade.Limit, Limit: usd("240"), TIF: "day"})
	trail := d.sends(trade.Ticket{Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.TrailingStop, TrailPrice: usd("5"), TIF: "day"})
	stop := d.sends(trade.Ticket{Symbol: "MSFT", Side: market.Sell, Size: size("2"), Type: trade.StopLimit, Stop: usd("400"), Limit: usd("399"), TIF: "day"})
	for _, c := range []struct {
		order  client.Order
		change trade.Change
	}{{limit, trade.Change{Qty: usd("3"), Limit: usd("239.5"), TIF: "gtc"}}, {trail, trade.Change{TrailPrice: usd("6")}}, {stop, trade.Change{Stop: usd("401"), Limit: usd("400")}}} {
		if _, err := d.trader.Send(t.Context(), trade.PrepareReplace(c.order, c.change, d.facts(c.order.Symbol))); err != nil {
			t.Errorf("%+v: %v", c.change, err)
		}
	}
	orders, _, err := d.client.OpenOrders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if o.Symbol == "JPM" {
			if _, err := d.trader.Cancel(t.Context(), o); err != nil {
				t.Error(err)
			}
			if _, err := d.trader.Cancel(t.Context(), o); err == nil {
				t.Error("it is cancelled twice")
			}
		}
	}
	if _, err := d.client.CancelAll(t.Context()); err != nil {
		t.Error(err)
	}
	d.expects("PATCH /v2/orders/{order_id} 200", "DELETE /v2/orders/{order_id} 204", "DELETE /v2/orders/{order_id} 422", "DELETE /v2/orders 207")
}

// Closing all gives orders, and an error for the one that is halted.
func TestClosesFollowAlpacasDocument(t *testing.T) {
	d := newDesk(t, demo.Options{StaticMarket: true})
	for _, c := range []struct{ symbol, size string }{{"KO", "all"}, {"MSFT", "half"}, {"ETH/USD", "all"}} {
		if _, err := d.trader.Close(t.Context(), trade.PrepareClosing(d.facts(c.symbol), size(c.size)), nil); err != nil {
			t.Errorf("%s: %v", c.symbol, err)
		}
	}
	for _, part := range []client.ClosePart{{Qty: usd("1")}, {Percentage: usd("12.5")}} {
		if _, err := d.client.ClosePosition(t.Context(), "NVDA", part); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.client.ClosePosition(t.Context(), "AAPL", client.ClosePart{}); err == nil || !strings.Contains(err.Error(), "insufficient qty available") {
		t.Errorf("an order holds them: %v", err)
	}
	if _, err := d.client.CancelAll(t.Context()); err != nil {
		t.Error(err)
	}
	answers, err := d.client.CloseAllPositions(t.Context())
	if err != nil || len(answers) < 10 {
		t.Errorf("%+v, %v", answers, err)
	}
	d.expects("DELETE /v2/positions/{symbol_or_asset_id} 200", "DELETE /v2/positions/{symbol_or_asset_id} 403", "DELETE /v2/positions 207")
}

func TestConfigurationsFollowAlpacasDocument(t *testing.T) {
	d := newDesk(t, demo.Options{StaticMarket: true})
	if _, err := d.trader.SuspendTrading(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := d.client.Configurations(t.Context()); err != nil || !c.SuspendTrade.On {
		t.Errorf("%+v, %v", c, err)
	}
	d.expects("GET /v2/account/configurations 200", "PATCH /v2/account/configurations 200")
}
