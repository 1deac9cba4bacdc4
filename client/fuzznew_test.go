package client

import (
	"encoding/json"
	"testing"

	"quipu/market"
)

func FuzzActivities(f *testing.F) {
	for _, s := range []string{`[]`, `null`, `[{"id":"1","activity_type":"FILL","side":"buy","qty":"2","price":174.78,"symbol":"AAPL261218C00250000","transaction_time":"2022-02-02T18:55:09.981482Z"}]`,
		`[{"activity_type":"DIV","net_amount":"1e64","description":"\u001b[2J\u202e","date":"2019-08-01","created_at":""}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := decodeList(body, maxActivity, checkActivity)
		if err != nil {
			return
		}
		for i := range all {
			a := all[i].activity()
			sane(t, symbolLimit, a.Symbol)
			sane(t, orderIDLimit, a.ID)
			sane(t, messageLimit, a.Description)
			sane(t, wordLimit, a.Type, a.Execution, a.Side, a.OrderID, a.OrderStatus, a.Status, a.Currency, a.Date)
			bounded(t, a.Qty, a.Price, a.NetAmount, a.PerShareAmount, a.LeavesQty, a.CumQty)
			if d := a.Amount().Decimal; len(d.String()) > 6*maxDigits {
				t.Errorf("the amount is %s", d)
			}
		}
	})
}

func FuzzAssets(f *testing.F) {
	for _, s := range []string{`[]`, `[{"symbol":"BTC/USD","name":"Bitcoin\u0000 / US Dollar","class":"crypto","tradable":true}]`, `[{"id":"x","symbol":"\ud800"}]`, `[{"symbol":"İ","name":"ſ"}]`} {
		f.Add([]byte(s), "btcu")
	}
	f.Fuzz(func(t *testing.T, body []byte, query string) {
		all, err := decodeList(body, maxAssets, checkAsset)
		if err != nil {
			return
		}
		for _, a := range all {
			sane(t, symbolLimit, a.Symbol)
			sane(t, nameLimit, a.Name)
			sane(t, wordLimit, a.ID, a.Class, a.Exchange, a.Status)
		}
		x := NewAssetIndex(all)
		if n := len(x.Search(query, 3)); n > 3 || x.Len() != len(all) {
			t.Errorf("found %d of %d", n, x.Len())
		}
		for _, a := range all[:min(len(all), 20)] {
			if a.Symbol != "" && len(x.Search(a.Symbol, len(all))) == 0 {
				t.Errorf("%q is not found by its symbol", a.Symbol)
			}
		}
	})
}

func FuzzWatchlist(f *testing.F) {
	for _, s := range []string{`{}`, aList, `{"id":"w","assets":null,"updated_at":null}`, `{"id":"w","name":"\u009b","assets":[{"symbol":"A"},{"id":"x"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var wire wireWatchlist
		if decodeObject(body, &wire) != nil {
			return
		}
		w := wire.watchlist()
		sane(t, wordLimit, w.ID, w.Name)
		for _, a := range w.Assets {
			sane(t, symbolLimit, a.Symbol)
			sane(t, nameLimit, a.Name)
		}
	})
}

func FuzzBars(f *testing.F) {
	for _, s := range []string{`{}`, `{"bars":{"A":[{"t":"2026-03-09T00:00:00Z","o":1,"h":"2","l":0.5,"c":1e3,"v":1}],"A":null},"next_page_token":"x"}`, `{"bars":null}`, `{"bars":[]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var wire wireBars
		if json.Unmarshal(body, &wire) != nil {
			return
		}
		for _, bars := range wire.Bars {
			for _, w := range bars {
				b := w.bar()
				bounded(t, b.Open, b.High, b.Low, b.Close, b.Volume)
			}
		}
	})
}

func FuzzLatest(f *testing.F) {
	for _, s := range []string{`{}`, `null`, `{"A":{"latestTrade":{"p":1,"t":"2026-03-09T00:00:00Z"},"latestQuote":{"bp":1,"ap":"2"},"prevDailyBar":{"c":0}}}`, `{"snapshots":{"A":null}}`} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, stock bool) {
		class := map[bool]string{true: market.Equity, false: market.Option}[stock]
		page, err := decodeLatest(body, class)
		all := page.BySymbol
		if err != nil {
			return
		}
		for _, w := range all {
			if w == nil {
				continue
			}
			l := w.latest()
			bounded(t, l.Price, l.Quote.Bid, l.Quote.Ask, l.Minute.Close, l.Day.Close, l.Previous.Close)
			if spread := l.Quote.Spread(); spread.Valid && (!l.Quote.Bid.Decimal.IsPositive() || !l.Quote.Ask.Decimal.IsPositive()) {
				t.Errorf("a spread of %v from %+v", spread, l.Quote)
			}
		}
	})
}

func FuzzEvent(f *testing.F) {
	for _, s := range []string{`{}`, `null`, `{"event":"fill","execution_id":"e","timestamp":"2026-11-23T15:00:00Z","price":"200","qty":2,"position_qty":"-3","order":{"id":"o","symbol":"BTC/USD","asset_class":"crypto","side":"sell","status":"filled","legs":[{"id":"l"}]}}`,
		`{"event":"\u001b","order":{"id":"o","legs":null,"status":"held"}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := decodeEvent(body)
		if err != nil {
			return
		}
		sane(t, wordLimit, e.Event, e.ExecutionID, e.Order.ID, e.Order.Status, e.Order.Side, e.Order.AssetClass)
		sane(t, symbolLimit, e.Order.Symbol)
		bounded(t, e.Price, e.Qty, e.PositionQty, e.Order.Qty, e.Order.FilledQty)
		held := Position{AssetID: e.Order.AssetID, Symbol: heldSymbol(e.Order), Qty: num(t, "5"), AvgEntryPrice: num(t, "3")}
		s := &Snapshot{Account: Account{Cash: num(t, "1000")}, Positions: []Position{held}, Orders: []Order{e.Order}}
		next := s.withEvent(e, true)
		again := next.withEvent(e, true)
		if !again.Account.Cash.Decimal.Equal(next.Account.Cash.Decimal) || len(again.Positions) != len(next.Positions) {
			t.Errorf("the same event twice: %v and then %v", next.Account.Cash, again.Account.Cash)
		}
		var seen seen
		if !seen.first(e) || seen.first(e) {
			t.Error("an event is not told once")
		}
	})
}
