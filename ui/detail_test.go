package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/state"
)

// priced gives the broker bars and a quote of AAPL.
func (s *story) priced() {
	start := time.Now().Add(-3 * time.Hour)
	var bars []client.Bar
	for i, price := range []string{"118", "119", "118.5", "121", "120", "119.5", "120"} {
		bars = append(bars, client.Bar{At: start.Add(time.Duration(i) * 5 * time.Minute), Open: d(price), High: d("122"), Low: d("117"), Close: d(price), Volume: d("100")})
	}
	s.broker.bars = map[string][]client.Bar{"AAPL": bars, "BTCUSD": bars, "AAPL261218C00250000": bars}
	s.broker.latest = map[string]client.Latest{"AAPL": {
		Price: d("120"), At: time.Now(), Quote: client.Quote{Bid: d("119.99"), Ask: d("120.01"), At: time.Now()},
		Day: client.Bar{At: time.Now(), Open: d("118"), High: d("122"), Low: d("117"), Close: d("120"), Volume: d("1234567")}, Previous: client.Bar{Close: d("119")},
	}}
	s.broker.closed = []client.Order{sent("c1", "filled", 2*time.Hour, func(o *client.Order) { o.FilledQty, o.FilledAvgPrice = d("10"), d("119.5") })}
	s.broker.activities = []client.Activity{{ID: "f1", Type: "FILL", Symbol: "AAPL", Side: "buy", Qty: d("10"), Price: d("119.5"), At: time.Now().Add(-2 * time.Hour)}}
}

func TestDetailOfAShare(t *testing.T) {
	tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
		s.priced()
		s.portfolio()
		s.press("down", "down", "down", "enter")
		s.passes(2 * time.Second)
		s.sees("AAPL   $120.00", "bid $119.99   ask $120.01   spread $0.02", "long 5", "Average cost", "$117.00 – $122.00", "1.23M", "10 of 10", "buy  10 @ $119.50")
		s.golden()
		s.press("left")
		s.sees("$120.00")
		s.press("t")
		s.sees("t line")
		s.press("left")
		s.sees("O $")
		s.press("]")
		s.passes(2 * time.Second)
		last := s.broker.barQueries[len(s.broker.barQueries)-1]
		if last.Timeframe != "30Min" || time.Since(last.Start) < 6*24*time.Hour {
			t.Errorf("asked for %+v", last)
		}
		s.press("p")
		s.seesNot("long 5", "$600.00", "10 @")
		s.sees("$119.50")
		s.press("esc")
		s.sees("Positions")
	})
}

// A key is shown exactly if it does something.
func TestDetailShowsOnlyKeysOfWhatIsDrawn(t *testing.T) {
	for _, c := range []struct {
		width, height  int
		shows, shunned []string
	}{
		{130, 45, []string{"[ ] period", "t candles", "← → cursor"}, []string{"scroll"}},
		{80, 24, []string{"[ ] period", "← → cursor", "↑ ↓ scroll", "more ↓"}, []string{"t candles"}},
		{60, 20, []string{"↑ ↓ scroll", "more ↓"}, []string{"period", "candles", "cursor"}},
	} {
		tell(t, telling{width: c.width, height: c.height, change: granted(all)}, func(s *story) {
			s.priced()
			s.portfolio()
			s.press("down", "down", "down", "enter")
			s.passes(2 * time.Second)
			s.sees(c.shows...)
			s.seesNot(c.shunned...)
			if c.height < 45 {
				s.press("t", "]")
				s.passes(2 * time.Second)
				s.seesNot("t line")
				for range 60 {
					s.press("j")
				}
				s.sees("@ $119.50") // the last line of all
				s.seesNot("more ↓")
				s.press("k")
				s.sees("more ↓")
			}
		})
	}
}

// The line ends at the shown price although bars are read once a minute. A completed bar,
// or a price from outside the session, changes nothing.
func TestPriceChartEndsAtTheShownPrice(t *testing.T) {
	for name, c := range map[string]struct {
		age  time.Duration
		open bool
		want string
	}{
		"going on": {2 * time.Minute, true, "H $120.25"}, "over": {20 * time.Minute, true, "◂ $119.50"}, "resting": {2 * time.Minute, false, "◂ $119.50"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
				s.priced()
				s.broker.bars["AAPL"] = []client.Bar{
					{At: time.Now().Add(-c.age - 5*time.Minute), Open: d("118"), High: d("119"), Low: d("118"), Close: d("118.5")},
					{At: time.Now().Add(-c.age), Open: d("118.5"), High: d("119.75"), Low: d("118"), Close: d("119.5")},
				}
				snapshot := sampleSnapshot()
				snapshot.Positions[0].CurrentPrice, snapshot.Clock.IsOpen = d("120.25"), c.open
				s.broker.publish(snapshot)
				s.passes(200 * time.Millisecond)
				s.press("down", "down", "down", "enter")
				s.passes(2 * time.Second)
				s.sees("AAPL   $120.25", c.want)
				s.press("left")
				s.sees("  " + strings.Fields(c.want)[1] + "\n")
			})
		})
	}
}

func TestDetailRepeatsNoFigure(t *testing.T) {
	snapshot := sampleSnapshot()
	p := &snapshot.Positions[0]
	p.AssetID, p.AvgEntryPrice, p.CostBasis = "d30fdff3-ff06-5411-883a-2b1c54ad9f6b", d("100.123456"), d("500.61728")
	p.UnrealizedIntradayPLPC, p.LastdayPrice = d("0.0084"), d("119")
	tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
		s.priced()
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.press("down", "down", "down", "enter")
		s.passes(2 * time.Second)
		s.sees("Average cost  $100.1235", "d30fdff3-ff06-5411-883a-", "2b1c54ad9f6b", "Day P&L %     +0.84%", "Chg %         +0.84%", "Last close    $119.00")
		s.seesNot("Previous", "…")
	})
}

func TestDetailOfAnOption(t *testing.T) {
	tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
		s.priced()
		s.portfolio()
		s.press("enter")
		s.passes(2 * time.Second)
		s.sees("AAPL 18 Dec 26 250 C", "Underlying    AAPL", "Expiry        Fri 18 Dec 2026", "Strike        $250.00", "Option type   call", "Days left", "AAPL261218C00250000")
	})
}

func TestDetailOfCryptoShowsBothSymbols(t *testing.T) {
	tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
		s.priced()
		s.portfolio()
		s.press("/")
		s.types("btc")
		s.press("enter", "enter")
		s.passes(2 * time.Second)
		s.sees("Pair          BTC/USD", "Symbol        BTCUSD", "0.000123456")
		if symbols := s.broker.asked[len(s.broker.asked)-1].Symbols; len(symbols) != 1 || symbols[0] != "BTC/USD" {
			t.Errorf("asked for the orders of %v", symbols)
		}
	})
}

func TestDaysLeftAreCountedInNewYork(t *testing.T) {
	a := account{env: env{now: time.Date(2026, 12, 18, 3, 0, 0, 0, time.UTC)}} // the evening of the 17th there
	o, _ := parsed("AAPL261218C00250000")
	if got := a.daysLeft(o); got != 1 {
		t.Errorf("%d days", got)
	}
}

func TestRepliesToAClosedDetailAreDropped(t *testing.T) {
	views := everyView(t.Context())
	m := views["portfolio"]
	opened := play(m, "enter")
	seq := detailOf(opened).seq
	other := play(opened, "esc", "down", "enter")
	late := play(other, detailQuoteRead{seq: seq, latest: client.Latest{Price: d("1")}}, candlesRead{seq: seq, bars: []client.Bar{{Close: d("1")}}}, detailOrdersRead{seq: seq, orders: []client.Order{{ID: "x", Symbol: "AAPL"}}})
	if detailOf(late).latest.Price.Valid || detailOf(late).bars != nil || detailOf(late).orders != nil {
		t.Error("a late answer was taken for this one's")
	}
	if detailOf(opened).ctx == nil || detailOf(opened).ctx.Err() == nil {
		t.Error("the requests of a closed detail go on")
	}
}

func TestDetailReportsPricesThatCannotBeRead(t *testing.T) {
	tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
		s.broker.barsErr = &client.Error{Kind: client.ErrForbidden, Status: 403, Message: "subscription does not permit"}
		s.portfolio()
		s.press("enter")
		s.passes(2 * time.Second)
		s.sees("No chart: subscription does not permit")
		before := len(s.broker.barQueries)
		s.passes(30 * time.Second)
		if n := len(s.broker.barQueries) - before; n > 2 {
			t.Errorf("asked %d times in half a minute", n)
		}
	})
}

func TestTrendsAreReadForTheRowsOnTheScreenAndKept(t *testing.T) {
	tell(t, telling{width: 190, height: 36, change: granted(all)}, func(s *story) {
		s.priced()
		s.portfolio()
		s.passes(2 * time.Second)
		s.sees("Trend", "▁")
		reads := len(s.broker.barQueries)
		for range 20 {
			s.broker.publish(sampleSnapshot())
			s.passes(3 * time.Second)
		}
		if n := len(s.broker.barQueries) - reads; n != 0 {
			t.Errorf("read %d times more within a minute", n)
		}
	})
}

// A day with one point has no known high and low.
func TestLongPeriodsAreLabeledAsDailyCloses(t *testing.T) {
	tell(t, telling{width: 130, height: 45, change: withToken("paper")}, func(s *story) {
		history := sampleHistory()
		history.BaseValueAt = "1999-12-30"
		s.broker.history = &history
		s.portfolio()
		s.sees("L $123,217.00  H $124,552.52")
		s.press("e")
		s.passes(time.Second)
		s.sees("previous close $123,217.51")
		s.press("]", "]")
		s.passes(time.Second)
		s.sees("lowest close $123,217.00", "highest close $124,552.52")
		s.press("esc")
		s.sees("daily closes: low $123,217.00  high $124,552.52")
	})
}

func TestEquityCurveWithACursor(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("e")
		s.passes(time.Second)
		s.sees("low $123,217.00", "high $124,552.52", "previous close $123,217.51", "H $124,552.52")
		s.golden()
		s.press("left")
		s.sees("$124,552.52", "Wed 31 Dec 19:40")
		s.press("left", "left", "left", "left")
		s.sees("$123,500.00")
		s.press("left")
		s.sees("—") // the gap
		s.press("]")
		s.passes(time.Second)
		s.press("left")
		s.sees("Wed 31 Dec 19:40") // a week has a point an hour
		s.press("[", "p")
		s.passes(time.Second)
		s.seesNot("124,552", "123,")
		s.press("esc")
		s.sees("Positions")
	})
}

func TestEquityCurveEndsAtTheShownEquity(t *testing.T) {
	for age, want := range map[time.Duration]string{2 * time.Minute: "$124,552.52  ▲ +$1,335.01", 20 * time.Minute: "$124,500.00  ▲ +$1,282.49"} {
		history := client.History{Timeframe: "5Min", BaseValue: d("123217.51"), Points: []client.Point{
			{Equity: d("124000"), ProfitLoss: d("782.49")}, {Equity: d("124500"), ProfitLoss: d("1282.49")}, {},
		}}
		tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
			for i := range history.Points {
				history.Points[i].At = time.Now().Add(-age + time.Duration(i-1)*5*time.Minute)
			}
			s.broker.history = &history
			s.portfolio()
			s.press("e")
			s.passes(time.Second)
			s.press("g", "l")
			s.sees(want)
			s.press("g")
			s.sees("$124,000.00  ▲ +$782.49 since previous close")
		})
	}
}

// Money that was deposited is no profit of the curve. One that was deposited since the
// curve was read is not in its cash flow yet: the curve keeps its own last point.
func TestEquityCurveLeavesOutDeposits(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		history := client.History{Timeframe: "5Min", BaseValue: d("100000"), BaseValueAt: "1999-12-30", Points: []client.Point{{Equity: d("100010")}, {Equity: d("124552.52")}},
			Cashflow: map[string][]client.Decimal{"CSD": {d("0"), d("24500")}}}
		for i := range history.Points {
			history.Points[i].At = time.Now().Add(time.Duration(i-1) * 5 * time.Minute)
		}
		s.broker.history = &history
		s.portfolio()
		s.press("e")
		s.passes(time.Second)
		s.press("left")
		s.sees("$124,552.52  ▲ +$52.52 since previous close")
		s.press("left")
		s.sees("$100,010.00  ▲ +$10.00 since previous close")
		s.press("right")
		moved := sampleSnapshot()
		moved.Account.Equity, moved.Account.IntradayAdjustments = d("134552.52"), d("10000")
		s.broker.publish(moved)
		s.passes(time.Second)
		s.sees("$134,552.52", "$124,552.52  ▲ +$52.52 since previous close")
		history.Transfers = []client.Activity{{Type: "ACATS", At: time.Now()}} // shares, whose value nobody says
		s.passes(2 * time.Minute)
		s.seesNot("since previous close")
	})
}

func TestHistoryWithoutValues(t *testing.T) {
	for name, history := range map[string]client.History{
		"empty": {}, "nulls": {Points: make([]client.Point, 40)}, "one": {Points: []client.Point{{Equity: d("5")}}},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
				s.broker.history = &history
				s.portfolio()
				s.sees("no history yet")
				s.press("e", "left", "right", "g", "G")
				s.sees("There is no history to draw yet.")
			})
		})
	}
}

func TestSpark(t *testing.T) {
	flat := spark(values("1", "1", "1"))
	if flat != "▄▄▄" {
		t.Errorf("flat is %q", flat)
	}
	if up := spark(values("1", "", "2", "3")); up != "▁▄▇" {
		t.Errorf("rising is %q", up)
	}
	if one := spark(values("1")); one != "" {
		t.Errorf("one value is %q", one)
	}
	if long := spark(values(strings.Fields(strings.Repeat("1 2 ", 50))...)); len([]rune(long)) != 10 {
		t.Errorf("long is %q", long)
	}
}

// detailOf is the detail on the screen, the zero one where there is none.
func detailOf(m Model) detail {
	d, _ := findOverlay[detail](m.current())
	return d
}

// TestDetailSaysWhichOrdersAndFillsItHas where there may be others.
func TestDetailSaysWhichOrdersAndFillsItHas(t *testing.T) {
	detail := play(everyView(t.Context())["portfolio"], "enter")
	seq, orders := detailOf(detail).seq, make([]client.Order, pastOrders)
	for i := range orders {
		orders[i] = sent(fmt.Sprint(i), "filled", time.Hour, func(o *client.Order) { o.Symbol = detailOf(detail).of.symbol })
	}
	fills := make([]client.Activity, pastFills)
	for i := range fills {
		fills[i] = client.Activity{ID: fmt.Sprint(i), Type: "FILL", Symbol: "OTHER"}
	}
	for limited, less := range map[bool]int{true: 0, false: 1} {
		shown := shownBy(play(detail, detailFillsRead{seq: seq, fills: fills[less:]}, detailOrdersRead{seq: seq}))
		if strings.Contains(shown, "Fills among the account's latest 100") != limited {
			t.Errorf("of %d fills:\n%s", pastFills-less, shown)
		}
		shown = shownBy(play(detail, detailOrdersRead{seq: seq, orders: orders[less:]}))
		if strings.Contains(shown, "Orders, the latest 50") != limited {
			t.Errorf("of %d orders:\n%s", pastOrders-less, shown)
		}
	}
	// Nobody says whether legs count in a full page.
	withLegs := orders[:pastOrders/2]
	for i := range withLegs {
		withLegs[i].Legs = []client.Order{sent("leg "+fmt.Sprint(i), "filled", time.Hour)}
	}
	if shown := shownBy(play(detail, detailOrdersRead{seq: seq, orders: withLegs})); !strings.Contains(shown, "Orders, the latest 50") {
		t.Errorf("of a page that is full with its legs:\n%s", shown)
	}
	// A broker may not know the filter.
	others := []client.Activity{{ID: "1", Type: "DIV", Symbol: detailOf(detail).of.symbol, Description: "no fill"}}
	if got := detailOf(play(detail, detailFillsRead{seq: seq, fills: others})).fills; len(got) > 0 {
		t.Errorf("taken for fills: %+v", got)
	}
}

// A symbol like SHIBUSD is a coin's by the list of assets, not by its spelling. Until
// the list is there its price has every decimal and no market data is asked for.
func TestClassOfWhatIsNotHeldIsLookedUp(t *testing.T) {
	listed := []client.Asset{{ID: "s", Symbol: "SHIB/USD", Class: market.Crypto}, {ID: "n", Symbol: "NEWUSD", Class: market.Equity}}
	for symbol, want := range map[string]struct{ class, price string }{"SHIBUSD": {market.Crypto, "@ $0.00001234"}, "NEWUSD": {market.Equity, "@ $0.000012"}} {
		tell(t, telling{width: 130, height: 40, change: granted(all)}, func(s *story) {
			s.broker.assets, s.broker.assetsErr = listed, errDown
			s.broker.activities = []client.Activity{
				{ID: "2", Type: "CFEE", Symbol: symbol, Price: d("0.00001234"), NetAmount: d("-0.01"), Date: "2000-01-01"},
				{ID: "1", Type: "FILL", Side: "buy", Symbol: symbol, Qty: d("5"), Price: d("0.00001234"), At: time.Now()},
			}
			s.portfolio()
			s.press("3")
			s.passes(time.Second)
			s.sees("$0.00001234")
			s.press("down", "enter")
			s.sees("Asset class")
			if len(s.broker.instruments(symbol)) != 0 {
				t.Errorf("asked for %v while the class is not known", s.broker.instruments(symbol))
			}
			s.passes(5 * time.Second)
			s.sees("@ $0.00001234", "No chart: ")
			s.broker.mu.Lock()
			s.broker.assetsErr = nil
			s.broker.mu.Unlock()
			s.passes(time.Minute)
			s.sees(format.Class(want.class), want.price)
			asked := s.broker.instruments(symbol)
			if len(asked) == 0 || asked[len(asked)-1].Class != want.class {
				t.Errorf("%s: asked for %v", symbol, asked)
			}
		})
	}
}

// An alert on it asks for the price of the coin, also when quipu opens with the alert.
func TestAlertOnAnUnheldCoinAsksForTheCoin(t *testing.T) {
	with := func(p *Parts) {
		granted(all)(p)
		p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onPrice, Symbol: "SHIBUSD", Above: true, Level: d("0.5").Decimal}}
	}
	tell(t, telling{width: 130, height: 40, change: with}, func(s *story) {
		s.broker.assets = []client.Asset{{ID: "s", Symbol: "SHIB/USD", Class: market.Crypto}}
		s.broker.latest = map[string]client.Latest{"SHIBUSD": {Price: d("0.00001234"), At: time.Now()}}
		s.portfolio()
		s.passes(5 * time.Second)
		s.press("!")
		s.sees("now $0.00001234")
		for _, i := range s.broker.instruments("SHIBUSD") {
			if i.Class != market.Crypto {
				t.Errorf("asked for %v", i)
			}
		}
	})
}
