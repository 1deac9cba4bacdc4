package ticket

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/form"
	"quipu/ui/theme"
)

func d(text string) client.Decimal { return client.Known(decimal.RequireFromString(text)) }

// now is a Friday at noon in New York.
var now = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)

// facts are an account that holds 5 AAPL, 2 of them in a resting exit.
func facts() trade.Facts {
	return trade.Facts{
		At: now, Open: client.KnownFlag(true),
		Account:   client.Account{Status: "ACTIVE", Equity: d("100000"), BuyingPower: d("200000"), NonMarginableBuyingPower: d("100000"), Number: "PA1"},
		Positions: []client.Position{{AssetID: "1", Symbol: "AAPL", AssetClass: market.Equity, Qty: d("5"), QtyAvailable: d("3"), CurrentPrice: d("120")}},
		Asset: client.Asset{
			ID: "1", Symbol: "AAPL", Class: market.Equity, Name: "Apple Inc.", Exchange: "NASDAQ", Status: "active", Tradable: true,
			Fractionable: true, Marginable: true, Shortable: true, EasyToBorrow: true,
		},
		Quote: client.Latest{Price: d("120.01"), Quote: client.Quote{Bid: d("120.00"), Ask: d("120.02"), At: now}},
	}
}

func entry(side string, f trade.Facts) Entry {
	return New(Options{Symbol: "AAPL", Class: f.Asset.Class, Side: side, Closes: side == market.Sell}).WithFacts(f)
}

// typed enters text in a field, key by key.
func typed(e Entry, field, text string) Entry {
	e = e.at(field)
	for range 12 {
		e, _ = e.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	for _, r := range text {
		e, _ = e.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return e
}

// at moves the focus to a field.
func (e Entry) at(field string) Entry {
	for range fieldNames {
		e, _ = e.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	}
	for range fieldNames {
		if e.form.Focus() != field {
			e, _ = e.Update(tea.KeyPressMsg{Code: tea.KeyDown})
		}
	}
	return e
}

// chosen chooses a value of a field.
func chosen(e Entry, field, value string) Entry {
	e = e.at(field)
	for range 6 {
		e, _ = e.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	}
	for range 6 {
		if e.form.Value(field) == value {
			return e.checked()
		}
		e, _ = e.Update(tea.KeyPressMsg{Code: tea.KeyRight})
	}
	return e
}

func screen(e Entry) string {
	return strings.Join(strings.Fields(ansi.Strip(strings.Join(e.View(theme.Plain(), 120, 40, format.Options{Now: now}), " "))), " ")
}

// What cannot be sent is said while it is typed, under the field it is about, with who
// would refuse it.
func TestBadInputIsSaidWhileItIsTyped(t *testing.T) {
	closed := facts()
	closed.Open = client.KnownFlag(false)
	halted := facts()
	halted.Asset.Tradable = false
	unknown := facts()
	unknown.Asset = client.Asset{}
	for _, c := range []struct {
		name  string
		entry func() Entry
		says  string
	}{
		{"quantity 0", func() Entry { return typed(entry("buy", facts()), sizeName, "0") }, "Has to be above 0."},
		{"negative quantity", func() Entry { return typed(entry("buy", facts()), sizeName, "-5") }, "Has to be above 0."},
		{"1e9", func() Entry { return typed(entry("buy", facts()), sizeName, "1e9") }, "Write a quantity"},
		{"a billion", func() Entry { return typed(entry("buy", facts()), sizeName, "1000000000") }, "Is larger than any order."},
		{"ten decimals", func() Entry { return typed(entry("buy", facts()), sizeName, "0.0123456789") }, "At most 9 decimals."},
		{"a comma", func() Entry { return typed(entry("buy", facts()), sizeName, "1,5") }, "A comma is read as neither"},
		{"a limit of three decimals", func() Entry { return typed(typed(entry("buy", facts()), sizeName, "1"), limitName, "120.123") }, "Alpaca would refuse it: the price has to be a multiple of $0.01."},
		{"a limit of nothing", func() Entry { return typed(typed(entry("buy", facts()), sizeName, "1"), limitName, "0") }, "Has to be above 0."},
		{"more than held", func() Entry { return typed(entry("sell", facts()), sizeName, "9") }, "Alpaca would refuse it: you hold 5"},
		{"more than is free", func() Entry { return typed(entry("sell", facts()), sizeName, "4") }, "Alpaca would refuse it: other orders hold 2 of them: 3 are free."},
		{"a short of a fraction", func() Entry {
			f := facts()
			f.Positions = nil
			return typed(entry("sell", f), sizeName, "0.5")
		}, "Alpaca would refuse it: fractions cannot be sold short."},
		{"more than the buying power", func() Entry { return typed(entry("buy", facts()), sizeName, "99999") }, "Alpaca would refuse it: insufficient buying power: $200,000.00 available"},
		{"more than all", func() Entry { return typed(entry("buy", facts()), sizeName, "101%") }, "At most 100%."},
		{"a part of a position that it does not close", func() Entry { return typed(entry("buy", facts()), sizeName, "half") }, "A part of the position works only for an order that reduces it."},
		{"risk without a stop", func() Entry { return typed(entry("buy", facts()), sizeName, "risk $200") }, "A size by risk needs a stop loss."},
		{"unknown symbol", func() Entry { return typed(entry("buy", unknown), sizeName, "1") }, "Alpaca would refuse it: no instrument of this name."},
		{"not tradable", func() Entry { return typed(entry("buy", halted), sizeName, "1") }, "Alpaca would refuse it: AAPL is not tradable."},
		{"ioc while the market is closed", func() Entry { return chosen(typed(entry("buy", closed), sizeName, "1"), tifName, "ioc") }, "Alpaca would refuse it: the market is closed: ioc would be cancelled at once."},
		{"a stop loss on the wrong side", func() Entry { return typed(typed(entry("buy", facts()), sizeName, "1"), lossName, "130") }, "Alpaca would refuse it: has to be at least $0.01 below $120.02."},
		{"a take profit on the wrong side", func() Entry { return typed(typed(entry("buy", facts()), sizeName, "1"), profitName, "110") }, "Alpaca would refuse it: has to be at least $0.01 above $120.02."},
		{"a stop in the market", func() Entry {
			return typed(typed(chosen(entry("buy", facts()), typeName, "stop"), sizeName, "1"), stopName, "110")
		}, "Alpaca would refuse it: a buy stop has to be above the market"},
		{"a trail below the least", func() Entry {
			return typed(typed(chosen(entry("sell", facts()), typeName, "trailing"), sizeName, "1"), trailName, "0.05%")
		}, "Alpaca would refuse it: at least 0.1%."},
	} {
		e := c.entry()
		if got := screen(e); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q is not said:\n%s", c.name, c.says, got)
		}
		next, event := e.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		_, _, err := next.Ready()
		if event == form.Submitted && err == nil {
			t.Errorf("%s: it goes on to the review", c.name)
		}
		for _, name := range fieldNames {
			if next.form.Value(name) != e.form.Value(name) {
				t.Errorf("%s: %s was %q and is %q", c.name, name, e.form.Value(name), next.form.Value(name))
			}
		}
	}
}

func TestPastedControlSequencesAreText(t *testing.T) {
	for _, paste := range []string{"\x1b[31m10\x1b[0m", "10\x1b]52;c;eA==\a", "1\r\n0", "\x1b[201~10"} {
		e, _ := entry("buy", facts()).Update(tea.PasteMsg{Content: paste})
		for _, line := range e.View(theme.Plain(), 80, 30, format.Options{Now: now}) {
			if plain := ansi.Strip(line); strings.ContainsAny(plain, "\x1b\a\r\n") {
				t.Errorf("%q draws %q", paste, line)
			}
		}
		if strings.ContainsAny(e.form.Value(sizeName), "\x1b\a\r\n") {
			t.Errorf("%q is kept as %q", paste, e.form.Value(sizeName))
		}
	}
}

func TestTicketBeginsAtTheFarSideOfTheQuoteAsItStood(t *testing.T) {
	for side, want := range map[string]string{"buy": "120.02", "sell": "120.00"} {
		e := entry(side, facts())
		later := facts()
		later.Quote.Quote.Bid, later.Quote.Quote.Ask = d("130"), d("131")
		if got := e.WithFacts(later).Ticket(); got.Limit.Decimal.StringFixed(2) != want || got.TIF != "day" || got.Type != trade.Limit || got.Size.Unit != trade.NoSize {
			t.Errorf("%s: %+v", side, got)
		}
	}
}

func TestLimitThatWasTypedBeforeTheQuoteStays(t *testing.T) {
	e := typed(New(Options{Symbol: "AAPL", Class: market.Equity, Side: "buy"}), limitName, "99.5")
	if got := e.WithFacts(facts()).Ticket().Limit; !got.Decimal.Equal(decimal.RequireFromString("99.5")) {
		t.Errorf("the limit is %s", got.Decimal)
	}
}

func TestKeysOfTheLimitTakePricesOfTheQuote(t *testing.T) {
	for keys, want := range map[string]string{"b": "120.00", "a": "120.02", "m": "120.01", "l": "120.01", "a+": "120.03", "c": "99.87", "b-": "119.99", "b--": "119.98"} {
		f := facts()
		f.Positions[0].AvgEntryPrice = d("99.866666667")
		e := entry("buy", f).at(limitName)
		for _, r := range keys {
			e, _ = e.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if got := e.form.Value(limitName); got != want {
			t.Errorf("%s gives %s, want %s", keys, got, want)
		}
	}
}

func TestATickBelowADollarIsSmaller(t *testing.T) {
	f := facts()
	f.Quote = client.Latest{Price: d("0.8"), Quote: client.Quote{Bid: d("0.7999"), Ask: d("0.8001")}}
	e := entry("buy", f).at(limitName)
	e, _ = e.Update(tea.KeyPressMsg{Code: '+', Text: "+"})
	if got := e.form.Value(limitName); got != "0.8002" {
		t.Errorf("got %s", got)
	}
}

func TestChoicesFollowTheClassAndTheSize(t *testing.T) {
	coin := facts()
	coin.Asset = client.Asset{ID: "c", Symbol: "BTC/USD", Class: market.Crypto, Status: "active", Tradable: true}
	e := New(Options{Symbol: "BTC/USD", Class: market.Crypto, Side: "buy"}).WithFacts(coin)
	if got := screen(e); !strings.Contains(got, "market limit stop-limit") || !strings.Contains(got, "gtc ioc") || strings.Contains(got, "day") || strings.Contains(got, "Extended") || strings.Contains(got, "Stop loss") {
		t.Errorf("crypto: %s", got)
	}
	if got := typed(entry("buy", facts()), sizeName, "0.5").Ticket().TIF; got != "day" {
		t.Errorf("a fraction is for %s", got)
	}
	if got := trade.TIFs(market.Equity, trade.Stop, trade.Size{}); len(got) != 2 {
		t.Errorf("a stop is for %v", got)
	}
}

// A relative size is a quantity before it is reviewed, and stays that.
func TestRelativeSizesBecomeAQuantity(t *testing.T) {
	for _, c := range []struct{ side, size, loss, want string }{
		{"buy", "$500", "", "4"}, {"buy", "5%", "", "41"}, {"buy", "25% bp", "", "416"}, {"buy", "risk $200", "115.02", "40"},
		{"sell", "1/4", "", "1"}, {"sell", "half", "", "2"}, {"sell", "1/3", "", "1"},
	} {
		e := typed(entry(c.side, facts()), sizeName, c.size)
		if c.loss != "" {
			e = typed(e, lossName, c.loss)
		}
		_, plan, err := e.Ready()
		if err != nil || plan.Order.Qty.Decimal.String() != c.want || !strings.Contains(plan.Sentence(), " "+c.want+" AAPL") {
			t.Errorf("%s %s: %s, %v", c.side, c.size, plan.Order.Qty.Decimal, err)
		}
	}
}

// Of 5, other orders hold 2: what they hold is said, and no smaller order is made.
func TestAllIsAllThatIsHeld(t *testing.T) {
	e := typed(entry("sell", facts()), sizeName, "all")
	if _, plan, err := e.Ready(); err == nil || plan.Order.Qty.Decimal.String() != "5" || !strings.Contains(err.Error(), "orders hold 2 of them: 3 are free") {
		t.Errorf("%s, %v", plan.Order.Qty.Decimal, err)
	}
}

func TestTrailKeepsItsUnit(t *testing.T) {
	byPercent := client.Order{ID: "o", Symbol: "AAPL", AssetID: "1", Side: "sell", Type: trade.TrailingStop, Qty: d("3"), TrailPercent: d("5"), TimeInForce: "gtc", Status: "new"}
	byDollars := byPercent
	byDollars.TrailPercent, byDollars.TrailPrice = client.Decimal{}, d("6")
	for _, c := range []struct {
		name, typed, says string
		order             client.Order
	}{
		{"percent to dollars", "4", "Alpaca would refuse it: the order trails by percent and cannot change to dollars: give it in percent, like 2%.", byPercent},
		{"percent", "4%", "", byPercent},
		{"dollars to percent", "4%", "Alpaca would refuse it: the order trails by dollars and cannot change to percent: write 5.", byDollars},
		{"dollars", "4", "", byDollars},
	} {
		e := typed(New(Options{Symbol: "AAPL", Class: market.Equity, Side: "sell", Replaces: c.order}).WithFacts(facts()), trailName, c.typed)
		_, plan, err := e.Ready()
		if c.says == "" {
			if err != nil || !plan.Request.Trail.Decimal.Equal(decimal.NewFromInt(4)) {
				t.Errorf("%s: %v, %v", c.name, plan.Request.Trail, err)
			}
			continue
		}
		if err == nil || !strings.Contains(screen(e), c.says) {
			t.Errorf("%s: %v\n%s", c.name, err, screen(e))
		}
	}
}

// What is refused is said, also where the ticket has no field for it.
func TestProblemOfAFieldThatIsNotOnTheTicketIsShown(t *testing.T) {
	blocked := facts()
	blocked.Account.TradingBlocked = client.KnownFlag(true)
	if got := screen(entry("buy", blocked)); !strings.Contains(got, "the account may not trade") {
		t.Errorf("the account is not said:\n%s", got)
	}
	unsized := client.Order{ID: "o", Symbol: "AAPL", AssetID: "1", Side: "sell", Type: trade.Limit, LimitPrice: d("130"), TimeInForce: "day", Status: "new"}
	e := New(Options{Symbol: "AAPL", Class: market.Equity, Side: "sell", Replaces: unsized}).WithFacts(facts())
	if got := screen(e); !strings.Contains(got, "The broker does not say how large the order is.") {
		t.Errorf("the size is not said:\n%s", got)
	}
	for _, field := range []trade.Field{trade.IDField, trade.TrailField, trade.TicketField} {
		problem := trade.Problem{Field: field, Text: "it is refused"}
		if _, others := entry("buy", facts()).WithProblems(trade.Problems{problem}); ProblemsText(others) != "It is refused." {
			t.Errorf("%s: %v is left over", field, others)
		}
	}
}

// What an order would do is never cut: not in two columns, not in a narrow window.
func TestEstimateIsNeverCut(t *testing.T) {
	f := facts()
	f.Account.Equity, f.Account.BuyingPower = d("1234567890.12"), d("2469135780.24")
	f.Positions[0].Qty, f.Positions[0].QtyAvailable = d("123456.123456789"), d("123456.123456789")
	for i := range 5 {
		f.Orders = append(f.Orders, client.Order{ID: fmt.Sprint(i), AssetID: "1", Symbol: "AAPL", Side: "sell", Type: trade.StopLimit, Qty: d("12345.123456789"), StopPrice: d("119"), LimitPrice: d("118.50"), Status: "new"})
	}
	e := typed(entry("sell", f), sizeName, "61728.123456")
	for _, width := range []int{40, 76, 96, 126, 196} {
		lines := e.estimateLines(theme.Plain(), width, format.Options{Now: now})
		all := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
		for _, line := range lines {
			if w := lipgloss.Width(line); w > width {
				t.Errorf("%d: %d wide: %s", width, w, line)
			}
		}
		if strings.Contains(all, "…") || !strings.Contains(all, "of equity") || !strings.Contains(all, "2 more") {
			t.Errorf("%d:\n%s", width, strings.Join(lines, "\n"))
		}
	}
}

// What the limits said stays while the facts are read again, the focus moves and the
// amount is typed, and goes when the order is changed.
func TestWhatTheLimitsSayStaysUntilTheOrderIsChanged(t *testing.T) {
	const why = "here is no quote to compare the limit with"
	e := typed(typed(entry("buy", facts()), sizeName, "1"), limitName, "120")
	e, others := e.WithProblems(trade.Problems{{Field: trade.LimitField, Text: "T" + why, By: "quipu", Typed: true}})
	if len(others) > 0 || !strings.Contains(screen(e), why) {
		t.Fatalf("%v\n%s", others, screen(e))
	}
	for name, next := range map[string]Entry{
		"read again": e.WithFacts(facts()), "focus": e.at(tifName), "amount": typed(e, amountName, "120"),
	} {
		if !strings.Contains(screen(next), why) {
			t.Errorf("%s:\n%s", name, screen(next))
		}
	}
	for name, next := range map[string]Entry{"quantity": typed(e, sizeName, "2"), "limit": typed(e, limitName, "1"), "a tick": pressed(e.at(limitName), "+")} {
		if strings.Contains(screen(next), why) {
			t.Errorf("%s:\n%s", name, screen(next))
		}
	}
}

func pressed(e Entry, key string) Entry {
	e, _ = e.Update(tea.KeyPressMsg{Code: rune(key[0]), Text: key})
	return e
}

// TestEscClosesATicketThatHasNothingToLose: also one that was touched.
func TestEscClosesATicketThatHasNothingToLose(t *testing.T) {
	esc := func(e Entry) string {
		all := e.Bindings()
		return all[len(all)-1].Help().Desc
	}
	e := entry(market.Buy, facts())
	if got := esc(e); got != "close" {
		t.Errorf("untouched: %s", got)
	}
	e = typed(e, sizeName, "5")
	if got := esc(e); got != "discard" {
		t.Errorf("with a quantity: %s", got)
	}
	if got := esc(e.at(limitName)); got != "discard" {
		t.Errorf("at a price: %s", got)
	}
	e = typed(e, sizeName, "")
	if got := esc(e); got != "close" {
		t.Errorf("emptied again: %s", got)
	}
}

// TestWhatRefusesAFieldStandsBeforeWhatIsWorthKnowing of it.
func TestWhatRefusesAFieldStandsBeforeWhatIsWorthKnowing(t *testing.T) {
	e := typed(typed(entry(market.Buy, facts()), sizeName, "$500"), limitName, "200")
	if got := screen(e); !strings.Contains(got, "2 shares = $400.00, $100.00 stay.") {
		t.Errorf("what is left is not said:\n%s", got)
	}
	e = typed(typed(entry(market.Sell, facts()), sizeName, "$550"), limitName, "100")
	if got := screen(e); strings.Contains(got, "are not sold") || !strings.Contains(got, "3 are free") {
		t.Errorf("the refusal is hidden:\n%s", got)
	}
}
