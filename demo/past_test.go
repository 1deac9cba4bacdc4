package demo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// starts are when a demo may begin.
var starts = map[string]time.Time{
	"a Tuesday, mid session":     time.Date(2026, 11, 24, 13, 47, 5, 0, newYork),
	"just after the opening":     time.Date(2026, 11, 24, 9, 30, 5, 0, newYork),
	"just after the close":       time.Date(2026, 11, 24, 16, 0, 5, 0, newYork),
	"before the opening":         time.Date(2026, 11, 24, 8, 0, 5, 0, newYork),
	"by night":                   time.Date(2026, 12, 29, 1, 0, 0, 0, newYork),
	"a short day":                time.Date(2026, 11, 27, 11, 0, 5, 0, newYork),
	"a Saturday":                 time.Date(2026, 11, 28, 11, 0, 5, 0, newYork),
	"a holiday":                  time.Date(2026, 11, 26, 11, 0, 5, 0, newYork),
	"after Thanksgiving":         time.Date(2026, 11, 30, 13, 47, 5, 0, newYork),
	"after Labor Day":            time.Date(2026, 9, 8, 13, 47, 5, 0, newYork),
	"after New Year":             time.Date(2027, 1, 4, 13, 47, 5, 0, newYork),
	"opened on a weekend":        time.Date(2026, 12, 18, 13, 47, 5, 0, newYork),
	"after a change of the hour": time.Date(2026, 3, 9, 13, 47, 5, 0, newYork),
}

// eachPast looks at the accounts of demos that began at each of the starts, with
// as many seeds.
func eachPast(t *testing.T, seeds uint64, look func(*testing.T, *book)) {
	t.Helper()
	for name, start := range starts {
		for seed := range seeds {
			seed += DefaultSeed
			b := New(Options{Seed: seed, Now: func() time.Time { return start }, StaticMarket: true})
			for env, k := range b.books {
				t.Run(fmt.Sprint(name, ", ", seed, ", ", env), func(t *testing.T) { look(t, k) })
			}
			if err := b.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// times are all that an order tells, by what they are.
func (o *order) times() map[string]time.Time {
	all := map[string]time.Time{"created": o.CreatedAt, "submitted": o.SubmittedAt, "updated": o.UpdatedAt}
	for what, at := range map[string]*time.Time{"filled": o.FilledAt, "expired": o.ExpiredAt, "canceled": o.CanceledAt, "failed": o.FailedAt, "replaced": o.ReplacedAt} {
		if at != nil {
			all[what] = *at
		}
	}
	return all
}

// inSession says what is wrong with a time at which stocks or contracts were
// ordered or traded. The close itself is when orders expire.
func (k *book) inSession(at time.Time) string {
	const dated = "Mon 2006-01-02 15:04:05"
	s := lastSession(at)
	switch open, end := s.open.In(newYork).Format("15:04"), s.close.In(newYork).Format("15:04"); {
	case at.After(k.market.start.Add(20 * time.Millisecond)): // an order takes a moment to arrive
		return "lies ahead: " + at.In(newYork).Format(dated)
	case !s.runs(at) && !at.Equal(s.close):
		return "lies in no session: " + at.In(newYork).Format(dated)
	case !trades(s.open):
		return "lies on a day without trade: " + at.In(newYork).Format(dated)
	case open != "09:30" || end != "16:00" && !strings.Contains(shortDays, at.In(newYork).Format(time.DateOnly)):
		return "lies in a session from " + open + " to " + end
	}
	return ""
}

func TestOrdersAreSentAndEndInSessions(t *testing.T) {
	eachPast(t, 8, func(t *testing.T, k *book) {
		seen := 0
		for _, top := range k.orders {
			for _, o := range append([]*order{top}, top.Legs...) {
				if o.AssetClass == classCrypto {
					continue
				}
				seen++
				queued := o.Status == "accepted" && !o.CreatedAt.Before(k.market.first.close) // for the next session
				for what, at := range o.times() {
					if wrong := k.inSession(at); wrong != "" && !queued {
						t.Errorf("%s %s %s: %s %s", o.Symbol, o.Type, o.Status, what, wrong)
					}
				}
				if queued != (o.open() && o.TimeInForce == "day" && !k.market.first.runs(k.market.start)) {
					t.Errorf("%s for the day is %s since %s", o.Symbol, o.Status, o.CreatedAt)
				}
				if day := lastSession(o.CreatedAt); o.TimeInForce == "day" && !o.open() && o.UpdatedAt.After(day.close) {
					t.Errorf("%s for the day went on until %s", o.Symbol, o.UpdatedAt)
				}
				if o.open() && o.TimeInForce == "day" && lastSession(o.CreatedAt) != k.market.first {
					t.Errorf("%s for the day is still open since %s", o.Symbol, o.CreatedAt)
				}
				if o.ExpiredAt != nil && !o.ExpiredAt.Equal(lastSession(o.CreatedAt).close) {
					t.Errorf("%s expired at %s", o.Symbol, o.ExpiredAt)
				}
			}
		}
		if want := map[string]int{envPaper: 140, envLive: 15}[k.env]; seen < want {
			t.Errorf("%d orders, want %d and more", seen, want)
		}
	})
}

// onTradingDay reports whether a time lies in a session or within the hour
// after it, when what is no trade is booked.
func (k *book) onTradingDay(at time.Time) bool {
	s := lastSession(at)
	return trades(s.open) && at.Before(s.close.Add(time.Hour))
}

func TestActivitiesAreOnTradingDays(t *testing.T) {
	eachPast(t, 8, func(t *testing.T, k *book) {
		for _, a := range k.activities {
			q := k.market.bySymbol[strings.ReplaceAll(a.Symbol, "/", "")]
			switch {
			case q != nil && q.class == classCrypto:
			case a.ActivityType == fillType:
				if wrong := k.inSession(a.at); wrong != "" {
					t.Errorf("a fill of %s %s", a.Symbol, wrong)
				}
			case !k.onTradingDay(a.at) || !a.at.Before(k.market.start) || a.at.Before(k.opened):
				t.Errorf("%s %s at %s", a.ActivityType, a.Symbol, a.at.In(newYork))
			}
		}
	})
}

// Nothing is bought before there is money, and nothing pays before it is held.
func TestPastBeginsAtItsBeginning(t *testing.T) {
	eachPast(t, 8, func(t *testing.T, k *book) {
		if first := k.activities[0]; first.ActivityType != "JNLC" && first.ActivityType != "CSD" {
			t.Errorf("first comes %+v", first)
		}
		held := map[string]bool{}
		for _, a := range k.activities {
			if a.ActivityType == "DIV" && !held[a.Symbol] {
				t.Errorf("%s pays at %s, before it is held", a.Symbol, a.at)
			}
			held[a.Symbol] = true
		}
	})
}

func TestLimitsAreWholeTicks(t *testing.T) {
	share, coin := newQuote(1, equity("X", "NYSE", 1, 1, 1), nil), newQuote(1, crypto("X", 1, 1, 4, 1), nil)
	for _, c := range []struct {
		q                 *quote
		side, price, want string
	}{
		{share, "buy", "92.4073", "92.41"}, {share, "sell", "92.4073", "92.4"}, {share, "buy", "92.4", "92.4"}, {share, "sell", "92.4", "92.4"},
		{share, "buy", "0.81231", "0.8124"}, {share, "sell", "0.81239", "0.8123"}, {coin, "buy", "3571.904218", "3571.9043"},
	} {
		if got := c.q.limit(c.side, dec(c.price)).String(); got != c.want {
			t.Errorf("to %s at %s the limit is %s, want %s", c.side, c.price, got, c.want)
		}
	}
}

// What an exchange refuses is not in the past either.
func TestOrdersAreOnesThatABrokerTakes(t *testing.T) {
	eachPast(t, 8, func(t *testing.T, k *book) {
		for _, top := range k.orders {
			for _, o := range append([]*order{top}, top.Legs...) {
				if o.AssetClass == classCrypto {
					continue
				}
				if p := o.LimitPrice; p != nil && p.GreaterThanOrEqual(dec("1")) && !p.Equal(p.Truncate(2)) {
					t.Errorf("%s has the limit %s", o.Symbol, p)
				}
				if o.Qty != nil && o.TimeInForce != "day" && !o.Qty.IsInteger() {
					t.Errorf("%s of %s are ordered for longer than the day", o.Qty, o.Symbol)
				}
				if o.FilledAvgPrice != nil && o.LimitPrice != nil && !o.reached(*o.FilledAvgPrice) {
					t.Errorf("%s to %s with the limit %s was filled at %s", o.Symbol, o.Side, o.LimitPrice, o.FilledAvgPrice)
				}
				if k.multiplier == 1 && o.Side == "buy" && o.open() && o.Qty.Mul(*o.LimitPrice).GreaterThan(k.cash) {
					t.Errorf("the cash does not pay for %s of %s", o.Qty, o.Symbol)
				}
				if k.multiplier == 1 && o.Side == "buy" && o.Type == "market" && o.Qty.Mul(*o.FilledAvgPrice).GreaterThan(k.cash) {
					t.Errorf("the cash did not pay for %s of %s", o.Qty, o.Symbol)
				}
			}
		}
	})
}

// The first page of the activity shows more than trades.
func TestSomethingWasPaidLately(t *testing.T) {
	eachPast(t, 1, func(t *testing.T, k *book) {
		since, kinds := k.market.first.sessionsBefore(5).open, map[string]bool{}
		for _, a := range k.activities {
			if a.at.After(since) {
				kinds[a.ActivityType] = true
			}
		}
		if !kinds["DIV"] || !kinds["INT"] && !kinds["FEE"] {
			t.Errorf("in the last five trading days there were only %v", kinds)
		}
	})
}

func TestHistoryHasNoPointOnADayWithoutTrade(t *testing.T) {
	eachPast(t, 1, func(t *testing.T, k *book) {
		for _, ask := range []string{"period=1A&timeframe=1D", "period=3W&timeframe=1H", "period=1W", "period=1D"} {
			var last string
			days := 0
			for _, at := range k.labels(t, ask) {
				day := at.In(newYork)
				if wrong := k.inSession(at); wrong != "" {
					t.Fatalf("%s: a point %s", ask, wrong)
				}
				if date := day.Format(time.DateOnly); date != last {
					last, days = date, days+1
				}
			}
			if want := map[string]int{"period=1A&timeframe=1D": 250, "period=3W&timeframe=1H": 13, "period=1W": 4, "period=1D": 1}[ask]; days < want {
				t.Errorf("%s: %d days, want %d and more", ask, days, want)
			}
		}
	})
}

// labels are the times of a history's points.
func (k *book) labels(t *testing.T, ask string) []time.Time {
	t.Helper()
	got, err := k.history(httptest.NewRequest(http.MethodGet, "/?"+ask, nil))
	if err != nil {
		t.Fatal(err)
	}
	var all []time.Time
	for _, stamp := range got.(history).Timestamp {
		all = append(all, time.Unix(stamp, 0))
	}
	return all
}
