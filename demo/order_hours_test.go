package demo

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// stageAt is a stage whose clock begins at a time of New York and whose market
// moves.
func stageAt(t *testing.T, at string) *stage {
	t.Helper()
	return stageOf(t, at, Options{})
}

func stageOf(t *testing.T, at string, opt Options) *stage {
	t.Helper()
	from, err := time.ParseInLocation("2006-01-02T15:04", at, newYork)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{}
	s.elapsed.Store(0)
	opt.Now = func() time.Time { return from.Add(time.Duration(s.elapsed.Load())) }
	began := newStage(t, opt)
	s.Broker, s.t, s.callback, s.delivered, s.transport = began.Broker, began.t, began.callback, began.delivered, began.transport
	return s
}

// 2026-03-09 is a Monday. Prices stand still outside the session, and the orders
// name prices that they reach at once or never. It is the same where the prices always
// stand still.
func TestOrdersFollowTheHours(t *testing.T) {
	t.Parallel()
	market := `{"symbol":"KO","side":"buy","qty":"1","type":"market","time_in_force":%q}`
	limit := `{"symbol":"KO","side":"buy","qty":"1","type":"limit","limit_price":%q,"time_in_force":%q,"extended_hours":%v}`
	coin := `{"symbol":"BTC/USD","side":"buy","type":%q,%s,"time_in_force":"gtc"}`
	for _, c := range []struct {
		name, at, order, taken string
		after                  time.Duration
		becomes                string
	}{
		{"in the session", "2026-03-09T14:00", fmt.Sprintf(market, "day"), "pending_new", 2 * time.Second, "filled"},
		{"in the evening it waits", "2026-03-09T18:00", fmt.Sprintf(market, "day"), "accepted", 15 * time.Hour, "accepted"},
		{"at the close it waits for the next session", "2026-03-09T16:00", fmt.Sprintf(market, "day"), "accepted", 2 * time.Second, "accepted"},
		{"and is filled at the open", "2026-03-09T18:00", fmt.Sprintf(market, "day"), "accepted", 15*time.Hour + 31*time.Minute, "filled"},
		{"on Saturday for Monday", "2026-03-07T12:00", fmt.Sprintf(limit, "1", "day", false), "accepted", 52 * time.Hour, "expired"},
		{"a limit that lasts stays", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "gtc", false), "pending_new", 30 * time.Hour, "new"},
		{"a day's limit expires at the close", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "day", false), "pending_new", 2 * time.Hour, "expired"},
		{"extended it lives on", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "day", true), "pending_new", 5 * time.Hour, "new"},
		{"until the end of the evening", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "day", true), "pending_new", 6 * time.Hour, "expired"},
		{"extended it is filled in the evening", "2026-03-09T18:00", fmt.Sprintf(limit, "99", "day", true), "pending_new", 2 * time.Second, "filled"},
		{"and in the morning", "2026-03-10T04:00", fmt.Sprintf(limit, "99", "day", true), "pending_new", 2 * time.Second, "filled"},
		{"not at night", "2026-03-10T01:00", fmt.Sprintf(limit, "99", "day", true), "accepted", time.Hour, "accepted"},
		{"for the open", "2026-03-10T08:00", fmt.Sprintf(market, "opg"), "accepted", 91 * time.Minute, "filled"},
		{"for the open, too low", "2026-03-10T08:00", fmt.Sprintf(limit, "1", "opg", false), "accepted", 91 * time.Minute, "canceled"},
		{"for the close waits", "2026-03-09T14:00", fmt.Sprintf(market, "cls"), "accepted", 119 * time.Minute, "accepted"},
		{"for the close", "2026-03-09T14:00", fmt.Sprintf(market, "cls"), "accepted", 121 * time.Minute, "filled"},
		{"for the close, too low", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "cls", false), "accepted", 121 * time.Minute, "canceled"},
		{"at once, in reach", "2026-03-09T14:00", fmt.Sprintf(limit, "99", "fok", false), "pending_new", 0, "filled"},
		{"at once, out of reach", "2026-03-09T14:00", fmt.Sprintf(limit, "1", "ioc", false), "pending_new", 0, "canceled"},
		{"at once, market closed", "2026-03-09T18:00", fmt.Sprintf(limit, "99", "ioc", false), "accepted", 0, "canceled"},
		{"on a short day", "2026-11-27T12:00", fmt.Sprintf(limit, "1", "day", false), "pending_new", time.Hour, "expired"},
		{"a coin by night", "2026-03-10T01:00", fmt.Sprintf(coin, "market", `"notional":"500"`), "pending_new", 2 * time.Second, "filled"},
		{"a coin on Saturday", "2026-03-07T12:00", fmt.Sprintf(coin, "limit", `"qty":"0.01","limit_price":"200000"`), "pending_new", 2 * time.Second, "filled"},
		{"a coin, too low", "2026-03-09T14:00", fmt.Sprintf(coin, "limit", `"qty":"0.01","limit_price":"2000"`), "pending_new", time.Hour, "new"},
	} {
		for _, still := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, still %v", c.name, still), func(t *testing.T) {
				s := stageOf(t, c.at, Options{StillPrices: still})
				o := s.submits(c.order)
				if o.Status != c.taken {
					t.Errorf("it is taken as %s, want %s", o.Status, c.taken)
				}
				s.wait(c.after)
				if now := s.order(o.ID); now.Status != c.becomes {
					t.Errorf("after %s it is %s, want %s", c.after, now.Status, c.becomes)
				}
				s.audits()
			})
		}
	}
}

func TestOrdersSayWhenTheyExpire(t *testing.T) {
	for _, c := range []struct{ at, force, want string }{
		{"2026-03-09T14:00", "day", "2026-03-09T16:00"},
		{"2026-03-09T18:00", "day", "2026-03-10T16:00"},
		{"2026-03-06T18:00", "day", "2026-03-09T16:00"},
		{"2026-11-27T12:00", "day", "2026-11-27T13:00"},
		{"2026-03-09T14:00", "gtc", "2026-06-07T16:00"},
	} {
		s := stageAt(t, c.at)
		o := s.submits(fmt.Sprintf(`{"symbol":"KO","side":"buy","qty":"1","type":"limit","limit_price":"1","time_in_force":%q}`, c.force))
		if o.ExpiresAt == nil || o.ExpiresAt.In(newYork).Format("2006-01-02T15:04") != c.want {
			t.Errorf("%s at %s expires at %v, want %s", c.force, c.at, o.ExpiresAt, c.want)
		}
	}
}

// A waiting order is not at the exchange, and cannot be changed there.
func TestAWaitingOrderIsCanceledAndNotChanged(t *testing.T) {
	s := stageAt(t, "2026-03-09T18:00")
	id := s.submits(`{"symbol":"KO","side":"buy","qty":"1","type":"limit","limit_price":"50","time_in_force":"day"}`).ID
	if _, no := s.changes(id, `{"limit_price":"51"}`); no.Code != codeInvalid {
		t.Errorf("a change is answered %+v", no)
	}
	if s.call("DELETE", "/v2/orders/"+id, "", nil).StatusCode != 204 || s.order(id).Status != "canceled" {
		t.Errorf("it is %s", s.order(id).Status)
	}
}

// A trailing stop's mark moves in the session alone.
func TestATrailingStopSleepsOutsideTheSession(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	s.wait(firstClose + time.Hour)
	id := s.submits(`{"symbol":"KO","side":"sell","qty":"1","type":"trailing_stop","trail_percent":"10","time_in_force":"gtc"}`).ID
	s.price("KO", "70")
	s.price("KO", "50")
	if o := s.order(id); o.Status != "accepted" || o.HWM != nil {
		t.Errorf("it is %s with the mark %s", o.Status, o.HWM)
	}
}

// A coin trades around the clock; the close of a share waits for the session, and that of
// a contract is refused outside of it.
func TestClosesFollowTheHours(t *testing.T) {
	const shares, options = " KO? SIRI?", " AAPL260417C00250000?"
	for at, want := range map[string]string{
		"2026-03-09T14:00": "filled filled filled filled filled",
		"2026-03-09T08:00": "filled filled accepted accepted refused",
		"2026-03-09T18:00": "filled filled accepted accepted refused",
		"2026-03-10T01:00": "filled filled accepted accepted refused",
		"2026-03-07T12:00": "filled filled accepted accepted refused",
		"2026-11-26T12:00": "filled filled accepted accepted", // the contract has another name then
		"2026-11-27T14:00": "filled filled accepted accepted",
	} {
		s := stageAt(t, at)
		closes := "ETHUSD?qty=0.3 ETHUSD?qty=0.95" + shares
		if strings.HasPrefix(at, "2026-03") {
			closes += options
		}
		var ids, got []string
		for _, name := range strings.Fields(closes) {
			var o order
			s.call("DELETE", "/v2/positions/"+name, "", &o)
			ids = append(ids, o.ID)
		}
		s.wait(5 * time.Second)
		for _, id := range ids {
			if id == "" {
				got = append(got, "refused")
				continue
			}
			got = append(got, s.order(id).Status)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s are %s, want %s", at, closes, got, want)
		}
	}
}

// While trading is halted, orders are accepted and wait, also through prices that would
// fill them; what does not wait ends.
func TestAHaltLetsOrdersWait(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	if err := s.Halt("KO", true); err != nil {
		t.Fatal(err)
	}
	order := `{"symbol":"KO","side":"buy","qty":"1","type":"limit","limit_price":"70","time_in_force":%q}`
	waits, ends := s.submits(fmt.Sprintf(order, "day")), s.submits(fmt.Sprintf(order, "ioc"))
	s.price("KO", "65")
	if got := s.order(waits.ID).Status + " " + s.order(ends.ID).Status; got != "new canceled" {
		t.Errorf("while it is halted they are %s", got)
	}
	if err := s.Halt("KO", false); err != nil {
		t.Fatal(err)
	}
	if got := s.order(waits.ID); got.Status != "filled" || got.FilledAvgPrice.String() != "65" {
		t.Errorf("then it is %s at %s", got.Status, got.FilledAvgPrice)
	}
	if s.Halt("NOSUCH", true) == nil {
		t.Error("an unknown symbol is halted")
	}
}

// A halted price stands still while the others move, and its contracts wait with it.
func TestAHaltedPriceStandsStill(t *testing.T) {
	s := stageAt(t, "2026-03-09T14:00")
	call := contractSymbol(s.market.start, callStrike)
	under := s.market.bySymbol[call].follows
	if err := s.Halt(under.symbol, true); err != nil {
		t.Fatal(err)
	}
	before, other := under.price, s.market.bySymbol["KO"].price
	var o order
	s.call("DELETE", "/v2/positions/"+call, "", &o)
	s.wait(time.Minute)
	if got := s.order(o.ID).Status; got != "new" || under.price != before || s.market.bySymbol["KO"].price == other {
		t.Errorf("the close of the contract is %s, the price goes from %d to %d", got, before, under.price)
	}
	if err := s.Halt(under.symbol, false); err != nil {
		t.Fatal(err)
	}
	s.wait(2 * time.Second)
	if got := s.order(o.ID).Status; got != "filled" || under.price == before {
		t.Errorf("then the close of the contract is %s, the price %d", got, under.price)
	}
}
