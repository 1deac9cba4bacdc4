package client

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func num(t testing.TB, text string) Decimal {
	t.Helper()
	d, err := ParseDecimal(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// holding makes a position from "symbol class quantity average price".
func holding(t *testing.T, text string) Position {
	t.Helper()
	f := strings.Fields(text)
	p := Position{AssetID: "id-" + f[0], Symbol: f[0], AssetClass: f[1], Qty: num(t, f[2]), AvgEntryPrice: num(t, f[3]), CurrentPrice: num(t, f[4])}
	p.Side, p.QtyAvailable, p.UnrealizedIntradayPL = "long", p.Qty, num(t, "1")
	return p
}

// filled is a fill of one order that does not state its quantity: what it leaves is
// "" where it was not said.
func filled(t *testing.T, symbol, class, side, price, left string) OrderEvent {
	t.Helper()
	return OrderEvent{Event: eventFill, Price: num(t, price), PositionQty: num(t, left),
		Order: Order{ID: "o", AssetID: "id-" + strings.ReplaceAll(symbol, "/", ""), Symbol: symbol, AssetClass: class, Side: side, Status: "filled"}}
}

func TestFillsMoveThePosition(t *testing.T) {
	const stock, option, coin = "us_equity", "us_option", "crypto"
	for name, c := range map[string]struct {
		held  string // symbol class quantity average price, "" is nothing
		event OrderEvent
		want  string // symbol side quantity average value cost profit, "" is nothing
		cash  string // of 1000 before
	}{
		"buy more":              {"A us_equity 10 100 120", filled(t, "A", stock, "buy", "110", "15"), "A long 15 103.333333333333 1800 1549.999999999995 250.000000000005", "450"},
		"sell part":             {"A us_equity 10 100 120", filled(t, "A", stock, "sell", "125", "4"), "A long 4 100 480 400 80", "1750"},
		"sell all":              {"A us_equity 10 100 120", filled(t, "A", stock, "sell", "125", "0"), "", "2250"},
		"turn short":            {"A us_equity 10 100 120", filled(t, "A", stock, "sell", "125", "-2"), "A short -2 125 -240 -250 10", "2500"},
		"sell more short":       {"A us_equity -2 100 120", filled(t, "A", stock, "sell_short", "130", "-3"), "A short -3 110 -360 -330 -30", "1130"},
		"cover part":            {"A us_equity -4 100 120", filled(t, "A", stock, "buy", "90", "-1"), "A short -1 100 -120 -100 -20", "730"},
		"cover all":             {"A us_equity -4 100 120", filled(t, "A", stock, "buy", "90", "0"), "", "640"},
		"turn long":             {"A us_equity -4 100 120", filled(t, "A", stock, "buy", "90", "1"), "A long 1 90 120 90 30", "550"},
		"a new symbol":          {"", filled(t, "A", stock, "buy", "12.5", "8"), "A long 8 12.5 100 100 0", "900"},
		"a new short":           {"", filled(t, "A", stock, "sell", "12.5", "-8"), "A short -8 12.5 -100 -100 0", "1100"},
		"a coin":                {"BTCUSD crypto 0.5 60000 62000", filled(t, "BTC/USD", coin, "sell", "61000", "0.49"), "BTCUSD long 0.49 60000 30380 29400 980", "1610"},
		"a new coin":            {"", filled(t, "BTC/USD", coin, "buy", "60000", "0.01"), "BTCUSD long 0.01 60000 600 600 0", "400"},
		"an option":             {"A261218C00250000 us_option 1 2 3", filled(t, "A261218C00250000", option, "buy", "4", "2"), "A261218C00250000 long 2 3 600 600 0", "600"},
		"an option written":     {"", filled(t, "A261218C00250000", option, "sell", "4", "-1"), "A261218C00250000 short -1 4 -400 -400 0", "1400"},
		"an adjusted option":    {"A1261218C00250000 us_option 1 2 3", filled(t, "A1261218C00250000", option, "buy", "4", "2"), "A1261218C00250000 long 1 2   ", "1000"},
		"a new adjusted option": {"", filled(t, "SPY7261218P00250000", option, "buy", "4", "1"), "", "1000"},
		"an option by its id":   {"A261218C00250000 us_option 1 2 3", filled(t, "", option, "buy", "4", "2"), "A261218C00250000 long 1 2   ", "1000"},
		"read already":          {"A us_equity 15 104 120", filled(t, "A", stock, "buy", "110", "15"), "A long 15 104   ", "1000"},
		"sold already":          {"", filled(t, "A", stock, "sell", "110", "0"), "", "1000"},
		"read further":          {"A us_equity 15 104 120", filled(t, "A", stock, "buy", "110", "12"), "A long 15 104   ", "1000"},
		"sold further":          {"A us_equity 5 104 120", filled(t, "A", stock, "sell", "110", "8"), "A long 5 104   ", "1000"},
		"an unknown side":       {"A us_equity 5 100 120", filled(t, "A", stock, "", "110", "6"), "A long 6 101.666666666667 720 610.000000000002 109.999999999998", "890"},
		"no position said":      {"A us_equity 5 104 120", filled(t, "A", stock, "buy", "110", ""), "A long 5 104   ", "1000"},
		"no price said":         {"A us_equity 5 104 120", filled(t, "A", stock, "buy", "", "6"), "A long 5 104   ", "1000"},
		"another asset":         {"B us_equity 5 104 120", filled(t, "A", stock, "buy", "10", "1"), "B long 5 104   , A long 1 10 10 10 0", "990"},
		"an average of nothing": {"A us_equity 3 0 0", filled(t, "A", stock, "buy", "10", "4"), "A long 4 2.5 0 10 -10", "990"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Account: Account{Cash: num(t, "1000"), Equity: num(t, "5000")}}
			if c.held != "" {
				s.Positions = []Position{holding(t, c.held)}
			}
			before := fmt.Sprint(s.Positions)
			next := s.withEvent(c.event, true)
			var got []string
			for _, p := range next.Positions {
				got = append(got, fmt.Sprint(p.Symbol, " ", p.Side, " ", p.Qty.Decimal, " ", p.AvgEntryPrice.Decimal, " ", shown(p.MarketValue), " ", shown(p.CostBasis), " ", shown(p.UnrealizedPL)))
			}
			if all := strings.Join(got, ", "); all != c.want {
				t.Errorf("it is  %q\nwant it %q", all, c.want)
			}
			is(t, "cash", next.Account.Cash, c.cash)
			is(t, "equity", next.Account.Equity, "5000")
			is(t, "cash before", s.Account.Cash, "1000")
			if fmt.Sprint(s.Positions) != before {
				t.Error("the published snapshot was changed")
			}
			again := next.withEvent(c.event, true)
			is(t, "cash after the same again", again.Account.Cash, c.cash)
			is(t, "cash after an older one", s.withEvent(c.event, false).Account.Cash, "1000")
		})
	}
}

// TestCashMovesByWhatTheMessageStates: the quantity of the fill, or what the order
// states of all its fills, whatever the position makes of it.
func TestCashMovesByWhatTheMessageStates(t *testing.T) {
	const coin, option = "crypto", "us_option"
	fill := func(symbol, class, side, qty, price, left, filledQty, average string) OrderEvent {
		e := filled(t, symbol, class, side, price, left)
		e.Qty, e.Order.FilledQty, e.Order.FilledAvgPrice = num(t, qty), num(t, filledQty), num(t, average)
		return e
	}
	for name, c := range map[string]struct {
		held, known string // known is what was filled of the order, and at what average
		events      []OrderEvent
		qty, cash   string // of 100000 before
	}{
		"a fee in coin":          {"", "", []OrderEvent{fill("BTC/USD", coin, "buy", "0.1", "60000", "0.09975", "0.1", "60000")}, "0.09975", "94000"},
		"a fee in coin, more":    {"BTCUSD crypto 1 50000 60000", "", []OrderEvent{fill("BTC/USD", coin, "buy", "0.1", "60000", "1.09975", "0.1", "60000")}, "1.09975", "94000"},
		"the same twice":         {"", "", []OrderEvent{fill("BTC/USD", coin, "buy", "0.1", "60000", "0.09975", "0.1", "60000"), fill("BTC/USD", coin, "buy", "0.1", "60000", "0.09975", "0.1", "60000")}, "0.09975", "94000"},
		"a coin sold":            {"BTCUSD crypto 1 50000 60000", "", []OrderEvent{fill("BTC/USD", coin, "sell", "0.4", "60000", "0.6", "0.4", "60000")}, "0.6", "124000"},
		"part by part":           {"A us_equity 10 100 120", "", []OrderEvent{fill("A", "us_equity", "buy", "3", "100", "13", "3", "100"), fill("A", "us_equity", "buy", "2", "110", "15", "5", "104")}, "15", "99480"},
		"the later part first":   {"A us_equity 10 100 120", "", []OrderEvent{fill("A", "us_equity", "buy", "2", "110", "15", "5", "104")}, "15", "99480"},
		"a part that was known":  {"A us_equity 13 100 120", "3 100", []OrderEvent{fill("A", "us_equity", "buy", "2", "110", "18", "8", "108.75")}, "18", "99430"},
		"a part that was read":   {"A us_equity 13 100 120", "", []OrderEvent{fill("A", "us_equity", "buy", "2", "110", "15", "5", "104")}, "15", "99780"},
		"a short":                {"", "", []OrderEvent{fill("A", "us_equity", "sell_short", "8", "12.5", "-8", "8", "12.5")}, "-8", "100100"},
		"a short covered":        {"A us_equity -8 100 120", "", []OrderEvent{fill("A", "us_equity", "buy", "3", "10", "-5", "3", "10")}, "-5", "99970"},
		"contracts":              {"", "", []OrderEvent{fill("A261218C00250000", option, "buy", "2", "1.25", "2", "2", "1.25")}, "2", "99750"},
		"contracts without word": {"", "", []OrderEvent{fill("A261218C00250000", "", "buy", "2", "1.25", "2", "2", "1.25")}, "2", "99750"},
		"contracts in two parts": {"", "", []OrderEvent{fill("A261218C00250000", option, "sell", "1", "2", "-3", "3", "1.5")}, "-3", "100450"},
		"another order's part":   {"A us_equity 10 100 120", "", []OrderEvent{fill("A", "us_equity", "buy", "2", "110", "15", "2", "110")}, "15", "99450"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Account: Account{Cash: num(t, "100000")}}
			if c.held != "" {
				s.Positions = []Position{holding(t, c.held)}
			}
			if qty, average, found := strings.Cut(c.known, " "); found {
				s.Orders = []Order{{ID: "parent", Legs: []Order{{ID: "o", FilledQty: num(t, qty), FilledAvgPrice: num(t, average)}}}}
			}
			for _, e := range c.events {
				s = s.withEvent(e, true)
			}
			is(t, "cash", s.Account.Cash, c.cash)
			if len(s.Positions) != 1 {
				t.Fatalf("%d positions, want one: %+v", len(s.Positions), s.Positions)
			}
			is(t, "quantity", s.Positions[0].Qty, c.qty)
		})
	}
}

// TestAFillJoinsItsPositionByIDOrSymbol: the broker may give one coin two ids.
func TestAFillJoinsItsPositionByIDOrSymbol(t *testing.T) {
	e := filled(t, "BTC/USD", "crypto", "buy", "60000", "1.1")
	e.Qty = num(t, "0.1")
	for name, of := range map[string]struct{ asset, symbol string }{
		"another id":       {"another", "BTC/USD"},
		"no id":            {"", "BTC/USD"},
		"without a slash":  {"another", "BTCUSD"},
		"by the id alone":  {"id-BTCUSD", ""},
		"in small letters": {"another", "btc/usd"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Account: Account{Cash: num(t, "100000")}, Positions: []Position{holding(t, "ETHUSD crypto 5 2000 2000"), holding(t, "BTCUSD crypto 1 50000 60000")}}
			e.Order.AssetID, e.Order.Symbol = of.asset, of.symbol
			next := s.withEvent(e, true)
			if len(next.Positions) != 2 {
				t.Fatalf("%d positions: %+v", len(next.Positions), next.Positions)
			}
			is(t, "quantity", next.Positions[1].Qty, "1.1")
			is(t, "cash", next.Account.Cash, "94000")
		})
	}
}

// TestFillsThatAreNotOfDollarsBringOnlyTheOrder: nor those that name no instrument.
func TestFillsThatAreNotOfDollarsBringOnlyTheOrder(t *testing.T) {
	for name, of := range map[string]struct{ symbol, class string }{
		"a pair in bitcoin":        {"ETH/BTC", "crypto"},
		"a pair in tether":         {"BTC/USDT", "crypto"},
		"a pair in USDC":           {"BTC/USDC", "crypto"},
		"a pair without its slash": {"BTCUSDT", "crypto"},
		"a pair of no class":       {"ETH/BTC", ""},
		"no instrument":            {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Account: Account{Cash: num(t, "100000")}, Positions: []Position{holding(t, "ETHUSD crypto 5 2000 2000"), {Symbol: "X"}, {AssetID: "id"}}}
			before := fmt.Sprint(s.Positions)
			e := filled(t, of.symbol, of.class, "buy", "0.0312", "2")
			e.Order.AssetID, e.Order.Status, e.Qty = "", "partially_filled", num(t, "2")
			next := s.withEvent(e, true)
			is(t, "cash", next.Account.Cash, "100000")
			if now := fmt.Sprint(next.Positions); now != before {
				t.Errorf("the positions became %s", now)
			}
			if len(next.Orders) != 1 {
				t.Errorf("the orders are %+v, want the one of the event", next.Orders)
			}
		})
	}
}

// TestFillsBeforeTheReadingAreInIt: a position that has moved on and back looks as if
// it lacked them.
func TestFillsBeforeTheReadingAreInIt(t *testing.T) {
	asked := *at(30)
	for name, c := range map[string]struct {
		filled time.Time
		qty    string
	}{
		"before": {asked.Add(-2 * time.Second), "10"}, "after": {asked.Add(time.Millisecond), "15"}, "at no known time": {time.Time{}, "15"},
		"within what clocks differ": {asked.Add(-readingSlack / 2), "15"},
	} {
		s := &Snapshot{Account: Account{Cash: num(t, "1000")}, Positions: []Position{holding(t, "A us_equity 10 100 120")}, askedAt: asked}
		e := filled(t, "A", "us_equity", "buy", "100", "15")
		e.At = c.filled
		is(t, name, s.withEvent(e, true).Positions[0].Qty, c.qty)
	}
}

// TestFillsThatWereReadAreOfTheirOwnPrice: not of the average of the whole order.
func TestFillsThatWereReadAreOfTheirOwnPrice(t *testing.T) {
	now := Order{ID: "o", Status: "filled", FilledQty: num(t, "5"), FilledAvgPrice: num(t, "104")}
	for _, c := range []struct{ filled, average, qty, price string }{
		{"0", "", "5", "104"}, {"", "", "5", "104"}, {"3", "100", "2", "110"}, {"3", "", "2", ""},
	} {
		e := closedEvent(Order{ID: "o", FilledQty: num(t, c.filled), FilledAvgPrice: num(t, c.average)}, now)
		is(t, "quantity", e.Qty, c.qty)
		is(t, "price", e.Price, c.price)
	}
}

func shown(d Decimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

// TestFillsOfWhatIsHalfKnown: an unknown number stays unknown.
func TestFillsOfWhatIsHalfKnown(t *testing.T) {
	event := filled(t, "A", "us_equity", "buy", "110", "6")
	s := &Snapshot{Positions: []Position{{AssetID: "id-A", Symbol: "A", Qty: num(t, "5")}}}
	next := s.withEvent(event, true)
	p := next.Positions[0]
	is(t, "cash", next.Account.Cash, "")
	is(t, "quantity", p.Qty, "6")
	is(t, "average", p.AvgEntryPrice, "")
	is(t, "price", p.CurrentPrice, "110")
	is(t, "value", p.MarketValue, "660")
	is(t, "cost", p.CostBasis, "")
	is(t, "profit", p.UnrealizedPL, "")
	is(t, "available", p.QtyAvailable, "")

	s = &Snapshot{Account: Account{Cash: num(t, "1000")}, Positions: []Position{{AssetID: "id-A", Symbol: "A"}}}
	next = s.withEvent(event, true)
	is(t, "cash where the quantity was unknown", next.Account.Cash, "1000")
	is(t, "quantity that was unknown", next.Positions[0].Qty, "")

	event.Order.AssetID = ""
	s.Positions = []Position{holding(t, "B us_equity 5 100 120"), holding(t, "A us_equity 5 100 120")}
	is(t, "joined by its symbol", s.withEvent(event, true).Positions[1].Qty, "6")
	event.Order.Symbol = ""
	s.Positions = []Position{{Qty: num(t, "5")}}
	is(t, "of nothing known", s.withEvent(event, true).Positions[0].Qty, "5")
}

func TestUnrealizedPercent(t *testing.T) {
	s := &Snapshot{Positions: []Position{holding(t, "A us_equity -4 100 120")}}
	p := s.withEvent(filled(t, "A", "us_equity", "buy", "90", "-1"), true).Positions[0]
	is(t, "fraction of a short", p.UnrealizedPLPC, "-0.2")
	is(t, "of the day", p.UnrealizedIntradayPL, "")
}

// at is a time of an order's last change.
func at(second int) *time.Time {
	moment := time.Date(2026, 3, 9, 18, 0, second, 0, time.UTC)
	return &moment
}

func TestOrdersAfterAnEvent(t *testing.T) {
	one := func(id, status string, second int, legs ...Order) Order {
		return Order{ID: id, Status: status, UpdatedAt: at(second), Legs: legs}
	}
	bracket := one("p", "new", 1, one("l1", "held", 1), one("l2", "held", 1))
	working := one("p", "filled", 2, one("l1", "new", 2), one("l2", "held", 2))
	for name, c := range map[string]struct {
		open  []Order
		event OrderEvent
		want  string
	}{
		"new":                     {[]Order{one("a", "new", 1)}, OrderEvent{Event: "new", Order: one("b", "new", 2)}, "b:new a:new"},
		"changed in its place":    {[]Order{one("a", "new", 1), one("b", "new", 1)}, OrderEvent{Event: eventPartial, Order: one("b", "partially_filled", 2)}, "a:new b:partially_filled"},
		"filled":                  {[]Order{one("a", "new", 1), one("b", "new", 1)}, OrderEvent{Event: eventFill, Order: one("a", "filled", 2)}, "b:new"},
		"canceled":                {[]Order{one("a", "new", 1)}, OrderEvent{Event: "canceled", Order: one("a", "canceled", 2)}, ""},
		"expired":                 {[]Order{one("a", "new", 1)}, OrderEvent{Event: "expired", Order: one("a", "expired", 2)}, ""},
		"replaced":                {[]Order{one("a", "new", 1)}, OrderEvent{Event: "replaced", Order: one("a", "replaced", 2)}, ""},
		"rejected":                {[]Order{one("a", "new", 1)}, OrderEvent{Event: "rejected", Order: one("a", "rejected", 2)}, ""},
		"a status of tomorrow":    {[]Order{one("a", "new", 1)}, OrderEvent{Event: "x", Order: one("a", "steeping", 2)}, "a:steeping"},
		"older than what is read": {[]Order{one("a", "partially_filled", 3)}, OrderEvent{Event: "new", Order: one("a", "new", 2)}, "a:partially_filled"},
		"of no known time":        {[]Order{one("a", "new", 3)}, OrderEvent{Event: "canceled", Order: Order{ID: "a", Status: "canceled"}}, ""},
		"unknown and closed":      {[]Order{one("a", "new", 1)}, OrderEvent{Event: eventFill, Order: one("b", "filled", 2)}, "a:new"},
		"unknown and read late":   {nil, OrderEvent{Event: "new", Missed: true, Order: one("b", "new", 2)}, ""},

		"a bracket is filled":              {[]Order{bracket}, OrderEvent{Event: eventFill, Order: one("p", "filled", 2)}, "l1:held l2:held"},
		"a leg begins":                     {[]Order{one("p", "filled", 2, one("l1", "held", 1))}, OrderEvent{Event: "new", Order: one("l1", "new", 3)}, "l1:new"},
		"an older word of a leg":           {[]Order{working}, OrderEvent{Event: "held", Order: one("l1", "held", 1)}, "l1:new l2:held"},
		"a leg ends":                       {[]Order{working}, OrderEvent{Event: "canceled", Order: one("l2", "canceled", 3)}, "l1:new"},
		"the last leg ends":                {[]Order{one("p", "filled", 2, one("l1", "new", 2), one("l2", "canceled", 3))}, OrderEvent{Event: eventFill, Order: one("l1", "filled", 3)}, ""},
		"a leg of an open order ends":      {[]Order{bracket}, OrderEvent{Event: "canceled", Order: one("l2", "canceled", 3)}, "p:new(l1:held l2:canceled)"},
		"canceled with its legs":           {[]Order{bracket}, OrderEvent{Event: "canceled", Order: one("p", "canceled", 2, one("l1", "canceled", 2), one("l2", "canceled", 2))}, ""},
		"filled, and its legs are at work": {[]Order{one("p", "new", 1)}, OrderEvent{Event: eventFill, Order: one("p", "filled", 2, one("l1", "new", 2))}, "l1:new"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Orders: c.open}
			before := ordersShown(s.Orders)
			if got := ordersShown(s.withEvent(c.event, true).Orders); got != c.want {
				t.Errorf("open are %q, want %q", got, c.want)
			}
			if now := ordersShown(s.Orders); now != before {
				t.Errorf("the published snapshot became %q", now)
			}
		})
	}
}

func ordersShown(all []Order) string {
	texts := make([]string, len(all))
	for i, o := range all {
		texts[i] = o.ID + ":" + o.Status
		if len(o.Legs) > 0 {
			texts[i] += "(" + ordersShown(o.Legs) + ")"
		}
	}
	return strings.Join(texts, " ")
}

func TestDirectionOfAPosition(t *testing.T) {
	for _, c := range []struct {
		of   Position
		want string
	}{
		{Position{Qty: Known(decimal.New(5, 0)), Side: "short"}, "long"},
		{Position{Qty: Known(decimal.New(-5, 0))}, "short"},
		{Position{Side: "short"}, "short"},
		{Position{}, ""},
	} {
		if got := c.of.Direction(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.of, got, c.want)
		}
	}
}

// A price in dollars says nothing about the cash of an account in another currency.
func TestAFillMovesOnlyCashInDollars(t *testing.T) {
	for currency, want := range map[string]string{"USD": "900", "": "900", "EUR": "1000", "?": "1000"} {
		s := &Snapshot{Account: Account{Currency: currency, Cash: num(t, "1000")}}
		next := s.withEvent(filled(t, "A", "us_equity", "buy", "12.5", "8"), true)
		is(t, "cash in "+currency, next.Account.Cash, want)
	}
}
