package demo

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// Every step is an execution at its price: +3@60 buys three, -2@61 sells two.
// Coca-Cola stood at 63.12 yesterday, and 150 are held at 64.275.
func TestExecutionsMoveThePosition(t *testing.T) {
	for steps, want := range map[string]string{
		"+50@60":                    "200 at 63.20625",
		"-50@70":                    "100 at 64.275",
		"-150@70":                   "none",
		"-160@70":                   "-10 at 70",
		"-160@70 -10@80":            "-20 at 75",
		"-160@70 +4@60":             "-6 at 70",
		"-160@70 +10@60":            "none",
		"-160@70 +11@60":            "1 at 60",
		"-150@70 +3@60 +3@61 +1@62": "7 at 60.714285714",
	} {
		t.Run(steps, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			for step := range strings.FieldsSeq(steps) {
				s.executes(t, step)
			}
			got := "none"
			for _, p := range s.positions() {
				if p.Symbol == "KO" {
					got = fmt.Sprintf("%s at %s", p.Qty, p.AvgEntryPrice)
				}
			}
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

// executes makes an execution at the market's price: neither the equity nor
// yesterday's may notice.
func (s *stage) executes(t *testing.T, step string) {
	t.Helper()
	size, price, _ := strings.Cut(step, "@")
	side := map[bool]string{true: "buy", false: "sell"}[size[0] == '+']
	id := s.place(Ticket{Symbol: "KO", Side: side, Type: "limit", Qty: dec(size[1:]), Limit: dec("1000").Mul(dec(map[string]string{"buy": "0.001", "sell": "1"}[side]))})
	s.price("KO", price)
	var before, after account
	s.get("/v2/account", "", &before)
	s.fill(id, size[1:], price)
	s.get("/v2/account", "", &after)
	if !before.Equity.Equal(after.Equity) || !before.LastEquity.Equal(after.LastEquity) {
		t.Errorf("%s moves the equity from %s to %s, yesterday's from %s to %s", step, before.Equity, after.Equity, before.LastEquity, after.LastEquity)
	}
	if moved := before.Cash.Sub(after.Cash); !moved.Equal(dec(size).Mul(dec(price))) {
		t.Errorf("%s takes %s from the cash", step, moved)
	}
	agree(t, s, envPaper, "")
}

func TestContractsCountAHundredfold(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	call := contractSymbol(monday, callStrike)
	var before, after account
	s.get("/v2/account", "", &before)
	s.fill(s.place(Ticket{Symbol: call, Side: "sell", Qty: dec("1")}), "1", "12.81")
	s.get("/v2/account", "", &after)
	if got := after.Cash.Sub(before.Cash); !got.Equal(dec("1281")) || !after.Equity.Equal(before.Equity) {
		t.Errorf("a call brings %s, the equity goes from %s to %s", got, before.Equity, after.Equity)
	}
	agree(t, s, envPaper, "")
}

func TestNewSymbolAppears(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	token := s.signIn("env", "live")
	id, err := s.Place(envLive, Ticket{Symbol: "MSFT", Side: "buy", Qty: dec("2")})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Fill(envLive, id, dec("2"), dec("428.12")); err != nil {
		t.Fatal(err)
	}
	var p position
	if s.get("/v2/positions/MSFT", token, &p); p.Qty.String() != "2" || !p.UnrealizedIntradayPL.IsZero() {
		t.Errorf("%+v", p)
	}
	agree(t, s, envLive, token)
}

// A fill in two parts is two activities and one average.
func TestExecutionsBecomeActivities(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.place(Ticket{Symbol: "KO", Side: "buy", Qty: dec("3")})
	s.fill(id, "1", "60")
	if o := s.order(id); o.Status != "partially_filled" || o.FilledAt != nil {
		t.Errorf("after a part it is %s, filled at %v", o.Status, o.FilledAt)
	}
	s.fill(id, "2", "63")
	if o := s.order(id); o.Status != "filled" || o.FilledAvgPrice.String() != "62" || o.FilledQty.String() != "3" {
		t.Errorf("%s: %s at %s", o.Status, o.FilledQty, o.FilledAvgPrice)
	}
	var got []string
	for _, a := range s.activities("?direction=asc&order_id=" + id) {
		got = append(got, fmt.Sprint(a.Type, " ", a.Qty, "@", a.Price, " left ", a.LeavesQty, " of ", a.CumQty, " ", a.OrderStatus))
	}
	want := "[partial_fill 1@60 left 2 of 1 partially_filled fill 2@63 left 0 of 3 filled]"
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestPaymentsMoveTheCash(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	var before, after account
	s.get("/v2/account", "", &before)
	if err := s.Pay(envPaper, "DIV", "KO", dec("72.75")); err != nil {
		t.Fatal(err)
	}
	s.get("/v2/account", "", &after)
	if !after.Cash.Sub(before.Cash).Equal(dec("72.75")) || !after.LastEquity.Equal(before.LastEquity) {
		t.Errorf("the cash goes from %s to %s", before.Cash, after.Cash)
	}
	if a := s.activities("?page_size=1")[0]; a.ActivityType != "DIV" || a.Symbol != "KO" {
		t.Errorf("the last activity is %+v", a)
	}
	agree(t, s, envPaper, "")
}

func TestHooksRefuse(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	one, none := dec("1"), decimal.Decimal{}
	id := s.place(Ticket{Symbol: "KO", Side: "buy", Qty: one})
	over := s.place(Ticket{Symbol: "KO", Side: "buy", Qty: one})
	s.fill(over, "1", "60")
	place := func(env string, ticket Ticket) error { _, err := s.Place(env, ticket); return err }
	replace := func(id string) error { _, err := s.Replace(envPaper, id, one, one); return err }
	for name, err := range map[string]error{
		"an account":          place("other", Ticket{Symbol: "KO", Side: "buy", Qty: one}),
		"a symbol":            place(envPaper, Ticket{Symbol: "NONE", Side: "buy", Qty: one}),
		"a side":              place(envPaper, Ticket{Symbol: "KO", Qty: one}),
		"no quantity":         place(envPaper, Ticket{Symbol: "KO", Side: "buy"}),
		"too much":            s.Fill(envPaper, id, dec("1.1"), one),
		"no price":            s.Fill(envPaper, id, one, none),
		"an id":               s.Fill(envPaper, "x", one, one),
		"an order that ended": s.Cancel(envPaper, over),
		"what has ended":      replace(over),
		"an amount":           replace(s.orders("symbols=SPY")[0].ID),
		"a leg":               replace(s.orders("symbols=AMZN")[0].ID),
	} {
		if err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// today gives what the day's profits are counted from, by symbol, and what has
// been earned.
func (s *stage) today(env string) (bases map[string]decimal.Decimal, earned decimal.Decimal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bases = map[string]decimal.Decimal{}
	for _, h := range s.books[env].holdings {
		bases[h.quote.symbol] = h.base
	}
	return bases, s.books[env].earned
}
